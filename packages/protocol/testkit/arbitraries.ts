import fc from 'fast-check';
import type {
  Acceptance,
  ChannelConfig,
  Determinism,
  Device,
  Job,
  JobInput,
  Lease,
  LeaseKey,
  NetworkId,
  NodeRecord,
  Objection,
  Offer,
  Receipt,
  VerifyPolicy,
  Voucher,
} from '../src/index.ts';
import { anyProgram } from './program.ts';
import {
  anyAddress,
  anyAmount,
  anyBps,
  anyByteCount,
  anyDeviceId,
  anyHash,
  anyMicroUsd,
  anyName,
  anyPeerId,
  anyRegion,
  anyText,
  anyTimeMs,
  anyU32,
  record,
} from './scalars.ts';

/** An arbitrary for every object of the network, in its in-memory form. All that come are valid. */

export const anyNetwork: fc.Arbitrary<NetworkId> = record({
  chainId: fc.integer({ min: 1, max: 2 ** 31 }),
  market: anyAddress,
});

const adapterType = fc.constantFrom('discrete' as const, 'integrated' as const, 'cpu' as const, 'unknown' as const);
const positiveMs = fc.integer({ min: 1, max: 8_640_000_000_000_000 });
const version = fc.constant(1 as const);

export const anyVerifyPolicy: fc.Arbitrary<VerifyPolicy> = fc.integer({ min: 1, max: 7 }).chain((replicas) =>
  record({
    replicas: fc.constant(replicas),
    quorum: fc.integer({ min: Math.floor(replicas / 2) + 1, max: replicas }),
  }),
);

const share = fc.double({ min: 0, max: 1, noNaN: true }).map((value) => value + 0);
export const anyDeterminism: fc.Arbitrary<Determinism> = fc.oneof(
  fc.constantFrom('bitexact' as const, 'deviceClass' as const),
  record({ tolerance: record({ relative: share, absolute: anyAmount }) }),
);

export const anyNodeRecord: fc.Arbitrary<NodeRecord> = record({
  version,
  account: anyAddress,
  peerId: anyPeerId,
  peerPublicKey: anyHash,
  sequence: fc.maxSafeNat(),
  issuedAtMs: anyTimeMs,
  expiresAtMs: anyTimeMs,
});

export const anyDevice: fc.Arbitrary<Device> = record({
  id: anyDeviceId,
  model: anyText,
  vendor: anyText,
  driver: anyText,
  adapterType,
  adapterClass: anyText,
  vramBytes: anyByteCount,
  scoreClass: fc.integer({ min: 0, max: 64 }),
  scores: record({ u32Gops: anyAmount, f32Gflops: anyAmount, memoryGBps: anyAmount }),
  shared: fc.boolean(),
});

export const anyOffer: fc.Arbitrary<Offer> = record({
  version,
  provider: anyAddress,
  peerId: anyPeerId,
  addresses: fc.array(anyText, { maxLength: 4 }),
  nodeRecord: anyHash,
  devices: fc.array(anyDevice, { minLength: 1, maxLength: 4 }),
  runtimes: fc.array(
    record({
      name: fc.constantFrom('webgpu' as const, 'container' as const, 'inference' as const),
      version: anyText,
    }),
    { minLength: 1, maxLength: 3 },
  ),
  microUsdPerGpuSecond: anyMicroUsd,
  region: anyRegion,
  energy: record({
    source: fc.constantFrom('unknown' as const, 'grid' as const, 'solar' as const, 'mixed' as const),
    watts: fc.option(anyAmount),
    basis: fc.constantFrom('measured' as const, 'estimated' as const, 'declared' as const, 'unknown' as const),
    gramsCo2ePerKwh: fc.option(anyAmount),
  }),
  limits: record({
    maxTaskMs: anyTimeMs,
    maxCompileMs: anyTimeMs,
    maxBufferBytes: anyByteCount,
    maxInputBytes: anyByteCount,
    maxTasksPerLease: fc.integer({ min: 1, max: 100_000 }),
    maxHoldbackBps: anyBps,
    maxAcceptanceMs: anyTimeMs,
  }),
  warm: record({ images: fc.array(anyText, { maxLength: 3 }), models: fc.array(anyText, { maxLength: 3 }) }),
  sequence: fc.maxSafeNat(),
  issuedAtMs: anyTimeMs,
  expiresAtMs: anyTimeMs,
});

/** Not `fc.webUrl`, which spends 1.5 s of processor time on its list of domains. */
const anyUrl = fc.stringMatching(/^https?:\/\/[a-z]{1,8}\.example(?::[1-9]\d{1,3})?(?:\/[a-z0-9._-]{0,8}){0,3}$/);

const anyInput = (name: string): fc.Arbitrary<JobInput> =>
  record(
    {
      name: fc.constant(name),
      hash: anyHash,
      sizeBytes: fc.integer({ min: 0, max: 64 * 2 ** 30 }),
      url: anyUrl,
    },
    { requiredKeys: ['name', 'hash', 'sizeBytes'] },
  );

export const anyJob: fc.Arbitrary<Job> = fc.uniqueArray(anyName, { maxLength: 3 }).chain((inputs) =>
  record({
    apiVersion: fc.constant('lode/v1' as const),
    kind: fc.constant('Job' as const),
    name: anyText.filter((text) => text.length > 0),
    nonce: anyHash,
    webgpu: anyProgram(inputs),
    tasks: record({ count: fc.integer({ min: 1, max: 100_000 }), seed: anyU32 }),
    resources: record({
      vramBytes: anyByteCount,
      minScoreClass: fc.integer({ min: 0, max: 64 }),
      adapterTypes: fc.array(adapterType, { maxLength: 4 }),
    }),
    inputs: fc.tuple(...inputs.map(anyInput)),
    price: record({ maxMicroUsdPerGpuSecond: anyMicroUsd, maxTotalMicroUsd: anyMicroUsd, streamedBps: anyBps }),
    verify: anyVerifyPolicy,
    determinism: anyDeterminism,
    placement: record({ regions: fc.array(anyRegion, { maxLength: 4 }), maxGramsCo2ePerKwh: fc.option(anyAmount) }),
    timeouts: record({
      taskMs: fc.integer({ min: 1, max: 86_400_000 }),
      compileMs: fc.integer({ min: 1, max: 600_000 }),
      totalMs: fc.integer({ min: 1, max: 30 * 86_400_000 }),
      acceptanceMs: fc.integer({ min: 1_000, max: 7 * 86_400_000 }),
    }),
    retries: fc.integer({ min: 0, max: 20 }),
  }),
);

export const anyLeaseKey: fc.Arbitrary<LeaseKey> = record({
  version,
  lease: anyHash,
  job: anyHash,
  publicKey: anyHash,
});

export const anyLease: fc.Arbitrary<Lease> = record({
  version,
  jobKey: anyHash,
  job: anyHash,
  programHash: anyHash,
  buyer: anyAddress,
  provider: anyAddress,
  buyerPeer: anyPeerId,
  providerPeer: anyPeerId,
  offer: anyHash,
  device: anyDeviceId,
  exclusive: fc.boolean(),
  firstTask: fc.nat(),
  taskCount: fc.integer({ min: 1, max: 100_000 }),
  attempt: anyU32,
  quote: record({
    maxGpuMsPerTask: positiveMs,
    microUsdPerGpuSecond: anyMicroUsd,
    maxMicroUsdPerTask: anyMicroUsd,
  }),
  streamedBps: anyBps,
  holdbackMicroUsdPerTask: anyMicroUsd,
  meteringIntervalMs: positiveMs,
  bondReservedMicroUsd: anyMicroUsd,
  objectionBondMicroUsd: anyMicroUsd,
  verify: anyVerifyPolicy,
  determinism: anyDeterminism,
  issuedAtMs: anyTimeMs,
  startByMs: anyTimeMs,
  expiresAtMs: anyTimeMs,
  acceptanceWindowMs: anyTimeMs,
  objectionWindowMs: anyTimeMs,
  salt: anyHash,
}).map((lease) => ({ ...lease, holdbackBps: 10_000 - lease.streamedBps }));

export const anyReceipt: fc.Arbitrary<Receipt> = record({
  version,
  lease: anyHash,
  task: anyU32,
  attempt: anyU32,
  programHash: anyHash,
  inputsRoot: anyHash,
  outputsRoot: anyHash,
  traceRoot: anyHash,
  outputs: fc.array(record({ name: anyName, hash: anyHash, sizeBytes: anyByteCount }), { maxLength: 4 }),
  gpuMs: anyTimeMs,
  energy: fc.option(
    record({
      millijoules: fc.maxSafeNat(),
      basis: fc.constantFrom('measured' as const, 'estimated' as const),
      microgramsCo2e: fc.option(fc.maxSafeNat()),
    }),
  ),
  peakVramBytes: anyByteCount,
  device: anyDeviceId,
  adapterClass: anyText,
  startedAtMs: anyTimeMs,
  endedAtMs: anyTimeMs,
  priceMicroUsd: anyMicroUsd,
  holdbackMicroUsd: anyMicroUsd,
});

export const anyAcceptance: fc.Arbitrary<Acceptance> = record({
  version,
  lease: anyHash,
  receipts: fc.array(record({ receipt: anyHash, task: anyU32, holdbackMicroUsd: anyMicroUsd }), {
    minLength: 1,
    maxLength: 5,
  }),
  acceptedAtMs: anyTimeMs,
});

export const anyObjection: fc.Arbitrary<Objection> = record({
  version,
  lease: anyHash,
  task: anyU32,
  receipt: anyHash,
  reason: fc.constantFrom('minority' as const, 'outputs-missing' as const, 'over-metered' as const, 'other' as const),
  text: anyText,
  evidence: anyHash,
  objectedAtMs: anyTimeMs,
});

export const anyChannelConfig: fc.Arbitrary<ChannelConfig> = record({
  payer: anyAddress,
  payerAuthorizer: anyAddress,
  receiver: anyAddress,
  receiverAuthorizer: anyAddress,
  token: anyAddress,
  withdrawDelay: fc.integer({ min: 900, max: 2_592_000 }),
  salt: anyHash,
});

export const anyVoucher: fc.Arbitrary<Voucher> = record({ channelId: anyHash, maxClaimableAmount: anyMicroUsd });
