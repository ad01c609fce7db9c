import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEFAULT_STATE_TESTS, runStateCase, stateCases, stateTestFiles } from '../../testkit/stateTests.ts';
import type { StateStore } from '../seams.ts';
import { createStateStore } from '../state/stateStore.ts';

/** LODE_STATE_TESTS: a folder of GeneralStateTests. All of them: packages/ledger/scripts/spec.ts. */
const files = stateTestFiles(process.env.LODE_STATE_TESTS ?? DEFAULT_STATE_TESTS);
/** One file in so many: some seconds. */
const EVERY = 60;

describe.skipIf(files.length === 0)('state tests through the executor, run ahead and validated', () => {
  let store: StateStore;
  beforeAll(async () => {
    store = await createStateStore({ workers: 2, fork: 'cancun', faults: { speculates: true, lanes: [2] } });
  });
  afterAll(() => store.close());

  it('gives the roots and logs of ethereum/tests', async () => {
    const wrong: string[] = [];
    let count = 0;
    for (const file of files.filter((_, i) => i % EVERY === 7)) {
      for (const one of stateCases(readFileSync(file, 'utf8'), 'Cancun')) {
        count++;
        const why = await runStateCase(store, one);
        if (why !== undefined) wrong.push(`${one.id}: ${why}`);
      }
    }
    expect(wrong).toEqual([]);
    expect(count).toBeGreaterThan(20);
  });
});
