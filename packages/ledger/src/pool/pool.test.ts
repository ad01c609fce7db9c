import { describe, expect, test } from 'vitest';
import { addressOf, type CandidateFields, candidate, RICH, testPool } from '../../testkit/ledgerPool.ts';
import type { PoolTransaction } from '../seams.ts';
import type { Pool, PoolOptions } from './createPool.ts';
import type { Candidate } from './entry.ts';

const ALL = { gasLimit: 30_000_000n, baseFee: 1n, maxBytes: 1_000_000, maxCount: 1_000 };
const NEXT = { baseFee: 1n, gasLimit: 30_000_000n, invalid: [] };

const message = (pool: Pool, fields: CandidateFields): string | undefined => pool.add(candidate(fields))?.message;
const nonces = (transactions: readonly PoolTransaction[]): number[] =>
  transactions.map((transaction) => Number(transaction.tx.nonce));
const limited = (limits: PoolOptions['limits']) => testPool({ limits: { ...limits } });

function added(pool: Pool, fields: CandidateFields = {}): Candidate {
  const made = candidate(fields);
  expect(pool.add(made)).toBeUndefined();
  return made;
}

describe('what a transaction must be', () => {
  const cases: [string, CandidateFields, string, string][] = [
    ['its size', { rawBytes: 131_073 }, 'too-large', 'oversized data: transaction size 131073, limit 131072'],
    [
      'the init code',
      { create: true, data: new Uint8Array(49_153), gas: 5_000_000n },
      'initcode-size',
      'max initcode size exceeded: code size 49153, limit 49152',
    ],
    [
      'the gas cap of a transaction',
      { gas: (1n << 24n) + 1n },
      'gas-limit',
      'transaction gas limit too high: cap 16777216, tx 16777217',
    ],
    [
      'tip and fee',
      { price: 5n, tip: 6n },
      'fee-cap-below-tip',
      'max priority fee per gas higher than max fee per gas',
    ],
    ['the last nonce', { nonce: (1n << 64n) - 1n }, 'nonce-gap-too-large', 'nonce has max value'],
    ['gas', { gas: 20_999n }, 'intrinsic-gas', 'intrinsic gas too low: gas 20999, minimum needed 21000'],
    [
      'gas of a creation',
      { create: true, data: new Uint8Array(33), gas: 53_135n },
      'intrinsic-gas',
      'intrinsic gas too low: gas 53135, minimum needed 53136',
    ],
    [
      'gas of an access list',
      { type: 1, accessKeys: 2, gas: 27_199n },
      'intrinsic-gas',
      'intrinsic gas too low: gas 27199, minimum needed 27200',
    ],
    [
      'gas of authorizations',
      { type: 4, authorities: [9], gas: 45_999n },
      'intrinsic-gas',
      'intrinsic gas too low: gas 45999, minimum needed 46000',
    ],
    [
      'the floor of calldata',
      { data: new Uint8Array(100).fill(1), gas: 24_999n },
      'intrinsic-gas',
      'insufficient gas for floor data gas cost: gas 24999, minimum needed 25000',
    ],
    ['authorizations', { type: 4, gas: 50_000n }, 'invalid', 'set code tx must have at least one authorization tuple'],
    [
      'funds',
      { value: RICH },
      'insufficient-funds',
      `insufficient funds for gas * price + value: balance ${RICH}, tx cost ${RICH + 210_000n}, overshot 210000`,
    ],
  ];
  test.each(cases)('%s', (_, fields, code, message) => {
    const { pool } = testPool();
    expect(pool.add(candidate(fields))).toEqual({ code, message });
    expect(pool.stats()).toMatchObject({ pending: 0, queued: 0, bytes: 0 });
  });

  test('the gas limit of a block, the lowest tip, the nonce', () => {
    const { pool, accounts } = testPool({ gasLimit: 100_000n, minTip: 2n });
    accounts.set(1, { nonce: 5n });
    expect(message(pool, { gas: 100_001n, nonce: 5 })).toBe('exceeds block gas limit');
    expect(message(pool, { price: 9n, tip: 1n, nonce: 5 })).toBe(
      'transaction gas price below minimum: gas tip cap 1, minimum needed 2',
    );
    expect(message(pool, { nonce: 3 })).toBe('nonce too low: next nonce 5, tx nonce 3');
    expect(message(pool, { nonce: 2n ** 53n })).toBe(`nonce too high: next nonce 5, tx nonce ${2n ** 53n}`);
    const known = added(pool, { nonce: 5 });
    expect(pool.add(known)).toEqual({ code: 'already-known', message: 'already known' });
  });

  test('all that is pending has to be paid for together', () => {
    const { pool, accounts } = testPool();
    accounts.set(1, { balance: 1_000_000n });
    added(pool, { value: 500_000n });
    expect(message(pool, { nonce: 1, value: 200_000n })).toBe(
      'insufficient funds for gas * price + value: balance 1000000, queued cost 710000, tx cost 410000, overshot 120000',
    );
    added(pool, { nonce: 1, value: 80_000n });
    expect(message(pool, { nonce: 1, price: 20n, value: 500_000n })).toMatch(/queued cost 1000000, tx bumped 630000/);
  });
});

describe('nonces and replacement', () => {
  test('a gap waits, and closes', () => {
    const { pool } = testPool();
    added(pool, { nonce: 2 });
    added(pool, { nonce: 1 });
    expect(pool.stats()).toMatchObject({ pending: 0, queued: 2 });
    expect(pool.nonce(addressOf(1))).toBe(0n);
    added(pool, { nonce: 0 });
    expect(pool.stats()).toMatchObject({ pending: 3, queued: 0 });
    expect(pool.nonce(addressOf(1))).toBe(3n);
    expect(nonces(pool.of(addressOf(1)).pending)).toEqual([0, 1, 2]);
  });

  test('both fees must rise by a tenth, pending or queued', () => {
    const { pool } = testPool();
    for (const nonce of [0, 7]) {
      added(pool, { nonce, price: 100n, tip: 10n });
      expect(message(pool, { nonce, price: 109n, tip: 11n })).toBe('replacement transaction underpriced');
      expect(message(pool, { nonce, price: 110n, tip: 10n })).toBe('replacement transaction underpriced');
      const better = added(pool, { nonce, price: 110n, tip: 11n });
      expect(pool.get(better.hash)?.hash).toEqual(better.hash);
    }
    expect(pool.stats()).toMatchObject({ pending: 1, queued: 1, drops: { replaced: 2 } });
  });

  test('what is in a block under way is not replaced, and can be afterwards', () => {
    const { pool } = testPool();
    added(pool, { price: 10n });
    pool.select(ALL);
    expect(message(pool, { price: 20n })).toBe('replacement transaction underpriced');
    pool.release();
    added(pool, { price: 20n });
  });
});

describe('bounds', () => {
  test('a flood from one sender fills its own queue only', () => {
    const { pool } = limited({ accountQueue: 4 });
    for (let nonce = 1; nonce <= 4; nonce++) added(pool, { nonce: nonce * 2 });
    expect(message(pool, { nonce: 20 })).toBe('account limit exceeded: pooled 4 txs');
    added(pool, { nonce: 3 });
    expect(nonces(pool.of(addressOf(1)).queued)).toEqual([2, 3, 4, 6]);
    expect(pool.stats().drops['account-queue']).toBe(1);
  });

  test('queued ones of whoever was silent for longest go first', () => {
    let time = 0;
    const { pool } = testPool({ limits: { maxQueued: 2 }, now: () => time++ });
    added(pool, { from: 1, nonce: 5 });
    added(pool, { from: 2, nonce: 5 });
    added(pool, { from: 3, nonce: 5 });
    expect(pool.stats()).toMatchObject({ queued: 2, drops: { 'global-queue': 1 } });
    expect(pool.of(addressOf(1)).queued).toEqual([]);
  });

  test('who has more than the guaranteed slots gives up its last where too many are pending', () => {
    const { pool } = limited({ accountSlots: 2, maxPending: 5 });
    for (let nonce = 0; nonce < 5; nonce++) added(pool, { nonce });
    expect(message(pool, { nonce: 5 })).toBe('txpool is full');
    added(pool, { from: 2 });
    added(pool, { from: 2, nonce: 1 });
    expect(nonces(pool.of(addressOf(1)).pending)).toEqual([0, 1, 2]);
    expect(pool.stats()).toMatchObject({ pending: 5, drops: { 'pending-limit': 2 } });
  });

  test('a full pool gives up what pays least, and refuses what pays no more', () => {
    const { pool } = limited({ maxPending: 3, maxQueued: 0, accountSlots: 16 });
    added(pool, { from: 1, price: 5n });
    added(pool, { from: 1, nonce: 1, price: 3n });
    added(pool, { from: 2, price: 4n });
    expect(message(pool, { from: 3, price: 3n })).toBe('transaction underpriced');
    expect(message(pool, { from: 3, nonce: 1, price: 9n })).toBe('future transaction tries to replace pending');
    added(pool, { from: 3, price: 6n });
    expect(nonces(pool.of(addressOf(1)).pending)).toEqual([0]);
    expect(pool.stats()).toMatchObject({ pending: 3, drops: { evicted: 1 } });
  });

  test('a fee cap below the base fee is the cheapest of all', () => {
    const { pool } = testPool({ limits: { maxPending: 2, maxQueued: 0 }, baseFee: 50n });
    const stuck = added(pool, { from: 1, price: 49n, tip: 49n });
    added(pool, { from: 2, price: 60n, tip: 1n });
    added(pool, { from: 3, price: 60n, tip: 1n });
    expect(pool.get(stuck.hash)).toBeUndefined();
  });

  test('bytes count too', () => {
    const { pool } = limited({ maxBytes: 20_000 });
    for (let from = 1; from <= 10; from++) added(pool, { from, price: 5n });
    expect(message(pool, { from: 11, price: 5n })).toBe('transaction underpriced');
    added(pool, { from: 11, price: 6n, rawBytes: 8_000 });
    expect(pool.stats().bytes).toBeLessThanOrEqual(20_000);
    expect(pool.stats().drops.evicted).toBeGreaterThan(3);
  });

  test('queued ones end after their time', () => {
    let time = 0;
    const { pool } = testPool({ limits: { lifetimeMs: 100 }, now: () => time });
    added(pool, { from: 1 });
    added(pool, { from: 1, nonce: 5 });
    time = 50;
    added(pool, { from: 2, nonce: 5 });
    time = 120;
    pool.expire();
    expect(pool.stats()).toMatchObject({ pending: 1, queued: 1, drops: { expired: 1 } });
  });
});

describe('delegated accounts', () => {
  const code = new Uint8Array(32).fill(7);
  test('have one transaction at a time, without a gap', () => {
    const { pool, accounts } = testPool();
    accounts.set(1, { codeHash: code });
    expect(message(pool, { nonce: 1 })).toBe('gapped-nonce tx from delegated accounts');
    added(pool);
    expect(message(pool, { nonce: 1 })).toBe('in-flight transaction limit reached for delegated accounts');
    added(pool, { price: 20n });
  });

  test('and so have those who are about to be', () => {
    const { pool } = testPool();
    const delegation: CandidateFields = { from: 2, type: 4, authorities: [1], gas: 50_000n };
    added(pool, { from: 1 });
    added(pool, { from: 1, nonce: 1 });
    expect(message(pool, delegation)).toBe('authority already reserved');
    const { pool: other } = testPool();
    added(other, delegation);
    expect(message(other, { nonce: 1 })).toBe('gapped-nonce tx from delegated accounts');
  });
});

describe('selection', () => {
  test('the best tip first, then the earliest, nonces in order', () => {
    const { pool } = testPool();
    added(pool, { from: 1, price: 5n });
    added(pool, { from: 1, nonce: 1, price: 90n });
    added(pool, { from: 2, price: 8n });
    added(pool, { from: 3, price: 100n, tip: 5n });
    const order = pool.select(ALL).map(({ tx }) => [tx.sender[19], Number(tx.nonce)]);
    expect(order).toEqual([
      [2, 0],
      [3, 0],
      [1, 0],
      [1, 1],
    ]);
    expect(pool.select(ALL)).toEqual([]);
    pool.release();
    expect(pool.select(ALL)).toHaveLength(4);
  });

  test('keeps to gas, bytes and count, and leaves out what the base fee shuts out', () => {
    const { pool } = testPool();
    for (let from = 1; from <= 6; from++) added(pool, { from, price: BigInt(from * 10), gas: 100_000n });
    const select = (more: Partial<typeof ALL>) => {
      const found = pool.select({ ...ALL, ...more });
      pool.release();
      return found.map(({ tx }) => tx.sender[19]);
    };
    expect(select({ gasLimit: 250_000n })).toEqual([6, 5]);
    expect(select({ maxBytes: 350 })).toEqual([6, 5, 4]);
    expect(select({ maxCount: 1 })).toEqual([6]);
    expect(select({ baseFee: 41n })).toEqual([6, 5]);
    expect(select({})).toEqual([6, 5, 4, 3, 2, 1]);
  });

  test('one that does not fit lets smaller ones of others pass', () => {
    const { pool } = testPool();
    added(pool, { from: 1, price: 90n, gas: 90_000n });
    added(pool, { from: 2, price: 80n, gas: 90_000n });
    added(pool, { from: 3, price: 10n, gas: 21_000n });
    expect(pool.select({ ...ALL, gasLimit: 120_000n }).map(({ tx }) => tx.sender[19])).toEqual([1, 3]);
  });
});

describe('after a block', () => {
  test('its transactions leave, known until it is durable; the next nonce is executable', () => {
    const { pool, accounts } = testPool();
    const first = added(pool);
    added(pool, { nonce: 1 });
    pool.select({ ...ALL, maxCount: 1 });
    pool.settle({ ...NEXT, hashes: first.hash, rows: accounts.set(1, { nonce: 1n }) });
    expect(nonces(pool.of(addressOf(1)).pending)).toEqual([1]);
    expect(pool.get(first.hash)).toBeDefined();
    expect(pool.add(first)?.code).toBe('already-known');
    pool.durable();
    expect(pool.get(first.hash)).toBeUndefined();
    expect(pool.add(first)?.code).toBe('nonce-too-low');
    expect(pool.stats()).toMatchObject({ pending: 1, drops: { stale: 0 } });
  });

  test('a nonce used by another, and what cannot be paid any more, is dropped; what follows waits', () => {
    const { pool, accounts } = testPool();
    for (let nonce = 0; nonce < 4; nonce++) added(pool, { nonce, value: nonce === 2 ? 10n ** 15n : 0n });
    pool.settle({ ...NEXT, hashes: new Uint8Array(0), rows: accounts.set(1, { nonce: 1n, balance: 10n ** 12n }) });
    expect(nonces(pool.of(addressOf(1)).pending)).toEqual([1]);
    expect(nonces(pool.of(addressOf(1)).queued)).toEqual([3]);
    expect(pool.stats().drops).toMatchObject({ stale: 1, unpayable: 1 });
  });

  test('one that was invalid in its turn is dropped, one that only followed it waits', () => {
    const { pool } = testPool();
    const [first, second] = [added(pool), added(pool, { nonce: 1 })];
    pool.select(ALL);
    pool.settle({ ...NEXT, hashes: new Uint8Array(0), rows: new Uint8Array(0), invalid: [first.hash, second.hash] });
    expect(pool.stats()).toMatchObject({ pending: 0, queued: 1, drops: { invalid: 1 } });
    expect(nonces(pool.of(addressOf(1)).queued)).toEqual([1]);
  });

  test('says which transactions become executable', () => {
    const seen: bigint[] = [];
    const { pool } = testPool({ onPending: ({ tx }) => seen.push(tx.nonce) });
    added(pool, { nonce: 1 });
    added(pool);
    expect(seen).toEqual([0n, 1n]);
  });
});
