// Merkle Patricia roots of lists (yellow paper, appendix D): keys are rlp(index), values at least 33 bytes, so that no
// node is ever embedded in its parent. The keys alone decide the shape: two tries of the same length are built together
// and their nodes hashed in pairs.
import { copyBytes, headerSize, numberBytes, putHeader } from './bytes';
import { keccakPair } from './keccak';
import { NODES } from './layout';

const NODE: usize = 576; // at least 532, a full branch
const HASHES: usize = 64; // of a place: the first trie's, the second's

/** rlp(index), left-aligned in 32 bits. RLP is prefix-free, so comparing these compares the keys. index < 2^24. */
export function keyOf(index: u32): u32 {
  if (index == 0) return 0x80000000;
  if (index < 0x80) return index << 24;
  if (index < 0x100) return 0x81000000 | (index << 16);
  if (index < 0x10000) return 0x82000000 | (index << 8);
  return 0x83000000 | index;
}

function keyNibbles(index: u32): u32 {
  return index < 0x80 ? 2 : 2 + (u32(numberBytes(index)) << 1);
}

/** Places are the order of keys: 1 to 127, 0, 128 and on. */
function indexAt(place: u32, total: u32): u32 {
  const zero = min<u32>(127, total - 1);
  if (place == zero) return 0;
  return place < zero ? place + 1 : place;
}

export function placeOf(index: u32, total: u32): u32 {
  const zero = min<u32>(127, total - 1);
  if (index == 0) return zero;
  return index <= zero ? index - 1 : index;
}

function common(a: u32, b: u32): u32 {
  return clz<u32>(a ^ b) >> 2;
}

/** Nibbles of the key above the leaf. */
function leafDepth(index: u32, total: u32): u32 {
  if (total == 1) return 0;
  const place = placeOf(index, total);
  const key = keyOf(index);
  let most: u32 = 0;
  if (place > 0) most = common(key, keyOf(indexAt(place - 1, total)));
  if (place + 1 < total) most = max<u32>(most, common(key, keyOf(indexAt(place + 1, total))));
  return most + 1;
}

/** Bytes of a path of `nibbles` in hex-prefix encoding as an RLP item; at most 7 nibbles. */
function pathSize(nibbles: u32): usize {
  const bytes = usize(nibbles >> 1) + 1;
  return bytes == 1 ? 1 : 1 + bytes;
}

/** Writes the `nibbles` last of `depth + nibbles` nibbles of the key. flag: 0x20 for a leaf, 0 for an extension. */
function putPath(d: usize, key: u32, depth: u32, nibbles: u32, flag: u32): usize {
  const bytes = usize(nibbles >> 1) + 1;
  if (bytes > 1) store<u8>(d++, u8(0x80 + bytes));
  let i: u32 = depth;
  const end = depth + nibbles;
  let head = flag;
  if (nibbles & 1) head |= 0x10 | ((key >> (28 - (i++ << 2))) & 15);
  store<u8>(d++, u8(head));
  for (; i < end; i += 2) store<u8>(d++, u8((key >> (24 - (i << 2))) & 255));
  return d;
}

let leafKey: u32 = 0;
let leafFrom: u32 = 0;
let leafNibbles: u32 = 0;

/** Chooses the leaf that putLeaf writes the head of. */
export function chooseLeaf(index: u32, total: u32): void {
  leafKey = keyOf(index);
  leafFrom = leafDepth(index, total);
  leafNibbles = keyNibbles(index) - leafFrom;
}

/** Writes the head of a leaf node whose value has `size` bytes; returns where the value belongs. */
export function putLeafHead(d: usize, size: usize): usize {
  d = putHeader(d, 0xc0, pathSize(leafNibbles) + headerSize(size) + size);
  d = putPath(d, leafKey, leafFrom, leafNibbles, 0x20);
  return putHeader(d, 0x80, size);
}

let leaves: usize = 0;
let total: u32 = 0;

function keyAt(place: u32): u32 {
  return keyOf(indexAt(place, total));
}

/** The first place from `from` on, below `to`, whose nibble at `depth` is another one. */
function groupEnd(from: u32, to: u32, depth: u32): u32 {
  const shift = 28 - (depth << 2);
  const prefix = keyAt(from) >> shift;
  let low = from + 1;
  let high = to;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (keyAt(middle) >> shift == prefix) low = middle + 1;
    else high = middle;
  }
  return low;
}

function hashNodes(d: usize, a: usize, b: usize, size: usize): void {
  keccakPair(d, a, size, d + 32, b, size);
}

/** Adds the children of the branch at `depth` to both payloads, of which `size` bytes are written. */
function putBranch(d: usize, from: u32, to: u32, depth: u32, level: usize): void {
  const a = NODES + level * 2 * NODE;
  const b = a + NODE;
  // The payload starts at 3 and moves to 2 where its header is shorter.
  let size: usize = 3;
  let place = from;
  for (let nibble: u32 = 0; nibble < 16; nibble++) {
    if (place == to || ((keyAt(place) >> (28 - (depth << 2))) & 15) != nibble) {
      store<u8>(a + size, 0x80);
      store<u8>(b + size, 0x80);
      size++;
      continue;
    }
    const end = groupEnd(place, to, depth);
    build(d, place, end, depth + 1, level + 1);
    store<u8>(a + size, 0xa0);
    store<u8>(b + size, 0xa0);
    copyBytes(a + size + 1, d, 32);
    copyBytes(b + size + 1, d + 32, 32);
    size += 33;
    place = end;
  }
  store<u8>(a + size, 0x80);
  store<u8>(b + size, 0x80);
  const payload = size + 1 - 3;
  const skip: usize = payload < 256 ? 1 : 0;
  putHeader(a + skip, 0xc0, payload);
  putHeader(b + skip, 0xc0, payload);
  hashNodes(d, a + skip, b + skip, size + 1 - skip);
}

/** An extension of the node whose hashes are at d. */
function extend(d: usize, key: u32, depth: u32, nibbles: u32, level: usize): void {
  const a = NODES + level * 2 * NODE;
  const b = a + NODE;
  const size = putPath(putHeader(a, 0xc0, pathSize(nibbles) + 33), key, depth, nibbles, 0) - a;
  copyBytes(b, a, size);
  store<u8>(a + size, 0xa0);
  store<u8>(b + size, 0xa0);
  copyBytes(a + size + 1, d, 32);
  copyBytes(b + size + 1, d + 32, 32);
  hashNodes(d, a, b, size + 33);
}

/** Hashes of the nodes over the places [from, to), `depth` nibbles down. At most 8 levels deep. */
function build(d: usize, from: u32, to: u32, depth: u32, level: usize): void {
  if (to - from == 1) {
    copyBytes(d, leaves + usize(from) * HASHES, HASHES);
    return;
  }
  const key = keyAt(from);
  const branch = common(key, keyAt(to - 1));
  putBranch(d, from, to, branch, level);
  if (branch > depth) extend(d, key, depth, branch - depth, level);
}

/** Both roots (64 bytes) to d, from the hashes of `count` > 0 leaves in order of places. */
export function roots(d: usize, leafHashes: usize, count: u32): void {
  leaves = leafHashes;
  total = count;
  build(d, 0, count, 0, 0);
}
