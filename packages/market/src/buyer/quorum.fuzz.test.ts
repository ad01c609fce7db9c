import type { Hex } from '@lode/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Result, vote } from './quorum.ts';

const hex = (n: number, bytes: number): Hex => `0x${n.toString(16).padStart(bytes * 2, '0')}`;
const results = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 3 })), { maxLength: 7 })
  .map((list) =>
    list.map(
      ([provider, root], i): Result => ({
        provider: hex(provider, 20),
        receiptId: hex(i + 1, 32),
        outputsRoot: hex(root, 32),
      }),
    ),
  );

describe('vote', () => {
  it('counts providers once, gives one answer in any order, and finds a majority where there is one', () => {
    fc.assert(
      fc.property(results, fc.integer({ min: 1, max: 4 }), (list, quorum) => {
        const verdict = vote(list, quorum);
        expect(vote(list.toReversed(), quorum)).toEqual(verdict);
        expect(new Set(verdict.agreeing.map((one) => one.provider)).size).toBe(verdict.agreeing.length);
        expect(new Set(verdict.agreeing.map((one) => one.outputsRoot)).size).toBeLessThanOrEqual(1);
        expect(verdict.agreeing.length + verdict.others.length).toBe(list.length);
        expect(verdict.decided).toBe(verdict.agreeing.length >= quorum);
        const first = new Map<Hex, Hex>();
        for (const one of list) if (!first.has(one.provider)) first.set(one.provider, one.outputsRoot);
        const counts = new Map<Hex, number>();
        for (const root of first.values()) counts.set(root, (counts.get(root) ?? 0) + 1);
        expect(verdict.agreeing.length).toBe(Math.max(0, ...counts.values()));
      }),
      { seed: 0x10de, numRuns: 500 },
    );
  });

  it('takes what is within a tolerance of one that speaks for them', () => {
    const values = new Map([10, 11, 12, 30].map((value, i) => [hex(i + 1, 32), value]));
    const list = [...values.keys()].map((receiptId, i) => ({
      provider: hex(i + 1, 20),
      receiptId,
      outputsRoot: receiptId,
    }));
    const alike = (a: Result, b: Result) =>
      Math.abs((values.get(a.receiptId) ?? 0) - (values.get(b.receiptId) ?? 0)) <= 1;
    const verdict = vote(list, 3, alike);
    expect(verdict.agreeing.map((one) => values.get(one.receiptId))).toEqual([11, 10, 12]);
    expect(verdict.others.map((one) => values.get(one.receiptId))).toEqual([30]);
  });
});
