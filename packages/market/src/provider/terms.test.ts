import { randomBytes } from 'node:crypto';
import { type Hex, type Job, type Lease, type Offer, ZERO_HASH } from '@lode/protocol';
import { expect, test } from 'vitest';
import { TEST_DEVICE } from '../../testkit/net/backend.ts';
import { testJob, testLease, testSigner } from '../../testkit/net/objects.ts';
import { DEFAULT_RULES, type LeaseRules, refusalOf } from './terms.ts';

const PEER = '12D3KooWGC6TvWhfapngX6wvJHMYvKpDMXPb3ZnCZ6dMoaMtimQ5';

const offer: Offer = {
  version: 1,
  provider: `0x${'aa'.repeat(20)}`,
  peerId: PEER,
  addresses: [],
  nodeRecord: ZERO_HASH,
  devices: [TEST_DEVICE],
  runtimes: [{ name: 'webgpu', version: '1' }],
  microUsdPerGpuSecond: 100n,
  region: 'DE',
  energy: { source: 'unknown', watts: null, basis: 'unknown', gramsCo2ePerKwh: null },
  limits: {
    maxTaskMs: 60_000,
    maxCompileMs: 10_000,
    maxBufferBytes: 1_000,
    maxInputBytes: 5_000,
    maxTasksPerLease: 8,
    maxHoldbackBps: 10_000,
    maxAcceptanceMs: 120_000,
  },
  warm: { images: [], models: [] },
  sequence: 1,
  issuedAtMs: 0,
  expiresAtMs: 8_000_000_000_000,
};

interface Case {
  readonly lease?: (lease: Lease) => Partial<Lease>;
  readonly job?: (job: Job) => Job;
  readonly offer?: Partial<Offer>;
  readonly rules?: Partial<LeaseRules>;
}

async function codeOf({ lease: changeLease, job: changeJob, offer: changeOffer, rules }: Case = {}) {
  const base = testJob({ tasks: 4 });
  const job = changeJob?.(base) ?? base;
  const { value } = await testLease({ buyer: testSigner(), buyerPeer: PEER, offer, job });
  const lease = { ...value, ...changeLease?.(value) };
  return refusalOf({
    lease,
    job,
    offer: { ...offer, ...changeOffer },
    rules: { ...DEFAULT_RULES, ...rules },
    nowMs: Date.now(),
  })?.code;
}

const limits = (changes: Partial<Offer['limits']>) => ({ limits: { ...offer.limits, ...changes } });
const quote = (changes: Partial<Lease['quote']>) => (lease: Lease) => ({ quote: { ...lease.quote, ...changes } });
const hash: Hex = `0x${randomBytes(32).toString('hex')}`;
const HOUR_MS = 3_600_000;

test('a sound proposal is taken', async () => {
  expect(await codeOf()).toBe(undefined);
});

test.each<[string, Case]>([
  ['JOB_MISMATCH', { lease: () => ({ job: hash }) }],
  ['JOB_MISMATCH', { lease: () => ({ programHash: hash }) }],
  ['JOB_MISMATCH', { lease: () => ({ verify: { replicas: 3, quorum: 2 } }) }],
  ['JOB_MISMATCH', { lease: () => ({ determinism: 'deviceClass' }) }],
  ['TOO_MANY_TASKS', { offer: limits({ maxTasksPerLease: 3 }) }],
  ['TASKS_OUT_OF_RANGE', { lease: () => ({ firstTask: 1 }) }],
  ['PRICE_TOO_LOW', { lease: quote({ microUsdPerGpuSecond: 99n }) }],
  ['QUOTE_TOO_SHORT', { lease: quote({ maxGpuMsPerTask: 9_999 }) }],
  ['QUOTE_TOO_LOW', { lease: quote({ maxMicroUsdPerTask: 999n }) }],
  ['INTERVAL_UNFIT', { lease: () => ({ streamedBps: 1, holdbackBps: 9_999, meteringIntervalMs: 999 }) }],
  ['INTERVAL_UNFIT', { lease: () => ({ streamedBps: 1, holdbackBps: 9_999, meteringIntervalMs: 60_001 }) }],
  ['HOLDBACK_TOO_HIGH', { offer: limits({ maxHoldbackBps: 9_999 }) }],
  ['HOLDBACK_TOO_LOW', { lease: () => ({ holdbackMicroUsdPerTask: 999n }) }],
  ['BOND_TOO_HIGH', { lease: () => ({ bondReservedMicroUsd: 6n }), rules: { maxBondReservedMicroUsd: 5n } }],
  ['OBJECTION_BOND_TOO_LOW', { rules: { minObjectionBondMicroUsd: 1n } }],
  ['ACCEPTANCE_TOO_LONG', { lease: () => ({ acceptanceWindowMs: 120_001 }) }],
  ['OBJECTION_TOO_LONG', { lease: () => ({ objectionWindowMs: 8 * 24 * HOUR_MS }) }],
  ['OFFER_EXPIRED', { offer: { expiresAtMs: 1 } }],
  ['LEASE_STALE', { lease: () => ({ issuedAtMs: Date.now() + HOUR_MS }) }],
  ['LEASE_STALE', { lease: () => ({ issuedAtMs: Date.now() - HOUR_MS }) }],
  ['LEASE_STALE', { lease: () => ({ startByMs: Date.now() - 1 }) }],
  ['START_TOO_LATE', { lease: () => ({ startByMs: Date.now() + HOUR_MS }) }],
  ['LEASE_TOO_SHORT', { lease: (lease) => ({ expiresAtMs: lease.startByMs + 1 }) }],
  ['TASK_TOO_LONG', { offer: limits({ maxTaskMs: 9_999 }) }],
  ['COMPILE_TOO_LONG', { offer: limits({ maxCompileMs: 4_999 }) }],
  ['INPUT_TOO_LARGE', { job: (job) => ({ ...job, inputs: [{ name: 'big', hash, sizeBytes: 5_001 }] }) }],
  ['BUFFER_LIMIT', { offer: limits({ maxBufferBytes: 3 }) }],
  ['RUNTIME_MISSING', { offer: { runtimes: [{ name: 'container', version: '1' }] } }],
  ['DEVICE_UNKNOWN', { lease: () => ({ device: 'gpu-9' }) }],
  ['DEVICE_NOT_SHARED', { lease: () => ({ exclusive: false }) }],
  ['DEVICE_UNFIT', { job: (job) => ({ ...job, resources: { ...job.resources, vramBytes: 2 ** 40 } }) }],
  ['DEVICE_UNFIT', { job: (job) => ({ ...job, resources: { ...job.resources, minScoreClass: 60 } }) }],
  ['DEVICE_UNFIT', { job: (job) => ({ ...job, resources: { ...job.resources, adapterTypes: ['discrete'] } }) }],
])('%s', async (code, spoiled) => {
  expect(await codeOf(spoiled)).toBe(code);
});
