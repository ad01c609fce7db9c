import { encodeTransactions, readLogs, type Transaction } from '@lode/evm';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { decodeRow, encodeAccountRow, encodeSlotRow, joinRows } from '../src/rows.ts';
import { type BlockExecution, CHANGE_BYTES, type StateStore } from '../src/seams.ts';
import { EMPTY_HASH, packOf } from './blocks.ts';
import { sortedRows } from './blocksCompare.ts';
import { createdAddress, initCode, PROGRAMS } from './blocksPrograms.ts';

const address = (n: number) => new Uint8Array(20).fill(n);
const ALICE = address(0xa1);
const BOB = address(0xb0);
const COUNTER = address(0xc0);
const FEES = address(0xfe);
const ODD = address(0x0d);
const FUNDS = 10n ** 18n;
const COUNTER_HASH = keccak_256(PROGRAMS.counter);

const plain = (balance: bigint) => ({ nonce: 0n, balance, codeHash: EMPTY_HASH });

function block(transactions: readonly Transaction[], more: Partial<BlockExecution> = {}): BlockExecution {
  return {
    env: {
      number: 7n,
      timestamp: 1n,
      coinbase: FEES,
      gasLimit: 30_000_000n,
      baseFee: 5n,
      prevRandao: new Uint8Array(32),
      excessBlobGas: 0n,
      chainId: 1n,
    },
    blockHashes: [],
    systemCalls: [],
    transactions: packOf(transactions.map((tx) => encodeTransactions([tx]))),
    ...more,
  };
}

function transaction(sender: Uint8Array, nonce: bigint, more: Partial<Transaction>): Transaction {
  return { type: 0, sender, nonce, gasLimit: 300_000n, gasPrice: 6n, value: 0n, data: new Uint8Array(), ...more };
}

const count = (sender: Uint8Array, nonce: bigint) => transaction(sender, nonce, { to: COUNTER });

/** What every StateStore has to do. `create` is asked once; the store is brought back to the same rows for each test. */
export function stateCompliance(name: string, create: () => Promise<StateStore>): void {
  describe(`state compliance: ${name}`, () => {
    let store: StateStore;
    beforeAll(async () => {
      store = await create();
    });
    afterAll(() => store.close());
    beforeEach(() => {
      const zero = [...store.rows()].map((row) =>
        row
          .slice()
          .fill(0, row[0] === 1 ? 24 : 56)
          .fill(0, 1, 2),
      );
      // Slots first: what an account without code owns is noted when it is loaded.
      store.load(joinRows(zero.sort((a, b) => (b[0] ?? 0) - (a[0] ?? 0))), new Map());
      store.load(
        joinRows([
          encodeAccountRow(ALICE, plain(FUNDS)),
          encodeAccountRow(BOB, plain(FUNDS)),
          encodeAccountRow(COUNTER, { nonce: 1n, balance: 0n, codeHash: COUNTER_HASH }),
          encodeSlotRow(COUNTER, 0n, 41n),
        ]),
        new Map([[COUNTER_HASH.toHex(), PROGRAMS.counter]]),
      );
    });

    readsAndLifecycle(() => store);
    results(() => store);
  });
}

function readsAndLifecycle(get: () => StateStore): void {
  it('reads what was loaded', () => {
    const { reader } = get();
    expect(reader.account(ALICE)).toEqual(plain(FUNDS));
    expect(reader.account(address(1))).toBeUndefined();
    expect(reader.slot(COUNTER, 0n)).toBe(41n);
    expect(reader.slot(COUNTER, 1n << 255n)).toBe(0n);
    expect(reader.code(COUNTER_HASH.toHex())).toEqual(PROGRAMS.counter);
    expect(reader.code('00')).toBeUndefined();
    expect(get().stats()).toMatchObject({ accounts: 3, slots: 1 });
  });

  it('shows the block in flight to nobody until it is published', async () => {
    const store = get();
    await store.execute(block([count(ALICE, 0n), count(BOB, 0n)]));
    expect(store.reader.slot(COUNTER, 0n)).toBe(41n);
    store.publish();
    expect(store.reader.slot(COUNTER, 0n)).toBe(43n);
    expect(store.reader.account(ALICE)?.nonce).toBe(1n);
    expect(store.changes().rows).toHaveLength(0);
  });

  it('tells changed rows after and before, each once', async () => {
    const store = get();
    await store.execute(block([count(ALICE, 0n), count(ALICE, 1n)]));
    const { rows, undo } = store.changes();
    const pairs = Array.from({ length: rows.length / CHANGE_BYTES }, (_, i) => [
      decodeRow(undo, i * CHANGE_BYTES),
      decodeRow(rows, i * CHANGE_BYTES),
    ]);
    expect(pairs).toHaveLength(3); // Alice, the slot, the fees
    expect(pairs).toContainEqual([
      expect.objectContaining({ kind: 'slot', key: 0n, value: 41n }),
      expect.objectContaining({ kind: 'slot', key: 0n, value: 43n }),
    ]);
    expect(pairs).toContainEqual([
      expect.objectContaining({ address: FEES, account: undefined }),
      expect.objectContaining({ address: FEES, account: expect.objectContaining({ nonce: 0n }) }),
    ]);
  });

  it('forgets a discarded block, and starts over when another is executed', async () => {
    const store = get();
    await store.execute(block([count(ALICE, 0n)]));
    store.discard();
    expect(store.changes().rows).toHaveLength(0);
    await store.execute(block([count(ALICE, 0n)]));
    await store.execute(block([count(ALICE, 0n)]));
    store.publish();
    expect(store.reader.slot(COUNTER, 0n)).toBe(42n);
  });

  it('is undone by loading what was before', async () => {
    const store = get();
    const before = sortedRows(joinRows([...store.rows()]));
    await store.execute(block([count(ALICE, 0n), transaction(BOB, 0n, { to: address(9), value: 5n })]));
    const { undo } = store.changes();
    store.publish();
    store.load(undo, new Map());
    expect(sortedRows(joinRows([...store.rows()]))).toEqual(before);
  });

  it('removes the storage of an account that is emptied', async () => {
    const store = get();
    store.load(joinRows([encodeAccountRow(ODD, plain(FUNDS)), encodeSlotRow(ODD, 3n, 4n)]), new Map());
    const spend = { to: BOB, gasLimit: 21_000n, gasPrice: 5n, value: 0n };
    // Nothing is left, and no nonce: the account was only paid into and touched.
    store.load(encodeAccountRow(ODD, plain(0n)), new Map());
    await store.execute(block([transaction(ALICE, 0n, { ...spend, to: ODD })]));
    store.publish();
    expect(store.reader.account(ODD)).toBeUndefined();
    expect(store.reader.slot(ODD, 3n)).toBe(0n);
  });
}

function results(get: () => StateStore): void {
  it('gives status, gas and logs in order, and leaves the state of an invalid transaction alone', async () => {
    const store = get();
    const output = await store.execute(block([count(ALICE, 0n), count(ALICE, 5n), count(BOB, 0n)]));
    expect(output.executed).toBe(3);
    expect([...output.status]).toEqual([1, 0, 1]);
    expect(output.gasUsed[1]).toBe(0n);
    const { bytes, offsets } = output.logs;
    const values = [0, 2].map((i) => readLogs(bytes.subarray(offsets[i], offsets[i + 1]))[0]?.data[31]);
    expect(values).toEqual([42, 43]);
    expect(offsets[1]).toBe(offsets[2]);
  });

  it('pays the beneficiary the tips', async () => {
    const store = get();
    const output = await store.execute(block([count(ALICE, 0n), count(BOB, 0n)]));
    store.publish();
    const gas = (output.gasUsed[0] ?? 0n) + (output.gasUsed[1] ?? 0n);
    expect(store.reader.account(FEES)?.balance).toBe(gas);
  });

  it('runs code that was deployed in the same block', async () => {
    const store = get();
    const made = createdAddress(ALICE, 0n);
    const code = PROGRAMS.own;
    const output = await store.execute(
      block([
        transaction(ALICE, 0n, { data: initCode(code) }),
        ...[0n, 1n, 2n].map((nonce) => transaction(BOB, nonce, { to: made })),
      ]),
    );
    expect([...output.status]).toEqual([1, 1, 1, 1]);
    expect(store.changes().codes.get(keccak_256(code).toHex())).toEqual(code);
    store.publish();
    expect(store.reader.slot(made, BigInt(`0x${BOB.toHex()}`))).toBe(3n);
    expect(store.reader.code(keccak_256(code).toHex())).toEqual(code);
  });

  it('runs system calls first, also in a block without transactions', async () => {
    const store = get();
    const systemCalls = [{ to: COUNTER, data: new Uint8Array() }];
    const output = await store.execute(block([count(ALICE, 0n)], { systemCalls }));
    expect(readLogs(output.logs.bytes)[0]?.data[31]).toBe(43);
    await store.execute(block([], { systemCalls }));
    store.publish();
    expect(store.reader.slot(COUNTER, 0n)).toBe(42n);
  });

  it('finds room for more rows than a block lets expect', async () => {
    const store = get();
    const writer = address(0x3f);
    const hash = keccak_256(PROGRAMS.writer);
    const codes = new Map([[hash.toHex(), PROGRAMS.writer]]);
    store.load(encodeAccountRow(writer, { nonce: 1n, balance: 0n, codeHash: hash }), codes);
    // Each writes 600 slots: 15,600 rows are more than the smallest index holds.
    const calls = Array.from({ length: 26 }, (_, i) => {
      const data = new Uint8Array(32);
      new DataView(data.buffer).setUint32(28, i * 600);
      return transaction(ALICE, BigInt(i), { to: writer, data, gasLimit: 15_000_000n, gasPrice: 5n });
    });
    const env = { ...block([]).env, gasLimit: 1_000_000_000n };
    const output = await store.execute(block(calls, { env }));
    expect([...output.status]).toEqual(calls.map(() => 1));
    store.publish();
    expect(store.reader.slot(writer, 0n)).toBe(1n);
    expect(store.reader.slot(writer, 15_599n)).toBe(1n);
    expect(store.stats().slots).toBe(15_601);
  });

  it('begins no transaction after the deadline', async () => {
    const store = get();
    const late = await store.execute(block([count(ALICE, 0n)], { deadlineMs: performance.now() - 1 }));
    expect(late.executed).toBe(0);
    expect([...late.logs.offsets]).toEqual([0]);
    expect(store.changes().rows).toHaveLength(0);
    const soon = await store.execute(block([count(ALICE, 0n)], { deadlineMs: performance.now() + 60_000 }));
    expect(soon.executed).toBe(1);
  });

  it('knows the hashes of the blocks before', async () => {
    const store = get();
    const hash = address(0x77);
    store.load(
      encodeAccountRow(ODD, { nonce: 1n, balance: 0n, codeHash: keccak_256(PROGRAMS.hashes) }),
      new Map([[keccak_256(PROGRAMS.hashes).toHex(), PROGRAMS.hashes]]),
    );
    const data = new Uint8Array(32);
    data[31] = 5;
    const word = new Uint8Array(32);
    word.set(hash);
    await store.execute(
      block([transaction(ALICE, 0n, { to: ODD, data })], { blockHashes: [new Uint8Array(32), word] }),
    );
    store.publish();
    expect(store.reader.slot(ODD, 0n)).toBe(BigInt(`0x${word.toHex()}`));
  });
}
