import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPrecompiles, encodeTransactions } from '@lode/evm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EMPTY_HASH, packOf } from '../../testkit/blocks.ts';
import { expectSame } from '../../testkit/blocksCompare.ts';
import { type Checkpoint, makeCheckpoint, openCheckpoint } from '../durability/checkpoint.ts';
import { encodeAccountRow, joinRows } from '../rows.ts';
import type { BlockExecution, StateStore } from '../seams.ts';
import { createMemoryState } from './memory.ts';
import { createStateStore, type StateStoreOptions } from './stateStore.ts';

const ACCOUNTS = 2000;
const TRANSFERS = 60;
const BLOCKS = 24;
/** The smallest index takes 128 KB; this leaves 600 rows. */
const BUDGET = (128 + 75) * 1024;

function actor(n: number): Uint8Array {
  const address = new Uint8Array(20).fill(0x99);
  new DataView(address.buffer).setUint32(8, n);
  return address;
}

/** Of a pseudo-random walk through the accounts: each pays another, some of them new. */
function transfers(number: number, nonces: Map<number, bigint>): BlockExecution {
  const txs = Array.from({ length: TRANSFERS }, (_, i) => {
    const from = (number * 613 + i * 37) % ACCOUNTS;
    const nonce = nonces.get(from) ?? 0n;
    nonces.set(from, nonce + 1n);
    const to = actor((from * 31 + number) % (ACCOUNTS + 500));
    const common = { type: 0 as const, gasLimit: 21_000n, gasPrice: 9n, data: new Uint8Array() };
    return encodeTransactions([{ ...common, sender: actor(from), to, nonce, value: BigInt(i) }]);
  });
  return {
    env: {
      number: BigInt(number),
      timestamp: 1n,
      coinbase: actor(ACCOUNTS + 1000),
      gasLimit: 30_000_000n,
      baseFee: 7n,
      prevRandao: new Uint8Array(32),
      excessBlobGas: 0n,
      chainId: 1n,
    },
    blockHashes: [],
    systemCalls: [],
    transactions: packOf(txs),
  };
}

describe('rows on disk', () => {
  let dir: string;
  let store: StateStore;
  let oracle: StateStore;
  let checkpoint: Checkpoint;
  beforeEach(async () => {
    dir = mkdtempSync(join(tmpdir(), 'lode-cold-'));
    oracle = createMemoryState({ precompiles: createPrecompiles() });
    const account = { nonce: 0n, balance: 10n ** 18n, codeHash: EMPTY_HASH };
    oracle.load(joinRows(Array.from({ length: ACCOUNTS }, (_, n) => encodeAccountRow(actor(n), account))), new Map());
    await makeCheckpoint(dir);
    checkpoint = openCheckpoint(dir);
    writeCheckpoint(0n);
  });
  afterEach(async () => {
    await store.close();
    await checkpoint.close();
    rmSync(dir, { recursive: true });
  });

  function writeCheckpoint(block: bigint): void {
    checkpoint.write((to) => {
      to.rows(joinRows([...oracle.rows()]));
      return block;
    });
  }

  async function start(complete: boolean, more: StateStoreOptions): Promise<void> {
    const module = new URL('../durability/cold-rows.ts', import.meta.url).href;
    store = await createStateStore({ tier: 'interpreter', cold: { module, dir, complete }, ...more });
  }

  it('are brought in when they are asked for', async () => {
    await start(false, { workers: 2, chunkSize: 4 });
    expect(store.reader.account(actor(5))?.balance).toBe(10n ** 18n);
    expect(store.reader.account(actor(ACCOUNTS + 7))).toBeUndefined();
    const nonces = new Map<number, bigint>();
    for (let number = 1; number <= 3; number++) {
      await expectSame(transfers(number, nonces), store, oracle);
      for (const each of [store, oracle]) each.publish();
    }
    expect(store.stats().coldReads).toBeGreaterThan(100);
    expect(store.stats().accounts).toBeLessThan(800);
  });

  it('leave the memory when they are more than the budget allows, and come back as they were', async () => {
    await start(true, { workers: 2, chunkSize: 4, memoryBudgetBytes: BUDGET });
    store.load(joinRows([...oracle.rows()]), new Map());
    store.checkpointed(0n);
    expect(store.stats().bytes).toBeGreaterThan(BUDGET);
    const nonces = new Map<number, bigint>();
    for (let number = 1; number <= BLOCKS; number++) {
      await expectSame(transfers(number, nonces), store, oracle);
      for (const each of [store, oracle]) each.publish();
      // The checkpoint lags: what changed since may not leave.
      if (number % 4 !== 0) continue;
      writeCheckpoint(BigInt(number));
      store.checkpointed(BigInt(number));
    }
    expect(store.stats().bytes).toBeLessThan(BUDGET + TRANSFERS * 4 * 4 * 128);
    expect(store.stats().coldReads).toBeGreaterThan(100);
    for (let n = 0; n < ACCOUNTS + 500; n++) {
      expect(store.reader.account(actor(n))).toEqual(oracle.reader.account(actor(n)));
    }
  });
});
