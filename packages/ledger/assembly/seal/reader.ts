// Strict RLP (Ethereum yellow paper, appendix B): one encoding for each value, every length exact. Nothing recurses.
import { numberAt } from './bytes';

// Reasons; src/blocks/refusals.ts gives them words.
export const R_EMPTY: u32 = 1;
export const R_TOO_LARGE: u32 = 2;
export const R_TYPE: u32 = 3;
export const R_BLOB: u32 = 4;
export const R_LENGTH: u32 = 5;
export const R_TRAILING: u32 = 6;
export const R_NOT_CANONICAL: u32 = 7;
export const R_FIELDS: u32 = 8;
export const R_RANGE: u32 = 9;
export const R_ADDRESS: u32 = 10;
export const R_CHAIN: u32 = 11;
export const R_UNPROTECTED: u32 = 12;
export const R_SIGNATURE: u32 = 13;
export const R_HIGH_S: u32 = 14;
export const R_NO_RECIPIENT: u32 = 15;
export const R_NO_AUTHORIZATION: u32 = 16;

/** The cursor, the payload of the item read last, and why reading failed. */
export let at: usize = 0;
export let ptr: usize = 0;
export let len: usize = 0;
export let reason: u32 = 0;

export function begin(p: usize): void {
  at = p;
  reason = 0;
}

export function fail(why: u32): bool {
  if (reason == 0) reason = why;
  return false;
}

/** The length of a long item whose header has n more bytes; the cursor is at the header. */
function longItem(n: usize, limit: usize): bool {
  const p = at + 1;
  if (n > limit - p) return fail(R_LENGTH);
  if (load<u8>(p) == 0) return fail(R_NOT_CANONICAL);
  const size = numberAt(p, n);
  if (size < 56) return fail(R_NOT_CANONICAL);
  ptr = p + n;
  if (size > u64(limit - ptr)) return fail(R_LENGTH);
  len = usize(size);
  return true;
}

/** Reads a string and moves past it. */
export function readString(limit: usize): bool {
  if (at >= limit) return fail(R_FIELDS);
  const head = usize(load<u8>(at));
  if (head < 0x80) {
    ptr = at;
    len = 1;
    at++;
    return true;
  }
  if (head >= 0xc0) return fail(R_FIELDS);
  if (head >= 0xb8) {
    if (!longItem(head - 0xb7, limit)) return false;
  } else {
    ptr = at + 1;
    len = head - 0x80;
    if (len > limit - ptr) return fail(R_LENGTH);
    if (len == 1 && load<u8>(ptr) < 0x80) return fail(R_NOT_CANONICAL);
  }
  at = ptr + len;
  return true;
}

/** Enters a list: the cursor stands at its first item, `len` tells where it ends. */
export function readList(limit: usize): bool {
  if (at >= limit) return fail(R_FIELDS);
  const head = usize(load<u8>(at));
  if (head < 0xc0) return fail(R_FIELDS);
  if (head >= 0xf8) {
    if (!longItem(head - 0xf7, limit)) return false;
  } else {
    ptr = at + 1;
    len = head - 0xc0;
    if (len > limit - ptr) return fail(R_LENGTH);
  }
  at = ptr;
  return true;
}

/** Reads a number of at most `most` bytes. */
export function readNumber(limit: usize, most: usize): bool {
  if (!readString(limit)) return false;
  if (len != 0 && load<u8>(ptr) == 0) return fail(R_NOT_CANONICAL);
  if (len > most) return fail(R_RANGE);
  return true;
}

/** Reads a string of exactly `size` bytes. */
export function readExactly(limit: usize, size: usize, why: u32): bool {
  if (!readString(limit)) return false;
  return len == size ? true : fail(why);
}
