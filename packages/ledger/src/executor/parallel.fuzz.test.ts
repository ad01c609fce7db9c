import { createPrecompiles } from '@lode/evm';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allRows, expectSame, sortedRows } from '../../testkit/blocksCompare.ts';
import { type BlockPlan, blockPlan, genesis, planBlock } from '../../testkit/blocksScenario.ts';
import type { StateStore } from '../seams.ts';
import { createMemoryState } from '../state/memory.ts';
import { createStateStore, type StateStoreOptions } from '../state/stateStore.ts';

/** LODE_FUZZ_RUNS=1000 for a long run; LODE_FUZZ_SEED repeats one. */
const RUNS = Number(process.env.LODE_FUZZ_RUNS ?? 25);
const SEED = Number(process.env.LODE_FUZZ_SEED ?? Date.now() % 2 ** 31);
const LIMIT_MS = 60_000 + RUNS * 5_000;

const delays = { seed: SEED, chance: 0.1, maxMs: 1 };
/** Threads cost half a second each to start: one store runs its blocks on all numbers of them. */
const VARIANTS: Record<string, StateStoreOptions> = {
  '1 to 8 workers': { workers: 8, chunkSize: 2, faults: { lanes: [1, 2, 3, 4, 5, 6, 7, 8] } },
  '2 to 4 workers, random delays': { workers: 4, chunkSize: 3, faults: { delays, lanes: [2, 3, 4] } },
};

const plans = fc.array(blockPlan(60), { minLength: 1, maxLength: 3 });

/** Blocks one after the other on both, then everything undone, by which loading is tested too. */
async function run(blocks: BlockPlan[], store: StateStore, oracle: StateStore): Promise<void> {
  const undone: Uint8Array[] = [];
  for (const [i, plan] of blocks.entries()) {
    const block = planBlock(plan, BigInt(i + 10), oracle.reader);
    try {
      await expectSame(block, store, oracle);
      undone.push(oracle.changes().undo);
    } finally {
      store.publish();
      oracle.publish();
    }
    expect(allRows(store)).toEqual(allRows(oracle));
  }
  for (const undo of undone.reverse()) for (const each of [store, oracle]) each.load(undo, new Map());
  expect(allRows(store)).toEqual(allRows(oracle));
}

/** As many transactions as were begun before a deadline: the block is what comes of them, wherever it ends. */
async function runUntil(plan: BlockPlan, waitMs: number, store: StateStore, oracle: StateStore): Promise<number> {
  const block = planBlock(plan, 50n, oracle.reader);
  const { executed } = await store.execute({ ...block, deadlineMs: performance.now() + waitMs });
  const { bytes, offsets } = block.transactions;
  const some = { bytes: bytes.subarray(0, offsets[executed]), offsets: offsets.slice(0, executed + 1) };
  await oracle.execute({ ...block, transactions: some });
  expect(sortedRows(store.changes().rows)).toEqual(sortedRows(oracle.changes().rows));
  for (const each of [store, oracle]) each.discard();
  return executed;
}

describe.each(Object.entries(VARIANTS))('parallel equals sequential: %s', (_name, options) => {
  let store: StateStore;
  let oracle: StateStore;
  beforeAll(async () => {
    store = await createStateStore({ ...options, tier: 'interpreter' });
    oracle = createMemoryState({ precompiles: createPrecompiles() });
    const { rows, codes } = genesis();
    for (const each of [store, oracle]) each.load(rows, codes);
  });
  afterAll(() => store.close());

  it(
    `random and adversarial blocks (seed ${SEED})`,
    async () => {
      await fc.assert(
        fc.asyncProperty(plans, (blocks) => run(blocks, store, oracle)),
        { numRuns: RUNS, seed: SEED, endOnFailure: true },
      );
    },
    LIMIT_MS,
  );

  it(
    `a deadline cuts a block anywhere (seed ${SEED})`,
    async () => {
      const seen = new Set<number>();
      await fc.assert(
        fc.asyncProperty(blockPlan(60), fc.integer({ min: 0, max: 6 }), async (plan, waitMs) => {
          seen.add(await runUntil(plan, waitMs, store, oracle));
        }),
        { numRuns: RUNS, seed: SEED, endOnFailure: true },
      );
      expect(seen.size).toBeGreaterThan(1);
    },
    LIMIT_MS,
  );
});
