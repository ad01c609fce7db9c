import type { Transaction } from '@lode/evm';
import { readEncoded } from '../blocks/encoded.ts';
import type { PoolTransaction } from '../seams.ts';
import type { EncodedFields } from './encoded.ts';

/** A transaction in the pool. */
export interface Entry {
  readonly transaction: PoolTransaction;
  readonly account: Account;
  /** The hash in hex. */
  readonly id: string;
  readonly nonce: number;
  readonly gas: number;
  readonly maxFee: bigint;
  readonly maxTip: bigint;
  /** The most it can take from its sender. */
  readonly cost: bigint;
  /** Of the envelope. */
  readonly rawBytes: number;
  /** Kept for it, all in all. */
  readonly bytes: number;
  /** Order of arrival. */
  readonly arrival: number;
  /** Those whose code it sets (EIP-7702), in hex. */
  readonly authorities: readonly string[];
  pending: boolean;
  /** In a block that is published but not yet durable: no longer in any list, but still known. */
  mined: boolean;
  /** What a block producer earns a gas at `pricedAt`'s base fee. */
  tip: bigint;
  pricePlace: number;
}

/** A sender with transactions in the pool. */
export interface Account {
  readonly id: string;
  readonly address: Uint8Array;
  /** Of the committed state. */
  nonce: number;
  balance: bigint;
  /** Has code: delegated by EIP-7702. */
  delegated: boolean;
  /** Executable: item i has the nonce `nonce + i`. */
  pending: Entry[];
  /** The first of `pending` that are in a block under way. */
  taken: number;
  /** Of `pending`. */
  cost: bigint;
  /** Waiting for an earlier nonce, by nonce. */
  queued: Map<number, Entry>;
  /** When it last gave something new, on the pool's clock. */
  beatMs: number;
  /** The head's effective tip and arrival while it is in the heap of heads. */
  headTip: bigint;
  headArrival: number;
  headPlace: number;
  offenderPlace: number;
  queuePlace: number;
}

/**
 * What the pool keeps beside a transaction's own bytes, twice (envelope and evm's form): objects, buffers, strings and
 * map entries. Measured with 100,000 transfers of a sender each: 1,670 bytes.
 */
const OVERHEAD_BYTES = 1_670;

export function createAccount(id: string, address: Uint8Array, nowMs: number): Account {
  return {
    id,
    address,
    nonce: 0,
    balance: 0n,
    delegated: false,
    pending: [],
    taken: 0,
    cost: 0n,
    queued: new Map(),
    beatMs: nowMs,
    headTip: 0n,
    headArrival: 0,
    headPlace: -1,
    offenderPlace: -1,
    queuePlace: -1,
  };
}

/** A transaction as recovery hands it over: views that the pool copies, since they belong to a whole batch. */
export interface Candidate {
  raw: Uint8Array;
  hash: Uint8Array;
  sender: Uint8Array;
  encoded: Uint8Array;
}

export function createEntry(
  candidate: Candidate,
  fields: EncodedFields,
  account: Account,
  more: { id: string; arrival: number; cost: bigint; authorities: readonly string[] },
): Entry {
  return {
    transaction: createPoolTransaction(candidate, account.address),
    account,
    ...more,
    nonce: Number(fields.nonce),
    gas: Number(fields.gas),
    maxFee: fields.maxFee,
    maxTip: fields.maxTip,
    rawBytes: candidate.raw.length,
    bytes: candidate.raw.length + candidate.encoded.length + OVERHEAD_BYTES,
    pending: false,
    mined: false,
    tip: 0n,
    pricePlace: -1,
  };
}

/** Decoded when first asked for: only JSON-RPC looks into transactions. */
function createPoolTransaction(candidate: Candidate, sender: Uint8Array): PoolTransaction {
  // One buffer for both: each costs the garbage collector more than its bytes.
  const both = new Uint8Array(candidate.encoded.length + candidate.raw.length);
  both.set(candidate.encoded);
  both.set(candidate.raw, candidate.encoded.length);
  const encoded = both.subarray(0, candidate.encoded.length);
  const raw = both.subarray(candidate.encoded.length);
  let tx: Transaction | undefined;
  return {
    raw,
    hash: candidate.hash.slice(),
    sender,
    encoded,
    get tx() {
      tx ??= readEncoded(encoded);
      return tx;
    },
  };
}

/** What the producer earns a gas; negative where the fee cap is below the base fee. */
export function effectiveTip(entry: Entry, baseFee: bigint): bigint {
  const room = entry.maxFee - baseFee;
  if (room < entry.maxTip) return room;
  return entry.maxTip;
}
