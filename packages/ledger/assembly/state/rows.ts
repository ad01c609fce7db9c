// Rows and the index that finds them: open addressing, u64 cells (32 bits of hash, row number + 1). Workers only add
// cells, by compare-and-swap; the main thread removes them and makes the index larger between blocks. Hashing is
// multilinear over secret keys, since attackers choose addresses and keys; no result depends on it.
import { at, F_ROWS, fail, free, index, mask, own, tick } from './globals';
import {
  A0, A1, A2, ACCOUNT, H_FREE_TOP, H_ROWS_LIMIT, H_ROWS_TOP, KEY, KIND, LIST, NO_ROW, SEED, SLOT, USED,
} from './layout';

/** Rows an instance takes at a time. */
const BATCH: i32 = 64;

let spare: u32 = 0; // row + 1
let next: u32 = 0;
let end: u32 = 0;
let listNext: i32 = 0;
let listEnd: i32 = 0;

// @ts-ignore: decorator
@inline
function mix(h: u64, x: u64, key: usize): u64 {
  return h + load<u64>(SEED + key) * (x & 0xffffffff) + load<u64>(SEED + key + 8) * (x >> 32);
}

// @ts-ignore: decorator
@inline
export function hashAddress(a0: u64, a1: u64, a2: u64): u32 {
  return u32((mix(mix(load<u64>(SEED), a0, 8), a1, 24) + load<u64>(SEED + 40) * a2) >> 32);
}

// @ts-ignore: decorator
@inline
export function hashSlot(a0: u64, a1: u64, a2: u64, k0: u64, k1: u64, k2: u64, k3: u64): u32 {
  let h = mix(mix(load<u64>(SEED + 48), a0, 8), a1, 24) + load<u64>(SEED + 40) * a2;
  h = mix(h, k0, 56);
  h = mix(h, k1, 72);
  h = mix(h, k2, 88);
  return u32(mix(h, k3, 104) >> 32);
}

export function hashRow(p: usize): u32 {
  const a0 = load<u64>(p, A0);
  const a1 = load<u64>(p, A1);
  const a2 = u64(load<u32>(p, A2));
  if (load<u8>(p) == ACCOUNT) return hashAddress(a0, a1, a2);
  return hashSlot(a0, a1, a2, load<u64>(p, KEY), load<u64>(p, KEY + 8), load<u64>(p, KEY + 16), load<u64>(p, KEY + 24));
}

// @ts-ignore: decorator
@inline
function isAccount(p: usize, a0: u64, a1: u64, a2: u64): bool {
  return load<u64>(p, A0) == a0 && load<u64>(p, A1) == a1 && u64(load<u32>(p, A2)) == a2 && load<u8>(p) == ACCOUNT;
}

// @ts-ignore: decorator
@inline
function isSlot(p: usize, a0: u64, a1: u64, a2: u64, k0: u64, k1: u64, k2: u64, k3: u64): bool {
  return load<u64>(p, KEY) == k0 && load<u64>(p, KEY + 8) == k1 && load<u64>(p, KEY + 16) == k2 &&
    load<u64>(p, KEY + 24) == k3 && load<u64>(p, A0) == a0 && load<u64>(p, A1) == a1 &&
    u64(load<u32>(p, A2)) == a2 && load<u8>(p) == SLOT;
}

/** Row + 1; 0 where it is not in memory. */
export function findAccount(h: u32, a0: u64, a1: u64, a2: u64): u32 {
  let i = h & mask;
  while (true) {
    const cell = atomic.load<u64>(index + (usize(i) << 3));
    if (cell == 0) return 0;
    if (u32(cell >> 32) == h && isAccount(at(u32(cell) - 1), a0, a1, a2)) return u32(cell);
    i = (i + 1) & mask;
  }
}

export function findSlot(h: u32, a0: u64, a1: u64, a2: u64, k0: u64, k1: u64, k2: u64, k3: u64): u32 {
  let i = h & mask;
  while (true) {
    const cell = atomic.load<u64>(index + (usize(i) << 3));
    if (cell == 0) return 0;
    if (u32(cell >> 32) == h && isSlot(at(u32(cell) - 1), a0, a1, a2, k0, k1, k2, k3)) return u32(cell);
    i = (i + 1) & mask;
  }
}

/** A row nobody uses; NO_ROW where there is no room. */
function takeRow(): u32 {
  if (spare != 0) {
    const row = spare - 1;
    spare = 0;
    return row;
  }
  if (listNext == listEnd && next == end) refill();
  if (listNext < listEnd) return load<u32>(own + LIST + (usize(listNext++) << 2));
  if (next < end) return next++;
  fail(F_ROWS);
  return NO_ROW;
}

function refill(): void {
  if (atomic.load<i32>(H_FREE_TOP) > 0) {
    const top = atomic.sub<i32>(H_FREE_TOP, BATCH);
    if (top > 0) {
      // Copied, since the host writes to the list between blocks.
      const from = max<i32>(0, top - BATCH);
      listNext = 0;
      listEnd = top - from;
      memory.copy(own + LIST, free + (usize(from) << 2), usize(listEnd) << 2);
      return;
    }
  }
  const first: u32 = atomic.add<u32>(H_ROWS_TOP, u32(BATCH));
  const last: u32 = first + u32(BATCH);
  if (last <= load<u32>(H_ROWS_LIMIT)) {
    next = first;
    end = last;
  } else atomic.sub<u32>(H_ROWS_TOP, u32(BATCH));
}

function giveBack(p: usize, row: u32): void {
  store<u8>(p, 0, KIND);
  spare = row + 1;
}

/** Writes the key of a fresh row: zeros everywhere else. */
function startRow(kind: u8, a0: u64, a1: u64, a2: u64): u32 {
  const row = takeRow();
  if (row == NO_ROW) return NO_ROW;
  const p = at(row);
  for (let i: usize = 0; i < 128; i += 16) v128.store(p + i, i64x2.splat(0));
  store<u8>(p, kind, KIND);
  store<u64>(p, a0, A0);
  store<u64>(p, a1, A1);
  store<u32>(p, u32(a2), A2);
  store<u32>(p, tick, USED);
  return row;
}

/** A new absent account, or the row that another instance added meanwhile, + 1; 0 where there is no room. */
export function addAccount(h: u32, a0: u64, a1: u64, a2: u64): u32 {
  const row = startRow(ACCOUNT, a0, a1, a2);
  return row == NO_ROW ? 0 : link(h, row);
}

export function addSlot(h: u32, a0: u64, a1: u64, a2: u64, k0: u64, k1: u64, k2: u64, k3: u64): u32 {
  const row = startRow(SLOT, a0, a1, a2);
  if (row == NO_ROW) return 0;
  const p = at(row);
  store<u64>(p, k0, KEY);
  store<u64>(p, k1, KEY + 8);
  store<u64>(p, k2, KEY + 16);
  store<u64>(p, k3, KEY + 24);
  return link(h, row);
}

/** A copy of the changed row at `from`. Its key is not in the index as far as the caller knows. */
export function addCopy(from: usize): u32 {
  const row = takeRow();
  if (row == NO_ROW) return 0;
  const p = at(row);
  for (let i: usize = 0; i < 96; i += 16) v128.store(p + i, v128.load(from + i));
  for (let i: usize = 96; i < 128; i += 16) v128.store(p + i, i64x2.splat(0));
  store<u32>(p, tick, USED);
  return link(hashRow(p), row);
}

function sameKey(p: usize, q: usize): bool {
  if (load<u8>(p) == ACCOUNT) return isAccount(q, load<u64>(p, A0), load<u64>(p, A1), u64(load<u32>(p, A2)));
  return isSlot(
    q, load<u64>(p, A0), load<u64>(p, A1), u64(load<u32>(p, A2)),
    load<u64>(p, KEY), load<u64>(p, KEY + 8), load<u64>(p, KEY + 16), load<u64>(p, KEY + 24),
  );
}

function link(h: u32, row: u32): u32 {
  const p = at(row);
  const mine = (u64(h) << 32) | u64(row + 1);
  let i = h & mask;
  while (true) {
    const cell = atomic.cmpxchg<u64>(index + (usize(i) << 3), 0, mine);
    if (cell == 0) return row + 1;
    if (u32(cell >> 32) == h && sameKey(p, at(u32(cell) - 1))) {
      giveBack(p, row);
      return u32(cell);
    }
    i = (i + 1) & mask;
  }
}

/** Takes a row out of the index. Between blocks, by the main thread. */
export function unlink(row: u32): void {
  let i = hashRow(at(row)) & mask;
  while (u32(load<u64>(index + (usize(i) << 3))) != row + 1) i = (i + 1) & mask;
  let j = i;
  while (true) {
    j = (j + 1) & mask;
    const cell = load<u64>(index + (usize(j) << 3));
    if (cell == 0) break;
    // A cell may move back to the gap unless its home lies between.
    if (((j - u32(cell >> 32)) & mask) < ((j - i) & mask)) continue;
    store<u64>(index + (usize(i) << 3), cell);
    i = j;
  }
  store<u64>(index + (usize(i) << 3), 0);
  store<u8>(at(row), 0, KIND);
}

/** Fills an empty index with the rows there are. */
export function linkAll(): void {
  const top = load<u32>(H_ROWS_TOP);
  for (let row: u32 = 0; row < top; row++) {
    const p = at(row);
    if (load<u8>(p) == 0) continue;
    const h = hashRow(p);
    let i = h & mask;
    while (load<u64>(index + (usize(i) << 3)) != 0) i = (i + 1) & mask;
    store<u64>(index + (usize(i) << 3), (u64(h) << 32) | u64(row + 1));
  }
}
