// Merkle Patricia roots of lists (yellow paper, appendix D); keys are rlp(index). The keys alone decide the shape, so
// the tries of transactions and of receipts are built together and their nodes hashed in pairs. A node below 32 bytes is
// embedded in its parent: of all nodes here only the leaf of a tiny transaction (whose signature nobody made) can be.
import { copyBytes, headerSize, numberBytes, putHeader } from './bytes';
import { hashLater, keccak, keccakPair } from './keccak';
import { NODES } from './layout';

const NODE: usize = 576; // at least 532, a full branch
// What stands for a place: the first trie's hash 32, or the node itself where `short` tells its size; the second's 32.
export const PLACE: usize = 80;
const SHORT: usize = 64; // u32

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

function hashNodes(d: usize, a: usize, size: usize, b: usize, otherSize: usize): void {
  store<u32>(d, 0, SHORT);
  if (size / 136 == otherSize / 136) {
    keccakPair(d, a, size, d + 32, b, otherSize);
    return;
  }
  keccak(d, a, size);
  keccak(d + 32, b, otherSize);
}

/** Hashes the first trie's leaf, or keeps it where it is shorter than a hash. */
export function putLeaf(place: usize, leaf: usize, size: usize): void {
  const short = size < 32;
  store<u32>(place, short ? u32(size) : 0, SHORT);
  if (short) copyBytes(place, leaf, size);
  else hashLater(place, leaf, size);
}

function putHash(d: usize, hash: usize): usize {
  store<u8>(d, 0xa0);
  copyBytes(d + 1, hash, 32);
  return d + 33;
}

/** Refers to a node of the first trie. */
function putChild(d: usize, place: usize): usize {
  const short = usize(load<u32>(place, SHORT));
  if (short == 0) return putHash(d, place);
  copyBytes(d, place, short);
  return d + short;
}

/** Writes the header of a payload that lies from node + 3 to `end`, right before it; returns where the node starts. */
function wrap(node: usize, end: usize): usize {
  const payload = end - node - 3;
  const start = node + 3 - headerSize(payload);
  putHeader(start, 0xc0, payload);
  return start;
}

/** The branch over the places [from, to) at `depth`, to d. */
function putBranch(d: usize, from: u32, to: u32, depth: u32, level: usize): void {
  const a = NODES + level * 2 * NODE;
  const b = a + NODE;
  let p = a + 3;
  let q = b + 3;
  let place = from;
  for (let nibble: u32 = 0; nibble < 16; nibble++) {
    if (place == to || ((keyAt(place) >> (28 - (depth << 2))) & 15) != nibble) {
      store<u8>(p++, 0x80);
      store<u8>(q++, 0x80);
      continue;
    }
    const end = groupEnd(place, to, depth);
    build(d, place, end, depth + 1, level + 1);
    p = putChild(p, d);
    q = putHash(q, d + 32);
    place = end;
  }
  store<u8>(p++, 0x80);
  store<u8>(q++, 0x80);
  const first = wrap(a, p);
  const second = wrap(b, q);
  hashNodes(d, first, p - first, second, q - second);
}

/** An extension of the branch whose hashes are at d. */
function extend(d: usize, key: u32, depth: u32, nibbles: u32, level: usize): void {
  const a = NODES + level * 2 * NODE;
  const b = a + NODE;
  const path = putPath(putHeader(a, 0xc0, pathSize(nibbles) + 33), key, depth, nibbles, 0) - a;
  copyBytes(b, a, path);
  putHash(a + path, d);
  putHash(b + path, d + 32);
  hashNodes(d, a, path + 33, b, path + 33);
}

/** Hashes of the nodes over the places [from, to), `depth` nibbles down. At most 8 levels deep. */
function build(d: usize, from: u32, to: u32, depth: u32, level: usize): void {
  if (to - from == 1) {
    copyBytes(d, leaves + usize(from) * PLACE, PLACE);
    return;
  }
  const key = keyAt(from);
  const branch = common(key, keyAt(to - 1));
  putBranch(d, from, to, branch, level);
  if (branch > depth) extend(d, key, depth, branch - depth, level);
}

/** Both roots (64 of PLACE bytes) to d, from the leaves of `count` > 0 transactions in order of places. */
export function roots(d: usize, leafPlaces: usize, count: u32): void {
  leaves = leafPlaces;
  total = count;
  build(d, 0, count, 0, 0);
  const short = usize(load<u32>(d, SHORT));
  if (short == 0) return;
  copyBytes(NODES, d, short);
  keccak(d, NODES, short);
}
