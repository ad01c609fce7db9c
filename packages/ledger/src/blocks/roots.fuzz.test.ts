import { MerklePatriciaTrie } from '@ethereumjs/mpt';
import { RLP } from '@ethereumjs/rlp';
import { Bloom, encodeReceipt } from '@ethereumjs/vm';
import type { Log } from '@lode/evm';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { listRoot } from '../../testkit/listRoot.ts';
import { log, writeLogs } from '../../testkit/logRecords.ts';
import { signed } from '../../testkit/signedTransactions.ts';
import { pack } from './packed.ts';
import { bloomsOf, computeRoots } from './roots.ts';

const SEED = Number(process.env.LODE_FUZZ_SEED ?? 20_261_122);

const WHERE = { chainId: 1n, number: 1n };

interface Executed {
  raw: Uint8Array;
  status: number;
  gasUsed: bigint;
  logs: Log[];
}

const executed: fc.Arbitrary<Executed> = fc
  .record({
    raw: signed.map((item) => item.raw),
    status: fc.constantFrom(1, 1, 1, 2, 3),
    gasUsed: fc.bigInt({ min: 1n, max: 30_000_000n }),
    logs: fc.array(log, { maxLength: 4 }),
  })
  .map((item) => (item.status === 1 ? item : { ...item, logs: [] }));

async function trieRoot(values: readonly Uint8Array[]): Promise<string> {
  const trie = new MerklePatriciaTrie();
  for (const [i, value] of values.entries()) await trie.put(RLP.encode(i), value);
  return trie.root().toHex();
}

function bloomOf(logs: readonly Log[]): Uint8Array {
  const bloom = new Bloom();
  for (const entry of logs) for (const item of [entry.address, ...entry.topics]) bloom.add(item);
  return bloom.bitvector;
}

function receipts(items: readonly Executed[]): Uint8Array[] {
  let cumulativeBlockGasUsed = 0n;
  return items.map((item) => {
    cumulativeBlockGasUsed += item.gasUsed;
    const head = item.raw[0];
    const type = head === 1 || head === 2 || head === 4 ? head : 0;
    const receipt = {
      status: item.status === 1 ? (1 as const) : (0 as const),
      cumulativeBlockGasUsed,
      bitvector: bloomOf(item.logs),
      logs: item.logs.map((entry): [Uint8Array, Uint8Array[], Uint8Array] => [entry.address, entry.topics, entry.data]),
    };
    return encodeReceipt(receipt, type);
  });
}

async function agree(items: readonly Executed[]): Promise<void> {
  const logs = pack(items.map((item) => writeLogs(item.logs)));
  const roots = computeRoots({
    transactions: pack(items.map((item) => item.raw)),
    status: Uint8Array.from(items, (item) => item.status),
    gasUsed: BigUint64Array.from(items, (item) => item.gasUsed),
    logs,
    ...WHERE,
  });
  expect(roots.transactionsRoot.toHex()).toBe(await trieRoot(items.map((item) => item.raw)));
  expect(roots.receiptsRoot.toHex()).toBe(await trieRoot(receipts(items)));
  expect(roots.logsBloom.toHex()).toBe(bloomOf(items.flatMap((item) => item.logs)).toHex());
  expect(roots.gasUsed).toBe(items.reduce((sum, item) => sum + item.gasUsed, 0n));
  const blooms = bloomsOf(logs);
  items.forEach((item, i) => {
    expect(blooms.subarray(i * 256, i * 256 + 256).toHex()).toBe(bloomOf(item.logs).toHex());
  });
}

describe(`roots and blooms as @ethereumjs computes them (seed ${SEED})`, () => {
  const pool = fc.sample(executed, { numRuns: 300, seed: SEED });

  it.each([0, 1, 2, 17, 127, 128, 129, 145, 256, 257, 300])('a block of %i transactions', (count) =>
    agree(pool.slice(0, count)),
  );

  it('random blocks', () =>
    fc.assert(fc.asyncProperty(fc.array(executed, { maxLength: 20 }), agree), { seed: SEED, numRuns: 25 }));

  it('a receipt larger than a batch', () => {
    const data = new Uint8Array(300_000).fill(7);
    const big = { address: new Uint8Array(20).fill(9), topics: [], data };
    const [first, ...rest] = pool;
    if (first === undefined) throw new Error('the pool is empty');
    return agree([...rest.slice(0, 3), { ...first, status: 1, logs: [big, big, big] }, ...rest.slice(3, 9)]);
  });

  it('more than 65,536 transactions, whose keys have four bytes', async () => {
    const items = pool.slice(0, 300).map((item) => item.raw);
    expect(listRoot(items).toHex()).toBe(await trieRoot(items));
    const count = 65_540;
    const many = Array.from({ length: count }, (_, i) => Uint8Array.from([2, i, i >> 8, i >> 16]));
    const { transactionsRoot } = computeRoots({
      transactions: pack(many),
      status: new Uint8Array(count).fill(2),
      gasUsed: new BigUint64Array(count).fill(1n),
      logs: pack(many.map(() => new Uint8Array())),
      ...WHERE,
    });
    expect(transactionsRoot.toHex()).toBe(listRoot(many).toHex());
  });

  it.each([13, 27, 28, 29, 31, 110])('transactions of %i bytes, which may lie in the node above', async (size) => {
    for (const count of [1, 2, 3, 17, 129]) {
      const items = Array.from({ length: count }, (_, i) => new Uint8Array(size).fill(i + 128).fill(2, 0, 1));
      const { transactionsRoot } = computeRoots({
        transactions: pack(items),
        status: new Uint8Array(count).fill(1),
        gasUsed: new BigUint64Array(count).fill(1n),
        logs: pack(items.map(() => new Uint8Array())),
        ...WHERE,
      });
      expect(transactionsRoot.toHex()).toBe(await trieRoot(items));
    }
  });
});
