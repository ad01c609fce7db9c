// Runs ethereum/tests' GeneralStateTests through the state store: each case a block.
//   node packages/ledger/scripts/spec.ts [--vectors DIR] [--workers N] [--tier T] [--only TEXT] [--part I/N] [--speculate]
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { parseArgs } from 'node:util';
import type { Tier } from '@lode/evm';
import { createStateStore } from '../src/index.ts';
import type { StateStore } from '../src/seams.ts';
import {
  DEFAULT_STATE_TESTS,
  FORK_NAMES,
  runStateCase,
  type StateCase,
  stateCases,
  stateTestFiles,
} from '../testkit/stateTests.ts';

const { values } = parseArgs({
  options: {
    vectors: { type: 'string', default: DEFAULT_STATE_TESTS },
    workers: { type: 'string', default: '2' },
    tier: { type: 'string', default: 'auto' },
    only: { type: 'string', default: '' },
    part: { type: 'string', default: '1/1' },
    // A block of one transaction is never run ahead of its turn by itself.
    speculate: { type: 'boolean', default: false },
  },
});
const MAX_PRINTED = 40;
const PROGRESS_FILES = 100;
/** Four billion rounds of BLAKE2 take a minute on a free core. */
const SLOWEST_MS = 900_000;

const [part = 1, parts = 1] = values.part.split('/').map(Number);
const all = stateTestFiles(values.vectors);
const files = all.filter((_, i) => i % parts === part - 1);
const totals = { passed: 0, failed: 0 };
const started = performance.now();

async function check(store: StateStore, one: StateCase, file: string): Promise<void> {
  let wrong: string | undefined;
  try {
    wrong = await runStateCase(store, one);
  } catch (error) {
    wrong = `threw: ${String(error)}`;
  }
  if (wrong === undefined) totals.passed++;
  else if (++totals.failed <= MAX_PRINTED) console.log(`FAIL ${relative(values.vectors, file)} ${one.id}\n  ${wrong}`);
}

if (all.length === 0) console.log(`No state tests at ${values.vectors}: pass --vectors with GeneralStateTests.`);
for (const [forkName, fork] of Object.entries(FORK_NAMES)) {
  let store: StateStore | undefined;
  for (const [i, file] of files.entries()) {
    for (const one of stateCases(readFileSync(file, 'utf8'), forkName)) {
      if (!`${file} ${one.id}`.includes(values.only)) continue;
      store ??= await createStateStore({
        workers: Number(values.workers),
        fork,
        tier: values.tier as Tier,
        hangMs: SLOWEST_MS,
        ...(values.speculate ? { faults: { speculates: true, lanes: [2] } } : {}),
      });
      await check(store, one, file);
    }
    if (i % PROGRESS_FILES === PROGRESS_FILES - 1)
      console.error(`${forkName}: ${i + 1} files, ${JSON.stringify(totals)}`);
  }
  await store?.close();
}
const seconds = ((performance.now() - started) / 1000).toFixed(1);
console.log(`${files.length} files, ${values.workers} workers, tier ${values.tier}, ${seconds} s`);
console.log(`${totals.passed} passed, ${totals.failed} failed`);
process.exitCode = totals.failed === 0 ? 0 : 1;
