// Bytes, numbers and RLP headers. Copies may write up to 15 bytes too many: regions have slack.

/** Copies len bytes between regions that do not overlap. */
export function copyBytes(d: usize, s: usize, len: usize): void {
  if (len > 512) {
    memory.copy(d, s, len);
    return;
  }
  for (let i: usize = 0; i < len; i += 16) v128.store(d + i, v128.load(s + i));
}

/** The number in len <= 8 big-endian bytes at p. Reads 8 bytes, also some before p. */
// @ts-ignore: decorator
@inline
export function numberAt(p: usize, len: usize): u64 {
  if (len == 0) return 0;
  return bswap<u64>(load<u64>(p + len - 8)) & (u64(-1) >> (64 - (u64(len) << 3)));
}

/** Writes len <= 32 big-endian bytes at p as a little-endian word. */
export function putWord(d: usize, p: usize, len: usize): void {
  if (len <= 8) {
    store<u64>(d, numberAt(p, len));
    store<u64>(d, 0, 8);
    v128.store(d, i64x2.splat(0), 16);
    return;
  }
  for (let i: usize = 0; i < 32; i += 8) {
    const n = min<usize>(len, 8);
    len -= n;
    store<u64>(d + i, numberAt(p + len, n));
  }
}

/** Writes 20 big-endian bytes as a little-endian number of 24 bytes. */
export function putAddress(d: usize, p: usize): void {
  store<u64>(d, bswap<u64>(load<u64>(p, 12)));
  store<u64>(d, bswap<u64>(load<u64>(p, 4)), 8);
  store<u64>(d, u64(bswap<u32>(load<u32>(p))), 16);
}

/** Writes a little-endian number of 24 bytes as 20 big-endian ones. */
export function getAddress(d: usize, p: usize): void {
  store<u32>(d, bswap<u32>(load<u32>(p, 16)));
  store<u64>(d, bswap<u64>(load<u64>(p, 8)), 4);
  store<u64>(d, bswap<u64>(load<u64>(p)), 12);
}

/** Writes a little-endian word as 32 big-endian bytes. */
export function getWord(d: usize, p: usize): void {
  store<u64>(d, bswap<u64>(load<u64>(p, 24)));
  store<u64>(d, bswap<u64>(load<u64>(p, 16)), 8);
  store<u64>(d, bswap<u64>(load<u64>(p, 8)), 16);
  store<u64>(d, bswap<u64>(load<u64>(p)), 24);
}

/** Bytes that the number takes without leading zeros. */
// @ts-ignore: decorator
@inline
export function numberBytes(value: u64): usize {
  return usize((71 - clz<u64>(value)) >> 3);
}

/** Size of the RLP header of a payload of len bytes. */
// @ts-ignore: decorator
@inline
export function headerSize(len: usize): usize {
  return len < 56 ? 1 : 1 + numberBytes(len);
}

/** Writes the header of a payload of len bytes, `base` 0x80 for a string and 0xc0 for a list; returns where it ends. */
export function putHeader(d: usize, base: usize, len: usize): usize {
  if (len < 56) {
    store<u8>(d, u8(base + len));
    return d + 1;
  }
  const n = numberBytes(len);
  store<u8>(d, u8(base + 55 + n));
  // Byte by byte: the payload may be there already.
  for (let i = n; i > 0; i--) {
    store<u8>(d + i, u8(len));
    len >>= 8;
  }
  return d + 1 + n;
}

/** Size of a number as an RLP item. */
export function numberSize(value: u64): usize {
  return value < 0x80 ? 1 : 1 + numberBytes(value);
}

export function putNumber(d: usize, value: u64): usize {
  if (value - 1 < 0x7f) {
    store<u8>(d, u8(value));
    return d + 1;
  }
  const n = numberBytes(value);
  store<u8>(d, u8(0x80 + n));
  if (n != 0) store<u64>(d, bswap<u64>(value << ((8 - u64(n)) << 3)), 1);
  return d + 1 + n;
}
