import { keccak_256 } from '@noble/hashes/sha3.js';

/** The bits that an address or topic sets in a bloom (yellow paper, 4.3.1). */
export function bloomBits(item: Uint8Array): number[] {
  const hash = keccak_256(item);
  return [0, 2, 4].map((at) => (((hash[at] ?? 0) << 8) | (hash[at + 1] ?? 0)) & 2047);
}

export function hasBits(bloom: Uint8Array, bits: readonly number[]): boolean {
  return bits.every((bit) => (((bloom[255 - (bit >> 3)] ?? 0) >> (bit & 7)) & 1) === 1);
}
