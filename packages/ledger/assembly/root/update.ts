// One pass over the sorted entries. A segment of them goes down the tree breadth first, so that the cache misses of a
// level overlap; then the touched nodes are hashed from the deepest level up, each once, four at a time. The few nodes
// above the segments are handled one by one.
import { gather, hash64, scatter } from './blake3';
import {
  clear32, copy32, dropLeaf, dropNode, equal32, hashOf, newLeaf, newNode, popTouched, touch,
} from './heap';
import {
  COUNTS, CV_NODE, DUMMY, ENTRY_BYTES, FRONT_A, FRONT_B, FRONT_BYTES, SEGMENT, SORT_A,
} from './layout';
import { keyOf } from './sort';

let depth: i32 = 0;
let out: usize = 0;
let touched: u32 = 0;

// @ts-ignore: decorator
@inline
function at(i: u32): usize {
  return SORT_A + usize(i) * ENTRY_BYTES;
}

// @ts-ignore: decorator
@inline
function removes(i: u32): bool {
  return load<u32>(at(i), 12) != 0;
}

// @ts-ignore: decorator
@inline
export function bitOfKey(key: usize, d: i32): usize {
  return (usize(load<u8>(key + usize(d >> 3))) >> usize(7 - (d & 7))) & 1;
}

// @ts-ignore: decorator
@inline
function bitOfEntry(i: u32, d: i32): usize {
  if (d < 64) return usize((load<u64>(at(i)) >> u64(63 - d)) & 1);
  return bitOfKey(keyOf(at(i)), d);
}

/** The first entry of [lo, hi) whose bit at depth d is set. */
function split(lo: u32, hi: u32, d: i32): u32 {
  while (lo < hi) {
    const mid = (lo + hi) >> 1;
    if (bitOfEntry(mid, d) != 0) hi = mid;
    else lo = mid + 1;
  }
  return lo;
}

// @ts-ignore: decorator
@inline
function next(slot: usize, lo: u32, hi: u32): void {
  store<u32>(out, u32(slot));
  store<u32>(out, lo, 4);
  store<u32>(out, hi, 8);
  out += FRONT_BYTES;
}

function put(slot: usize, leaf: usize, item: usize): void {
  copy32(leaf, item);
  copy32(leaf + 32, item + 32);
  store<u32>(slot, u32(leaf | 1));
  copy32(hashOf(slot), item + 64);
}

function remove(slot: usize, leaf: usize): void {
  dropLeaf(leaf);
  store<u32>(slot, 0);
  clear32(hashOf(slot));
}

/** Puts a node in the place of a leaf, which moves one level down. */
function pushDown(slot: usize, leaf: usize, d: i32): usize {
  const node = newNode();
  const side = node + bitOfKey(leaf, d) * 4;
  store<u32>(side, u32(leaf | 1));
  copy32(hashOf(side), hashOf(slot));
  store<u32>(slot, u32(node));
  return node;
}

/** Applies the entries [lo, hi) to the subtree at slot: here, or by handing them on to the next level. */
function expand(slot: usize, lo: u32, hi: u32): void {
  let child = usize(load<u32>(slot));
  if (child == 0) {
    // What is absent need not be removed.
    while (lo < hi && removes(lo)) lo++;
    while (lo < hi && removes(hi - 1)) hi--;
    if (lo == hi) return;
    if (hi - lo == 1) {
      put(slot, newLeaf(), keyOf(at(lo)));
      return;
    }
    child = newNode();
    store<u32>(slot, u32(child));
  } else if ((child & 1) != 0) {
    const leaf = child & ~1;
    if (hi - lo == 1) {
      const item = keyOf(at(lo));
      const same = equal32(leaf, item);
      if (removes(lo)) {
        if (same) remove(slot, leaf);
        return;
      }
      if (same) {
        put(slot, leaf, item);
        return;
      }
    }
    child = pushDown(slot, leaf, depth);
  }
  touch(child, slot);
  touched++;
  const mid = split(lo, hi, depth);
  if (lo < mid) next(child, lo, mid);
  if (mid < hi) next(child + 4, mid, hi);
}

let sink: u32 = 0;

/** Reads what a level is about to look at, without a branch, so that the cache misses overlap. */
function fetch(from: usize, end: usize): void {
  let sum: u32 = 0;
  for (let p = from; p < end; p += FRONT_BYTES) {
    const child = usize(load<u32>(usize(load<u32>(p))) & ~1);
    sum += load<u32>(child) + load<u32>(child, 60);
  }
  sink = sum;
}

/** Takes a segment down to its leaves; returns the depth reached. */
function descend(slot: usize, lo: u32, hi: u32): i32 {
  let from = FRONT_A;
  let to = FRONT_B;
  out = from;
  next(slot, lo, hi);
  while (out != from) {
    const end = out;
    out = to;
    touched = 0;
    fetch(from, end);
    for (let p = from; p < end; p += FRONT_BYTES) expand(usize(load<u32>(p)), load<u32>(p, 4), load<u32>(p, 8));
    store<u32>(COUNTS + (usize(depth) << 2), touched);
    const swap = from;
    from = to;
    to = swap;
    depth++;
  }
  return depth;
}

/** A node with less than two leaves below it gives way to what is left. */
function collapsed(node: usize, slot: usize): bool {
  const left = load<u32>(node);
  const right = load<u32>(node, 4);
  if (left != 0 && right != 0) return false;
  const rest = left | right;
  if (rest != 0 && (rest & 1) == 0) return false;
  store<u32>(slot, rest);
  copy32(hashOf(slot), hashOf(left != 0 ? node : node + 4));
  dropNode(node);
  return true;
}

function hashLevel(count: u32): void {
  let lanes = 0;
  let n0: usize = 0;
  let n1: usize = 0;
  let n2: usize = 0;
  let s0: usize = 0;
  let s1: usize = 0;
  let s2: usize = 0;
  for (let i: u32 = 0; i < count; i++) {
    const entry = popTouched();
    const node = usize(load<u32>(entry));
    const slot = usize(load<u32>(entry, 4));
    if (collapsed(node, slot)) continue;
    if (lanes == 0) {
      n0 = node;
      s0 = hashOf(slot);
    } else if (lanes == 1) {
      n1 = node;
      s1 = hashOf(slot);
    } else if (lanes == 2) {
      n2 = node;
      s2 = hashOf(slot);
    } else {
      gather(n0 + 8, n1 + 8, n2 + 8, node + 8);
      hash64(CV_NODE);
      scatter(s0, s1, s2, hashOf(slot));
    }
    lanes = (lanes + 1) & 3;
  }
  if (lanes == 0) return;
  gather(n0 + 8, lanes > 1 ? n1 + 8 : DUMMY, lanes > 2 ? n2 + 8 : DUMMY, DUMMY);
  hash64(CV_NODE);
  scatter(s0, lanes > 1 ? s1 : DUMMY, lanes > 2 ? s2 : DUMMY, DUMMY);
}

/** Applies the sorted entries [lo, hi) to the subtree at slot, whose depth is d. */
export function update(slot: usize, lo: u32, hi: u32, d: i32): void {
  if (hi - lo <= u32(SEGMENT)) {
    depth = d;
    for (let last = descend(slot, lo, hi) - 1; last >= d; last--) hashLevel(load<u32>(COUNTS + (usize(last) << 2)));
    return;
  }
  let child = usize(load<u32>(slot));
  if (child == 0) {
    child = newNode();
    store<u32>(slot, u32(child));
  } else if ((child & 1) != 0) child = pushDown(slot, child & ~1, d);
  const mid = split(lo, hi, d);
  if (lo < mid) update(child, lo, mid, d + 1);
  if (mid < hi) update(child + 4, mid, hi, d + 1);
  touch(child, slot);
  hashLevel(1);
}
