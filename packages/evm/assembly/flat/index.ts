// The flat state: every account and slot a row of 128 bytes in this module's own memory, found through one
// open-addressed index of u64 cells (32 bits of hash, row number + 1). Rows never move, so a row number stays a valid
// handle; the index is made anew, twice as large, when two thirds full, and the old one is left behind (at most the
// size of the new one). Hashing is multilinear over secret keys: attackers choose addresses and keys.

@external('state', 'r0') declare let r0: u64;
@external('state', 'r1') declare let r1: u64;
@external('state', 'r2') declare let r2: u64;
@external('state', 'r3') declare let r3: u64;
@external('state', 'r4') declare let r4: u64;
@external('state', 'r5') declare let r5: u64;
@external('state', 'r6') declare let r6: u64;
@external('state', 'r7') declare let r7: u64;
@external('state', 'r8') declare let r8: u64;
@external('state', 'r9') declare let r9: u64;
@external('state', 'r10') declare let r10: u64;

const SEED: usize = 1024; // 14 x u64, written by the host
const EXTENTS: usize = 2048; // (first row, rows) of every index ever made, u32 pairs
const HINTS: usize = 4096; // (cell address u32, hash u32) of what is to be touched
const MAX_HINTS: u32 = 256;
const ROWS: usize = 65536;
const ROW_SHIFT: usize = 7;
const FIRST_INDEX_CELLS: u32 = 4096;

// Row of an account
const KIND: usize = 0; // u32: 1 account, 2 slot
const EXISTS: usize = 4; // u32
const A0: usize = 8;
const A1: usize = 16;
const A2: usize = 24; // u32
const INCARNATION: usize = 28; // u32, counts deletions; slots of an earlier one are dead
const NONCE: usize = 32;
const BALANCE: usize = 40;
const CODE_HASH: usize = 72;
const LIVE: usize = 104; // u32, slots that are not zero
const HEAD: usize = 108; // u32, its newest slot's row + 1
// Row of a slot
const OWNER: usize = 4; // u32
const AGE: usize = 8; // u32
const NEXT: usize = 12; // u32, the slot of the same account made before, row + 1
const KEY: usize = 16;
const VALUE: usize = 48;

const OK: i32 = 0;
const FULL: i32 = 2;

let index: usize = 0;
let mask: u32 = 0;
let used: u32 = 0; // cells
let units: u32 = 0; // rows and index space handed out
let extents: u32 = 0;
let accounts: u32 = 0;
let slots: u32 = 0;
let sink: u64 = 0;
let hints: u32 = 0; // at HINTS
let hinted: u32 = 0; // row + 1 of the account that the last slot hint was for
let credited: u32 = 0; // row + 1 of the account that `credit` was last for

// @ts-ignore: decorator
@inline
function at(row: u32): usize {
  return ROWS + (usize(row) << ROW_SHIFT);
}

/** First of n fresh zeroed rows; -1 where memory ends. */
function allocate(n: u32): i32 {
  const end = u64(ROWS) + ((u64(units) + u64(n)) << ROW_SHIFT);
  const have = u64(memory.size()) << 16;
  if (end > have) {
    const pages = i32((end - have + 65535) >> 16);
    if (memory.grow(max<i32>(pages, 64)) == -1 && memory.grow(pages) == -1) return -1;
  }
  const first = units;
  units += n;
  return i32(first);
}

function makeIndex(cells: u32): bool {
  const n = cells >> 4;
  const first = allocate(n);
  if (first < 0) return false;
  const old = index;
  const oldMask = mask;
  index = at(u32(first));
  mask = cells - 1;
  memory.fill(index, 0, usize(cells) << 3);
  store<u32>(EXTENTS + (usize(extents) << 3), u32(first));
  store<u32>(EXTENTS + (usize(extents) << 3), n, 4);
  extents++;
  if (used == 0) return true;
  for (let i: u32 = 0; i <= oldMask; i++) {
    const cell = load<u64>(old + (usize(i) << 3));
    if (cell != 0) place(u32(cell >> 32), u32(cell));
  }
  return true;
}

function place(hash: u32, value: u32): void {
  let i = hash & mask;
  while (load<u64>(index + (usize(i) << 3)) != 0) i = (i + 1) & mask;
  store<u64>(index + (usize(i) << 3), (u64(hash) << 32) | u64(value));
}

/** Empties the state. */
export function clear(): void {
  units = 0;
  used = 0;
  extents = 0;
  accounts = 0;
  slots = 0;
  hints = 0;
  hinted = 0;
  credited = 0;
  index = 0;
  makeIndex(FIRST_INDEX_CELLS);
}

// @ts-ignore: decorator
@inline
function mix(h: u64, x: u64, key: usize): u64 {
  return h + load<u64>(SEED + key) * (x & 0xffffffff) + load<u64>(SEED + key + 8) * (x >> 32);
}

// @ts-ignore: decorator
@inline
function hashAddress(a0: u64, a1: u64, a2: u64): u32 {
  return u32(mix(mix(mix(load<u64>(SEED), a0, 8), a1, 24), a2, 40) >> 32);
}

// @ts-ignore: decorator
@inline
function hashSlot(owner: u32, age: u32, k0: u64, k1: u64, k2: u64, k3: u64): u32 {
  let h = mix(load<u64>(SEED, 8), (u64(age) << 32) | u64(owner), 16);
  h = mix(h, k0, 32);
  h = mix(h, k1, 48);
  h = mix(h, k2, 64);
  return u32(mix(h, k3, 80) >> 32);
}

/** Row of an address + 1; 0 where it was never seen. */
export function findAccount(a0: u64, a1: u64, a2: u64): u32 {
  const h = hashAddress(a0, a1, a2);
  let i = h & mask;
  while (true) {
    const cell = load<u64>(index + (usize(i) << 3));
    if (cell == 0) return 0;
    if (u32(cell >> 32) == h) {
      const p = at(u32(cell) - 1);
      if (load<u32>(p) == 1 && load<u64>(p, A0) == a0 && load<u64>(p, A1) == a1 && u64(load<u32>(p, A2)) == a2) {
        return u32(cell);
      }
    }
    i = (i + 1) & mask;
  }
}

function findSlot(owner: u32, k0: u64, k1: u64, k2: u64, k3: u64): u32 {
  const age = load<u32>(at(owner), INCARNATION);
  const h = hashSlot(owner, age, k0, k1, k2, k3);
  let i = h & mask;
  while (true) {
    const cell = load<u64>(index + (usize(i) << 3));
    if (cell == 0) return 0;
    if (u32(cell >> 32) == h) {
      const p = at(u32(cell) - 1);
      if (
        load<u64>(p, KEY) == k0 && load<u64>(p, KEY + 8) == k1 && load<u64>(p, KEY + 16) == k2 &&
        load<u64>(p, KEY + 24) == k3 && load<u32>(p, OWNER) == owner && load<u32>(p, AGE) == age && load<u32>(p) == 2
      ) {
        return u32(cell);
      }
    }
    i = (i + 1) & mask;
  }
}

function addRow(hash: u32): i32 {
  if (u64(used + 1) * 3 > u64(mask) * 2 && !makeIndex((mask + 1) << 1)) return -1;
  const row = allocate(1);
  if (row < 0) return -1;
  used++;
  const p = at(u32(row));
  for (let i: usize = 0; i < 128; i += 16) v128.store(p + i, i64x2.splat(0));
  place(hash, u32(row) + 1);
  return row;
}

export function account(a0: u64, a1: u64, a2: u64): i32 {
  if (hints != 0) touchRows();
  const found = findAccount(a0, a1, a2);
  r9 = 0;
  r10 = u64(found);
  if (found == 0) return OK;
  const p = at(found - 1);
  if (load<u32>(p, EXISTS) == 0) return OK;
  r0 = load<u64>(p, NONCE);
  r1 = load<u64>(p, BALANCE);
  r2 = load<u64>(p, BALANCE + 8);
  r3 = load<u64>(p, BALANCE + 16);
  r4 = load<u64>(p, BALANCE + 24);
  r5 = load<u64>(p, CODE_HASH);
  r6 = load<u64>(p, CODE_HASH + 8);
  r7 = load<u64>(p, CODE_HASH + 16);
  r8 = load<u64>(p, CODE_HASH + 24);
  r9 = load<u32>(p, LIVE) != 0 ? 3 : 1;
  return OK;
}

export function slot(owner: u64, a0: u64, a1: u64, a2: u64, k0: u64, k1: u64, k2: u64, k3: u64): i32 {
  const found = owner == 0 ? 0 : findSlot(u32(owner) - 1, k0, k1, k2, k3);
  r10 = u64(found);
  if (found == 0) {
    r1 = 0;
    r2 = 0;
    r3 = 0;
    r4 = 0;
    return OK;
  }
  const p = at(found - 1);
  r1 = load<u64>(p, VALUE);
  r2 = load<u64>(p, VALUE + 8);
  r3 = load<u64>(p, VALUE + 16);
  r4 = load<u64>(p, VALUE + 24);
  return OK;
}

export function putAccount(
  row: u64, a0: u64, a1: u64, a2: u64,
  nonce: u64, b0: u64, b1: u64, b2: u64, b3: u64, h0: u64, h1: u64, h2: u64, h3: u64,
): i32 {
  let found = row != 0 ? u32(row) : findAccount(a0, a1, a2);
  if (found == 0) {
    const made = addRow(hashAddress(a0, a1, a2));
    if (made < 0) return FULL;
    found = u32(made) + 1;
    accounts++;
    const q = at(u32(made));
    store<u32>(q, 1, KIND);
    store<u64>(q, a0, A0);
    store<u64>(q, a1, A1);
    store<u32>(q, u32(a2), A2);
  }
  const p = at(found - 1);
  store<u32>(p, 1, EXISTS);
  store<u64>(p, nonce, NONCE);
  store<u64>(p, b0, BALANCE);
  store<u64>(p, b1, BALANCE + 8);
  store<u64>(p, b2, BALANCE + 16);
  store<u64>(p, b3, BALANCE + 24);
  store<u64>(p, h0, CODE_HASH);
  store<u64>(p, h1, CODE_HASH + 8);
  store<u64>(p, h2, CODE_HASH + 16);
  store<u64>(p, h3, CODE_HASH + 24);
  r10 = u64(found);
  return OK;
}

export function putSlot(
  row: u64, owner: u64, a0: u64, a1: u64, a2: u64,
  k0: u64, k1: u64, k2: u64, k3: u64, v0: u64, v1: u64, v2: u64, v3: u64,
): i32 {
  if (owner == 0) return FULL;
  const ownerRow = u32(owner) - 1;
  const zero = (v0 | v1 | v2 | v3) == 0;
  let found = row != 0 ? u32(row) : findSlot(ownerRow, k0, k1, k2, k3);
  if (found == 0) {
    if (zero) return OK;
    const age = load<u32>(at(ownerRow), INCARNATION);
    const made = addRow(hashSlot(ownerRow, age, k0, k1, k2, k3));
    if (made < 0) return FULL;
    found = u32(made) + 1;
    slots++;
    const q = at(u32(made));
    store<u32>(q, 2, KIND);
    store<u32>(q, ownerRow, OWNER);
    store<u32>(q, age, AGE);
    store<u32>(q, load<u32>(at(ownerRow), HEAD), NEXT);
    store<u32>(at(ownerRow), found, HEAD);
    store<u64>(q, k0, KEY);
    store<u64>(q, k1, KEY + 8);
    store<u64>(q, k2, KEY + 16);
    store<u64>(q, k3, KEY + 24);
  }
  const p = at(found - 1);
  const was = (load<u64>(p, VALUE) | load<u64>(p, VALUE + 8) | load<u64>(p, VALUE + 16) | load<u64>(p, VALUE + 24)) == 0;
  const o = at(ownerRow);
  if (was != zero) store<u32>(o, load<u32>(o, LIVE) + (zero ? -1 : 1), LIVE);
  store<u64>(p, v0, VALUE);
  store<u64>(p, v1, VALUE + 8);
  store<u64>(p, v2, VALUE + 16);
  store<u64>(p, v3, VALUE + 24);
  r10 = u64(found);
  return OK;
}

// keccak256 of nothing
const EMPTY0: u64 = 0x7bfad8045d85a470;
const EMPTY1: u64 = 0xe500b653ca82273b;
const EMPTY2: u64 = 0x927e7db2dcc703c0;
const EMPTY3: u64 = 0xc5d2460186f7233c;

/** Adds to a balance that the transaction did not ask for: the beneficiary's. EIP-161: who is empty then is gone. */
export function credit(a0: u64, a1: u64, a2: u64, b0: u64, b1: u64, b2: u64, b3: u64): i32 {
  if (credited == 0 || !isAccount(credited, a0, a1, a2)) credited = findAccount(a0, a1, a2);
  const p = credited == 0 ? 0 : at(credited - 1);
  if (p == 0 || load<u32>(p, EXISTS) == 0) {
    if ((b0 | b1 | b2 | b3) == 0) return OK;
    return putAccount(u64(credited), a0, a1, a2, 0, b0, b1, b2, b3, EMPTY0, EMPTY1, EMPTY2, EMPTY3);
  }
  let sum = load<u64>(p, BALANCE) + b0;
  let any = sum;
  let carry = u64(sum < b0);
  store<u64>(p, sum, BALANCE);
  for (let limb: usize = 8; limb < 32; limb += 8) {
    const b = limb == 8 ? b1 : limb == 16 ? b2 : b3;
    const plus = load<u64>(p + limb, BALANCE) + carry;
    carry = u64(plus < carry);
    sum = plus + b;
    carry += u64(sum < b);
    store<u64>(p + limb, sum, BALANCE);
    any |= sum;
  }
  const isEmpty = any == 0 && load<u64>(p, NONCE) == 0 && load<u64>(p, CODE_HASH) == EMPTY0 &&
    load<u64>(p, CODE_HASH + 8) == EMPTY1 && load<u64>(p, CODE_HASH + 16) == EMPTY2 &&
    load<u64>(p, CODE_HASH + 24) == EMPTY3;
  return isEmpty ? deleteAccount(u64(credited), a0, a1, a2) : OK;
}

export function deleteAccount(row: u64, a0: u64, a1: u64, a2: u64): i32 {
  const found = row != 0 ? u32(row) : findAccount(a0, a1, a2);
  if (found == 0) return OK;
  const p = at(found - 1);
  store<u32>(p, 0, EXISTS);
  store<u32>(p, 0, LIVE);
  store<u32>(p, 0, HEAD);
  store<u32>(p, load<u32>(p, INCARNATION) + 1, INCARNATION);
  return OK;
}

// A hint touches its index cell at once and its row before the next real look-up: by then the cells of all hints have
// arrived, and the loads of many rows overlap.
export function prefetchAccount(a0: u64, a1: u64, a2: u64): void {
  touch(hashAddress(a0, a1, a2));
}

export function prefetchSlot(a0: u64, a1: u64, a2: u64, k0: u64, k1: u64, k2: u64, k3: u64): void {
  if (hinted == 0 || !isAccount(hinted, a0, a1, a2)) hinted = findAccount(a0, a1, a2);
  if (hinted != 0) touch(hashSlot(hinted - 1, load<u32>(at(hinted - 1), INCARNATION), k0, k1, k2, k3));
}

// @ts-ignore: decorator
@inline
function isAccount(found: u32, a0: u64, a1: u64, a2: u64): bool {
  const p = at(found - 1);
  return load<u64>(p, A0) == a0 && load<u64>(p, A1) == a1 && u64(load<u32>(p, A2)) == a2;
}

// @ts-ignore: decorator
@inline
function touch(h: u32): void {
  if (hints == MAX_HINTS) touchRows();
  const cell = index + (usize(h & mask) << 3);
  sink ^= load<u64>(cell);
  const hint = HINTS + (usize(hints++) << 3);
  store<u32>(hint, u32(cell));
  store<u32>(hint, h, 4);
}

function touchRows(): void {
  const end = HINTS + (usize(hints) << 3);
  hints = 0;
  for (let hint = HINTS; hint < end; hint += 8) {
    const cell = load<u64>(load<u32>(hint));
    if (u32(cell >> 32) != load<u32>(hint, 4) || u32(cell) == 0) continue;
    const p = at(u32(cell) - 1);
    sink ^= load<u64>(p) ^ load<u64>(p, 64);
  }
}

/** For the host, which walks all rows: rows handed out, index space included. */
export function unitCount(): u32 {
  return units;
}
export function extentCount(): u32 {
  return extents;
}
export function accountCount(): u32 {
  return accounts;
}
export function slotTotal(): u32 {
  return slots;
}
