// Puts the staged entries in the order of their tree keys.
import { equal32 } from './heap';
import { ENTRY_BYTES, HISTOGRAM, ITEM_BYTES, ITEMS, SORT_A, SORT_B } from './layout';

/** Below it an insertion sort is quicker than six passes over 2,048 counters. */
const FEW: usize = 48;
const BITS: u64 = 11;
const BUCKETS: usize = 2048;

// @ts-ignore: decorator
@inline
export function keyOf(entry: usize): usize {
  return ITEMS + usize(load<u32>(entry, 8)) * ITEM_BYTES;
}

function less(a: usize, b: usize): bool {
  const p = load<u64>(a);
  const q = load<u64>(b);
  if (p != q) return p < q;
  for (let i: usize = 8; i < 32; i += 8) {
    const x = bswap<u64>(load<u64>(keyOf(a) + i));
    const y = bswap<u64>(load<u64>(keyOf(b) + i));
    if (x != y) return x < y;
  }
  return false;
}

function insertion(n: usize): void {
  for (let i: usize = 1; i < n; i++) {
    let at = SORT_A + i * ENTRY_BYTES;
    while (at > SORT_A && less(at, at - ENTRY_BYTES)) {
      const x = v128.load(at);
      v128.store(at, v128.load(at - ENTRY_BYTES));
      v128.store(at - ENTRY_BYTES, x);
      at -= ENTRY_BYTES;
    }
  }
}

function radixPass(from: usize, to: usize, n: usize, shift: u64): void {
  memory.fill(HISTOGRAM, 0, BUCKETS * 4);
  const end = from + n * ENTRY_BYTES;
  for (let p = from; p < end; p += ENTRY_BYTES) {
    const h = HISTOGRAM + (usize((load<u64>(p) >> shift) & u64(BUCKETS - 1)) << 2);
    store<u32>(h, load<u32>(h) + 1);
  }
  let sum: u32 = 0;
  for (let h = HISTOGRAM; h < HISTOGRAM + BUCKETS * 4; h += 4) {
    const count = load<u32>(h);
    store<u32>(h, sum);
    sum += count;
  }
  for (let p = from; p < end; p += ENTRY_BYTES) {
    const h = HISTOGRAM + (usize((load<u64>(p) >> shift) & u64(BUCKETS - 1)) << 2);
    const place = load<u32>(h);
    store<u32>(h, place + 1);
    v128.store(to + usize(place) * ENTRY_BYTES, v128.load(p));
  }
}

/** Sorts n entries in SORT_A; false where two have the same key. */
export function sortEntries(n: usize): bool {
  if (n > FEW) {
    for (let shift: u64 = 0; shift < 64; shift += BITS * 2) {
      radixPass(SORT_A, SORT_B, n, shift);
      radixPass(SORT_B, SORT_A, n, shift + BITS);
    }
  }
  // After the radix passes only keys that share 64 bits are out of order, and nobody can make many of those.
  insertion(n);
  for (let i: usize = 1; i < n; i++) {
    const at = SORT_A + i * ENTRY_BYTES;
    if (load<u64>(at) == load<u64>(at - ENTRY_BYTES) && equal32(keyOf(at), keyOf(at - ENTRY_BYTES))) return false;
  }
  return true;
}
