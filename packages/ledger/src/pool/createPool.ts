import type { Refusal } from '../blocks/refusals.ts';
import type { AccountPool, PoolTransaction, StateReader } from '../seams.ts';
import { type AdmissionLimits, createAdmission, evict, trimQueue } from './admission.ts';
import { createBooks, type DropReason } from './books.ts';
import type { Account, Candidate, Entry } from './entry.ts';

import { createSelection, type SelectLimits } from './selection.ts';
import { type PoolBlock, settle } from './settle.ts';

export type { Candidate } from './entry.ts';

export interface PoolOptions {
  /** The committed state, which may be ahead of the durable one. */
  reader: StateReader;
  gasLimit: bigint;
  baseFee: bigint;
  /** The lowest tip it takes, in wei. Default 0. */
  minTip?: bigint;
  limits?: Partial<AdmissionLimits & { lifetimeMs: number }>;
  /** Told of each transaction that becomes executable. */
  onPending?: (transaction: PoolTransaction) => void;
  /** Default: Date.now. */
  now?: () => number;
}

export interface PoolStats {
  pending: number;
  queued: number;
  /** Kept for transactions, overhead included. */
  bytes: number;
  drops: Readonly<Record<DropReason, number>>;
}

/** Transactions on their way into blocks. Not kept over a restart: clients send again what was not included. */
export interface Pool {
  /** Undefined where it was taken. */
  add(candidate: Candidate): Refusal | undefined;
  /** Takes transactions for a block; they stay in the pool, and nothing replaces them, until `settle` or `release`. */
  select(limits: SelectLimits): readonly PoolTransaction[];
  /** The selected ones are free again: no block came of them. */
  release(): void;
  /** A block was published. Its transactions are known until it is durable. */
  settle(block: PoolBlock): void;
  /** Drops transactions, by their hashes, that no execution survives. */
  reject(hashes: Uint8Array): void;
  /** The earliest block settled and not yet told so became durable. */
  durable(): void;
  /** Drops what has been queued for too long. */
  expire(): void;
  get(hash: Uint8Array): PoolTransaction | undefined;
  of(sender: Uint8Array): AccountPool;
  pending(): PoolTransaction[];
  queued(): PoolTransaction[];
  /** The nonce after the sender's pending transactions. */
  nonce(sender: Uint8Array): bigint;
  stats(): PoolStats;
}

/**
 * geth's defaults for an account; the bounds on the whole pool are for a ledger of 100,000 transactions a second: a
 * second of it, and geth's proportion of queued ones.
 */
export const POOL_LIMITS: AdmissionLimits & { lifetimeMs: number } = {
  accountSlots: 16,
  accountQueue: 64,
  maxPending: 131_072,
  maxQueued: 32_768,
  maxBytes: 512 * 1024 * 1024,
  priceBumpPercent: 10n,
  lifetimeMs: 3 * 3_600_000,
};

const HASH_BYTES = 32;

const byNonce = (a: Entry, b: Entry): number => a.nonce - b.nonce;

export function createPool(options: PoolOptions): Pool {
  const limits = { ...POOL_LIMITS, ...options.limits };
  const now = options.now ?? Date.now;
  const books = createBooks(limits);
  books.setBaseFee(options.baseFee);
  const block = { gasLimit: options.gasLimit, minTip: options.minTip ?? 0n };
  const { reader } = options;
  const admit = createAdmission({ books, limits, reader, now, block: () => block });
  const selection = createSelection(books);
  /** Of the blocks that are published and not yet durable, in order. */
  const mined: Entry[][] = [];

  const announce = (entries: readonly Entry[]) => {
    if (options.onPending === undefined) return;
    for (const entry of entries) options.onPending(entry.transaction);
  };

  function list(pick: (account: Account) => Iterable<Entry>): PoolTransaction[] {
    const out: PoolTransaction[] = [];
    for (const account of books.accounts.values()) for (const entry of pick(account)) out.push(entry.transaction);
    return out;
  }

  return {
    add(candidate) {
      const admitted = admit(candidate);
      if (!admitted.ok) return admitted.refusal;
      announce(admitted.pending);
      return undefined;
    },
    select: (wanted) => selection.select(wanted).map((entry) => entry.transaction),
    release: selection.release,
    settle(settled) {
      selection.release();
      block.gasLimit = settled.gasLimit;
      const result = settle(books, reader, settled);
      mined.push(result.mined);
      trimQueue(books, limits.maxQueued);
      announce(result.promoted);
    },
    reject(hashes) {
      for (let at = 0; at < hashes.length; at += HASH_BYTES) {
        const entry = books.byId.get(hashes.subarray(at, at + HASH_BYTES).toHex());
        if (entry !== undefined && !entry.mined) evict(books, entry, 'invalid');
      }
    },
    durable() {
      for (const entry of mined.shift() ?? []) books.byId.delete(entry.id);
    },
    expire() {
      for (let oldest = books.queues.top(); oldest !== undefined; oldest = books.queues.top()) {
        if (oldest.beatMs + limits.lifetimeMs > now()) return;
        for (const entry of [...oldest.queued.values()]) evict(books, entry, 'expired');
      }
    },
    get: (hash) => books.byId.get(hash.toHex())?.transaction,
    of(sender) {
      const account = books.accounts.get(sender.toHex());
      const queued = [...(account?.queued.values() ?? [])].sort(byNonce);
      return {
        pending: (account?.pending ?? []).map((entry) => entry.transaction),
        queued: queued.map((entry) => entry.transaction),
      };
    },
    pending: () => list((account) => account.pending),
    queued: () => list((account) => account.queued.values()),
    nonce(sender) {
      const account = books.accounts.get(sender.toHex());
      if (account === undefined) return reader.account(sender)?.nonce ?? 0n;
      return BigInt(account.nonce + account.pending.length);
    },
    stats: () => ({ ...books.counts, drops: { ...books.drops } }),
  };
}
