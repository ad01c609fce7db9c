// Changed rows become items: tree key, value, leaf hash (docs/adr/0204-ledger-roots.md has the layout).
import { CHUNK_END, CHUNK_START, compress, FINAL, gather, hash64, KEYED, ONE_BLOCK, scatter } from './blake3';
import { clear32, copy32 } from './heap';
import {
  BLOCKS, CV_ACCOUNT, CV_KEY, CV_LEAF, CV_NODE, CV_SECOND, DUMMY, ENTRY_BYTES, INPUT, ITEM_BYTES, ITEMS, KEYS, OUT,
  PASS_ROWS, SORT_A,
} from './layout';

const ROW_BYTES: usize = 96;
const ADDRESS: usize = 4;
const SLOT_KEY: usize = 24;
const SLOT_VALUE: usize = 56;
const NONCE: usize = 24;
const BALANCE: usize = 32;
const CODE_HASH: usize = 64;

export let staged: usize = 0;

export function clearStage(): void {
  staged = 0;
}

export function makeKeys(): void {
  for (let k: usize = 0; k < 4; k++) {
    for (let w: usize = 0; w < 8; w++) {
      v128.store(CV_NODE + k * 128 + w * 16, i32x4.splat(load<i32>(KEYS + k * 32 + w * 4)));
    }
  }
}

// @ts-ignore: decorator
@inline
function reversed16(at: usize): v128 {
  const x = v128.load(at);
  return v128.shuffle<u8>(x, x, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
}

/** A little-endian word as big-endian bytes. */
// @ts-ignore: decorator
@inline
function putWord(to: usize, from: usize): void {
  const high = reversed16(from + 16);
  const low = reversed16(from);
  v128.store(to, high);
  v128.store(to, low, 16);
}

// @ts-ignore: decorator
@inline
function putAddress(to: usize, from: usize): void {
  v128.store(to, reversed16(from + 4));
  store<u32>(to, bswap<u32>(load<u32>(from)), 16);
}

/** The message of a row's tree key: 20 or 52 bytes. Returns its length. */
function keyMessage(to: usize, row: usize): i32 {
  v128.store(to, i64x2.splat(0), 16);
  v128.store(to, i64x2.splat(0), 32);
  v128.store(to, i64x2.splat(0), 48);
  putAddress(to, row + ADDRESS);
  if (load<u8>(row) == 1) return 20;
  putWord(to + 20, row + SLOT_KEY);
  return 52;
}

/** The tree keys of four messages in BLOCKS. */
// @ts-ignore: decorator
@inline
function hashKeys(n0: i32, n1: i32, n2: i32, n3: i32): void {
  let lengths = i32x4.splat(n0);
  lengths = i32x4.replace_lane(lengths, 1, n1);
  lengths = i32x4.replace_lane(lengths, 2, n2);
  lengths = i32x4.replace_lane(lengths, 3, n3);
  gather(BLOCKS, BLOCKS + 64, BLOCKS + 128, BLOCKS + 192);
  compress(CV_KEY, lengths, i32x4.splat(ONE_BLOCK));
}

/** The tree key of the row at INPUT, into DUMMY. */
export function keyOfInput(): void {
  const length = keyMessage(BLOCKS, INPUT);
  hashKeys(length, 0, 0, 0);
  scatter(DUMMY, DUMMY + 32, DUMMY + 64, DUMMY + 96);
}

// @ts-ignore: decorator
@inline
function itemOr(i: usize, count: usize, offset: usize, dummy: usize): usize {
  return i < count ? ITEMS + i * ITEM_BYTES + offset : dummy;
}

function stageKeys(rows: usize, first: usize): void {
  const end = first + rows;
  for (let i = first; i < end; i += 4) {
    const row = INPUT + (i - first) * ROW_BYTES;
    const n0 = keyMessage(BLOCKS, row);
    const n1 = i + 1 < end ? keyMessage(BLOCKS + 64, row + ROW_BYTES) : 0;
    const n2 = i + 2 < end ? keyMessage(BLOCKS + 128, row + 2 * ROW_BYTES) : 0;
    const n3 = i + 3 < end ? keyMessage(BLOCKS + 192, row + 3 * ROW_BYTES) : 0;
    hashKeys(n0, n1, n2, n3);
    scatter(
      ITEMS + i * ITEM_BYTES,
      itemOr(i + 1, end, 0, DUMMY),
      itemOr(i + 2, end, 0, DUMMY),
      itemOr(i + 3, end, 0, DUMMY),
    );
  }
}

let waiting: i32 = 0;
let w0: usize = 0;
let w1: usize = 0;
let w2: usize = 0;

/** The code hash and the balance make the first block, the nonce the second. */
function hashAccounts(q0: usize, q1: usize, q2: usize, q3: usize): void {
  gather(BLOCKS, BLOCKS + 64, BLOCKS + 128, BLOCKS + 192);
  compress(CV_ACCOUNT, i32x4.splat(64), i32x4.splat(CHUNK_START | KEYED));
  memory.copy(CV_SECOND, OUT, 128);
  for (let lane: usize = 0; lane < 4; lane++) {
    const block = BLOCKS + lane * 64;
    const item = lane == 0 ? q0 : lane == 1 ? q1 : lane == 2 ? q2 : q3;
    store<u64>(block, bswap<u64>(load<u64>(item + 32)));
    store<u64>(block, 0, 8);
    v128.store(block, i64x2.splat(0), 16);
    clear32(block + 32);
  }
  gather(BLOCKS, BLOCKS + 64, BLOCKS + 128, BLOCKS + 192);
  compress(CV_SECOND, i32x4.splat(8), i32x4.splat(CHUNK_END | FINAL | KEYED));
  scatter(q0 + 32, q1 + 32, q2 + 32, q3 + 32);
}

/** Writes an account's first block; its nonce waits in the item until four are there. */
function queueAccount(row: usize, item: usize): void {
  const block = BLOCKS + usize(waiting) * 64;
  putWord(block, row + CODE_HASH);
  putWord(block + 32, row + BALANCE);
  store<u64>(item, load<u64>(row + NONCE), 32);
  if (waiting == 0) w0 = item;
  else if (waiting == 1) w1 = item;
  else if (waiting == 2) w2 = item;
  else hashAccounts(w0, w1, w2, item);
  waiting = (waiting + 1) & 3;
}

function flushAccounts(): void {
  if (waiting > 0) hashAccounts(w0, waiting > 1 ? w1 : DUMMY, waiting > 2 ? w2 : DUMMY, DUMMY);
  waiting = 0;
}

/** The values; returns false where a row is malformed. */
function stageValues(rows: usize, first: usize): bool {
  let good = true;
  for (let i: usize = 0; i < rows; i++) {
    const row = INPUT + i * ROW_BYTES;
    const item = ITEMS + (first + i) * ITEM_BYTES;
    const kind = load<u8>(row);
    let removed = false;
    if (kind == 2) {
      putWord(item + 32, row + SLOT_VALUE);
      removed = !v128.any_true(v128.or(v128.load(item + 32), v128.load(item + 48)));
    } else if (kind == 1) {
      removed = (load<u8>(row, 1) & 1) == 0;
      if (!removed) queueAccount(row, item);
    } else good = false;
    entry(first + i, removed);
  }
  flushAccounts();
  return good;
}

// @ts-ignore: decorator
@inline
function entry(i: usize, removed: bool): void {
  const at = SORT_A + i * ENTRY_BYTES;
  store<u64>(at, bswap<u64>(load<u64>(ITEMS + i * ITEM_BYTES)));
  store<u32>(at, u32(i), 8);
  store<u32>(at, u32(removed), 12);
}

function stageHashes(rows: usize, first: usize): void {
  const end = first + rows;
  for (let i = first; i < end; i += 4) {
    const q0 = ITEMS + i * ITEM_BYTES;
    const q1 = itemOr(i + 1, end, 0, DUMMY);
    const q2 = itemOr(i + 2, end, 0, DUMMY);
    const q3 = itemOr(i + 3, end, 0, DUMMY);
    gather(q0, q1, q2, q3);
    hash64(CV_LEAF);
    scatter(q0 + 64, q1 + 64, q2 + 64, q3 + 64);
  }
}

/** Stages the rows at INPUT: 0, or 1 where a row is malformed, 2 where the pass has no room left. */
export function stageRows(rows: usize): i32 {
  const first = staged;
  if (first + rows > PASS_ROWS) return 2;
  stageKeys(rows, first);
  if (!stageValues(rows, first)) return 1;
  stageHashes(rows, first);
  staged = first + rows;
  return 0;
}

/** Stages leaves (tree key, value) of a checkpoint. */
export function stageLeaves(count: usize): i32 {
  const first = staged;
  if (first + count > PASS_ROWS) return 2;
  for (let i: usize = 0; i < count; i++) {
    const item = ITEMS + (first + i) * ITEM_BYTES;
    copy32(item, INPUT + i * 64);
    copy32(item + 32, INPUT + i * 64 + 32);
    entry(first + i, false);
  }
  stageHashes(count, first);
  staged = first + count;
  return 0;
}
