// Log blooms (yellow paper, 4.4.3). Hashing the items is most of the work, so recent items' bits are kept in a small
// cache whose places are seeded: nobody outside can choose addresses that collide. A collision replaces.
import { getAddress, getWord } from './bytes';
import { keccak, keccakPair } from './keccak';
import { BLOOM_CACHE, BLOOM_CACHE_MASK, BLOOM_DIGEST, BLOOM_INPUT, SEED } from './layout';

// An entry: the word 32 (little-endian; an address has 20 bytes), kind u32 (0: empty), three bit numbers u16.
const E_KIND: usize = 32;
const E_BITS: usize = 36;
export const ADDRESS: u32 = 1;
export const TOPIC: u32 = 2;

let waiting: usize = 0; // the entry of the item that waits for a partner, 0: none
let waitingWord: usize = 0;
let waitingKind: u32 = 0;

function entryOf(word: usize, kind: u32): usize {
  let h = (load<u64>(word) ^ load<u64>(SEED)) * 0x9e3779b97f4a7c15;
  h = (rotl<u64>(h, 29) ^ load<u64>(word, 8) ^ load<u64>(SEED + 8)) * 0xbf58476d1ce4e5b9;
  h = (rotl<u64>(h, 29) ^ load<u64>(word, 16) ^ load<u64>(SEED + 16)) * 0x9e3779b97f4a7c15;
  const last = kind == TOPIC ? load<u64>(word, 24) : u64(kind);
  h = (rotl<u64>(h, 29) ^ last ^ load<u64>(SEED + 24)) * 0xbf58476d1ce4e5b9;
  return BLOOM_CACHE + (usize(u32(h >> 32) & BLOOM_CACHE_MASK) << 6);
}

function holds(entry: usize, word: usize, kind: u32): bool {
  if (load<u32>(entry, E_KIND) != kind) return false;
  if (load<u64>(entry) != load<u64>(word) || load<u64>(entry, 8) != load<u64>(word, 8)) return false;
  if (load<u64>(entry, 16) != load<u64>(word, 16)) return false;
  return kind == ADDRESS || load<u64>(entry, 24) == load<u64>(word, 24);
}

function setBits(bloom: usize, entry: usize): void {
  for (let i: usize = 0; i < 6; i += 2) {
    const bit = usize(load<u16>(entry + E_BITS + i));
    const p = bloom + 255 - (bit >> 3);
    store<u8>(p, load<u8>(p) | (1 << u8(bit & 7)));
  }
}

function remember(entry: usize, word: usize, kind: u32, digest: usize): void {
  v128.store(entry, v128.load(word));
  v128.store(entry, v128.load(word, 16), 16);
  store<u32>(entry, kind, E_KIND);
  for (let i: usize = 0; i < 6; i += 2) store<u16>(entry + E_BITS + i, bswap<u16>(load<u16>(digest + i)) & 2047);
}

/** Writes the item as it is hashed; returns its length. */
function putInput(d: usize, word: usize, kind: u32): usize {
  if (kind == ADDRESS) {
    getAddress(d, word);
    return 20;
  }
  getWord(d, word);
  return 32;
}

/** Adds an item; one may wait for a partner until `finish`. */
export function add(bloom: usize, word: usize, kind: u32): void {
  const entry = entryOf(word, kind);
  if (holds(entry, word, kind)) {
    setBits(bloom, entry);
    return;
  }
  if (waiting == 0) {
    waiting = entry;
    waitingWord = word;
    waitingKind = kind;
    return;
  }
  const len = putInput(BLOOM_INPUT, waitingWord, waitingKind);
  const otherLen = putInput(BLOOM_INPUT + 32, word, kind);
  keccakPair(BLOOM_DIGEST, BLOOM_INPUT, len, BLOOM_DIGEST + 32, BLOOM_INPUT + 32, otherLen);
  remember(waiting, waitingWord, waitingKind, BLOOM_DIGEST);
  setBits(bloom, waiting);
  remember(entry, word, kind, BLOOM_DIGEST + 32);
  setBits(bloom, entry);
  waiting = 0;
}

/** To be called before the bloom is used. */
export function finish(bloom: usize): void {
  if (waiting == 0) return;
  keccak(BLOOM_DIGEST, BLOOM_INPUT, putInput(BLOOM_INPUT, waitingWord, waitingKind));
  remember(waiting, waitingWord, waitingKind, BLOOM_DIGEST);
  setBits(bloom, waiting);
  waiting = 0;
}
