// Code by hash. A row of 64 bytes: hash, first byte, length, jump-destination bitmap, compiled function, heat.
// The bytes lie in the code heap between 32 bytes of lead (a PUSH is read backwards from its end) and 64 zeros (so
// that running off the end meets STOP).
import { A_CODE_HASH, A_CODE_ID, accountAt, CODE_UNKNOWN } from './entries';
import { hostCode } from './host';
import {
  CODE_HEAP, CODE_HEAP_END, CODE_HEAP_SOFT_END, CODE_INDEX, CODE_INDEX_MASK, CODES, CODES_MAX, EMPTY_HASH, FATAL_CODE,
  FATAL_REGION, PENDING, PENDING_COUNT, S_HEAT, S_SEED,
} from './layout';
import { copy, eq } from './u256';
import { raise } from './workingSet';

export const C_PTR: usize = 32; // u32
export const C_LEN: usize = 36; // u32
export const C_BITMAP: usize = 40; // u32, 0: not analysed
export const C_COMPILED: usize = 44; // u32: 0 not, else table index
export const C_HEAT: usize = 48; // u64, gas
export const C_STATE: usize = 56; // u32: 0 cold, 1 asked to be compiled, 2 compiled, 3 refused
const MAX_PENDING: u32 = 16;
/** Compiling takes time in proportion to the code: a contract has to have burned this much more a byte. */
const HEAT_PER_BYTE: u64 = 256;

let codeCount: u32 = 0;
let heapTop: usize = CODE_HEAP;
let generation: u32 = 0;

// @ts-expect-error: decorator
@inline
export function codeAt(id: u32): usize {
  return CODES + (usize(id) << 6);
}

export function codeTotal(): u32 {
  return codeCount;
}
export function codeGeneration(): u32 {
  return generation;
}

/** Forgets all code. Id 0 is the empty code. */
export function resetCodes(): void {
  memory.fill(CODE_INDEX, 0, (usize(CODE_INDEX_MASK) + 1) << 2);
  codeCount = 0;
  heapTop = CODE_HEAP;
  generation++;
  store<u32>(PENDING_COUNT, 0);
  const p = allocate(0);
  addCode(EMPTY_HASH, p, 0);
}

/** Between transactions: empties the table when it has grown past its bound. True where it did. */
export function trimCodes(): bool {
  if (heapTop < CODE_HEAP_SOFT_END && codeCount < CODES_MAX - (CODES_MAX >> 2)) return false;
  resetCodes();
  return true;
}

// @ts-expect-error: decorator
@inline
function bucket(hash: usize): u32 {
  return u32((load<u64>(hash) * (load<u64>(S_SEED, 80) | 1)) >> 40) & CODE_INDEX_MASK;
}

/** Id of a hash, or -1. */
export function findCode(hash: usize): i32 {
  let i = bucket(hash);
  while (true) {
    const id = load<u32>(CODE_INDEX + (usize(i) << 2));
    if (id == 0) return -1;
    if (eq(codeAt(id - 1), hash)) return i32(id - 1);
    i = (i + 1) & CODE_INDEX_MASK;
  }
}

/** Room for len bytes of code; 0 where the heap is full. The caller writes them, then calls addCode. */
export function allocate(len: u32): usize {
  const total = (usize(len) + 32 + 64 + 15) & ~usize(15);
  if (heapTop + total > CODE_HEAP_END) return 0;
  const p = heapTop + 32;
  heapTop += total;
  memory.fill(p + len, 0, 64);
  return p;
}

export function addCode(hash: usize, ptr: usize, len: u32): i32 {
  const known = codeCount == 0 ? -1 : findCode(hash);
  if (known >= 0) return known;
  if (codeCount == CODES_MAX) return -1;
  const id = codeCount++;
  const e = codeAt(id);
  memory.fill(e, 0, 64);
  copy(e, hash);
  store<u32>(e, u32(ptr), C_PTR);
  store<u32>(e, len, C_LEN);
  let i = bucket(hash);
  while (load<u32>(CODE_INDEX + (usize(i) << 2)) != 0) i = (i + 1) & CODE_INDEX_MASK;
  store<u32>(CODE_INDEX + (usize(i) << 2), id + 1);
  return i32(id);
}

/** Copies code into the table; id 0 and a raised flag where there is no room. */
export function keepCode(hash: usize, from: usize, len: u32): u32 {
  let id = findCode(hash);
  if (id >= 0) return u32(id);
  const p = allocate(len);
  if (p != 0) {
    memory.copy(p, from, len);
    id = addCode(hash, p, len);
  }
  if (id < 0) {
    raise(FATAL_REGION);
    return 0;
  }
  return u32(id);
}

/** Code id of an account, fetched from the host on first use. */
export function codeOf(row: u32): u32 {
  const p = accountAt(row);
  const id = load<u32>(p, A_CODE_ID);
  if (id != CODE_UNKNOWN) return id;
  let found = findCode(p + A_CODE_HASH);
  if (found < 0) found = hostCode(p + A_CODE_HASH);
  if (found < 0) {
    raise(FATAL_CODE);
    found = 0;
  }
  store<u32>(p, u32(found), A_CODE_ID);
  return u32(found);
}

/** EIP-7702: 0xef0100 and an address. */
export function isDelegation(id: u32): bool {
  const e = codeAt(id);
  if (load<u32>(e, C_LEN) != 23) return false;
  return (load<u32>(usize(load<u32>(e, C_PTR))) & 0xffffff) == 0x0001ef;
}

/** Marks the jump destinations of len bytes at p in the bitmap at m (len/8 + 1 bytes). */
export function analyse(p: usize, len: u32, m: usize): void {
  memory.fill(m, 0, (usize(len) >> 3) + 1);
  let i: u32 = 0;
  while (i < len) {
    const op = load<u8>(p + i);
    if (op == 0x5b) store<u8>(m + (i >> 3), load<u8>(m + (i >> 3)) | (<u8>1 << u8(i & 7)));
    i += op >= 0x60 && op <= 0x7f ? u32(op) - 0x5e : 1;
  }
}

/** The bitmap of a code in the table, made on first use; 0 where the heap is full. */
export function bitmapOf(id: u32): usize {
  const e = codeAt(id);
  const known = load<u32>(e, C_BITMAP);
  if (known != 0) return known;
  const len = load<u32>(e, C_LEN);
  const m = allocate((len >> 3) + 1);
  if (m == 0) {
    raise(FATAL_REGION);
    return 0;
  }
  analyse(load<u32>(e, C_PTR), len, m);
  store<u32>(e, u32(m), C_BITMAP);
  return m;
}

/** Adds the gas of a finished frame to its code's heat; hot code asks the host to compile it. */
export function heat(id: u32, gas: u64): void {
  const e = codeAt(id);
  const sum = load<u64>(e, C_HEAT) + gas;
  store<u64>(e, sum, C_HEAT);
  if (sum < load<u64>(S_HEAT) + u64(load<u32>(e, C_LEN)) * HEAT_PER_BYTE || load<u32>(e, C_STATE) != 0) return;
  const n = load<u32>(PENDING_COUNT);
  if (n == MAX_PENDING) return;
  store<u32>(e, 1, C_STATE);
  store<u32>(PENDING + (usize(n) << 2), id);
  store<u32>(PENDING_COUNT, n + 1);
}

export function setCompiled(id: u32, index: u32): void {
  store<u32>(codeAt(id), index, C_COMPILED);
  store<u32>(codeAt(id), index == 0 ? 3 : 2, C_STATE);
}
