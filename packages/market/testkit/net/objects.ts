import { randomBytes } from 'node:crypto';
import {
  decode,
  type Hex,
  holdbackOf,
  type Job,
  type JobInput,
  jobHash,
  jobSchema,
  type Lease,
  leaseKind,
  nodeRecordHash,
  type Offer,
  offerHash,
  offerKind,
  type ProposedLease,
  programHash,
  type SignedNodeRecord,
  type SignedOffer,
  type Signer,
  sign,
  signNodeRecord,
} from '@lode/protocol';
import { bytesToHex } from 'viem';
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';
import type { PeerHost } from '../../src/net/host.ts';
import type { ClaimSigner } from '../../src/stream/guard.ts';
import { TEST_DEVICE } from './backend.ts';
import { TEST_NETWORK } from './chain.ts';

/** Well-formed objects, to be spoiled by tests. */

export const randomHash = (): Hex => bytesToHex(new Uint8Array(randomBytes(32)));

export function testSigner(): Signer & ClaimSigner {
  const account = privateKeyToAccount(generatePrivateKey());
  return {
    address: account.address.toLowerCase() as Hex,
    signTypedData: (args: unknown) => account.signTypedData(args as Parameters<typeof account.signTypedData>[0]),
  };
}

export const testRecord = (host: PeerHost, signer: Signer, sequence = 1): Promise<SignedNodeRecord> =>
  signNodeRecord(
    TEST_NETWORK,
    {
      version: 1,
      account: signer.address,
      peerId: host.peerId,
      peerPublicKey: host.publicKey,
      sequence,
      issuedAtMs: Date.now(),
      expiresAtMs: Date.now() + 3_600_000,
    },
    signer,
    host.sign,
  );

export async function testOffer(
  host: PeerHost,
  signer: Signer,
  changes: Partial<Offer> = {},
): Promise<{ offer: SignedOffer; record: SignedNodeRecord }> {
  const record = await testRecord(host, signer);
  const value: Offer = {
    version: 1,
    provider: signer.address,
    peerId: host.peerId,
    addresses: host.addresses().slice(0, 16),
    nodeRecord: nodeRecordHash(record.record),
    devices: [TEST_DEVICE],
    runtimes: [{ name: 'webgpu', version: 'test' }],
    microUsdPerGpuSecond: 100n,
    region: 'ZZ',
    energy: { source: 'unknown', watts: null, basis: 'unknown', gramsCo2ePerKwh: null },
    limits: {
      maxTaskMs: 60_000,
      maxCompileMs: 10_000,
      maxBufferBytes: 2 ** 28,
      maxInputBytes: 2 ** 30,
      maxTasksPerLease: 256,
      maxHoldbackBps: 10_000,
      maxAcceptanceMs: 86_400_000,
    },
    warm: { images: [], models: [] },
    sequence: 1,
    issuedAtMs: Date.now(),
    expiresAtMs: Date.now() + 600_000,
    ...changes,
  };
  return { offer: { value, signature: await sign(offerKind, TEST_NETWORK, value, signer) }, record };
}

export interface TestJobOptions {
  readonly tasks?: number;
  readonly inputs?: readonly JobInput[];
}

export function testJob({ tasks = 1, inputs = [] }: TestJobOptions = {}): Job {
  return decode(
    jobSchema,
    {
      apiVersion: 'lode/v1',
      kind: 'Job',
      name: 'test',
      nonce: randomHash(),
      webgpu: {
        kernels: { main: { source: '@compute @workgroup_size(1) fn main() {}' } },
        buffers: { out: { sizeBytes: 4 } },
        steps: [{ dispatch: { kernel: 'main', workgroups: [1, 1, 1], bind: { 0: 'out' } } }],
        outputs: [{ name: 'out', buffer: 'out' }],
      },
      tasks: { count: tasks, seed: 7 },
      resources: { vramBytes: 0, minScoreClass: 0, adapterTypes: [] },
      inputs: [...inputs],
      price: { maxMicroUsdPerGpuSecond: '1000', maxTotalMicroUsd: '100000000', streamedBps: 0 },
      verify: { replicas: 1, quorum: 1 },
      determinism: 'bitexact',
      placement: { regions: [], maxGramsCo2ePerKwh: null },
      timeouts: { taskMs: 10_000, compileMs: 5_000, totalMs: 600_000, acceptanceMs: 60_000 },
      retries: 0,
    },
    'job',
  );
}

export interface LeaseTerms {
  readonly buyer: Signer;
  readonly buyerPeer: string;
  readonly offer: Offer;
  readonly job: Job;
  readonly changes?: Partial<Lease>;
}

export async function testLease({ buyer, buyerPeer, offer, job, changes = {} }: LeaseTerms): Promise<ProposedLease> {
  const maxMicroUsdPerTask = (BigInt(job.timeouts.taskMs) * offer.microUsdPerGpuSecond + 999n) / 1_000n;
  const nowMs = Date.now();
  const value: Lease = {
    version: 1,
    jobKey: jobHash(job),
    job: jobHash(job),
    programHash: programHash(job),
    buyer: buyer.address,
    provider: offer.provider,
    buyerPeer,
    providerPeer: offer.peerId,
    offer: offerHash(offer),
    device: offer.devices[0]?.id ?? '',
    exclusive: true,
    firstTask: 0,
    taskCount: job.tasks.count,
    attempt: 0,
    quote: {
      maxGpuMsPerTask: job.timeouts.taskMs,
      microUsdPerGpuSecond: offer.microUsdPerGpuSecond,
      maxMicroUsdPerTask,
    },
    streamedBps: 0,
    holdbackBps: 10_000,
    holdbackMicroUsdPerTask: holdbackOf(maxMicroUsdPerTask, 10_000),
    meteringIntervalMs: 1_000,
    bondReservedMicroUsd: 0n,
    objectionBondMicroUsd: 0n,
    verify: job.verify,
    determinism: job.determinism,
    issuedAtMs: nowMs,
    startByMs: nowMs + 60_000,
    expiresAtMs: nowMs + 600_000,
    acceptanceWindowMs: 60_000,
    objectionWindowMs: 60_000,
    salt: randomHash(),
    ...changes,
  };
  return { value, signature: await sign(leaseKind, TEST_NETWORK, value, buyer) };
}
