/**
 * A strict RLP reader over one buffer: canonical forms only (yellow paper, appendix B). It never throws: the first
 * fault sets `failed`, and everything read afterwards is empty.
 */
export interface RlpCursor {
  readonly bytes: Uint8Array;
  at: number;
  end: number;
  failed: boolean;
  /** Of the item that `next` read last. */
  from: number;
  to: number;
  list: boolean;
}

export function rlpCursor(bytes: Uint8Array, at: number, end: number): RlpCursor {
  return { bytes, at, end, failed: false, from: at, to: at, list: false };
}

function fail(c: RlpCursor): void {
  c.failed = true;
  c.at = c.end;
  c.from = c.end;
  c.to = c.end;
}

/** Reads a length of `width` bytes at `at`; -1 where it is not canonical or runs past the end. */
function longLength(c: RlpCursor, at: number, width: number): number {
  if (width > 4 || at + width > c.end || c.bytes[at] === 0) return -1;
  let length = 0;
  for (let i = 0; i < width; i++) length = length * 256 + (c.bytes[at + i] ?? 0);
  return length < 56 ? -1 : length;
}

/** Reads the item at `at` and moves behind it. */
export function next(c: RlpCursor): void {
  if (c.failed || c.at >= c.end) {
    fail(c);
    return;
  }
  const first = c.bytes[c.at] ?? 0;
  c.list = first >= 0xc0;
  if (first < 0x80) {
    c.from = c.at;
    c.at += 1;
    c.to = c.at;
    return;
  }
  const code = first - (c.list ? 0xc0 : 0x80);
  const width = code > 55 ? code - 55 : 0;
  const length = width === 0 ? code : longLength(c, c.at + 1, width);
  const from = c.at + 1 + width;
  const wasteful = !c.list && length === 1 && (c.bytes[from] ?? 0) < 0x80;
  if (length < 0 || from + length > c.end || wasteful) {
    fail(c);
    return;
  }
  c.from = from;
  c.to = from + length;
  c.at = c.to;
}

/** The next item, which has to be a string. */
export function readBytes(c: RlpCursor): Uint8Array {
  next(c);
  if (c.list) fail(c);
  return c.bytes.subarray(c.from, c.to);
}

/** The next item as a number of at most `maxBytes` bytes without leading zeros. */
export function readNumber(c: RlpCursor, maxBytes: number): bigint {
  const bytes = readBytes(c);
  if (bytes.length > maxBytes || bytes[0] === 0) {
    fail(c);
    return 0n;
  }
  // Six bytes are exact in a double; few fields are longer.
  if (bytes.length <= 6) {
    let small = 0;
    for (const byte of bytes) small = small * 256 + byte;
    return BigInt(small);
  }
  return BigInt(`0x${bytes.toHex()}`);
}

/** The next item, which has to be a list, as a cursor over its items. */
export function readList(c: RlpCursor): RlpCursor {
  next(c);
  if (!c.list) fail(c);
  const inner = rlpCursor(c.bytes, c.from, c.to);
  inner.failed = c.failed;
  return inner;
}

/** The header of a list with `length` bytes of items. */
export function listHeader(length: number): number[] {
  if (length < 56) return [0xc0 + length];
  const size: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) size.unshift(rest % 256);
  return [0xf7 + size.length, ...size];
}

/** A number as an RLP item. */
export function numberItem(value: bigint): number[] {
  if (value === 0n) return [0x80];
  const hex = value.toString(16);
  const bytes = Uint8Array.fromHex(hex.length % 2 === 0 ? hex : `0${hex}`);
  return bytes.length === 1 && (bytes[0] ?? 0) < 0x80 ? [...bytes] : [0x80 + bytes.length, ...bytes];
}
