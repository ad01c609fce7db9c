import { createPrecompiles, encodeTransactions } from '@lode/evm';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { packOf } from '../../testkit/blocks.ts';
import { expectSame } from '../../testkit/blocksCompare.ts';
import { blockPlan, genesis, planBlock, SENDERS } from '../../testkit/blocksScenario.ts';
import type { BlockExecution, StateStore } from '../seams.ts';
import { createMemoryState } from '../state/memory.ts';
import { createStateStore, type StateStoreOptions } from '../state/stateStore.ts';

const plan = fc.sample(blockPlan(40), { numRuns: 30, seed: 7 }).find(({ steps }) => steps.length > 30);

let store: StateStore;
let oracle: StateStore;
afterEach(() => store.close());

async function start(options: StateStoreOptions): Promise<void> {
  store = await createStateStore({ chunkSize: 4, tier: 'interpreter', ...options });
  oracle = createMemoryState({ precompiles: createPrecompiles() });
  const { rows, codes } = genesis();
  for (const each of [store, oracle]) each.load(rows, codes);
}

function nextBlock(number: bigint): BlockExecution {
  if (plan === undefined) throw new Error('no plan of that length');
  return planBlock(plan, number, oracle.reader);
}

async function expectRight(number: bigint): Promise<void> {
  await expectSame(nextBlock(number), store, oracle);
  for (const each of [store, oracle]) each.publish();
}

describe('a thread that is lost', () => {
  it('dies, throws, runs out of memory or hangs: the block has the right result', async () => {
    const losses = [
      { attempt: 1, chunk: 3, kind: 'exit' },
      { attempt: 3, chunk: 2, kind: 'throw' },
      { attempt: 4, chunk: 5, kind: 'exit' },
      { attempt: 6, chunk: 1, kind: 'memory' },
      { attempt: 8, chunk: 2, kind: 'hang' },
    ] as const;
    await start({ workers: 2, hangMs: 3000, faults: { losses, heapMb: 64 } });
    for (const number of [1n, 2n, 3n, 4n, 5n]) await expectRight(number);
  });

  it('is an error after three attempts with the only worker, and the state is as it was', async () => {
    // Transaction 6 is in the second chunk of 4, and the seventh of 1, which the last attempt has.
    const losses = [1, 1, 6].map((chunk, i) => ({ attempt: i + 1, chunk, kind: 'exit' as const }));
    await start({ workers: 1, faults: { losses } });
    await expect(store.execute(nextBlock(1n))).rejects.toMatchObject({
      code: 'worker-lost',
      details: { transaction: 6 },
    });
    expect(store.changes().rows).toHaveLength(0);
    await expectRight(1n);
  });
});

describe('a block that cannot be executed', () => {
  it('is an error where its transactions are none', async () => {
    await start({ workers: 1 });
    const bad = { ...nextBlock(1n), transactions: packOf([new Uint8Array(216)]) };
    await expect(store.execute(bad)).rejects.toMatchObject({
      code: 'execution-fault',
      details: { transaction: 0, fault: 'bad-input' },
    });
    await expectRight(1n);
    const late = store.execute(nextBlock(2n));
    await expect(store.execute(nextBlock(2n))).rejects.toMatchObject({ code: 'busy' });
    await late;
  });

  it('is an error where it writes too much, and leaves the store usable', async () => {
    // A slab of 1,024 values a thread, and one more.
    await start({ workers: 1, blockWrites: 0 });
    const sender = SENDERS[0] ?? new Uint8Array(20);
    const payments = Array.from({ length: 2100 }, (_, i) => {
      const to = new Uint8Array(20).fill(0x31);
      new DataView(to.buffer).setUint32(0, i);
      const common = { type: 0 as const, sender, to, gasLimit: 21_000n, gasPrice: 10n, data: new Uint8Array() };
      return encodeTransactions([{ ...common, nonce: BigInt(i), value: 1n }]);
    });
    const heavy = { ...nextBlock(1n), transactions: packOf(payments) };
    await expect(store.execute(heavy)).rejects.toMatchObject({ code: 'block-too-large' });
    await expectRight(1n);
  });
});
