import {
  billMicroUsd,
  contentHash,
  type Device,
  type Hex,
  holdbackOf,
  inputsRoot,
  type Job,
  type Lease,
  LodeError,
  leaseId,
  leaseKeyKind,
  leaseKind,
  type NetworkId,
  type Offer,
  offerHash,
  outputsRoot,
  programHash,
  type Receipt,
  receiptKind,
  type SealedKey,
  type SignedLeaseKey,
  type SignedReceipt,
  type SignedVoucher,
  sign,
  ZERO_HASH,
} from '@lode/protocol';
import type { PrivateKeyAccount } from 'viem/accounts';
import type { KnownOffer, LeaseEvent, MarketChain } from '../../src/seams.ts';
import type { VirtualClock } from './clock.ts';
import { followServed, type Said, type Served, say } from './fake-lease.ts';

/** What a provider does wrong; nothing, if all is left out. Tasks are numbers within the job. */
export interface Behaviour {
  readonly taskMs?: number;
  /** Gives other bytes for these tasks, with receipts that fit them. */
  lies?(task: number): boolean;
  /** How far its numbers are off, in jobs with a tolerance. */
  readonly noise?: number;
  /** Says nothing any more from the n-th task of a lease on; the stream stays open. */
  readonly stallsAfter?: number;
  /** The stream breaks for good from the n-th task of a lease on. */
  readonly vanishesAfter?: number;
  /** Breaks the stream while the lease is asked for. */
  readonly refuses?: string;
  /** Signs with another key. */
  readonly forges?: 'lease' | 'receipt' | 'key';
  /** Names no key for sealed jobs. */
  readonly keyless?: boolean;
  readonly overcharges?: boolean;
  readonly withholdsOutputs?: boolean;
  readonly failsTasks?: string;
  /** Does not settle what is accepted. */
  readonly ignoresAnswers?: boolean;
  /** Claims on chain what it reports, at once, and closes the claim as soon as silence would pay it. */
  readonly claims?: boolean;
  /** Claims without ever telling the buyer. */
  readonly silent?: boolean;
  /** Sends every receipt twice, and one for a task of another lease. */
  readonly repeats?: boolean;
}

/** A provider behind the lease protocol, in memory: honest, or wrong in ways a test chooses. */
export interface FakeProvider {
  readonly account: Hex;
  readonly peerId: string;
  readonly known: KnownOffer;
  behaviour: Behaviour;
  /** Tasks it was paid for by an acceptance it took to the chain. */
  propose(
    lease: Lease,
    job: Job,
    signal: AbortSignal,
  ): Promise<{ lease: Lease; providerSignature: Hex; leaseKey?: SignedLeaseKey }>;
  seal(key: SealedKey): void;
  follow(id: Hex, afterSeq: number, signal: AbortSignal): AsyncIterable<LeaseEvent>;
  answer(id: Hex, acceptance: Parameters<MarketChain['settle']>[1]): Promise<void>;
  cancel(id: Hex): void;
  pay(id: Hex, voucher: SignedVoucher): void;
  /** Vouchers taken, in order. */
  readonly vouchers: SignedVoucher[];
  blob(hash: Hex): Uint8Array | undefined;
}

export interface FakeProviderOptions {
  readonly signer: PrivateKeyAccount;
  readonly stranger: PrivateKeyAccount;
  readonly network: NetworkId;
  readonly chain: MarketChain;
  readonly clock: VirtualClock;
  readonly peerId: string;
  readonly offer: Partial<Offer>;
  readonly device?: Partial<Device>;
  readonly behaviour?: Behaviour;
}

export const fakeDevice = (more: Partial<Device> = {}): Device => ({
  id: 'gpu-0',
  model: 'Fake GPU',
  vendor: 'fake',
  driver: '1',
  adapterType: 'discrete',
  adapterClass: 'fake-1',
  vramBytes: 8 * 2 ** 30,
  scoreClass: 20,
  scores: { u32Gops: 1_000, f32Gflops: 1_024, memoryGBps: 100 },
  shared: false,
  ...more,
});

export const fakeOffer = (provider: Hex, peerId: string, nowMs: number, more: Partial<Offer> = {}): Offer => ({
  version: 1,
  provider,
  peerId,
  addresses: [],
  nodeRecord: ZERO_HASH,
  devices: [fakeDevice()],
  runtimes: [{ name: 'webgpu', version: '1' }],
  microUsdPerGpuSecond: 1_000n,
  region: 'DE',
  energy: { source: 'unknown', watts: null, basis: 'unknown', gramsCo2ePerKwh: null },
  limits: {
    maxTaskMs: 600_000,
    maxCompileMs: 600_000,
    maxBufferBytes: 2 ** 31,
    maxInputBytes: 2 ** 31,
    maxTasksPerLease: 256,
    maxHoldbackBps: 10_000,
    maxAcceptanceMs: 7 * 86_400_000,
  },
  warm: { images: [], models: [] },
  sequence: 1,
  issuedAtMs: nowMs,
  expiresAtMs: nowMs + 30 * 86_400_000,
  ...more,
});

/** The bytes every honest provider computes for a task; of `deviceClass` jobs, every one of a class. */
export function honestBytes(job: Job, task: number, { noise = 0, adapterClass = '' } = {}): Uint8Array {
  if (typeof job.determinism === 'object') return new Uint8Array(new Float32Array([task + 1 + noise, -1]).buffer);
  const by = job.determinism === 'deviceClass' ? adapterClass : '';
  return new TextEncoder().encode(`${job.name}/${job.nonce}/${task}/right${by}`);
}

/** What the parts of a fake provider share. */
interface Fake {
  readonly options: FakeProviderOptions;
  readonly account: Hex;
  readonly adapterClass: string;
  readonly blobs: Map<Hex, Uint8Array>;
  /** Leases of sealed jobs whose key has come. */
  readonly keys: Set<Hex>;
  /** As it is now: a test may change it. */
  behaviour(): Behaviour;
}

async function receiptFor(fake: Fake, { id, lease, job }: Served, task: number): Promise<SignedReceipt> {
  const { account, adapterClass, blobs } = fake;
  const { signer, stranger, network, clock } = fake.options;
  const { lies, noise = 0, withholdsOutputs, taskMs: gpuMs = 20, overcharges, forges } = fake.behaviour();
  const bytes =
    lies?.(task) === true
      ? new TextEncoder().encode(`${account}/${task}/wrong`)
      : honestBytes(job, task, { noise, adapterClass });
  const outputs = job.webgpu.outputs.map(({ name }) => ({ name, hash: contentHash(bytes), sizeBytes: bytes.length }));
  if (withholdsOutputs !== true) for (const output of outputs) blobs.set(output.hash, bytes);
  const price = billMicroUsd(gpuMs, lease.quote.microUsdPerGpuSecond, lease.quote.maxMicroUsdPerTask);
  const priceMicroUsd = overcharges === true ? price + 1n : price;
  const value: Receipt = {
    version: 1,
    lease: id,
    task,
    attempt: lease.attempt,
    programHash: programHash(job),
    inputsRoot: inputsRoot(job.inputs, { index: task, count: job.tasks.count, seed: job.tasks.seed }),
    outputsRoot: outputsRoot(outputs),
    traceRoot: ZERO_HASH,
    outputs,
    gpuMs,
    energy: null,
    peakVramBytes: 0,
    device: lease.device,
    adapterClass,
    startedAtMs: clock.nowMs() - gpuMs,
    endedAtMs: clock.nowMs(),
    priceMicroUsd,
    holdbackMicroUsd: holdbackOf(priceMicroUsd, lease.holdbackBps),
  };
  return { value, signature: await sign(receiptKind, network, value, forges === 'receipt' ? stranger : signer) };
}

async function claimAndClose({ chain, clock }: FakeProviderOptions, lease: Lease, receipt: SignedReceipt) {
  await chain.claim(lease, [receipt]).catch(() => undefined);
  void clock
    .sleep(lease.acceptanceWindowMs)
    .then(() => chain.finalize(lease, [receipt.value.task]))
    .catch(() => undefined);
}

async function workOn(fake: Fake, served: Served): Promise<void> {
  const { clock, chain } = fake.options;
  const { lease } = served;
  const tell = (event: Said): void => say(served, clock.nowMs(), event);
  if (!(await chain.isReserved(lease)))
    return tell({ type: 'ended', error: { code: 'NOT_RESERVED', message: 'the lease is not on chain' } });
  if (served.job.sealed === true && !(await hasKey(fake, served)))
    return tell({ type: 'ended', error: { code: 'SEAL_MISSING', message: 'no key came' } });
  for (let i = 0; i < lease.taskCount; i++) {
    const { stallsAfter = Number.POSITIVE_INFINITY, taskMs = 20 } = fake.behaviour();
    const task = lease.firstTask + i;
    if (i >= stallsAfter) return;
    if (served.cancelled) break;
    tell({ type: 'task-phase', task, phase: 'running' });
    await clock.sleep(taskMs);
    if (served.cancelled) break;
    await report(fake, served, task, tell);
  }
  tell({ type: 'ended' });
}

async function hasKey({ keys, options: { clock } }: Fake, { id, cancelled }: Served): Promise<boolean> {
  for (let waitedS = 0; waitedS < 60 && !keys.has(id) && !cancelled; waitedS++) await clock.sleep(1_000);
  return keys.has(id);
}

async function report(fake: Fake, served: Served, task: number, tell: (event: Said) => void): Promise<void> {
  const { failsTasks, claims, silent, repeats } = fake.behaviour();
  if (failsTasks !== undefined)
    return tell({ type: 'task-failed', task, error: { code: failsTasks, message: 'it does not work' } });
  const receipt = await receiptFor(fake, served, task);
  if (claims === true || silent === true) await claimAndClose(fake.options, served.lease, receipt);
  if (silent === true) return;
  tell({ type: 'receipt', receipt });
  if (repeats !== true) return;
  tell({ type: 'receipt', receipt });
  tell({ type: 'receipt', receipt: { ...receipt, value: { ...receipt.value, task: task + 100_000 } } });
}

function knownOffer(account: Hex, { peerId, clock, offer, device }: FakeProviderOptions): KnownOffer {
  const value = fakeOffer(account, peerId, clock.nowMs(), { ...offer, devices: [fakeDevice(device)] });
  const { expiresAtMs } = value;
  const record = {
    version: 1 as const,
    account,
    peerId,
    peerPublicKey: ZERO_HASH,
    sequence: 1,
    issuedAtMs: 0,
    expiresAtMs,
  };
  return {
    hash: offerHash(value),
    offer: { value, signature: '0x00' },
    record: { record, accountSignature: '0x00', peerSignature: '0x00' },
    seenAtMs: clock.nowMs(),
  };
}

export function createFakeProvider(options: FakeProviderOptions): FakeProvider {
  const { signer, stranger, clock, chain, network, peerId } = options;
  const account = signer.address.toLowerCase() as Hex;
  const known = knownOffer(account, options);
  const leases = new Map<Hex, Served>();
  const blobs = new Map<Hex, Uint8Array>();
  const adapterClass = known.offer.value.devices[0]?.adapterClass ?? '';
  const keys = new Set<Hex>();
  const fake: Fake = { options, account, adapterClass, blobs, keys, behaviour: () => self.behaviour };
  const vanishesAfter = (): number => self.behaviour.vanishesAfter ?? Number.POSITIVE_INFINITY;

  const self: FakeProvider = {
    account,
    peerId,
    known,
    behaviour: options.behaviour ?? {},
    propose: async (lease, job, signal) => {
      await clock.sleep(5, signal);
      if (self.behaviour.refuses !== undefined) throw new LodeError(self.behaviour.refuses, 'not now');
      const id = leaseId(network, lease);
      leases.set(id, { id, lease, job, events: [], started: false, cancelled: false, listeners: new Set() });
      const key = self.behaviour.forges === 'lease' ? stranger : signer;
      const providerSignature = await sign(leaseKind, network, lease, key);
      if (job.sealed !== true || self.behaviour.keyless === true) return { lease, providerSignature };
      const value = { version: 1 as const, lease: id, job: lease.job, publicKey: id };
      const by = self.behaviour.forges === 'key' ? stranger : signer;
      return { lease, providerSignature, leaseKey: { value, signature: await sign(leaseKeyKind, network, value, by) } };
    },
    follow: async function* (id, afterSeq, signal) {
      const served = leases.get(id);
      if (served === undefined) throw new LodeError('LEASE_UNKNOWN', 'no such lease');
      if (!served.started) {
        served.started = true;
        void workOn(fake, served);
      }
      yield* followServed(served, { afterSeq, vanishesAfter, clock, signal });
    },
    answer: async (id, acceptance) => {
      const served = leases.get(id);
      if (served === undefined || self.behaviour.ignoresAnswers === true) return;
      await clock.sleep(1);
      await chain.settle(served.lease, acceptance);
    },
    cancel: (id) => {
      const served = leases.get(id);
      if (served !== undefined) served.cancelled = true;
    },
    seal: ({ lease }) => {
      keys.add(lease);
    },
    pay: (_id, voucher) => {
      self.vouchers.push(voucher);
    },
    vouchers: [],
    blob: (hash) => blobs.get(hash),
  };
  return self;
}
