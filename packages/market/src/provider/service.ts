import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Backend, LodeError, Signer, VoucherCrypto } from '@lode/protocol';
import type { ProviderService, ProviderStatus, ServedLease } from '../api.ts';
import type { FileBlobStore } from '../net/blob-store.ts';
import { systemClock } from '../net/clock.ts';
import { textOf } from '../net/errors.ts';
import type { PeerHost } from '../net/host.ts';
import { type Keeper, startKeeper } from '../net/keeper.ts';
import type { BlobTransfer, Clock, MarketChain, OfferBoard } from '../seams.ts';
import { type ClaimSigner, createGuards } from '../stream/guard.ts';
import { intervalMicroUsd } from '../stream/meter.ts';
import { createReceiver } from '../stream/receiver.ts';
import { createLeaseDesk } from './desk.ts';
import { type Journal, type LeaseRow, openJournal } from './journal.ts';
import type { ProviderChain, ProviderParts } from './parts.ts';
import { createPublisher, type ProviderTerms } from './publish.ts';
import { serveLeases } from './serve.ts';
import { createSettler } from './settle.ts';
import { DEFAULT_RULES, type LeaseRules } from './terms.ts';

export interface ProviderServiceOptions {
  readonly host: PeerHost;
  readonly board: OfferBoard;
  readonly blobs: BlobTransfer;
  readonly store: FileBlobStore;
  /** Removes inputs and outputs once no open lease needs them. Only where the store is this provider's own. Default false. */
  readonly removeContent?: boolean;
  readonly chain: ProviderChain;
  /** The key of `chain.account`. */
  readonly signer: Signer & ClaimSigner;
  readonly backend: Backend;
  /** The provider's own: journal and session folders. */
  readonly folder: string;
  readonly terms: ProviderTerms;
  readonly rules?: Partial<LeaseRules>;
  /** Bond to hold in the registry; topped up at the start. */
  readonly bondMicroUsd?: bigint;
  /** See {@link RunOptions}. */
  readonly reserveWithinMs?: number;
  readonly claimAfterMs?: number;
  readonly settleEveryMs?: number;
  /** Multiaddrs of watchtowers that claim for us while we are offline. */
  readonly watchtowers?: readonly string[];
  /** See {@link ReceiverOptions.claimIdleMs}. */
  readonly channelIdleMs?: number;
  /** See {@link ReceiverOptions.voucherCrypto}. */
  readonly voucherCrypto?: VoucherCrypto;
  readonly clock?: Clock;
  onWarning?(message: string): void;
}

/** Several blocks of a chain that makes one in 12 s. */
const RESERVE_WITHIN_MS = 120_000;
/** Replicas are compared when all are in, so an answer may take as long as the slowest of them; claiming sooner only costs gas. */
const CLAIM_AFTER_MS = 30 * 60_000;
const SETTLE_EVERY_MS = 1_000;
/** A claim costs a transaction: jobs that follow one another share it. */
const CHANNEL_IDLE_MS = 60_000;
/** Fifteen looks within the shortest delay of a withdrawal. */
const CHANNEL_WATCH_MS = 60_000;
const PUBLISH_RETRY_MS = 1_000;
const PUBLISH_MAX_RETRY_MS = 30_000;
const MAX_REFUSALS = 100;
const LEASES_IN_STATUS = 100;
const CLOSED_LEASES_KEPT = 10_000;

/**
 * A provider: publishes what it offers, takes leases, runs them on the backend, and gets them paid.
 * What it must not forget is in a journal, so that a restart can still claim.
 */
export function createProviderService(options: ProviderServiceOptions): ProviderService {
  const { host, board, chain, backend, folder, clock = systemClock } = options;
  const warn = (message: string) => options.onWarning?.(message);
  const journal = openJournal(join(folder, 'journal.sqlite'));
  const parts: ProviderParts = {
    clock,
    chain,
    signer: options.signer,
    backend,
    store: options.store,
    blobs: options.blobs,
    journal,
    sessionFolder: join(folder, 'sessions'),
    removeContent: options.removeContent ?? false,
    warn,
  };
  const publisher = createPublisher(parts, host, board, options.terms);
  const guards = createGuards({
    host,
    clock,
    towers: options.watchtowers ?? [],
    signer: options.signer,
    chainId: chain.network.chainId,
    onWarning: warn,
  });
  const receiver = createReceiver(parts, {
    guards,
    account: chain.account,
    claimIdleMs: options.channelIdleMs ?? CHANNEL_IDLE_MS,
    watchEveryMs: CHANNEL_WATCH_MS,
    ...(options.voucherCrypto === undefined ? {} : { voucherCrypto: options.voucherCrypto }),
  });
  const desk = createLeaseDesk(parts, receiver, {
    peerId: host.peerId,
    account: chain.account,
    rules: { ...DEFAULT_RULES, ...options.rules },
    reserveWithinMs: options.reserveWithinMs ?? RESERVE_WITHIN_MS,
    offerOf: publisher.offerOf,
    onAnswered: (lease) => {
      settler.look(lease);
      settling?.nudge();
    },
  });
  const settler = createSettler(parts, { claimAfterMs: options.claimAfterMs ?? CLAIM_AFTER_MS });
  let settling: Keeper | undefined;
  const refusals: { atMs: number; code: string; reason: string }[] = [];
  const keepers: Keeper[] = [];
  const ends: (() => unknown)[] = [];

  const onRefusal = (error: LodeError) => {
    refusals.push({ atMs: clock.nowMs(), code: error.code, reason: error.message });
    if (refusals.length > MAX_REFUSALS) refusals.shift();
  };
  const keep = (everyMs: number, retryMs: number, maxRetryMs: number, what: string, attempt: () => Promise<void>) => {
    const keeper = startKeeper({
      clock,
      everyMs,
      firstRetryMs: retryMs,
      maxRetryMs,
      attempt,
      onFailure: (error) => warn(`${what}: ${textOf(error)}`),
    });
    keepers.push(keeper);
    return keeper;
  };

  return {
    status: () => status(options, journal, desk.isLeased, publisher.current(), refusals),
    async start() {
      rmSync(parts.sessionFolder, { recursive: true, force: true });
      desk.recover();
      ends.push(await serveLeases(host, desk, onRefusal));
      const publishing = keep(
        publisher.everyMs,
        PUBLISH_RETRY_MS,
        PUBLISH_MAX_RETRY_MS,
        'The offer is not published',
        async () => {
          await ensureBond(chain, options.bondMicroUsd ?? 0n);
          await publisher.publish();
          journal.prune(CLOSED_LEASES_KEPT);
        },
      );
      ends.push(host.onAddresses(() => publishing.nudge()));
      const settleMs = options.settleEveryMs ?? SETTLE_EVERY_MS;
      settling = keep(settleMs, settleMs, settleMs * 30, 'Settling failed', async () => {
        await settler.pass();
        await receiver.pass();
      });
    },
    async stop() {
      for (const end of ends.splice(0)) await end();
      await Promise.all(keepers.splice(0).map((keeper) => keeper.stop()));
      await board.withdraw().catch(() => undefined);
      await desk.stop();
      await guards.stop();
      // What was accepted in the last moment; what the chain does not take now, the next start settles.
      await settler.pass().catch(() => undefined);
      journal.close();
    },
  };
}

async function ensureBond(chain: MarketChain, wantedMicroUsd: bigint): Promise<void> {
  if (wantedMicroUsd === 0n) return;
  const bonded = await chain.bondOf(chain.account);
  if (bonded < wantedMicroUsd) await chain.bond(wantedMicroUsd - bonded);
}

async function status(
  { chain, host, backend }: ProviderServiceOptions,
  journal: Journal,
  isLeased: (device: string) => boolean,
  offer: ProviderStatus['offer'],
  refusals: ProviderStatus['refusals'],
): Promise<ProviderStatus> {
  return {
    account: chain.account,
    peerId: host.peerId,
    devices: backend.devices().map((device) => ({ ...device, state: isLeased(device.id) ? 'leased' : 'idle' })),
    ...(offer === undefined ? {} : { offer }),
    // A chain that cannot be asked must not hide what the provider earned.
    bondMicroUsd: await chain.bondOf(chain.account).catch(() => 0n),
    ...journal.totals(),
    refusals: [...refusals],
    leases: journal.recentLeases(LEASES_IN_STATUS).map((row) => servedLease(journal, row)),
  };
}

function servedLease(journal: Journal, row: LeaseRow): ServedLease {
  const { lease } = row.lease;
  const receipts = journal.receipts(row.id);
  const sum = (states: readonly string[]) =>
    receipts
      .filter((one) => states.includes(one.state))
      .reduce((total, one) => total + one.receipt.value.holdbackMicroUsd, 0n);
  const failed = journal.events(row.id).filter((event) => event.type === 'task-failed').length;
  return {
    lease: row.id,
    buyer: lease.buyer,
    device: lease.device,
    tasks: { total: lease.taskCount, done: receipts.length, failed },
    state: servedState(
      row,
      receipts.map((one) => one.state),
    ),
    earnedMicroUsd: sum(['paid']),
    pendingMicroUsd: sum(['pending', 'accepted', 'claimed', 'objected']),
    exposureMicroUsd:
      sum(['pending', 'claimed', 'objected']) +
      (lease.streamedBps > 0 && row.stage === 'running' ? intervalMicroUsd(lease) : 0n),
    ...(row.reason === undefined ? {} : { reason: row.reason }),
  };
}

function servedState(row: LeaseRow, receipts: readonly string[]): ServedLease['state'] {
  if (row.stage === 'signed' || row.stage === 'funded' || row.stage === 'running') return row.stage;
  if (receipts.length === 0) return row.reason === undefined ? 'done' : 'lost';
  if (receipts.every((state) => state === 'paid')) return 'paid';
  if (receipts.every((state) => state === 'lost')) return 'lost';
  if (receipts.some((state) => state === 'claimed' || state === 'objected')) return 'claimed';
  return row.stage === 'closed' ? 'paid' : 'done';
}
