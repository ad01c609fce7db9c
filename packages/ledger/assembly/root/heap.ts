// Nodes of 72 bytes: u32 left, u32 right, 32 bytes hash of the left, 32 bytes hash of the right. A pointer is an
// address, plus 1 for a leaf; 0 is the empty subtree, whose hash is zero. A node keeps its children's hashes, not its
// own, so that hashing it reads one place. Leaves of 64 bytes: tree key, value.
import { TREE } from './layout';

export const NODE_BYTES: usize = 72;
export const LEAF_BYTES: usize = 64;

let bump: usize = TREE;
/** End of the list of touched nodes, which grows down. */
export let top: usize = 0;
let end: usize = 0;
let freeNode: usize = 0;
let freeLeaf: usize = 0;
export let leaves: u32 = 0;
export let nodes: u32 = 0;
/** Set before the trap that follows. */
export let full: bool = false;

export function openHeap(limit: usize): void {
  end = limit;
  top = limit;
}

export function usedBytes(): u32 {
  return u32(bump - TREE);
}

function allocate(bytes: usize): usize {
  const at = bump;
  if (top - at < bytes) {
    full = true;
    unreachable();
  }
  bump = at + bytes;
  return at;
}

export function newNode(): usize {
  nodes++;
  let at = freeNode;
  if (at == 0) at = allocate(NODE_BYTES);
  else freeNode = load<u32>(at);
  store<u64>(at, 0);
  clear32(at + 8);
  clear32(at + 40);
  return at;
}

export function dropNode(at: usize): void {
  nodes--;
  store<u32>(at, u32(freeNode));
  freeNode = at;
}

export function newLeaf(): usize {
  leaves++;
  const at = freeLeaf;
  if (at == 0) return allocate(LEAF_BYTES);
  freeLeaf = load<u32>(at);
  return at;
}

export function dropLeaf(at: usize): void {
  leaves--;
  store<u32>(at, u32(freeLeaf));
  freeLeaf = at;
}

// @ts-ignore: decorator
@inline
export function hashOf(slot: usize): usize {
  return (slot & ~7) + 8 + ((slot & 4) << 3);
}

// @ts-ignore: decorator
@inline
export function touch(node: usize, slot: usize): void {
  const at = top - 8;
  if (at < bump) {
    full = true;
    unreachable();
  }
  store<u32>(at, u32(node));
  store<u32>(at, u32(slot), 4);
  top = at;
}

export function popTouched(): usize {
  const at = top;
  top = at + 8;
  return at;
}

// @ts-ignore: decorator
@inline
export function copy32(to: usize, from: usize): void {
  v128.store(to, v128.load(from));
  v128.store(to, v128.load(from, 16), 16);
}

// @ts-ignore: decorator
@inline
export function clear32(to: usize): void {
  v128.store(to, i64x2.splat(0));
  v128.store(to, i64x2.splat(0), 16);
}

// @ts-ignore: decorator
@inline
export function equal32(a: usize, b: usize): bool {
  const low = v128.xor(v128.load(a), v128.load(b));
  return !v128.any_true(v128.or(low, v128.xor(v128.load(a, 16), v128.load(b, 16))));
}
