import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addressOf, type CandidateFields, candidate, testPool } from '../../testkit/ledgerPool.ts';
import type { PoolTransaction } from '../seams.ts';
import { DROP_REASONS } from './books.ts';

const SEED = Number(process.env.LODE_FUZZ_SEED ?? 20_261_122);
const SENDERS = 6;
const LIMITS = { accountSlots: 2, accountQueue: 3, maxPending: 8, maxQueued: 5, maxBytes: 26_000, lifetimeMs: 40 };

const sender = fc.integer({ min: 1, max: SENDERS });
const step = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('add' as const),
      from: sender,
      ahead: fc.integer({ min: -1, max: 5 }),
      price: fc.bigInt({ min: 1n, max: 40n }),
      tip: fc.bigInt({ min: 0n, max: 40n }),
      rawBytes: fc.constantFrom(100, 100, 3_000),
      value: fc.constantFrom(0n, 0n, 400_000n),
      delegates: fc.option(sender, { nil: undefined, freq: 8 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('block' as const),
      count: fc.integer({ min: 0, max: 5 }),
      baseFee: fc.bigInt({ min: 0n, max: 30n }),
      invalid: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('abandon' as const), count: fc.integer({ min: 0, max: 5 }) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('poor' as const),
      from: sender,
      balance: fc.constantFrom(0n, 900_000n, 10n ** 9n),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('time' as const), ms: fc.integer({ min: 1, max: 30 }) }) },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** What `select` promises, without any heap. */
function bestFirst(lists: PoolTransaction[][], baseFee: bigint): string[] {
  const tip = ({ tx }: PoolTransaction): bigint => {
    const room = (tx.maxFeePerGas ?? 0n) - baseFee;
    const cap = tx.maxPriorityFeePerGas ?? 0n;
    return room < cap ? room : cap;
  };
  const order: string[] = [];
  for (;;) {
    let best: PoolTransaction[] | undefined;
    for (const list of lists) {
      const [head] = list;
      if (head === undefined || tip(head) < 0n) continue;
      const leader = best?.[0];
      if (leader === undefined || tip(head) > tip(leader)) best = list;
      else if (tip(head) === tip(leader) && arrival(head) < arrival(leader)) best = list;
    }
    const next = best?.shift();
    if (next === undefined) return order;
    order.push(next.hash.toHex());
  }
}

const arrival = ({ hash }: PoolTransaction): number => new DataView(hash.buffer).getUint32(28);

function run(steps: readonly Step[]): void {
  const state = { time: 0, taken: 0, mined: 0, baseFee: 1n };
  const { pool, accounts } = testPool({ limits: LIMITS, now: () => state.time });
  const nonces = new Map<number, number>();
  const nonceOf = (from: number) => nonces.get(from) ?? 0;
  const everybody = Array.from({ length: SENDERS }, (_, i) => i + 1);
  const select = (count: number, baseFee: bigint) => {
    const wanted = bestFirst(
      everybody.map((n) => [...pool.of(addressOf(n)).pending]),
      baseFee,
    );
    const found = pool.select({ gasLimit: 30_000_000n, baseFee, maxBytes: 1_000_000, maxCount: count });
    expect(found.map(({ hash }) => hash.toHex())).toEqual(wanted.slice(0, count));
    return found;
  };

  function mine({ count, baseFee, invalid }: Extract<Step, { kind: 'block' }>): void {
    const chosen = select(count, state.baseFee);
    const bad = invalid ? chosen.at(-1) : undefined;
    const good = chosen.filter((each) => each !== bad);
    const rows: Uint8Array[] = [];
    for (const { tx } of good) {
      const from = tx.sender[19] ?? 0;
      nonces.set(from, Number(tx.nonce) + 1);
      rows.push(accounts.set(from, { nonce: tx.nonce + 1n }));
    }
    state.baseFee = baseFee;
    pool.settle({
      hashes: Uint8Array.from(good.flatMap(({ hash }) => [...hash])),
      rows: Uint8Array.from(rows.flatMap((row) => [...row])),
      invalid: bad === undefined ? [] : [bad.hash],
      baseFee,
      gasLimit: 30_000_000n,
    });
    pool.durable();
    state.mined += good.length;
  }

  for (const each of steps) {
    if (each.kind === 'add') {
      const { from, price, tip, rawBytes, value, delegates } = each;
      const nonce = Math.max(0, nonceOf(from) + each.ahead);
      const shape: CandidateFields = delegates === undefined ? {} : { type: 4, authorities: [delegates], gas: 50_000n };
      const made = candidate({ from, nonce, price, tip: tip % (price + 1n), rawBytes, value, ...shape });
      if (pool.add(made) === undefined) {
        state.taken++;
        expect(pool.get(made.hash)).toBeDefined();
      }
    } else if (each.kind === 'block') mine(each);
    else if (each.kind === 'abandon') {
      select(each.count, state.baseFee);
      pool.release();
    } else if (each.kind === 'poor') {
      const rows = accounts.set(each.from, { balance: each.balance });
      pool.settle({ hashes: new Uint8Array(0), rows, invalid: [], baseFee: state.baseFee, gasLimit: 30_000_000n });
    } else {
      state.time += each.ms;
      pool.expire();
    }
    check();
  }

  function check(): void {
    const { pending, queued, bytes, drops } = pool.stats();
    expect(pending + queued).toBeLessThanOrEqual(LIMITS.maxPending + LIMITS.maxQueued);
    expect(bytes).toBeLessThanOrEqual(LIMITS.maxBytes);
    const dropped = DROP_REASONS.reduce((sum, reason) => sum + drops[reason], 0);
    expect(pending + queued + dropped + state.mined).toBe(state.taken);
    if (pending + queued === 0) expect(bytes).toBe(0);
    expect([pool.pending().length, pool.queued().length]).toEqual([pending, queued]);
    for (const from of everybody) {
      const lists = pool.of(addressOf(from));
      expect(lists.pending.map(({ tx }) => Number(tx.nonce))).toEqual(lists.pending.map((_, i) => nonceOf(from) + i));
      const next = nonceOf(from) + lists.pending.length;
      expect(lists.queued.every(({ tx }) => Number(tx.nonce) > next)).toBe(true);
      expect(lists.queued.length).toBeLessThanOrEqual(LIMITS.accountQueue);
      expect(pool.nonce(addressOf(from))).toBe(BigInt(next));
    }
  }
}

test(`bounds hold, nonces stay in order, nothing is lost without a reason (seed ${SEED})`, () => {
  fc.assert(fc.property(fc.array(step, { maxLength: 80 }), run), { seed: SEED, numRuns: 300 });
});
