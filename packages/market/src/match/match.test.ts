import type { Hex, Job, Offer } from '@lode/protocol';
import { describe, expect, it } from 'vitest';
import { fakeDevice, fakeOffer } from '../../testkit/buyer/provider.ts';
import { fakeJob } from '../../testkit/buyer/world.ts';
import { type MatchOffer, matchJob, speedOf } from './match.ts';
import { placeable, whyNobody } from './placement.ts';
import { quoteOf, totalQuote } from './quote.ts';
import { createReliabilityBook } from './reliability.ts';
import { deviceKey, type MatchContext } from './rules.ts';

const NOW_MS = 1_800_000_000_000;
const account = (n: number): Hex => `0x${n.toString(16).padStart(40, '0')}`;
const offerHash = (n: number): Hex => `0x${n.toString(16).padStart(64, '0')}`;
const PEER = '12D3KooWQ6vNgYmXyDMUTKCyz5rHkUqyMpSLqoKYjjy6dBDyUMxL';

const offerOf = (n: number, more: Partial<Offer> = {}): MatchOffer => ({
  hash: offerHash(n),
  offer: fakeOffer(account(n), PEER, NOW_MS, more),
});

const contextOf = (more: Partial<MatchContext> = {}): MatchContext => ({
  nowMs: NOW_MS,
  bonds: new Map(Array.from({ length: 20 }, (_, n) => [account(n), 1_000_000_000n])),
  reliability: new Map(),
  unavailable: new Map(),
  ...more,
});

const limits = fakeOffer(account(1), PEER, NOW_MS).limits;
const energy = fakeOffer(account(1), PEER, NOW_MS).energy;

describe('who is left out, and why', () => {
  const cases: readonly [string, Partial<Offer>, Partial<Job>, Partial<MatchContext>][] = [
    ['OFFER_EXPIRED', { expiresAtMs: NOW_MS }, {}, {}],
    ['RUNTIME_MISSING', { runtimes: [{ name: 'container', version: '1' }] }, {}, {}],
    ['REGION', { region: 'US' }, { placement: { regions: ['DE', 'FR'], maxGramsCo2ePerKwh: null } }, {}],
    ['CARBON_UNKNOWN', {}, { placement: { regions: [], maxGramsCo2ePerKwh: 100 } }, {}],
    [
      'CARBON_LIMIT',
      { energy: { ...energy, gramsCo2ePerKwh: 300 } },
      { placement: { regions: [], maxGramsCo2ePerKwh: 100 } },
      {},
    ],
    ['PRICE_ABOVE_CAP', { microUsdPerGpuSecond: 10_001n }, {}, {}],
    [
      'QUOTE_ABOVE_MAX',
      {},
      { price: { maxMicroUsdPerGpuSecond: 10_000n, maxTotalMicroUsd: 39_999n, streamedBps: 0 } },
      {},
    ],
    ['TASK_TIME_LIMIT', { limits: { ...limits, maxTaskMs: 9_999 } }, {}, {}],
    ['COMPILE_TIME_LIMIT', { limits: { ...limits, maxCompileMs: 999 } }, {}, {}],
    ['BUFFER_LIMIT', { limits: { ...limits, maxBufferBytes: 63 } }, {}, {}],
    [
      'INPUT_LIMIT',
      { limits: { ...limits, maxInputBytes: 9 } },
      { inputs: [{ name: 'a', hash: offerHash(9), sizeBytes: 10 }] },
      {},
    ],
    ['HOLDBACK_REFUSED', { limits: { ...limits, maxHoldbackBps: 9_999 } }, {}, {}],
    ['ACCEPTANCE_REFUSED', { limits: { ...limits, maxAcceptanceMs: 59_999 } }, {}, {}],
    ['BOND_TOO_LOW', {}, {}, { bonds: new Map([[account(1), 9_999n]]) }],
    ['BOND_TOO_LOW', {}, {}, { bonds: new Map() }],
    [
      'BACK_OFF',
      {},
      {},
      { reliability: new Map([[account(1), { failures: 2, backOffUntilMs: NOW_MS + 1, reason: 'it vanished' }]]) },
    ],
    ['VRAM', {}, { resources: { vramBytes: 9 * 2 ** 30, minScoreClass: 0, adapterTypes: [] } }, {}],
    ['SCORE_CLASS', {}, { resources: { vramBytes: 0, minScoreClass: 21, adapterTypes: [] } }, {}],
    ['ADAPTER_TYPE', {}, { resources: { vramBytes: 0, minScoreClass: 0, adapterTypes: ['integrated', 'cpu'] } }, {}],
    [
      'DEVICE_REFUSED',
      {},
      {},
      {
        unavailable: new Map([
          [
            deviceKey(account(1), 'gpu-0'),
            { code: 'DEVICE_REFUSED', untilMs: NOW_MS + 1, reason: 'the provider refused' },
          ],
        ]),
      },
    ],
  ];

  it.each(cases)('%s', (code, offer, job, context) => {
    const { candidates, exclusions } = matchJob(fakeJob({ more: job }), [offerOf(1, offer)], contextOf(context));
    expect(candidates).toEqual([]);
    expect(exclusions).toHaveLength(1);
    expect(exclusions[0]).toMatchObject({ code, offer: offerHash(1), provider: account(1) });
    expect(exclusions[0]?.reason.length).toBeGreaterThan(10);
  });

  it('takes what stands exactly on every limit', () => {
    const offer = offerOf(1, {
      limits: { ...limits, maxTaskMs: 10_000, maxCompileMs: 1_000, maxBufferBytes: 64, maxAcceptanceMs: 60_000 },
      microUsdPerGpuSecond: 10_000n,
      expiresAtMs: NOW_MS + 1,
    });
    const price = { maxMicroUsdPerGpuSecond: 10_000n, maxTotalMicroUsd: 400_000n, streamedBps: 0 };
    expect(matchJob(fakeJob({ more: { price } }), [offer], contextOf()).exclusions).toEqual([]);
  });

  it('leaves out one card of a mixed machine and keeps the other', () => {
    const devices = [fakeDevice({ id: 'big' }), fakeDevice({ id: 'small', vramBytes: 1 })];
    const job = fakeJob({ more: { resources: { vramBytes: 2 ** 30, minScoreClass: 0, adapterTypes: [] } } });
    const { candidates, exclusions } = matchJob(job, [offerOf(1, { devices })], contextOf());
    expect(candidates.map((one) => one.device.id)).toEqual(['big']);
    expect(exclusions).toMatchObject([{ device: 'small', code: 'VRAM' }]);
  });

  it('ends a back-off with its time, and a success makes up for a failure', () => {
    const book = createReliabilityBook();
    book.failed(account(1), 'lost', NOW_MS);
    book.failed(account(1), 'lost', NOW_MS);
    const match = (nowMs: number) => matchJob(fakeJob(), [offerOf(1)], contextOf({ nowMs, reliability: book.all() }));
    expect(match(NOW_MS + 1_999).exclusions).toMatchObject([{ code: 'BACK_OFF' }]);
    expect(match(NOW_MS + 2_000).exclusions).toEqual([]);
    book.succeeded(account(1));
    book.succeeded(account(1));
    expect(book.all().size).toBe(0);
  });
});

describe('rank', () => {
  it('puts price for the work first, then fewer failures', () => {
    const fast = offerOf(1, { microUsdPerGpuSecond: 2_000n, devices: [fakeDevice({ scoreClass: 24 })] });
    const slow = offerOf(2, { microUsdPerGpuSecond: 1_000n, devices: [fakeDevice({ scoreClass: 20 })] });
    const again = offerOf(3, { microUsdPerGpuSecond: 1_000n, devices: [fakeDevice({ scoreClass: 20 })] });
    const reliability = new Map([[account(2), { failures: 1, backOffUntilMs: 0, reason: '' }]]);
    const { candidates } = matchJob(fakeJob(), [slow, again, fast], contextOf({ reliability }));
    // Four times the speed at twice the price comes first.
    expect(candidates.map((one) => one.provider)).toEqual([account(1), account(3), account(2)]);
  });

  it('knows the speed of a class by integers', () => {
    expect([0, 1, 2, 3, 10, 64].map(speedOf)).toEqual([1_000n, 1_414n, 2_000n, 2_828n, 32_000n, 4_294_967_296_000n]);
  });
});

describe('placement', () => {
  it('needs as many distinct providers as replicas, of one class where classes matter', () => {
    const offers = [
      offerOf(1, { devices: [fakeDevice({ adapterClass: 'a' }), fakeDevice({ id: 'gpu-1', adapterClass: 'a' })] }),
      offerOf(2, { devices: [fakeDevice({ adapterClass: 'b' })] }),
      offerOf(3, { devices: [fakeDevice({ adapterClass: 'b' })] }),
    ];
    const { candidates } = matchJob(fakeJob(), offers, contextOf());
    const alike = fakeJob({ replicas: 2, more: { determinism: 'deviceClass' } });
    expect(new Set(placeable(alike, candidates).map((one) => one.provider))).toEqual(new Set([account(2), account(3)]));
    expect(placeable(fakeJob({ replicas: 3 }), candidates)).toHaveLength(4);
    const four = fakeJob({ replicas: 4, quorum: 3 });
    expect(placeable(four, candidates)).toEqual([]);
    expect(whyNobody(four, candidates, 3)).toContain('4 distinct providers');
    expect(whyNobody(four, [], 0)).toContain('No provider');
  });
});

describe('quote', () => {
  it('is the bill of a task at its limit, for every task on every replica', () => {
    const job = fakeJob({ tasks: 5, replicas: 3 });
    expect(quoteOf(job, 1_234n)).toMatchObject({ maxMicroUsdPerTask: 12_340n, holdbackMicroUsdPerTask: 12_340n });
    expect(totalQuote(job, 1_234n)).toBe(12_340n * 15n);
  });
});
