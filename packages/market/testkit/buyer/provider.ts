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
  leaseKind,
  type NetworkId,
  type Offer,
  offerHash,
  outputsRoot,
  programHash,
  type Receipt,
  receiptKind,
  type SignedReceipt,
  sign,
  ZERO_HASH,
} from '@lode/protocol';
import type { PrivateKeyAccount } from 'viem/accounts';
import type { KnownOffer, LeaseEvent, MarketChain } from '../../src/seams.ts';
import type { VirtualClock } from './clock.ts';

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
  readonly forges?: 'lease' | 'receipt';
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

interface Served {
  readonly id: Hex;
  readonly lease: Lease;
  readonly job: Job;
  readonly events: LeaseEvent[];
  started: boolean;
  cancelled: boolean;
  listeners: Set<() => void>;
}

/** A provider behind the lease protocol, in memory: honest, or wrong in ways a test chooses. */
export interface FakeProvider {
  readonly account: Hex;
  readonly peerId: string;
  readonly known: KnownOffer;
  behaviour: Behaviour;
  /** Tasks it was paid for by an acceptance it took to the chain. */
  propose(lease: Lease, job: Job, signal: AbortSignal): Promise<{ lease: Lease; providerSignature: Hex }>;
  follow(id: Hex, afterSeq: number, signal: AbortSignal): AsyncIterable<LeaseEvent>;
  answer(id: Hex, acceptance: Parameters<MarketChain['settle']>[1]): Promise<void>;
  cancel(id: Hex): void;
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

export function createFakeProvider(options: FakeProviderOptions): FakeProvider {
  const { signer, clock, chain, network, peerId } = options;
  const account = signer.address.toLowerCase() as Hex;
  const offer = fakeOffer(account, peerId, clock.nowMs(), {
    ...options.offer,
    devices: [fakeDevice(options.device)],
  });
  const leases = new Map<Hex, Served>();
  const blobs = new Map<Hex, Uint8Array>();

  const serve = (served: Served, event: Omit<LeaseEvent, 'seq' | 'atMs'>): void => {
    served.events.push({ seq: served.events.length + 1, atMs: clock.nowMs(), ...event } as LeaseEvent);
    for (const listener of served.listeners) listener();
  };

  async function receiptFor(served: Served, task: number): Promise<SignedReceipt> {
    const { lease, job } = served;
    const lie = self.behaviour.lies?.(task) === true;
    const adapterClass = offer.devices[0]?.adapterClass ?? '';
    const bytes = lie
      ? new TextEncoder().encode(`${account}/${task}/wrong`)
      : honestBytes(job, task, { noise: self.behaviour.noise ?? 0, adapterClass });
    const outputs = job.webgpu.outputs.map(({ name }) => ({ name, hash: contentHash(bytes), sizeBytes: bytes.length }));
    if (self.behaviour.withholdsOutputs !== true) for (const output of outputs) blobs.set(output.hash, bytes);
    const gpuMs = self.behaviour.taskMs ?? 20;
    const { quote } = lease;
    const price = billMicroUsd(gpuMs, quote.microUsdPerGpuSecond, quote.maxMicroUsdPerTask);
    const priceMicroUsd = self.behaviour.overcharges === true ? price + 1n : price;
    const value: Receipt = {
      version: 1,
      lease: served.id,
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
    const key = self.behaviour.forges === 'receipt' ? options.stranger : signer;
    return { value, signature: await sign(receiptKind, network, value, key) };
  }

  async function claimAndClose(lease: Lease, receipt: SignedReceipt): Promise<void> {
    await chain.claim(lease, [receipt]).catch(() => undefined);
    void clock
      .sleep(lease.acceptanceWindowMs)
      .then(() => chain.finalize(lease, [receipt.value.task]))
      .catch(() => undefined);
  }

  async function work(served: Served): Promise<void> {
    const { lease } = served;
    if (!(await chain.isReserved(lease)))
      return serve(served, {
        type: 'ended',
        error: { code: 'NOT_RESERVED', message: 'the lease is not on chain' },
      } as never);
    for (let i = 0; i < lease.taskCount; i++) {
      const { behaviour } = self;
      const task = lease.firstTask + i;
      if (i >= (behaviour.stallsAfter ?? Number.POSITIVE_INFINITY)) return;
      if (served.cancelled) break;
      serve(served, { type: 'task-phase', task, phase: 'running' } as never);
      await clock.sleep(behaviour.taskMs ?? 20);
      if (served.cancelled) break;
      if (behaviour.failsTasks !== undefined) {
        serve(served, {
          type: 'task-failed',
          task,
          error: { code: behaviour.failsTasks, message: 'it does not work' },
        } as never);
        continue;
      }
      const receipt = await receiptFor(served, task);
      if (behaviour.claims === true || behaviour.silent === true) await claimAndClose(lease, receipt);
      if (behaviour.silent === true) continue;
      serve(served, { type: 'receipt', receipt } as never);
      if (behaviour.repeats === true) {
        serve(served, { type: 'receipt', receipt } as never);
        const foreign = { ...receipt, value: { ...receipt.value, task: task + 100_000 } };
        serve(served, { type: 'receipt', receipt: foreign } as never);
      }
    }
    serve(served, { type: 'ended' } as never);
  }

  const self: FakeProvider = {
    account,
    peerId,
    known: {
      hash: offerHash(offer),
      offer: { value: offer, signature: '0x00' },
      record: {
        record: {
          version: 1,
          account,
          peerId,
          peerPublicKey: ZERO_HASH,
          sequence: 1,
          issuedAtMs: 0,
          expiresAtMs: offer.expiresAtMs,
        },
        accountSignature: '0x00',
        peerSignature: '0x00',
      },
      seenAtMs: clock.nowMs(),
    },
    behaviour: options.behaviour ?? {},
    propose: async (lease, job, signal) => {
      await clock.sleep(5, signal);
      if (self.behaviour.refuses !== undefined) throw new LodeError(self.behaviour.refuses, 'not now');
      const id = leaseId(network, lease);
      leases.set(id, { id, lease, job, events: [], started: false, cancelled: false, listeners: new Set() });
      const key = self.behaviour.forges === 'lease' ? options.stranger : signer;
      return { lease, providerSignature: await sign(leaseKind, network, lease, key) };
    },
    follow: (id, afterSeq, signal) => followLease(leases.get(id), afterSeq, signal),
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
    blob: (hash) => blobs.get(hash),
  };

  async function* followLease(
    served: Served | undefined,
    afterSeq: number,
    signal: AbortSignal,
  ): AsyncGenerator<LeaseEvent> {
    if (served === undefined) throw new LodeError('LEASE_UNKNOWN', 'no such lease');
    if (!served.started) {
      served.started = true;
      void work(served);
    }
    for (let next = afterSeq; ; ) {
      signal.throwIfAborted();
      const event = served.events[next];
      if (event !== undefined) {
        const done = served.events.slice(0, next + 1).filter((one) => one.type === 'receipt').length;
        if (event.type !== 'task-phase' && done > (self.behaviour.vanishesAfter ?? Number.POSITIVE_INFINITY)) {
          await clock.sleep(1_000, signal);
          throw new LodeError('PEER_LOST', 'the peer is gone');
        }
        next++;
        yield event;
        continue;
      }
      await new Promise<void>((resolve, reject) => {
        const wake = (): void => {
          served.listeners.delete(wake);
          signal.removeEventListener('abort', stop);
          resolve();
        };
        const stop = (): void => {
          served.listeners.delete(wake);
          reject(signal.reason);
        };
        served.listeners.add(wake);
        signal.addEventListener('abort', stop, { once: true });
      });
    }
  }
  return self;
}
