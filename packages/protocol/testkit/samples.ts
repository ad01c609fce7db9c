import type {
  Acceptance,
  ChannelConfig,
  Hex,
  Job,
  Lease,
  LeaseKey,
  NetworkId,
  NodeRecord,
  Objection,
  Offer,
  Receipt,
} from '../src/index.ts';

/** One fixed, plausible object of each kind: what the golden vectors are made from. Change none; add new ones. */

const bytes32 = (byte: string): Hex => `0x${byte.repeat(32)}`;
const bytes20 = (byte: string): Hex => `0x${byte.repeat(20)}`;

export const SAMPLE_NETWORK: NetworkId = { chainId: 31_337, market: '0x5fbdb2315678afecb367f032d93f642f64180aa3' };
/** A key that everybody knows, so that anybody can check the vectors; worth nothing. */
export const SAMPLE_KEY: Hex = bytes32('42');
const peer = (letter: string): string => `12D3KooW${letter.repeat(44)}`;
const START_MS = 1_795_000_000_000;

export const sampleNodeRecord: NodeRecord = {
  version: 1,
  account: bytes20('a1'),
  peerId: peer('A'),
  peerPublicKey: bytes32('b2'),
  sequence: 7,
  issuedAtMs: START_MS,
  expiresAtMs: START_MS + 86_400_000,
};

export const sampleOffer: Offer = {
  version: 1,
  provider: bytes20('a1'),
  peerId: peer('A'),
  addresses: ['/ip4/127.0.0.1/tcp/4101'],
  nodeRecord: bytes32('c3'),
  devices: [
    {
      id: 'gpu-0',
      model: 'Example GPU 24 GB – α',
      vendor: 'example',
      driver: '1.2.3',
      adapterType: 'discrete',
      adapterClass: 'example/1.2.3/dawn',
      vramBytes: 24 * 2 ** 30,
      scoreClass: 28,
      scores: { u32Gops: 9_000.5, f32Gflops: 18_000.25, memoryGBps: 880 },
      shared: false,
    },
  ],
  runtimes: [{ name: 'webgpu', version: '1' }],
  microUsdPerGpuSecond: 150n,
  region: 'DE',
  energy: { source: 'wind', watts: 320, basis: 'declared', gramsCo2ePerKwh: 12.5 },
  limits: {
    maxTaskMs: 600_000,
    maxCompileMs: 10_000,
    maxBufferBytes: 4 * 2 ** 30,
    maxInputBytes: 2 ** 30,
    maxTasksPerLease: 64,
    maxHoldbackBps: 10_000,
    maxAcceptanceMs: 600_000,
  },
  warm: { images: [], models: [] },
  sequence: 3,
  issuedAtMs: START_MS,
  expiresAtMs: START_MS + 600_000,
};

export const sampleJob: Job = {
  apiVersion: 'lode/v1',
  kind: 'Job',
  name: 'sample – größer als 0',
  nonce: bytes32('01'),
  webgpu: {
    kernels: {
      step: { source: '@compute @workgroup_size(64) fn main() {}\n', entryPoint: 'main', constants: { scale: 0.5 } },
    },
    buffers: {
      a: { kind: 'storage', input: 'picture' },
      b: { kind: 'storage', sizeBytes: 4_096 },
      knobs: { kind: 'uniform', values: { f32: [0.1, -2.5, 1e-7, 3e20] } },
    },
    steps: [
      {
        loop: {
          count: 10,
          steps: [{ dispatch: { kernel: 'step', workgroups: [16, 1, 1], bind: { 0: 'a', 1: 'b', 2: '$task' } } }],
        },
      },
      { copy: { from: 'a', to: 'b', fromOffsetBytes: 0, toOffsetBytes: 0 } },
    ],
    outputs: [{ name: 'result', buffer: 'b', file: 'result.bin' }],
  },
  tasks: { count: 16, seed: 42 },
  resources: { vramBytes: 2 ** 30, minScoreClass: 0, adapterTypes: [] },
  inputs: [{ name: 'picture', hash: bytes32('d4'), sizeBytes: 4_096, url: 'https://example.org/picture.raw' }],
  price: { maxMicroUsdPerGpuSecond: 166n, maxTotalMicroUsd: 250_000n, streamedBps: 2_500 },
  verify: { replicas: 3, quorum: 2 },
  determinism: { tolerance: { relative: 1e-6, absolute: 0 } },
  placement: { regions: ['DE', 'FR'], maxGramsCo2ePerKwh: 200 },
  timeouts: { taskMs: 60_000, compileMs: 10_000, totalMs: 3_600_000, acceptanceMs: 60_000 },
  retries: 2,
};

export const sampleLease: Lease = {
  version: 1,
  jobKey: bytes32('e5'),
  job: bytes32('f6'),
  programHash: bytes32('17'),
  buyer: bytes20('28'),
  provider: bytes20('a1'),
  buyerPeer: peer('B'),
  providerPeer: peer('A'),
  offer: bytes32('39'),
  device: 'gpu-0',
  exclusive: true,
  firstTask: 4,
  taskCount: 4,
  attempt: 0,
  quote: { maxGpuMsPerTask: 60_000, microUsdPerGpuSecond: 150n, maxMicroUsdPerTask: 9_000n },
  streamedBps: 2_500,
  holdbackBps: 7_500,
  holdbackMicroUsdPerTask: 6_750n,
  meteringIntervalMs: 5_000,
  bondReservedMicroUsd: 1_000_000n,
  objectionBondMicroUsd: 50_000n,
  verify: { replicas: 3, quorum: 2 },
  determinism: 'bitexact',
  issuedAtMs: START_MS,
  startByMs: START_MS + 30_000,
  expiresAtMs: START_MS + 3_600_000,
  acceptanceWindowMs: 60_000,
  objectionWindowMs: 600_000,
  salt: bytes32('4a'),
};

export const sampleReceipt: Receipt = {
  version: 1,
  lease: bytes32('5b'),
  task: 5,
  attempt: 0,
  programHash: bytes32('17'),
  inputsRoot: bytes32('6c'),
  outputsRoot: bytes32('7d'),
  traceRoot: bytes32('00'),
  outputs: [{ name: 'result', hash: bytes32('8e'), sizeBytes: 4_096 }],
  gpuMs: 1_234,
  energy: { millijoules: 370_000, basis: 'estimated', microgramsCo2e: 1_285 },
  peakVramBytes: 1_048_576,
  device: 'gpu-0',
  adapterClass: 'example/1.2.3/dawn',
  startedAtMs: START_MS + 1_000,
  endedAtMs: START_MS + 2_300,
  priceMicroUsd: 186n,
  holdbackMicroUsd: 140n,
};

export const sampleAcceptance: Acceptance = {
  version: 1,
  lease: bytes32('5b'),
  receipts: [
    { receipt: bytes32('9f'), task: 5, holdbackMicroUsd: 140n },
    { receipt: bytes32('a0'), task: 6, holdbackMicroUsd: 138n },
  ],
  acceptedAtMs: START_MS + 3_000,
};

export const sampleObjection: Objection = {
  version: 1,
  lease: bytes32('5b'),
  task: 7,
  receipt: bytes32('b1'),
  reason: 'minority',
  text: 'two of three replicas returned something else',
  evidence: bytes32('c2'),
  objectedAtMs: START_MS + 3_500,
};

export const sampleLeaseKey: LeaseKey = {
  version: 1,
  lease: bytes32('5b'),
  job: bytes32('f6'),
  publicKey: bytes32('6d'),
};

export const sampleChannel: ChannelConfig = {
  payer: bytes20('28'),
  payerAuthorizer: '0x17c5185167401ed00cf5f5b2fc97d9bbfdb7d025',
  receiver: bytes20('a1'),
  receiverAuthorizer: bytes20('a1'),
  token: bytes20('d3'),
  withdrawDelay: 900,
  salt: bytes32('e4'),
};
