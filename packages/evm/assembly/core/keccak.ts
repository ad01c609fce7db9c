import { KECCAK_CACHE, KECCAK_CACHE_SHIFT, MEMO, MEMO_SHIFT, S_SEED, SCRATCH } from './layout';
import { permute, permutePair } from './permutation';
import { flip } from './u256';

const STATE: usize = SCRATCH; // 200 bytes
const RATE: usize = 136;
const PAIR: usize = SCRATCH + 256; // 400 bytes

// @ts-expect-error: decorator
@inline
function clearState(): void {
  for (let i: usize = 0; i < 208; i += 16) v128.store(STATE + i, i64x2.splat(0));
}

function absorb(p: usize): void {
  for (let i: usize = 0; i < RATE; i += 8) store<u64>(STATE + i, load<u64>(STATE + i) ^ load<u64>(p + i));
}

/** Keccak-256 of len bytes at p; the digest as a word to d. */
export function keccak(d: usize, p: usize, len: usize): void {
  clearState();
  while (len >= RATE) {
    absorb(p);
    permute(STATE);
    p += RATE;
    len -= RATE;
  }
  let i: usize = 0;
  for (; i + 8 <= len; i += 8) store<u64>(STATE + i, load<u64>(STATE + i) ^ load<u64>(p + i));
  for (; i < len; i++) store<u8>(STATE + i, load<u8>(STATE + i) ^ load<u8>(p + i));
  store<u8>(STATE + len, load<u8>(STATE + len) ^ 1);
  store<u8>(STATE + RATE - 1, load<u8>(STATE + RATE - 1) ^ 0x80);
  permute(STATE);
  flip(d, STATE);
}

// Entries of 128 bytes: 64 of input, the digest as a word, a flag. Direct mapped; a collision replaces.
// Multilinear over secret odd words: the multiplications do not wait for each other. Only the uppermost bits depend on
// all of the input.
// @ts-expect-error: decorator
@inline
function hashOf(p: usize): u32 {
  let h = load<u64>(p) * (load<u64>(S_SEED) | 1) + load<u64>(p, 8) * (load<u64>(S_SEED, 8) | 1);
  h += load<u64>(p, 16) * (load<u64>(S_SEED, 16) | 1) + load<u64>(p, 24) * (load<u64>(S_SEED, 24) | 1);
  h += load<u64>(p, 32) * (load<u64>(S_SEED, 32) | 1) + load<u64>(p, 40) * (load<u64>(S_SEED, 40) | 1);
  h += load<u64>(p, 48) * (load<u64>(S_SEED, 48) | 1) + load<u64>(p, 56) * (load<u64>(S_SEED, 56) | 1);
  return u32(h >> 32);
}

// @ts-expect-error: decorator
@inline
function cacheEntry(p: usize): usize {
  return KECCAK_CACHE + (usize(hashOf(p) >> KECCAK_CACHE_SHIFT) << 7);
}

// @ts-expect-error: decorator
@inline
function memoEntry(p: usize): usize {
  return MEMO + (usize(hashOf(p) >> MEMO_SHIFT) << 7);
}

// @ts-expect-error: decorator
@inline
function sameInput(e: usize, p: usize): bool {
  const a = v128.xor(v128.load(e), v128.load(p));
  const b = v128.xor(v128.load(e, 16), v128.load(p, 16));
  const c = v128.xor(v128.load(e, 32), v128.load(p, 32));
  const d = v128.xor(v128.load(e, 48), v128.load(p, 48));
  return !v128.any_true(v128.or(v128.or(a, b), v128.or(c, d)));
}

// memory.copy leaves compiled code, which costs more than 64 bytes do.
// @ts-ignore: decorator
@inline
function copy64(d: usize, s: usize): void {
  v128.store(d, v128.load(s));
  v128.store(d, v128.load(s, 16), 16);
  v128.store(d, v128.load(s, 32), 32);
  v128.store(d, v128.load(s, 48), 48);
}

/** Keccak-256 of 64 bytes: the slot of a mapping. Remembered, because contracts hash the same slots again and again. */
export function keccak64(d: usize, p: usize): void {
  const e = cacheEntry(p);
  if (load<u32>(e, 96) == 0 || !sameInput(e, p)) {
    store<u32>(e, 0, 96);
    copy64(e, p);
    hash64(e + 64, p);
    store<u32>(e, 1, 96);
  }
  v128.store(d, v128.load(e, 64));
  v128.store(d, v128.load(e, 80), 16);
}

function hash64(d: usize, p: usize): void {
  v128.store(STATE, v128.load(p));
  v128.store(STATE, v128.load(p, 16), 16);
  v128.store(STATE, v128.load(p, 32), 32);
  v128.store(STATE, v128.load(p, 48), 48);
  for (let i: usize = 64; i < 208; i += 16) v128.store(STATE + i, i64x2.splat(0));
  store<u64>(STATE, 1, 64);
  store<u64>(STATE, 0x8000000000000000, 128);
  permute(STATE);
  flip(d, STATE);
}

/** Brings the digests of two 64-byte inputs into the cache at once. */
export function prehashPair(p: usize, q: usize): void {
  const e = cacheEntry(p);
  const f = cacheEntry(q);
  const haveP = load<u32>(e, 96) != 0 && sameInput(e, p);
  const haveQ = load<u32>(f, 96) != 0 && sameInput(f, q);
  if (haveP && haveQ) return;
  if (haveP || haveQ || e == f) {
    if (!haveP) keccak64(PAIR, p);
    if (!haveQ) keccak64(PAIR, q);
    return;
  }
  for (let i: usize = 0; i < 64; i += 8) {
    store<u64>(PAIR + (i << 1), load<u64>(p + i));
    store<u64>(PAIR + (i << 1), load<u64>(q + i), 8);
  }
  for (let i: usize = 128; i < 400; i += 16) v128.store(PAIR + i, i64x2.splat(0));
  v128.store(PAIR + 128, i64x2.splat(1));
  v128.store(PAIR + 256, i64x2.splat(0x8000000000000000));
  permutePair(PAIR);
  copy64(e, p);
  copy64(f, q);
  for (let i: usize = 0; i < 4; i++) {
    store<u64>(e + 64 + ((3 - i) << 3), bswap<u64>(load<u64>(PAIR + (i << 4))));
    store<u64>(f + 64 + ((3 - i) << 3), bswap<u64>(load<u64>(PAIR + (i << 4) + 8)));
  }
  store<u32>(e, 1, 96);
  store<u32>(f, 1, 96);
}

// The memo is the same as the cache, but too large to stay in a core's own cache. The prepass touches the entries of
// many inputs before it looks at the first, so that their loads overlap; execution never waits for it.
let sink: u64 = 0;

export function touchMemo(p: usize): void {
  const e = memoEntry(p);
  sink ^= load<u64>(e) ^ load<u64>(e, 96);
}

/** Brings the digest of 64 bytes into the cache where the memo has it; false where it has not. */
export function recall(p: usize): bool {
  const e = cacheEntry(p);
  if (load<u32>(e, 96) != 0 && sameInput(e, p)) return true;
  const m = memoEntry(p);
  if (load<u32>(m, 96) == 0 || !sameInput(m, p)) return false;
  copyEntry(e, m);
  return true;
}

/** Keeps the digest of 64 bytes that are in the cache. */
export function memorise(p: usize): void {
  const e = cacheEntry(p);
  if (load<u32>(e, 96) != 0 && sameInput(e, p)) copyEntry(memoEntry(p), e);
}

/** Where the digest of 64 bytes lies in the cache; 0 where another input has taken its place. */
export function cachedDigest(p: usize): usize {
  const e = cacheEntry(p);
  return load<u32>(e, 96) != 0 && sameInput(e, p) ? e + 64 : 0;
}

// @ts-ignore: decorator
@inline
function copyEntry(d: usize, s: usize): void {
  copy64(d, s);
  v128.store(d, v128.load(s, 64), 64);
  v128.store(d, v128.load(s, 80), 80);
  store<u32>(d, 1, 96);
}
