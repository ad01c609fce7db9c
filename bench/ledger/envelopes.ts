import type { Packed } from '@lode/ledger';
import { keccak, type Signature, sign } from './native.ts';

/** What of a transaction differs from one to the next. `data` is read at once and may be reused. */
export interface Call {
  /** Index of the actor that sends it. */
  sender: number;
  nonce: number;
  to: Uint8Array;
  /** Wei, below 2^53. */
  value: number;
  data: Uint8Array;
  gas: number;
}

export const MAX_FEE = 1_000_000_000;

/** Signs, or, where senders are known anyway, gives something well-formed that no other transaction has. */
export type Signer = (digest: () => Uint8Array, sender: number) => Signature;

export const signWith =
  (keys: readonly Uint8Array[]): Signer =>
  (digest, sender) => {
    const key = keys[sender];
    if (key === undefined) throw new RangeError(`actor ${sender} has no key`);
    return sign(digest(), key);
  };

/** r names the sender: two transactions that differ in nothing else still have different hashes. */
export function unsigned(): Signer {
  const compact = new Uint8Array(64).fill(0x11);
  const view = new DataView(compact.buffer);
  return (_, sender) => {
    view.setUint32(4, sender);
    return { compact, yParity: 0 };
  };
}

const ENVELOPE_EXTRA = 256;
const HEADER = 10;

/** Signed EIP-1559 envelopes, one after the other. Written by hand: a library takes 30 µs for one, this takes one. */
export function envelopes(calls: Iterable<Call>, count: number, options: { chainId: number; signer: Signer }): Packed {
  let bytes = new Uint8Array(count * ENVELOPE_EXTRA);
  const offsets = new Uint32Array(count + 1);
  let size = 0;
  let n = 0;
  for (const call of calls) {
    const most = size + ENVELOPE_EXTRA + call.data.length;
    if (most > bytes.length) {
      const larger = new Uint8Array(Math.max(most, 2 * bytes.length));
      larger.set(bytes);
      bytes = larger;
    }
    size = writeEnvelope(bytes, size, call, options);
    offsets[++n] = size;
  }
  if (n !== count) throw new Error(`${n} transactions where ${count} were announced`);
  return { bytes: bytes.slice(0, size), offsets };
}

/** Writes from `at` on and returns the end. The list is written behind room for its header, then moved up to it. */
function writeEnvelope(out: Uint8Array, at: number, call: Call, options: { chainId: number; signer: Signer }): number {
  const body = at + HEADER;
  let end = writeNumber(out, body, options.chainId);
  end = writeNumber(out, end, call.nonce);
  end = writeNumber(out, end, 0); // the tip
  end = writeNumber(out, end, MAX_FEE);
  end = writeNumber(out, end, call.gas);
  end = writeBytes(out, end, call.to, 0, 20);
  end = writeNumber(out, end, call.value);
  end = writeBytes(out, end, call.data, 0, call.data.length);
  out[end++] = 0xc0; // no access list
  const digest = () => {
    const start = writeHeader(out, body, end - body);
    return keccak(out.subarray(start, end));
  };
  const { compact, yParity } = options.signer(digest, call.sender);
  end = writeNumber(out, end, yParity);
  end = writeWord(out, end, compact, 0);
  end = writeWord(out, end, compact, 32);
  const start = writeHeader(out, body, end - body);
  out.copyWithin(at, start, end);
  return at + end - start;
}

/** The type and the list's header, right before the body; returns where they begin. */
function writeHeader(out: Uint8Array, body: number, length: number): number {
  const start = body - lengthBytes(length) - 1;
  out[start] = 2;
  writeLength(out, start + 1, 0xc0, length);
  return start;
}

const lengthBytes = (length: number): number => (length < 56 ? 1 : length < 0x100 ? 2 : length < 0x10000 ? 3 : 4);

/** RLP's header of a string (`base` 0x80) or list (0xc0); returns its end. */
function writeLength(out: Uint8Array, at: number, base: number, length: number): number {
  if (length < 56) {
    out[at] = base + length;
    return at + 1;
  }
  const bytes = lengthBytes(length) - 1;
  out[at] = base + 55 + bytes;
  for (let i = 0; i < bytes; i++) out[at + bytes - i] = length >> (8 * i);
  return at + 1 + bytes;
}

function writeNumber(out: Uint8Array, at: number, value: number): number {
  if (value === 0) {
    out[at] = 0x80;
    return at + 1;
  }
  if (value < 128) {
    out[at] = value;
    return at + 1;
  }
  let bytes = 0;
  for (let left = value; left >= 1; left /= 256) bytes++;
  out[at] = 0x80 + bytes;
  let left = value;
  for (let i = bytes; i > 0; i--) {
    out[at + i] = left % 256;
    left = Math.floor(left / 256);
  }
  return at + 1 + bytes;
}

function writeWord(out: Uint8Array, at: number, source: Uint8Array, from: number): number {
  let skip = 0;
  while (skip < 31 && source[from + skip] === 0) skip++;
  return writeBytes(out, at, source, from + skip, 32 - skip);
}

function writeBytes(out: Uint8Array, at: number, source: Uint8Array, from: number, length: number): number {
  const first = source[from] ?? 0;
  if (length === 1 && first < 128 && first > 0) {
    out[at] = first;
    return at + 1;
  }
  const start = writeLength(out, at, 0x80, length);
  for (let i = 0; i < length; i++) out[start + i] = source[from + i] ?? 0;
  return start + length;
}
