import { type Hex, type Job, LodeError, type NetworkId, type Offer } from '@lode/protocol';
import { keccak256, toHex } from 'viem';
import { type PrivateKeyAccount, privateKeyToAccount } from 'viem/accounts';
import type { Buyer } from '../../src/api.ts';
import { createBuyer } from '../../src/buyer/buyer.ts';
import type { BuyerTuning } from '../../src/buyer/options.ts';
import type { MarketWatch } from '../../src/chain/watch.ts';
import type { Clock, LeaseClient, MarketChain, OfferBoard } from '../../src/seams.ts';
import { createMemoryBlobs, createMemoryTransfer, type MemoryBlobs } from './blobs.ts';
import { createVirtualClock, type VirtualClock } from './clock.ts';
import { createEscrow, type Escrow } from './escrow.ts';
import { type Behaviour, createFakeProvider, type FakeProvider } from './provider.ts';
import { createRandom, type Random } from './random.ts';

const key = (name: string) => privateKeyToAccount(keccak256(toHex(`test key ${name}`)));
const BUYER = key('buyer');
const STRANGER = key('stranger');
const BUYER_PEER = '12D3KooWQ6vNgYmXyDMUTKCyz5rHkUqyMpSLqoKYjjy6dBDyUMxL';

/** A market in one process without network, chain or GPU: what is real is the buyer. */
export interface World {
  readonly clock: VirtualClock;
  readonly escrow: Escrow;
  readonly random: Random;
  readonly blobs: MemoryBlobs;
  readonly providers: FakeProvider[];
  readonly logs: string[];
  readonly account: Hex;
  buyer(options?: BuyerChoices): Buyer;
  /** A buyer that can be killed: from then on nothing it calls ever answers, and what it had not written is lost. */
  mortal(options: BuyerChoices): { buyer: Buyer; kill(): void };
  add(behaviour?: Behaviour, offer?: Partial<Offer>, adapterClass?: string): FakeProvider;
  remove(provider: FakeProvider): void;
  /** Peers that cannot be reached now. */
  readonly down: Set<string>;
}

export interface BuyerChoices {
  readonly storePath?: string;
  readonly tuning?: Partial<BuyerTuning>;
  onForgotten?(job: Hex): void;
}

/** The same object until `isDead`; afterwards every call that would answer later never does. */
function untilDead<T extends object>(target: T, isDead: () => boolean): T {
  return new Proxy(target, {
    get: (object, name) => {
      const value: unknown = Reflect.get(object, name);
      if (typeof value !== 'function') return value;
      return (...args: unknown[]): unknown => {
        const answer: unknown =
          isDead() && ASYNC.has(String(name)) ? new Promise(() => undefined) : value.apply(object, args);
        if (name === 'follow' && isDead())
          return { [Symbol.asyncIterator]: () => ({ next: () => new Promise(() => undefined) }) };
        return answer;
      };
    },
  });
}
const ASYNC = new Set(
  'sleep propose seal answer pay cancel fetch has pathOf balance bondOf pot isReserved remainingOf reserve settle claim claimState finalize object uphold drop release refund head leaseMoney potMoney claimedReceipt unbondingDelayMs'.split(
    ' ',
  ),
);

export const FUNDS = 1_000_000_000n;

/** What is real in a world; all of it is made up where this is left out. */
export interface RealParts {
  readonly clock: Clock;
  readonly network: NetworkId;
  chainOf(account: PrivateKeyAccount): MarketChain & MarketWatch;
}

/** `blobFolder`: where outputs are files, for jobs whose outputs are read and compared. */
export function createWorld(seed = 1, real?: RealParts, blobFolder?: string): World {
  const virtual = createVirtualClock();
  const clock: VirtualClock = real === undefined ? virtual : { ...virtual, ...real.clock };
  const random = createRandom(seed);
  const escrow = createEscrow(clock);
  const blobs = createMemoryBlobs(blobFolder);
  const providers: FakeProvider[] = [];
  const listeners = new Set<() => void>();
  const down = new Set<string>();
  const logs: string[] = [];
  const account = BUYER.address.toLowerCase() as Hex;
  escrow.mint(account, FUNDS);
  real?.chainOf(BUYER);

  const peer = (peerId: string): FakeProvider => {
    const found = providers.find((one) => one.peerId === peerId);
    if (found === undefined || down.has(peerId)) throw new LodeError('PEER_UNREACHABLE', 'nobody there');
    return found;
  };
  const board: OfferBoard = {
    publish: async () => undefined,
    withdraw: async () => undefined,
    list: () => providers.map((one) => one.known),
    refresh: async () => undefined,
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  const leases: LeaseClient = {
    propose: async (peerId, { lease, job }, signal) => {
      const { lease: same, ...signed } = await peer(peerId).propose(lease.value, job, signal);
      return { lease: same, buyerSignature: lease.signature, ...signed };
    },
    follow: async function* (peerId, leaseId, { afterSeq, lostAfterMs, signal }) {
      try {
        peer(peerId);
      } catch {
        await clock.sleep(lostAfterMs, signal);
        throw new LodeError('PEER_LOST', 'the peer stayed away');
      }
      yield* peer(peerId).follow(leaseId, afterSeq ?? -1, signal);
    },
    answer: async (peerId, leaseId, answer) => {
      if ('acceptance' in answer) await peer(peerId).answer(leaseId, answer.acceptance);
    },
    pay: async (peerId, leaseId, voucher) => peer(peerId).pay(leaseId, voucher),
    refundChannel: async () => undefined,
    seal: async (peerId, key) => peer(peerId).seal(key),
    cancel: async (peerId, leaseId) => peer(peerId).cancel(leaseId),
  };
  const transfer = createMemoryTransfer(blobs, async (peerId, hash, signal) => {
    await clock.sleep(1, signal);
    return peer(peerId).blob(hash);
  });

  const make = ({ storePath = ':memory:', tuning = {}, ...more }: BuyerChoices, isDead: () => boolean): Buyer =>
    createBuyer({
      network: real?.network ?? escrow.network,
      signer: BUYER,
      session: BUYER,
      peerId: BUYER_PEER,
      chain: untilDead(real?.chainOf(BUYER) ?? escrow.client(account), isDead),
      board,
      leases: untilDead(leases, isDead),
      blobs: untilDead(blobs, isDead),
      transfer: untilDead(transfer, isDead),
      clock: untilDead(clock, isDead),
      randomHash: random.hash,
      storePath,
      fileSize: blobs.sizeOf,
      log: (level, text) => logs.push(`${level}: ${text}`),
      tuning,
      ...more,
    });

  return {
    clock,
    escrow,
    random,
    blobs,
    providers,
    logs,
    account,
    down,
    buyer: (choices = {}) => make(choices, () => false),
    mortal: (choices) => {
      let dead = false;
      const buyer = make(choices, () => dead);
      return {
        buyer,
        kill: () => {
          dead = true;
        },
      };
    },
    add: (behaviour = {}, offer = {}, adapterClass = 'fake-1') => {
      const index = providers.length;
      const signer = key(`provider ${index}`);
      const provider = createFakeProvider({
        signer,
        stranger: STRANGER,
        network: real?.network ?? escrow.network,
        chain: real?.chainOf(signer) ?? escrow.client(signer.address.toLowerCase() as Hex),
        clock,
        peerId: `12D3KooWFake${'123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghij'.slice(0, 39)}${'123456789'[index % 9]}`,
        offer,
        device: { adapterClass },
        behaviour,
      });
      providers.push(provider);
      escrow.setBond(provider.account, 1_000_000_000n);
      for (const listener of listeners) listener();
      return provider;
    },
    remove: (provider) => {
      providers.splice(providers.indexOf(provider), 1);
      for (const listener of listeners) listener();
    },
  };
}

let nonce = 0;

export interface JobChoices {
  readonly tasks?: number;
  readonly replicas?: number;
  readonly quorum?: number;
  readonly retries?: number;
  readonly more?: Partial<Job>;
}

export function fakeJob({ tasks = 4, replicas = 1, quorum, retries = 2, more = {} }: JobChoices = {}): Job {
  return {
    apiVersion: 'lode/v1',
    kind: 'Job',
    name: 'fake',
    nonce: keccak256(toHex(`nonce ${nonce++}`)),
    webgpu: {
      kernels: { main: { source: '@compute @workgroup_size(1) fn main() {}', entryPoint: 'main', constants: {} } },
      buffers: { out: { kind: 'storage', sizeBytes: 64 } },
      steps: [{ dispatch: { kernel: 'main', workgroups: [1, 1, 1], bind: { '0': 'out' } } }],
      outputs: [{ name: 'out', buffer: 'out' }],
    },
    tasks: { count: tasks, seed: 7 },
    resources: { vramBytes: 0, minScoreClass: 0, adapterTypes: [] },
    inputs: [],
    price: { maxMicroUsdPerGpuSecond: 10_000n, maxTotalMicroUsd: 100_000_000n, streamedBps: 0 },
    verify: { replicas, quorum: quorum ?? Math.floor(replicas / 2) + 1 },
    determinism: 'bitexact',
    placement: { regions: [], maxGramsCo2ePerKwh: null },
    timeouts: { taskMs: 10_000, compileMs: 1_000, totalMs: 3_600_000, acceptanceMs: 60_000 },
    retries,
    ...more,
  };
}
