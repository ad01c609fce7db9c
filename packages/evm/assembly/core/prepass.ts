// Hashing and touching ahead. While a contract's first calls run, the core notes which 64-byte inputs they hash that
// are made of the caller or an argument and a small number: the slots of mappings. For later transactions of a batch
// with the same recipient and selector it makes those digests in SIMD pairs, into the cache of keccak.ts, and touches
// the rows they lead to. Everything here is a hint: it fills caches and never changes a result.
import { statePrefetchAccount, statePrefetchSlot } from './host';
import { cachedDigest, keccak64, memorise, prehashPair, recall, touchMemo } from './keccak';
import { RECIPES, RECIPES_MASK, S_SEED, SCRATCH, T_ORIGIN } from './layout';
import { flip } from './u256';

// A recipe entry of 128 bytes
const R_A0: usize = 0;
const R_A1: usize = 8;
const R_A2: usize = 16; // u32
const R_SELECTOR: usize = 20; // u32
const R_SAMPLES: usize = 24; // u32
const R_COUNT: usize = 28; // u32
const R_ITEMS: usize = 32; // (source u32: 0 caller, 1 + i argument i; slot u32)
const MAX_ITEMS: u32 = 5;
const MAX_ARGUMENTS: u32 = 4;
/** Calls that are watched: a branch not taken in the first is often taken in the next few. */
const SAMPLES: u32 = 16;

// Fields of an encoded transaction (envelope.ts)
const X_SIZE: usize = 0;
const X_SENDER: usize = 24;
const X_TO: usize = 48;
const X_DATA_LEN: usize = 200;
const X_DATA: usize = 216;

export const GROUP: u32 = 16;
const INPUTS: usize = SCRATCH + 4096; // GROUP * MAX_ITEMS inputs of 64 bytes, then their owner's X_TO address
const INPUT_SIZE: usize = 72;
const CALLER: usize = SCRATCH + 4064;
const DIGEST: usize = SCRATCH + 4032;

let learning: usize = 0;

// @ts-ignore: decorator
@inline
function entryOf(a0: u64, a1: u64, a2: u32, selector: u32): usize {
  const h = (a0 ^ load<u64>(S_SEED, 88)) * 0x9e3779b97f4a7c15 + (u64(selector) ^ load<u64>(S_SEED, 96)) * 0xbf58476d1ce4e5b9;
  return RECIPES + (usize(u32((h ^ a1 ^ u64(a2)) >> 40) & RECIPES_MASK) << 7);
}

/** At the start of a call by transaction: whether its hashes are to be noted. `to` is a word. */
export function beginLearning(to: usize, data: usize, len: u32): void {
  learning = 0;
  if (len < 36) return;
  const selector = load<u32>(data);
  const a2 = load<u32>(to, 16);
  const e = entryOf(load<u64>(to), load<u64>(to, 8), a2, selector);
  const same =
    load<u64>(e, R_A0) == load<u64>(to) && load<u64>(e, R_A1) == load<u64>(to, 8) && load<u32>(e, R_A2) == a2 &&
    load<u32>(e, R_SELECTOR) == selector;
  if (!same) {
    store<u64>(e, load<u64>(to), R_A0);
    store<u64>(e, load<u64>(to, 8), R_A1);
    store<u32>(e, a2, R_A2);
    store<u32>(e, selector, R_SELECTOR);
    store<u32>(e, 0, R_SAMPLES);
    store<u32>(e, 0, R_COUNT);
  }
  const samples = load<u32>(e, R_SAMPLES);
  if (samples == SAMPLES) return;
  store<u32>(e, samples + 1, R_SAMPLES);
  flip(CALLER, T_ORIGIN);
  learning = e;
}

export function stopLearning(): void {
  learning = 0;
}

// @ts-ignore: decorator
@inline
function sameBytes(p: usize, q: usize): bool {
  const a = v128.xor(v128.load(p), v128.load(q));
  const b = v128.xor(v128.load(p, 16), v128.load(q, 16));
  return !v128.any_true(v128.or(a, b));
}

/** Notes the 64-byte input at p of the transaction's own frame, whose call data is given. */
export function learn(p: usize, data: usize, len: u32): void {
  if (learning == 0) return;
  const high = load<u64>(p, 32) | load<u64>(p, 40) | load<u64>(p, 48) | u64(load<u32>(p, 56));
  if (high != 0) return;
  const slot = bswap<u32>(load<u32>(p, 60));
  if (sameBytes(p, CALLER)) {
    addItem(0, slot);
    return;
  }
  for (let i: u32 = 0; i < MAX_ARGUMENTS && (i << 5) + 36 <= len; i++) {
    if (!sameBytes(p, data + 4 + (usize(i) << 5))) continue;
    addItem(i + 1, slot);
    return;
  }
}

function addItem(source: u32, slot: u32): void {
  const e = learning;
  const n = load<u32>(e, R_COUNT);
  const item = (u64(slot) << 32) | u64(source);
  for (let i: u32 = 0; i < n; i++) if (load<u64>(e + R_ITEMS + (usize(i) << 3)) == item) return;
  if (n == MAX_ITEMS) return;
  store<u64>(e + R_ITEMS + (usize(n) << 3), item);
  store<u32>(e, n + 1, R_COUNT);
}

/** Writes the inputs that the transaction at p is going to hash from `at` on; returns where they end. */
function predict(p: usize, at: usize): usize {
  const len = load<u32>(p, X_DATA_LEN);
  if (len < 36) return at;
  const selector = load<u32>(p, X_DATA);
  const e = entryOf(load<u64>(p, X_TO), load<u64>(p, X_TO + 8), load<u32>(p, X_TO + 16), selector);
  if (
    load<u64>(e, R_A0) != load<u64>(p, X_TO) || load<u64>(e, R_A1) != load<u64>(p, X_TO + 8) ||
    load<u32>(e, R_A2) != load<u32>(p, X_TO + 16) || load<u32>(e, R_SELECTOR) != selector
  ) {
    return at;
  }
  const n = load<u32>(e, R_COUNT);
  for (let i: u32 = 0; i < n; i++) {
    const item = load<u64>(e + R_ITEMS + (usize(i) << 3));
    const source = u32(item);
    if (source != 0 && (source << 5) + 4 > len) continue;
    if (source == 0) {
      flip(at, p + X_SENDER);
      // The word after the sender's 20 bytes is no part of it.
      store<u64>(at, 0);
      store<u32>(at, 0, 8);
    } else {
      const word = p + X_DATA + 4 + (usize(source - 1) << 5);
      v128.store(at, v128.load(word));
      v128.store(at, v128.load(word, 16), 16);
    }
    v128.store(at, i64x2.splat(0), 32);
    store<u64>(at, 0, 48);
    store<u32>(at, 0, 56);
    store<u32>(at, bswap<u32>(u32(item >> 32)), 60);
    store<u64>(at, u64(p), 64);
    at += INPUT_SIZE;
  }
  return at;
}

/** Prepares the next transactions of a batch, at most GROUP of them. */
export function prepare(p: usize, count: u32): void {
  let at = INPUTS;
  for (let i: u32 = 0; i < count; i++) {
    statePrefetchAccount(load<u64>(p, X_SENDER), load<u64>(p, X_SENDER + 8), u64(load<u32>(p, X_SENDER + 16)));
    if (load<u8>(p, 5) != 0) {
      statePrefetchAccount(load<u64>(p, X_TO), load<u64>(p, X_TO + 8), u64(load<u32>(p, X_TO + 16)));
      at = predict(p, at);
    }
    p += load<u32>(p, X_SIZE);
  }
  for (let q = INPUTS; q < at; q += INPUT_SIZE) touchMemo(q);
  prehash(at);
  for (let q = INPUTS; q < at; q += INPUT_SIZE) {
    const digest = cachedDigest(q);
    if (digest == 0) continue;
    const to = usize(load<u64>(q, 64)) + X_TO;
    statePrefetchSlot(
      load<u64>(to), load<u64>(to, 8), u64(load<u32>(to, 16)),
      load<u64>(digest), load<u64>(digest, 8), load<u64>(digest, 16), load<u64>(digest, 24),
    );
  }
}

/** Brings the digests of the inputs before `end` into the cache: from the memo, or made in pairs. */
function prehash(end: usize): void {
  let waiting: usize = 0;
  for (let q = INPUTS; q < end; q += INPUT_SIZE) {
    if (recall(q)) continue;
    if (waiting == 0) {
      waiting = q;
      continue;
    }
    prehashPair(waiting, q);
    memorise(waiting);
    memorise(q);
    waiting = 0;
  }
  if (waiting == 0) return;
  keccak64(DIGEST, waiting);
  memorise(waiting);
}
