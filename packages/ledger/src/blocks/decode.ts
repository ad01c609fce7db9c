import type { BlockMemory } from '../blockMemory.ts';
import type { Packed } from '../seams.ts';
import { type Kernel, kernel } from './kernel.ts';
import { MAX_TRANSACTION_BYTES, REFUSED_TOO_LARGE } from './refusals.ts';

export interface DecodeOptions {
  /** Below 2^64. */
  chainId: bigint;
  /** Also legacy transactions without a chain id, which are valid on every chain. Default false, as geth's RPC. */
  allowUnprotected?: boolean;
  /**
   * Nobody is going to recover senders: no digests and signatures, and the encoded forms lie in this memory, from
   * where threads execute them.
   */
  sendersKnown?: BlockMemory;
}

/** r and s big-endian, y parity. */
export const SIGNATURE_BYTES = 65;
export const HASH_BYTES = 32;

/** EIP-7702 authorizations of all accepted transactions, in order. */
export interface DecodedAuthorizations {
  count: number;
  /** Index of the transaction. */
  transaction: Uint32Array;
  /** Where the row begins in `encoded.bytes`: for `writeAuthority`. */
  position: Uint32Array;
  /** What was signed, 32 bytes each. */
  digests: Uint8Array;
  /** SIGNATURE_BYTES each. */
  signatures: Uint8Array;
  /** 1 where the signature is worth recovering (s low, y parity 0 or 1); the others authorize nothing. */
  recoverable: Uint8Array;
}

/** An entry a transaction; those refused have a reason and zeros. */
export interface DecodedTransactions {
  /** 0 accepted, else see `refusalOf`. */
  refusals: Uint8Array;
  /** evm's encoded form, without sender and authorities; empty where refused. Every offset is a multiple of 8. */
  encoded: Packed;
  /** 32 bytes each. */
  hashes: Uint8Array;
  /** What the sender signed, 32 bytes each. Empty, as the signatures, where senders are known. */
  digests: Uint8Array;
  /** SIGNATURE_BYTES each. */
  signatures: Uint8Array;
  authorizations: DecodedAuthorizations;
}

// A batch stays in the second-level cache: 256 token transfers are 46 KB, and 84 KB encoded.
const BATCH = 256;
const BATCH_BYTES = MAX_TRANSACTION_BYTES;
// The least that an item takes in RLP against what it takes encoded: an authorization 27 and 96 bytes.
const GROWTH = 4;
const ENCODED_BYTES = 224;
const MIN_AUTHORIZATION_BYTES = 27;
const AUTHORIZATION = 112;

interface Regions {
  raw: number;
  offsets: number;
  encoded: number;
  ends: number;
  reasons: number;
  hashes: number;
  digests: number;
  signatures: number;
  stage: number;
  authorizations: number;
}

function regions(k: Kernel): Regions {
  const at = k.layout(
    ...[BATCH_BYTES, (BATCH + 1) * 4, BATCH_BYTES * GROWTH + BATCH * ENCODED_BYTES, BATCH * 4, BATCH],
    ...[BATCH * HASH_BYTES, BATCH * HASH_BYTES, BATCH * SIGNATURE_BYTES, BATCH_BYTES * 2 + BATCH * 32],
    Math.ceil(BATCH_BYTES / MIN_AUTHORIZATION_BYTES) * AUTHORIZATION,
  );
  const [raw = 0, offsets = 0, encoded = 0, ends = 0, reasons = 0] = at;
  const [hashes = 0, digests = 0, signatures = 0, stage = 0, authorizations = 0] = at.slice(5);
  return { raw, offsets, encoded, ends, reasons, hashes, digests, signatures, stage, authorizations };
}

/** Where the batch from `first` on ends: before an oversized transaction, which is not copied at all. */
function batchEnd(offsets: Uint32Array, first: number, count: number): number {
  const start = offsets[first] ?? 0;
  const last = Math.min(count, first + BATCH);
  let end = first;
  while (end < last && (offsets[end + 1] ?? 0) - start <= BATCH_BYTES) end++;
  return end;
}

interface Sink {
  out: DecodedTransactions;
  /** Bytes of `encoded` in use. */
  size: number;
  take: BlockMemory['take'];
  authorizations: Uint8Array[];
}

function emptyAuthorizations(count: number): DecodedAuthorizations {
  return {
    count,
    transaction: new Uint32Array(count),
    position: new Uint32Array(count),
    digests: new Uint8Array(count * HASH_BYTES),
    signatures: new Uint8Array(count * SIGNATURE_BYTES),
    recoverable: new Uint8Array(count),
  };
}

function createSink(raw: Packed, count: number, { sendersKnown }: DecodeOptions): Sink {
  const take = sendersKnown?.take ?? ((length) => new Uint8Array(length));
  // Enough for calls of a few words; lists make it grow.
  const encodedBytes = raw.bytes.length + count * ENCODED_BYTES;
  const signed = sendersKnown === undefined ? count : 0;
  const out: DecodedTransactions = {
    refusals: new Uint8Array(count),
    encoded: { bytes: take(encodedBytes), offsets: new Uint32Array(count + 1) },
    hashes: new Uint8Array(count * HASH_BYTES),
    digests: new Uint8Array(signed * HASH_BYTES),
    signatures: new Uint8Array(signed * SIGNATURE_BYTES),
    authorizations: emptyAuthorizations(0),
  };
  return { out, size: 0, take, authorizations: [] };
}

function appendEncoded(sink: Sink, bytes: Uint8Array): void {
  const { encoded } = sink.out;
  const end = sink.size + bytes.length;
  if (end > encoded.bytes.length) {
    const larger = sink.take(Math.max(end, encoded.bytes.length * 2));
    larger.set(encoded.bytes.subarray(0, sink.size));
    encoded.bytes = larger;
  }
  encoded.bytes.set(bytes, sink.size);
  sink.size = end;
}

/** Keeps the batch's authorizations, their transactions and positions made absolute. */
function keepAuthorizations(sink: Sink, records: Uint8Array, count: number, first: number, offsets: Uint32Array): void {
  if (count === 0) return;
  const kept = records.slice(0, count * AUTHORIZATION);
  const view = new DataView(kept.buffer);
  for (let at = 0; at < kept.length; at += AUTHORIZATION) {
    const transaction = first + view.getUint32(at, true);
    view.setUint32(at, transaction, true);
    view.setUint32(at + 4, (offsets[transaction] ?? 0) + view.getUint32(at + 4, true), true);
  }
  sink.authorizations.push(kept);
}

function decodeBatch(
  k: Kernel,
  at: Regions,
  raw: Packed,
  first: number,
  end: number,
  options: DecodeOptions,
  sink: Sink,
): void {
  const { out } = sink;
  const bytes = k.bytes();
  const count = end - first;
  const start = raw.offsets[first] ?? 0;
  bytes.set(raw.bytes.subarray(start, raw.offsets[end]), at.raw);
  const words = new Uint32Array(bytes.buffer);
  words.set(raw.offsets.subarray(first, end + 1), at.offsets >> 2);
  const digests = options.sendersKnown !== undefined ? 0 : at.digests;
  const authorizations = k.wasm.decode(
    ...([count, at.raw - start, at.offsets, at.encoded, at.ends, at.reasons, at.hashes, digests] as const),
    ...([at.signatures, at.stage, at.authorizations, options.chainId, options.allowUnprotected ? 1 : 0] as const),
  );
  const base = sink.size;
  for (let i = 0; i < count; i++) out.encoded.offsets[first + i + 1] = base + (words[(at.ends >> 2) + i] ?? 0);
  appendEncoded(sink, bytes.subarray(at.encoded, at.encoded + (words[(at.ends >> 2) + count - 1] ?? 0)));
  out.refusals.set(bytes.subarray(at.reasons, at.reasons + count), first);
  out.hashes.set(bytes.subarray(at.hashes, at.hashes + count * HASH_BYTES), first * HASH_BYTES);
  keepAuthorizations(sink, bytes.subarray(at.authorizations), authorizations, first, out.encoded.offsets);
  if (digests === 0) return;
  out.digests.set(bytes.subarray(digests, digests + count * HASH_BYTES), first * HASH_BYTES);
  const signatures = bytes.subarray(at.signatures, at.signatures + count * SIGNATURE_BYTES);
  out.signatures.set(signatures, first * SIGNATURE_BYTES);
}

function joinAuthorizations(chunks: readonly Uint8Array[]): DecodedAuthorizations {
  const out = emptyAuthorizations(chunks.reduce((sum, chunk) => sum + chunk.length / AUTHORIZATION, 0));
  let n = 0;
  for (const chunk of chunks) {
    const view = new DataView(chunk.buffer);
    for (let at = 0; at < chunk.length; at += AUTHORIZATION, n++) {
      out.transaction[n] = view.getUint32(at, true);
      out.position[n] = view.getUint32(at + 4, true);
      out.digests.set(chunk.subarray(at + 8, at + 40), n * HASH_BYTES);
      out.signatures.set(chunk.subarray(at + 40, at + 105), n * SIGNATURE_BYTES);
      out.recoverable[n] = chunk[at + 105] ?? 0;
    }
  }
  return out;
}

/**
 * Decodes EIP-2718 envelopes of types 0, 1, 2 and 4, strictly. Never throws: what is refused has a reason. Nothing is
 * recovered here: senders and authorities are to be written into the encoded forms (`writeSenders`, `writeAuthority`).
 */
export function decodeTransactions(raw: Packed, options: DecodeOptions): DecodedTransactions {
  const count = raw.offsets.length - 1;
  const sink = createSink(raw, count, options);
  const k = kernel();
  const at = regions(k);
  for (let first = 0; first < count; ) {
    const end = batchEnd(raw.offsets, first, count);
    if (end === first) {
      sink.out.refusals[first] = REFUSED_TOO_LARGE;
      sink.out.encoded.offsets[first + 1] = sink.size;
      first++;
      continue;
    }
    decodeBatch(k, at, raw, first, end, options, sink);
    first = end;
  }
  sink.out.encoded.bytes = sink.out.encoded.bytes.subarray(0, sink.size);
  sink.out.authorizations = joinAuthorizations(sink.authorizations);
  return sink.out;
}
