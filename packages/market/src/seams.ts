import type {
  ChannelConfig,
  ErrorShape,
  Hex,
  Job,
  NetworkId,
  ProposedLease,
  SealedKey,
  SignedAcceptance,
  SignedLease,
  SignedLeaseKey,
  SignedNodeRecord,
  SignedObjection,
  SignedOffer,
  SignedReceipt,
  SignedVoucher,
  TaskPhase,
} from '@lode/protocol';
import type { ChannelChain } from './chain/channels.ts';

/** Inner seams of the market: peers on one side, the chain on the other, the rules between them. */

/** Time and randomness are given, so that tests can fix them. */
export interface Clock {
  nowMs(): number;
  /** Resolves after the delay, or rejects with the signal's reason. */
  sleep(delayMs: number, signal?: AbortSignal): Promise<void>;
}

export interface KnownOffer {
  readonly hash: Hex;
  readonly offer: SignedOffer;
  readonly record: SignedNodeRecord;
  readonly seenAtMs: number;
}

/** Signed offers of others, by gossip and by asking: verified, unexpired, bounded in number, newest sequence per provider. */
export interface OfferBoard {
  publish(offer: SignedOffer, record: SignedNodeRecord): Promise<void>;
  withdraw(): Promise<void>;
  list(): readonly KnownOffer[];
  /** Asks connected peers for what they know. */
  refresh(signal: AbortSignal): Promise<void>;
  /** Calls back on any change; returns the way to stop. */
  onChange(listener: () => void): () => void;
}

/** What a provider tells its buyer about a lease, in order; `seq` lets a broken stream be taken up again. */
export type LeaseEvent = { readonly seq: number; readonly atMs: number } & (
  | { readonly type: 'task-phase'; readonly task: number; readonly phase: TaskPhase }
  | { readonly type: 'task-progress'; readonly task: number; readonly done: number; readonly total: number }
  | { readonly type: 'metering'; readonly task: number; readonly gpuMs: number }
  | { readonly type: 'log'; readonly task: number; readonly level: 'info' | 'warn' | 'error'; readonly text: string }
  | { readonly type: 'receipt'; readonly receipt: SignedReceipt }
  | { readonly type: 'task-failed'; readonly task: number; readonly error: ErrorShape }
  | { readonly type: 'ended'; readonly error?: ErrorShape }
);

/** A lease that both have signed; of a sealed job, with the key that its content key is to be sealed to. */
export interface AgreedLease extends SignedLease {
  readonly leaseKey?: SignedLeaseKey;
}

export interface LeaseClient {
  /** @throws LodeError with the provider's own code when it refuses, `PEER_UNREACHABLE`, `PEER_TIMEOUT`, `PEER_PROTOCOL` */
  propose(
    peerId: string,
    proposal: { lease: ProposedLease; job: Job; channel?: ChannelConfig },
    signal: AbortSignal,
  ): Promise<AgreedLease>;
  /**
   * Follows a lease: tells the provider that it is reserved on chain (it checks), then yields its events until `ended`.
   * Reconnects and resumes by itself within `lostAfterMs`; then throws `PEER_LOST`.
   */
  follow(
    peerId: string,
    leaseId: Hex,
    options: { afterSeq?: number; lostAfterMs: number; signal: AbortSignal },
  ): AsyncIterable<LeaseEvent>;
  /** Tells the provider how receipts were answered, so that it can settle or claim. */
  answer(
    peerId: string,
    leaseId: Hex,
    answer: { acceptance: SignedAcceptance } | { objection: SignedObjection },
    signal: AbortSignal,
  ): Promise<void>;
  /** Hands a sealed job's content key to the provider of a lease. @throws LodeError `LEASE_UNKNOWN`, `SEAL_BROKEN` */
  seal(peerId: string, key: SealedKey, signal: AbortSignal): Promise<void>;
  /** Pays the streamed part of a lease with a voucher; returns once the provider has written it down. */
  pay(peerId: string, leaseId: Hex, voucher: SignedVoucher, signal: AbortSignal): Promise<void>;
  /** Asks the provider to claim what it is owed and to give the rest of a channel back now. */
  refundChannel(peerId: string, channel: Hex, signal: AbortSignal): Promise<void>;
  cancel(peerId: string, leaseId: Hex, reason: string): Promise<void>;
}

/** Content-addressed files: checked when written and again when read. */
export interface BlobStore {
  has(hash: Hex): Promise<boolean>;
  /** @throws LodeError `BLOB_UNKNOWN` */
  pathOf(hash: Hex): Promise<string>;
  putBytes(bytes: Uint8Array): Promise<Hex>;
  /** Moves or copies a file in. @throws LodeError `INPUT_MISMATCH` when `expected` is given and differs */
  putFile(path: string, expected?: Hex): Promise<Hex>;
  /** From a stream of unknown length, bounded. @throws LodeError `BLOB_TOO_LARGE`, `INPUT_MISMATCH` */
  putStream(
    chunks: AsyncIterable<Uint8Array>,
    options: { maxBytes: number; expected?: Hex },
  ): Promise<{ hash: Hex; sizeBytes: number }>;
  remove(hash: Hex): Promise<void>;
}

/** Moves blobs between peers in hashed frames, and takes up a broken transfer where it stopped. */
export interface BlobTransfer {
  /** @throws LodeError `BLOB_UNKNOWN`, `BLOB_REFUSED`, `INPUT_MISMATCH`, `PEER_LOST`; nothing partial is ever visible in the store. */
  fetch(
    peerId: string,
    blob: { hash: Hex; sizeBytes: number; lease: Hex },
    options: { signal: AbortSignal; onProgress?(bytes: number): void },
  ): Promise<void>;
  /** Lets `peerId` read `hash` under a lease; everything else is refused. */
  allow(peerId: string, lease: Hex, hashes: readonly Hex[]): void;
  revoke(lease: Hex): void;
}

export type ClaimState = 'none' | 'claimed' | 'objected' | 'closed';

/** The contracts, through viem and JSON-RPC: any EVM chain serves. One account a client; its transactions are queued so that nonces never clash. */
export interface MarketChain {
  readonly network: NetworkId;
  readonly account: Hex;
  balance(account?: Hex): Promise<{ microUsd: bigint; wei: bigint }>;
  faucet(amountMicroUsd: bigint): Promise<void>;
  bondOf(provider: Hex): Promise<bigint>;
  bond(amountMicroUsd: bigint): Promise<void>;
  publishRecord(recordHash: Hex, sequence: number, expiresAtMs: number): Promise<void>;
  /** Adds `fundMicroUsd` to the pot and reserves the leases in one transaction; with no leases it only funds. @throws LodeError `INSUFFICIENT_FUNDS`, `CHAIN_REJECTED`, `CHAIN_UNREACHABLE` */
  reserve(jobKey: Hex, fundMicroUsd: bigint, leases: readonly SignedLease[]): Promise<void>;
  isReserved(lease: SignedLease['lease']): Promise<boolean>;
  remainingOf(lease: SignedLease['lease']): Promise<bigint>;
  pot(buyer: Hex, jobKey: Hex): Promise<bigint>;
  settle(lease: SignedLease['lease'], acceptance: SignedAcceptance): Promise<void>;
  claim(lease: SignedLease['lease'], receipts: readonly SignedReceipt[]): Promise<void>;
  claimState(lease: SignedLease['lease'], task: number): Promise<{ state: ClaimState; deadlineMs: number }>;
  finalize(lease: SignedLease['lease'], tasks: readonly number[]): Promise<void>;
  object(lease: SignedLease['lease'], objection: SignedObjection): Promise<void>;
  /** Proves an objection with receipts of distinct others that agree; the accused receipt is among them, or read from its claim. */
  uphold(
    lease: SignedLease['lease'],
    task: number,
    evidence: readonly { lease: SignedLease['lease']; receipt: SignedReceipt }[],
  ): Promise<void>;
  drop(lease: SignedLease['lease'], task: number): Promise<void>;
  release(lease: SignedLease['lease']): Promise<void>;
  refund(jobKey: Hex): Promise<bigint>;
  /** What a unit of gas costs now, in wei. */
  gasPrice?(): Promise<bigint>;
  /** Payment channels, where this client can reach them; whether the contract is there, they say themselves. */
  readonly channels?: ChannelChain;
  stop(): Promise<void>;
}
