import { join } from 'node:path';
import {
  acceptanceKind,
  type Hex,
  type Job,
  type Lease,
  leaseId,
  type Offer,
  receiptId,
  type SignedAcceptance,
  type SignedReceipt,
  type Signer,
  sign,
} from '@lode/protocol';
import { createBlobStore, type FileBlobStore } from '../../src/net/blob-store.ts';
import { createBlobTransfer, type StartableBlobTransfer } from '../../src/net/blobs.ts';
import { systemClock } from '../../src/net/clock.ts';
import type { PeerHost, PeerHostOptions } from '../../src/net/host.ts';
import { createLeaseClient } from '../../src/net/lease-client.ts';
import { createOfferBoard, type StartableOfferBoard } from '../../src/net/offers.ts';
import type { ProviderChain } from '../../src/provider/parts.ts';
import { createProviderService, type ProviderServiceOptions } from '../../src/provider/service.ts';
import type { AgreedLease, Clock, LeaseClient, LeaseEvent } from '../../src/seams.ts';
import type { ClaimSigner } from '../../src/stream/guard.ts';
import { createTestBackend, type TestBackend, type TestBackendOptions } from './backend.ts';
import { createFakeLedger, type FakeLedger, TEST_NETWORK } from './chain.ts';
import { testLease, testSigner } from './objects.ts';
import { createPeers, type Peers, until } from './peers.ts';

/** A small market in one process: real peers, real blobs, a fake chain. */
export interface TestMarket {
  readonly peers: Peers;
  readonly ledger: FakeLedger;
  provider(options?: ProviderOptions): Promise<TestProvider>;
  buyer(options?: Partial<PeerHostOptions>): Promise<TestBuyer>;
  stop(): Promise<void>;
}

export interface ProviderOptions {
  readonly host?: Partial<PeerHostOptions>;
  readonly backend?: TestBackendOptions;
  readonly service?: Partial<ProviderServiceOptions>;
  /** Restarts an earlier provider from its folder, with its keys. */
  readonly again?: TestProvider;
}

export interface TestProvider {
  readonly host: PeerHost;
  readonly signer: Signer & ClaimSigner;
  readonly chain: ProviderChain;
  readonly backend: TestBackend;
  readonly board: StartableOfferBoard;
  readonly blobs: StartableBlobTransfer;
  readonly store: FileBlobStore;
  readonly service: ReturnType<typeof createProviderService>;
  readonly folder: string;
  readonly keyPath: string;
  readonly warnings: string[];
  offer(): Offer;
  stop(): Promise<void>;
}

export interface TestBuyer {
  readonly host: PeerHost;
  readonly signer: Signer;
  readonly chain: ProviderChain;
  readonly store: FileBlobStore;
  readonly blobs: StartableBlobTransfer;
  readonly board: StartableOfferBoard;
  readonly client: LeaseClient;
  /** Proposes, shares the inputs, and reserves. */
  lease(provider: TestProvider, job: Job, changes?: Partial<Lease>): Promise<{ signed: AgreedLease; id: Hex }>;
  accept(lease: Hex, receipts: readonly SignedReceipt[]): Promise<SignedAcceptance>;
}

export async function createTestMarket(clock: Clock = systemClock): Promise<TestMarket> {
  const peers = await createPeers();
  const ledger = createFakeLedger(clock);
  let count = 0;

  const common = async (host: PeerHost, folder: string) => {
    const store = await createBlobStore(join(folder, 'blobs'));
    const blobs = createBlobTransfer({ host, store });
    const board = createOfferBoard({ host, network: TEST_NETWORK, clock });
    await blobs.start();
    await board.start();
    return { store, blobs, board };
  };

  return {
    peers,
    ledger,
    stop: () => peers.stop(),
    async provider({ host: hostOptions = {}, backend: backendOptions = {}, service: serviceOptions = {}, again } = {}) {
      const folder = again?.folder ?? join(peers.folder, `provider-${count++}`);
      const keyPath = again?.keyPath ?? join(folder, 'peer.key');
      const host = await peers.host({ keyPath, ...hostOptions });
      const signer = again?.signer ?? testSigner();
      const chain = ledger.client(signer.address);
      const backend = createTestBackend(backendOptions);
      const warnings: string[] = [];
      const { store, blobs, board } = await common(host, folder);
      const service = createProviderService({
        host,
        board,
        blobs,
        store,
        chain,
        signer,
        backend,
        folder,
        clock,
        terms: { microUsdPerGpuSecond: 100n, region: 'ZZ' },
        settleEveryMs: 20,
        onWarning: (message) => warnings.push(message),
        ...serviceOptions,
      });
      await service.start();
      let stopped = false;
      const stop = async () => {
        if (stopped) return;
        stopped = true;
        await service.stop();
        await board.stop();
        await blobs.stop();
      };
      peers.defer(stop);
      await until(() => board.list().length > 0);
      const offer = () => {
        const own = board.list().find((known) => known.offer.value.provider === signer.address);
        if (own === undefined) throw new Error('The provider has no offer.');
        return own.offer.value;
      };
      return { host, signer, chain, backend, board, blobs, store, service, folder, keyPath, warnings, offer, stop };
    },
    async buyer(hostOptions = {}) {
      const folder = join(peers.folder, `buyer-${count++}`);
      const host = await peers.host(hostOptions);
      const signer = testSigner();
      const chain = ledger.client(signer.address);
      await chain.faucet(1_000_000_000n);
      const { store, blobs, board } = await common(host, folder);
      peers.defer(() => board.stop());
      const client = createLeaseClient({ host, network: TEST_NETWORK, clock });
      return {
        host,
        signer,
        chain,
        store,
        blobs,
        board,
        client,
        async lease(provider, job, changes = {}) {
          const lease = await testLease({
            buyer: signer,
            buyerPeer: host.peerId,
            offer: provider.offer(),
            job,
            changes,
          });
          const signal = AbortSignal.timeout(30_000);
          const signed = await client.propose(provider.host.peerId, { lease, job }, signal);
          const id = leaseId(TEST_NETWORK, signed.lease);
          blobs.allow(
            provider.host.peerId,
            id,
            job.inputs.map((input) => input.hash),
          );
          await chain.reserve(signed.lease.jobKey, 0n, [signed]);
          return { signed, id };
        },
        async accept(lease, receipts) {
          const value = {
            version: 1 as const,
            lease,
            receipts: receipts.map((receipt) => ({
              receipt: receiptId(TEST_NETWORK, receipt.value),
              task: receipt.value.task,
              holdbackMicroUsd: receipt.value.holdbackMicroUsd,
            })),
            acceptedAtMs: Date.now(),
          };
          return { value, signature: await sign(acceptanceKind, TEST_NETWORK, value, signer) };
        },
      };
    },
  };
}

/** All events of a lease, until it ends. */
export async function collect(events: AsyncIterable<LeaseEvent>): Promise<LeaseEvent[]> {
  const all: LeaseEvent[] = [];
  for await (const event of events) all.push(event);
  return all;
}

export const receiptsOf = (events: readonly LeaseEvent[]): SignedReceipt[] =>
  events.flatMap((event) => (event.type === 'receipt' ? [event.receipt] : []));
