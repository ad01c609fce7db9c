// The main thread's part, while no worker runs: committed rows are read and written here alone.
import { at, clearFailure, complete, consume, epoch, index, own, refresh, tick } from './globals';
import {
  A0, A1, A2, ACCOUNT, CHANGE_BYTES, CHANGED, E_FIELDS, E_FLAGS, E_ROW, FIELDS, FLAGS, H_ACCOUNTS, H_CHECKPOINT,
  H_EPOCH, H_FREE, H_FREE_MAX, H_FREE_TOP, H_HAND, H_MASK, H_OUT, H_ROWS_TOP, H_SLABS, H_SLAB_LIMIT, H_SLOTS, H_TICK,
  INBOX, KEY, NO_ROW, OUT_ROWS, OV, RF_EXISTS, RF_STORAGE, SLAB, USED, VALUE,
} from './layout';
import { entryAt } from './overlay';
import { addAccount, addCopy, findAccount, findSlot, hashAddress, hashRow, hashSlot, linkAll, unlink } from './rows';

/** Entries whose rows are loaded at once, as in state.ts. */
const AHEAD: u32 = 16;

let cursor: u32 = 0;
let codes: u32 = 0;

/** A block in flight begins: nothing written before counts. */
export function openBlock(blockTick: u32): void {
  nextEpoch();
  store<u32>(H_SLABS, 0);
  store<u32>(H_TICK, blockTick);
  refresh();
}

/** Forgets the block in flight. */
export function closeBlock(): void {
  nextEpoch();
  refresh();
}

function nextEpoch(): void {
  if (atomic.add<u32>(H_EPOCH, 1) != 0xffffffff) return;
  // Epochs begin anew: no row may still have one of the old.
  const top = load<u32>(H_ROWS_TOP);
  for (let row: u32 = 0; row < top; row++) store<u64>(at(row), 0, OV);
  atomic.store<u32>(H_EPOCH, 1);
}

export function startScan(): void {
  cursor = 0;
  codes = 0;
}

/** Accounts with other code than before, among the rows of `nextChanges` since `startScan`. */
export function codeChanges(): u32 {
  return codes;
}

function entries(): u32 {
  return min(load<u32>(H_SLABS), load<u32>(H_SLAB_LIMIT)) * SLAB;
}

/** The row whose last value entry `i` is; 0: none. */
// @ts-ignore: decorator
@inline
function lastOf(i: u32): usize {
  const row = load<u32>(entryAt(i), E_ROW);
  if (row == NO_ROW) return 0;
  const p = at(row);
  return load<u64>(p, OV) == ((u64(epoch) << 32) | u64(i + 1)) ? p : 0;
}

/** Begins to load the rows of the next entries where `i` is at every AHEAD-th: one by one each is waited for. */
// @ts-ignore: decorator
@inline
function touchRows(i: u32, end: u32): void {
  if (i % AHEAD != 0) return;
  let seen: u64 = 0;
  for (const last = min(i + AHEAD, end); i < last; i++) {
    const row = load<u32>(entryAt(i), E_ROW);
    if (row == NO_ROW) continue;
    const p = at(row);
    seen ^= load<u64>(p) ^ load<u64>(p, 64);
  }
  consume(seen);
}

// @ts-ignore: decorator
@inline
function differs(p: usize, e: usize): bool {
  if (((load<u32>(e, E_FLAGS) ^ u32(load<u8>(p, FLAGS))) & RF_EXISTS) != 0) return true;
  if (load<u8>(p) == ACCOUNT) {
    const a = v128.xor(v128.load(p, FIELDS), v128.load(e, E_FIELDS));
    const b = v128.xor(v128.load(p, FIELDS + 16), v128.load(e, E_FIELDS + 16));
    const c = v128.xor(v128.load(p, FIELDS + 32), v128.load(e, E_FIELDS + 32));
    const d = v128.xor(v128.load(p, FIELDS + 48), v128.load(e, E_FIELDS + 48));
    if (v128.any_true(v128.or(v128.or(a, b), v128.or(c, d)))) return true;
    return load<u64>(p, FIELDS + 64) != load<u64>(e, E_FIELDS + 64);
  }
  const a = v128.xor(v128.load(p, VALUE), v128.load(e, E_FIELDS));
  const b = v128.xor(v128.load(p, VALUE + 16), v128.load(e, E_FIELDS + 16));
  return v128.any_true(v128.or(a, b));
}

// @ts-ignore: decorator
@inline
function copyFields(p: usize, e: usize, to: usize): void {
  if (load<u8>(p) == ACCOUNT) {
    v128.store(to, v128.load(e, E_FIELDS), FIELDS);
    v128.store(to, v128.load(e, E_FIELDS + 16), FIELDS + 16);
    v128.store(to, v128.load(e, E_FIELDS + 32), FIELDS + 32);
    v128.store(to, v128.load(e, E_FIELDS + 48), FIELDS + 48);
    store<u64>(to, load<u64>(e, E_FIELDS + 64), FIELDS + 64);
    return;
  }
  v128.store(to, v128.load(e, E_FIELDS), VALUE);
  v128.store(to, v128.load(e, E_FIELDS + 16), VALUE + 16);
}

// @ts-ignore: decorator
@inline
function copyRow(p: usize, to: usize): void {
  for (let i: usize = 0; i < CHANGE_BYTES; i += 16) v128.store(to + i, v128.load(p + i));
  store<u8>(to, load<u8>(to, FLAGS) & u8(RF_EXISTS), FLAGS);
}

/** Writes the next changed rows to the OUT region, after and before; returns how many, 0 at the end. */
export function nextChanges(): u32 {
  const after = usize(load<u32>(H_OUT));
  const before = after + usize(OUT_ROWS) * CHANGE_BYTES;
  const end = entries();
  let n: usize = 0;
  for (; cursor < end && n < usize(OUT_ROWS); cursor++) {
    touchRows(cursor, end);
    const p = lastOf(cursor);
    if (p == 0) continue;
    const e = entryAt(cursor);
    if (!differs(p, e)) continue;
    const to = after + n * CHANGE_BYTES;
    copyRow(p, before + n * CHANGE_BYTES);
    copyRow(p, to);
    store<u8>(to, u8(load<u32>(e, E_FLAGS) & RF_EXISTS), FLAGS);
    copyFields(p, e, to);
    if (load<u8>(p) == ACCOUNT && load<u64>(p, FIELDS + 40) != load<u64>(e, E_FIELDS + 40)) codes++;
    n++;
  }
  return u32(n);
}

/** Makes the block in flight the committed state. */
export function publishBlock(): void {
  const end = entries();
  for (let i: u32 = 0; i < end; i++) {
    touchRows(i, end);
    const p = lastOf(i);
    if (p == 0) continue;
    const e = entryAt(i);
    if (!differs(p, e)) continue;
    count(p, load<u32>(e, E_FLAGS));
    store<u8>(p, u8(load<u32>(e, E_FLAGS)), FLAGS);
    copyFields(p, e, p);
    store<u32>(p, tick, CHANGED);
  }
  closeBlock();
}

/** Keeps the number of existing rows when a row's flags are about to change. */
function count(p: usize, flags: u32): void {
  const change = i32(flags & RF_EXISTS) - i32(load<u8>(p, FLAGS) & u8(RF_EXISTS));
  if (change == 0) return;
  const cell = load<u8>(p) == ACCOUNT ? H_ACCOUNTS : H_SLOTS;
  atomic.add<i32>(cell, change);
}

// --- loading ------------------------------------------------------------------------------------------------------

function findKey(from: usize): u32 {
  const a0 = load<u64>(from, A0);
  const a1 = load<u64>(from, A1);
  const a2 = u64(load<u32>(from, A2));
  const h = hashRow(from);
  if (load<u8>(from) == ACCOUNT) return findAccount(h, a0, a1, a2);
  return findSlot(
    h, a0, a1, a2,
    load<u64>(from, KEY), load<u64>(from, KEY + 8), load<u64>(from, KEY + 16), load<u64>(from, KEY + 24),
  );
}

/** Writes `n` rows from the OUT region into the committed state. Returns how many: fewer where there is no room. */
export function loadRows(n: u32, changed: u32): u32 {
  const from = usize(load<u32>(H_OUT));
  clearFailure();
  for (let i: u32 = 0; i < n; i++) {
    if (!loadRow(from + usize(i) * CHANGE_BYTES, changed)) return i;
  }
  return n;
}

function loadRow(from: usize, changed: u32): bool {
  const flags = u32(load<u8>(from, FLAGS)) & RF_EXISTS;
  let found = findKey(from);
  if (found == 0) {
    if (flags == 0 && complete) return true;
    found = addCopy(from);
    if (found == 0) return false;
    atomic.add<i32>(load<u8>(from) == ACCOUNT ? H_ACCOUNTS : H_SLOTS, i32(flags));
  } else {
    const p = at(found - 1);
    const sticky = u32(load<u8>(p, FLAGS)) & RF_STORAGE;
    count(p, flags);
    for (let i: usize = 0; i < CHANGE_BYTES; i += 16) v128.store(p + i, v128.load(from + i));
    const keeps = load<u8>(from) == ACCOUNT && flags != 0 && isBare(p);
    store<u8>(p, u8(flags | (keeps ? sticky : 0)), FLAGS);
  }
  store<u32>(at(found - 1), changed, CHANGED);
  return load<u8>(from) == ACCOUNT || flags == 0 || noteStorage(from);
}

/** No code and no nonce. */
function isBare(p: usize): bool {
  return load<u64>(p, FIELDS) == 0 && load<u64>(p, FIELDS + 40) == 0x7bfad8045d85a470 &&
    load<u64>(p, FIELDS + 48) == 0xe500b653ca82273b && load<u64>(p, FIELDS + 56) == 0x927e7db2dcc703c0 &&
    load<u64>(p, FIELDS + 64) == 0xc5d2460186f7233c;
}

/** Marks the account of a loaded slot where it could be emptied with storage left. */
function noteStorage(from: usize): bool {
  const a0 = load<u64>(from, A0);
  const a1 = load<u64>(from, A1);
  const a2 = u64(load<u32>(from, A2));
  const h = hashAddress(a0, a1, a2);
  let owner = findAccount(h, a0, a1, a2);
  if (owner == 0) {
    if (!complete) return true;
    owner = addAccount(h, a0, a1, a2);
    if (owner == 0) return false;
  }
  const p = at(owner - 1);
  const flags = load<u8>(p, FLAGS);
  if ((flags & u8(RF_EXISTS)) == 0 || isBare(p)) store<u8>(p, flags | u8(RF_STORAGE), FLAGS);
  return true;
}

/** A worker brings the row in its inbox in from disk. False where there is no room. */
export function bringIn(): bool {
  const from = own + INBOX;
  if (findKey(from) != 0) return true;
  if (addCopy(from) == 0) return false;
  atomic.add<i32>(load<u8>(from) == ACCOUNT ? H_ACCOUNTS : H_SLOTS, i32(load<u8>(from, FLAGS) & 1));
  return true;
}

export function inbox(): usize {
  return own + INBOX;
}

// --- reading ------------------------------------------------------------------------------------------------------

/** The committed row of an account, 0 where it is not in memory. */
export function committedAccount(a0: u64, a1: u64, a2: u64): usize {
  const found = findAccount(hashAddress(a0, a1, a2), a0, a1, a2);
  return found == 0 ? 0 : at(found - 1);
}

export function committedSlot(a0: u64, a1: u64, a2: u64, k0: u64, k1: u64, k2: u64, k3: u64): usize {
  const found = findSlot(hashSlot(a0, a1, a2, k0, k1, k2, k3), a0, a1, a2, k0, k1, k2, k3);
  return found == 0 ? 0 : at(found - 1);
}

// --- room ------------------------------------------------------------------------------------------------------

/** Makes the index anew with so many cells, a power of two. */
export function makeIndex(cells: u32): void {
  memory.fill(index, 0, usize(cells) << 3);
  store<u32>(H_MASK, cells - 1);
  refresh();
  linkAll();
}

/**
 * Looks at the next `n` rows and frees those that nobody asked for in `age` blocks: absent ones, and with `evict` those
 * that are on disk as they are. Returns how many it freed.
 */
export function sweep(n: u32, age: u32, evict: bool): u32 {
  const top = load<u32>(H_ROWS_TOP);
  if (top == 0) return 0;
  const free = usize(load<u32>(H_FREE));
  const room = load<i32>(H_FREE_MAX);
  let count = max<i32>(0, load<i32>(H_FREE_TOP));
  const first = count;
  let hand = load<u32>(H_HAND);
  for (; n > 0 && count < room; n--) {
    if (hand >= top) hand = 0;
    const p = at(hand);
    if (isIdle(p, age, evict)) {
      if ((load<u8>(p, FLAGS) & u8(RF_EXISTS)) != 0) {
        atomic.sub<i32>(load<u8>(p) == ACCOUNT ? H_ACCOUNTS : H_SLOTS, 1);
      }
      unlink(hand);
      store<u32>(free + (usize(count) << 2), hand);
      count++;
    }
    hand++;
  }
  store<u32>(H_HAND, hand);
  store<i32>(H_FREE_TOP, count);
  return u32(count - first);
}

function isIdle(p: usize, age: u32, evict: bool): bool {
  if (load<u8>(p) == 0 || tick - load<u32>(p, USED) < age) return false;
  const flags = u32(load<u8>(p, FLAGS));
  if ((flags & RF_STORAGE) != 0) return false;
  const onDisk = load<u32>(p, CHANGED) <= load<u32>(H_CHECKPOINT);
  if ((flags & RF_EXISTS) == 0) return complete || onDisk;
  return evict && onDisk;
}

