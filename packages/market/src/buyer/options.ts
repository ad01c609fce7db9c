import type { Hex, NetworkId, Signer } from '@lode/protocol';
import type { MarketWatch } from '../chain/watch.ts';
import type { BlobStore, BlobTransfer, Clock, LeaseClient, MarketChain, OfferBoard } from '../seams.ts';
import type { VoucherSigner } from '../stream/payer.ts';

export interface BuyerOptions {
  readonly network: NetworkId;
  /** Signs leases, acceptances and objections: the account of `chain`. */
  readonly signer: Signer;
  /** Signs vouchers, so that the wallet's key signs a channel's opening alone. */
  readonly session: VoucherSigner;
  readonly peerId: string;
  readonly chain: MarketChain & MarketWatch;
  readonly board: OfferBoard;
  readonly leases: LeaseClient;
  readonly blobs: BlobStore;
  readonly transfer: BlobTransfer;
  readonly clock: Clock;
  /** 32 random bytes as hex: salts of pots and leases. */
  randomHash(): `0x${string}`;
  /** SQLite file; `:memory:` in tests. */
  readonly storePath: string;
  /** Size of a file in bytes; the file system's word unless given. */
  fileSize?(path: string): Promise<number>;
  /** Nothing of a job can be asked for any more: what was kept to read it is of no use. Must not throw. */
  onForgotten?(job: Hex): void;
  /** Where what went wrong in the background is told. */
  log?(level: 'info' | 'warn' | 'error', text: string): void;
  readonly tuning?: Partial<BuyerTuning>;
}

/** Bounds and waits. Each default says where it comes from. */
export interface BuyerTuning {
  /** A job nobody can take fails at once instead of waiting for offers until its `totalMs`. */
  readonly failFast: boolean;
  /** Jobs worked on at once; more wait in `queued`. Each has follow streams and timers: 64 keeps them in the thousands. */
  readonly maxActiveJobs: number;
  /** Jobs waiting; then `QUEUE_FULL`. */
  readonly maxQueuedJobs: number;
  /** Ended jobs kept; the oldest whose money is all home are forgotten. */
  readonly maxEndedJobs: number;
  /** Two round trips through a relay and a signature take well under a second; a peer that needs five is not there. */
  readonly proposeTimeoutMs: number;
  /** Once one provider signed, the others of its wave get this long to join its transaction. A LAN signs in 10-30 ms. */
  readonly waveGraceMs: number;
  /** A broken stream may be taken up again within this. A relay's two-minute cut reconnects in a second or two. */
  readonly lostAfterMs: number;
  /** Beside the GPU's own time a task gets this long to start, upload and read back: a cold GPU process takes 0.1-2 s. */
  readonly taskOverheadMs: number;
  /** Slowest link a transfer is waited for. */
  readonly minBytesPerSecond: number;
  /** After the last task, a provider has this long to claim on chain before the escrow goes back. */
  readonly claimMarginMs: number;
  /** How long a provider gets to settle what was accepted; then the buyer does it. */
  readonly settleGraceMs: number;
  /** How long a job waits in `settling` before it ends and leaves the rest to the sweeper. */
  readonly settleWaitMs: number;
  /** How long unfinished tasks wait for another provider when nobody is left. */
  readonly strandedMs: number;
  /** The chain is looked at this often while money is expected to move, and else. */
  readonly watchBusyMs: number;
  readonly watchIdleMs: number;
  /**
   * What a provider may have worked for without pay, and so the time that a voucher may take: vouchers are sent every
   * quarter of it, and a relay's two-minute cut takes a second or two to reconnect.
   */
  readonly meteringIntervalMs: number;
  /** Time a lease should be worth, so that its fixed cost (handshake, transaction, process: about 0.2 s) is a tenth of it. */
  readonly targetLeaseMs: number;
}

export const DEFAULT_TUNING: BuyerTuning = {
  failFast: false,
  maxActiveJobs: 64,
  maxQueuedJobs: 1_024,
  maxEndedJobs: 1_000,
  proposeTimeoutMs: 5_000,
  waveGraceMs: 60,
  lostAfterMs: 10_000,
  taskOverheadMs: 30_000,
  minBytesPerSecond: 256 * 1_024,
  claimMarginMs: 300_000,
  settleGraceMs: 4_000,
  settleWaitMs: 12_000,
  strandedMs: 120_000,
  watchBusyMs: 50,
  watchIdleMs: 2_000,
  meteringIntervalMs: 5_000,
  targetLeaseMs: 2_000,
};

/** Fixed bounds. */
export const BUYER_LIMITS = {
  /** Leases in one reserve transaction: about 130,000 gas each, a third of a 30 M gas block. */
  leasesPerReserve: 64,
  /** Leases under way for one job, over all its devices. */
  openLeasesPerJob: 256,
  /** Answers in one acceptance, as its schema bounds them. */
  receiptsPerAcceptance: 256,
  /** Outputs fetched at once for one job: enough to hide a round trip, few enough for one yamux window each. */
  fetchesPerJob: 8,
  /** Times a task may be handed out again because a provider vanished or lied. */
  lossesPerTask: 16,
  /** Events kept of a job, newest; older ones are dropped. */
  eventsPerJob: 20_000,
  /** Log lines taken from one lease; what comes after is counted and dropped. */
  logsPerLease: 2_000,
  /** Progress of an attempt is told at most this often. */
  progressEveryMs: 250,
  /** The bill is told at most this often while it changes. */
  billEveryMs: 500,
} as const;
