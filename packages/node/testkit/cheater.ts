import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import type { Backend, Hex, Session, TaskOutcome, TaskOutput } from '@lode/protocol';
import { createBackend } from '@lode/provider';
import { createNode, dataDirAt, loadConfig } from '../src/index.ts';

/**
 * A malicious provider: it speaks the protocol to the letter, bonds, signs leases and receipts, and returns wrong
 * bytes under right hashes. Only comparing its results with those of others can show it.
 *
 *     node packages/node/testkit/cheater.ts MULTIADDR DATA_DIR
 */
async function main([peer, dataDir]: readonly string[]): Promise<void> {
  if (peer === undefined || dataDir === undefined) throw new Error('usage: cheater.ts MULTIADDR DATA_DIR');
  const dir = dataDirAt(dataDir);
  const config = await loadConfig(dir.configFile, { name: 'cheater', listen: ['/ip4/127.0.0.1/tcp/0'] });
  const node = await createNode({
    dir,
    config,
    role: { mode: 'join', peer },
    createBackend: async (options) => cheat(await createBackend(options)),
    onProgress: (text) => console.error(`  ${text}`),
  });
  const stop = () => void node.stop().then(() => process.exit(0));
  process.on('SIGINT', stop).on('SIGTERM', stop);
  console.log(JSON.stringify(await node.start()));
}

function cheat<Honest extends Backend>(backend: Honest): Honest {
  const open: Backend['open'] = async (request, signal) => {
    const session = await backend.open(request, signal);
    const cheating: Session = {
      runTask: async (index, options) => spoil(await session.runTask(index, options)),
      close: () => session.close(),
    };
    return cheating;
  };
  return new Proxy(backend, {
    get: (target, key) => {
      if (key === 'open') return open;
      const value: unknown = Reflect.get(target, key);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

const spoil = async (outcome: TaskOutcome): Promise<TaskOutcome> => ({
  ...outcome,
  outputs: await Promise.all(outcome.outputs.map(spoilOutput)),
});

/** Flips one bit, the least that a fraud can be, and signs for it. */
async function spoilOutput(output: TaskOutput): Promise<TaskOutput> {
  const bytes = await readFile(output.path);
  bytes[0] = (bytes[0] ?? 0) ^ 1;
  await writeFile(output.path, bytes);
  const hash: Hex = `0x${createHash('sha256').update(bytes).digest('hex')}`;
  return { ...output, hash };
}

await main(process.argv.slice(2));
