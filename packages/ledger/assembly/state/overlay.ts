// The block in flight: overlay entries, and what a chunk of transactions has read and written.
//
// A speculative chunk notes the version of each row it reads and keeps its writes to itself. Parked, it waits for its
// turn; then any instance makes its writes visible, once it has found every version unchanged. A certain chunk (all
// before it are published) notes nothing and publishes each write at once. Alone in a block, it even writes over its
// own entries.
import {
  at, epoch, F_OVERLAY, F_PRIVATE, fail, overlay, own, tick,
} from './globals';
import {
  AHEAD_BYTES, E_FIELDS, E_FLAGS, E_ROW, ENTRY_BYTES, FIELDS, FLAGS, H_SLABS, H_SLAB_LIMIT, NO_ROW, OV, OWN,
  OWN_MASK_MAX, READ_COUNT, READS, READS_MAX, SLAB, USED, VALUE, WRITE_COUNT, WRITES, WRITES_MAX,
} from './layout';

export let speculative: bool = false;
/** No other worker runs this block. */
export let alone: bool = false;

let slabNext: u32 = 0; // entry
let slabEnd: u32 = 0;
let chunkStart: u32 = 0;
let chunkSlab: u32 = 0;
let set: usize = 0; // where what the chunk reads and writes is noted
let readCount: u32 = 0;
let writeCount: u32 = 0;
let chunk: u32 = 0; // counts attempts: cells of others are empty
let ownMask: u32 = 255;

// @ts-ignore: decorator
@inline
export function entryAt(i: u32): usize {
  return overlay + usize(i) * ENTRY_BYTES;
}

/** Of the newest published value in this block; 0: the committed one. */
// @ts-ignore: decorator
@inline
export function version(p: usize): u64 {
  const v = atomic.load<u64>(p, OV);
  return u32(v >> 32) == epoch ? v : 0;
}

// @ts-ignore: decorator
@inline
export function entryOf(v: u64): usize {
  return entryAt(u32(v) - 1);
}

/** Fields of a row's value: an entry's, or the committed ones where `e` is 0. */
// @ts-ignore: decorator
@inline
export function accountFields(p: usize, e: usize): usize {
  return e != 0 ? e + E_FIELDS : p + FIELDS;
}
// @ts-ignore: decorator
@inline
export function slotValue(p: usize, e: usize): usize {
  return e != 0 ? e + E_FIELDS : p + VALUE;
}
// @ts-ignore: decorator
@inline
export function flagsOf(p: usize, e: usize): u32 {
  return e != 0 ? load<u32>(e, E_FLAGS) : u32(load<u8>(p, FLAGS));
}

export function enter(isAlone: bool): void {
  alone = isAlone;
  slabNext = slabEnd = 0;
}

/** At the end of a block: the rest of the slab holds nothing. */
export function leave(): void {
  while (slabNext != slabEnd) store<u32>(entryAt(slabNext++), NO_ROW, E_ROW);
}

/** `place`: which of the worker's sets of reads and writes to use, for a speculative chunk. */
export function begin(isSpeculative: bool, place: u32): void {
  speculative = isSpeculative;
  set = own + usize(place) * AHEAD_BYTES;
  readCount = 0;
  writeCount = 0;
  ownMask = 255;
  chunkStart = slabNext;
  chunkSlab = slabEnd;
  if (++chunk == 0) {
    memory.fill(own + OWN, 0, (usize(OWN_MASK_MAX) + 1) << 3);
    chunk = 1;
  }
}

/** Takes the entries of a speculative attempt back, where they lie in one slab; others are left unused. */
export function abandon(): void {
  if (slabEnd == chunkSlab) slabNext = chunkStart;
}

function newEntry(row: u32): usize {
  if (slabNext == slabEnd) {
    const slab = atomic.add<u32>(H_SLABS, 1);
    if (slab >= load<u32>(H_SLAB_LIMIT)) {
      atomic.sub<u32>(H_SLABS, 1);
      fail(F_OVERLAY);
      return 0;
    }
    slabNext = slab * SLAB;
    slabEnd = slabNext + SLAB;
  }
  const e = entryAt(slabNext++);
  store<u32>(e, row, E_ROW);
  return e;
}

// @ts-ignore: decorator
@inline
function ownHash(row: u32): u32 {
  return (row * 0x9e3779b1) >> 12;
}

/** The chunk's own entry of a row; 0: none. */
export function ownEntry(row: u32): usize {
  if (writeCount == 0) return 0;
  let i = ownHash(row) & ownMask;
  while (true) {
    const cell = load<u64>(own + OWN + (usize(i) << 3));
    if (u32(cell >> 32) != chunk) return 0;
    const e = entryAt(u32(cell));
    if (load<u32>(e, E_ROW) == row) return e;
    i = (i + 1) & ownMask;
  }
}

function placeOwn(row: u32, entry: u32): void {
  let i = ownHash(row) & ownMask;
  while (u32(load<u64>(own + OWN + (usize(i) << 3)) >> 32) == chunk) i = (i + 1) & ownMask;
  store<u64>(own + OWN + (usize(i) << 3), (u64(chunk) << 32) | u64(entry));
}

function growOwn(): void {
  ownMask = min(OWN_MASK_MAX, (ownMask << 2) | 3);
  memory.fill(own + OWN, 0, (usize(ownMask) + 1) << 3);
  for (let i: u32 = 0; i < writeCount; i++) {
    const entry = load<u32>(set + WRITES + (usize(i) << 2));
    placeOwn(load<u32>(entryAt(entry), E_ROW), entry);
  }
}

/** The read set is full. */
export const NO_ENTRY: usize = 1;

/** The entry with the value that this attempt sees, 0 for the committed one, or NO_ENTRY. Notes the read. */
export function look(row: u32, p: usize): usize {
  if (load<u32>(p, USED) != tick) store<u32>(p, tick, USED);
  if (!speculative) {
    const v = version(p);
    return v != 0 ? entryOf(v) : 0;
  }
  const mine = ownEntry(row);
  if (mine != 0) return mine;
  if (readCount == READS_MAX) {
    fail(F_PRIVATE);
    return NO_ENTRY;
  }
  const v = version(p);
  const r = set + READS + (usize(readCount++) << 4);
  store<u32>(r, row);
  store<u64>(r, v, 8);
  return v != 0 ? entryOf(v) : 0;
}

/** What `look` would see, noting nothing: of a row that was read before. */
export function peek(row: u32, p: usize): usize {
  if (speculative) {
    const mine = ownEntry(row);
    if (mine != 0) return mine;
  }
  const v = version(p);
  return v != 0 ? entryOf(v) : 0;
}

/** An entry to write the row's next value into; 0 where there is no room. `wrote` ends it. */
export function write(row: u32, p: usize): usize {
  if (!speculative) {
    if (alone) {
      const v = version(p);
      if (v != 0) return entryOf(v);
    }
    return newEntry(row);
  }
  const mine = ownEntry(row);
  if (mine != 0) return mine;
  if (writeCount == WRITES_MAX) {
    fail(F_PRIVATE);
    return 0;
  }
  const e = newEntry(row);
  if (e == 0) return 0;
  const entry = u32((e - overlay) / ENTRY_BYTES);
  if ((writeCount + 1) << 1 > ownMask) growOwn();
  store<u32>(set + WRITES + (usize(writeCount++) << 2), entry);
  placeOwn(row, entry);
  return e;
}

// @ts-ignore: decorator
@inline
function show(e: usize): void {
  const v = (u64(epoch) << 32) | u64((e - overlay) / ENTRY_BYTES + 1);
  atomic.store<u64>(at(load<u32>(e, E_ROW)), v, OV);
}

// @ts-ignore: decorator
@inline
export function wrote(e: usize): void {
  if (!speculative) show(e);
}

/** Ends a speculative chunk. Returns where its reads and writes are kept until the place is used again. */
export function park(): usize {
  store<u32>(set, readCount, READ_COUNT);
  store<u32>(set, writeCount, WRITE_COUNT);
  return set;
}

/** Whether every row that the parked chunk read has the version it was read with. Its turn has come. */
export function validate(parked: usize): bool {
  const from = parked + READS;
  const end = from + (usize(load<u32>(parked, READ_COUNT)) << 4);
  for (let r = from; r < end; r += 16) {
    if (version(at(load<u32>(r))) != load<u64>(r, 8)) return false;
  }
  return true;
}

export function showWrites(parked: usize): void {
  const from = parked + WRITES;
  const end = from + (usize(load<u32>(parked, WRITE_COUNT)) << 2);
  for (let w = from; w < end; w += 4) show(entryAt(load<u32>(w)));
}

/** From here on what is written counts as certain. */
export function becomeCertain(): void {
  speculative = false;
}
