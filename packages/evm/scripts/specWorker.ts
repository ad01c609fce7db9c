import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { createEvm } from '../src/createEvm.ts';
import { createPrecompiles } from '../src/precompiles/index.ts';
import type { Evm, Fork, Tier } from '../src/types.ts';
import { type FileReport, type RunnerContext, runFile } from '../testkit/spec/runFile.ts';

export interface SpecWorkerData {
  folder: string;
  tier: Tier;
  native: boolean;
  only?: string;
}

export type SpecWorkerMessage = { kind: 'case'; id: string } | { kind: 'report'; report: FileReport };

const options = workerData as SpecWorkerData;
const precompiles = await selectPrecompiles(options.native);
const evms = new Map<Fork, Evm>();

const context: RunnerContext = {
  precompiles,
  evm(fork) {
    const known = evms.get(fork);
    if (known !== undefined) return known;
    const evm = createEvm({ fork, tier: options.tier, precompiles });
    evms.set(fork, evm);
    return evm;
  },
  starting: (id) => send({ kind: 'case', id }),
};
const { only } = options;
if (only !== undefined) context.wants = (id) => id.includes(only);

parentPort?.on('message', (file: string) => {
  send({ kind: 'report', report: runFile(file, readFileSync(join(options.folder, file), 'utf8'), context) });
});

function send(message: SpecWorkerMessage): void {
  parentPort?.postMessage(message);
}

async function selectPrecompiles(native: boolean) {
  if (!native) return createPrecompiles();
  const { createNativeOperations } = await import('../src/precompiles/native/index.ts');
  return createPrecompiles(await createNativeOperations());
}
