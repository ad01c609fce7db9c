// Log records as the EVM's core writes them (opLog in packages/evm/assembly/core/storage.ts): address 24 bytes, topics
// u32, data length u32, topics of 32, the data, padded to 8. Numbers are little-endian.
export const TOPICS: usize = 32;

// @ts-ignore: decorator
@inline
export function topicCount(p: usize): usize {
  return usize(load<u32>(p, 24));
}

// @ts-ignore: decorator
@inline
export function dataLength(p: usize): usize {
  return usize(load<u32>(p, 28));
}

// @ts-ignore: decorator
@inline
export function dataOf(p: usize): usize {
  return p + TOPICS + (topicCount(p) << 5);
}

// @ts-ignore: decorator
@inline
export function nextRecord(p: usize): usize {
  return (dataOf(p) + dataLength(p) + 7) & ~usize(7);
}
