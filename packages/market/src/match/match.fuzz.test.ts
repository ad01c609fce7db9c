import type { Hex, Offer } from '@lode/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fakeDevice, fakeOffer } from '../../testkit/buyer/provider.ts';
import { fakeJob } from '../../testkit/buyer/world.ts';
import { type MatchOffer, matchJob } from './match.ts';
import type { MatchContext } from './rules.ts';

const NOW_MS = 1_800_000_000_000;
const PEER = '12D3KooWQ6vNgYmXyDMUTKCyz5rHkUqyMpSLqoKYjjy6dBDyUMxL';
const hex = (n: number, bytes: number): Hex => `0x${n.toString(16).padStart(bytes * 2, '0')}`;

const device = fc
  .record({ scoreClass: fc.integer({ min: 0, max: 64 }), vramBytes: fc.integer({ min: 0, max: 2 ** 34 }) })
  .map((one) => fakeDevice(one));

const offer: fc.Arbitrary<Partial<Offer>> = fc.record({
  devices: fc
    .array(device, { minLength: 1, maxLength: 4 })
    .map((list) => list.map((one, i) => ({ ...one, id: `gpu-${i}` }))),
  microUsdPerGpuSecond: fc.bigInt({ min: 0n, max: 20_000n }),
  region: fc.constantFrom('DE', 'US'),
  expiresAtMs: fc.constantFrom(NOW_MS - 1, NOW_MS + 1),
});

const offers: fc.Arbitrary<MatchOffer[]> = fc
  .array(offer, { maxLength: 12 })
  .map((list) => list.map((one, i) => ({ hash: hex(i + 1, 32), offer: fakeOffer(hex(i + 1, 20), PEER, NOW_MS, one) })));

const job = fakeJob({
  more: {
    placement: { regions: ['DE'], maxGramsCo2ePerKwh: null },
    resources: { vramBytes: 2 ** 30, minScoreClass: 10, adapterTypes: [] },
  },
});

const context: MatchContext = {
  nowMs: NOW_MS,
  bonds: new Map(Array.from({ length: 13 }, (_, n) => [hex(n, 20), 10n ** 12n])),
  reliability: new Map([[hex(2, 20), { failures: 1, backOffUntilMs: 0, reason: '' }]]),
  unavailable: new Map(),
};

describe('matching', () => {
  it('does not depend on the order of offers, and gives every device a place or a reason', () => {
    fc.assert(
      fc.property(offers, fc.infiniteStream(fc.nat()), (list, order) => {
        const shuffled = list
          .map((one) => ({ one, key: order.next().value ?? 0 }))
          .sort((a, b) => a.key - b.key)
          .map(({ one }) => one);
        const match = matchJob(job, list, context);
        expect(matchJob(job, shuffled, context)).toEqual(match);
        const placed = (hash: Hex, id: string) =>
          match.candidates.filter((one) => one.offer === hash && one.device.id === id).length +
          match.exclusions.filter((one) => one.offer === hash && (one.device ?? id) === id).length;
        for (const { hash, offer: from } of list) for (const one of from.devices) expect(placed(hash, one.id)).toBe(1);
      }),
      { seed: 0x10de, numRuns: 200 },
    );
  });
});
