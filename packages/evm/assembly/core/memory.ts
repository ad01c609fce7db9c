// Memory of the running frame. Frames stack up in the arena: a child's memory starts where its parent's ends.
import { FATAL_REGION, GAS, MEM_BASE, MEM_SIZE } from './layout';
import { highBits, isZero } from './u256';
import { raise } from './workingSet';

/** True where linear memory reaches `end`, growing it by 16 MB at least. */
export function ensureArena(end: u64): bool {
  const have = u64(memory.size()) << 16;
  if (end <= have) return true;
  let pages = i32((end - have + 65535) >> 16);
  if (memory.grow(max<i32>(pages, 256)) != -1) return true;
  if (end < 0xffff0000 && memory.grow(pages) != -1) return true;
  raise(FATAL_REGION);
  return false;
}

/** Zeroes a multiple of 32 bytes; below a few hundred, memory.fill costs more than the stores. */
function clear(p: usize, len: usize): void {
  if (len > 512) {
    memory.fill(p, 0, len);
    return;
  }
  for (const end = p + len; p < end; p += 32) {
    v128.store(p, i64x2.splat(0));
    v128.store(p, i64x2.splat(0), 16);
  }
}

/** Copies len bytes; the same bound. */
export function copyBytes(d: usize, s: usize, len: usize): void {
  if (len > 256) {
    memory.copy(d, s, len);
    return;
  }
  // Callers' regions do not overlap.
  for (; len >= 8; len -= 8) {
    store<u64>(d, load<u64>(s));
    d += 8;
    s += 8;
  }
  for (; len > 0; len--) {
    store<u8>(d, load<u8>(s));
    d++;
    s++;
  }
}

/** Grows the frame's memory to reach `end` and charges GAS; false: out of gas. */
export function expand(end: u64): bool {
  const size = u64(load<u32>(MEM_SIZE));
  if (end <= size) return true;
  const words = (end + 31) >> 5;
  const old = size >> 5;
  const cost = i64(3 * (words - old) + ((words * words) >> 9) - ((old * old) >> 9));
  const gas = load<i64>(GAS);
  if (cost > gas) return false;
  const base = u64(load<u32>(MEM_BASE));
  if (!ensureArena(base + (words << 5) + 64)) return false;
  store<i64>(GAS, gas - cost);
  clear(usize(base + size), usize((words - old) << 5));
  store<u32>(MEM_SIZE, u32(words << 5));
  return true;
}

/** Makes [off, off+len) (words) reachable; a length of zero never grows memory. False: out of gas. */
export function range(off: usize, len: usize): bool {
  if (isZero(len)) return true;
  if (highBits(off) != 0 || highBits(len) != 0) return false;
  const o = load<u64>(off);
  const l = load<u64>(len);
  // Beyond 2^32 bytes the gas would be more than 3.5 * 10^13.
  if (o > 0xffffffff || l > 0xffffffff) return false;
  return expand(o + l);
}

/** Charges GAS; false: out of gas. */
// @ts-ignore: decorator
@inline
export function charge(cost: i64): bool {
  const gas = load<i64>(GAS) - cost;
  store<i64>(GAS, gas);
  return gas >= 0;
}

/** dst = len bytes from offset `off` (a word) of a buffer of `size` bytes, zero beyond its end. */
export function copyPadded(dst: usize, src: usize, size: u32, off: usize, len: u32): void {
  let have: u32 = 0;
  if (highBits(off) == 0 && load<u64>(off) < u64(size)) {
    const o = u32(load<u64>(off));
    have = min<u32>(size - o, len);
    copyBytes(dst, src + o, have);
  }
  if (have < len) memory.fill(dst + have, 0, len - have);
}
