/**
 * What can be looked up, as numbers of 32 bits: two things may share one, so what a term leads to is checked against
 * the block. The seed is secret and of this directory: nobody can choose topics that lead queries astray.
 */
export const TERM = { address: 0, topic: 1, transaction: 5, block: 6 } as const;

const KINDS = 7;
const MOST_WORDS = 8;
/** A word a kind, and a key for each half of a word. */
export const SEED_WORDS = KINDS + 2 * MOST_WORDS;

export interface Terms {
  /** Of `words` little-endian words at `at`, at most 8. */
  at(kind: number, view: DataView, at: number, words: number): number;
  of(kind: number, bytes: Uint8Array): number;
}

/**
 * Multilinear: halves of words times secret keys, summed exactly (16 products of 48 bits stay below 2^53), so that two
 * inputs have the same sum for one choice of the keys in 2^32 at most. The mixing after it only brings 52 bits to 32.
 */
export function createTerms(seed: readonly number[]): Terms {
  const starts = Uint32Array.from(seed.slice(0, KINDS));
  const keys = Float64Array.from(seed.slice(KINDS));
  function at(kind: number, view: DataView, from: number, words: number): number {
    let sum = 0;
    for (let i = 0; i < words; i++) {
      const word = view.getUint32(from + i * 4, true);
      sum += (keys[2 * i] ?? 0) * (word & 0xffff) + (keys[2 * i + 1] ?? 0) * (word >>> 16);
    }
    let hash = Math.imul((starts[kind] ?? 0) ^ (sum >>> 0), 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 15) ^ Math.floor(sum / 2 ** 32), 0xc2b2ae35);
    return (hash ^ (hash >>> 13)) >>> 0;
  }
  return {
    at,
    of: (kind, bytes) => at(kind, new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), 0, bytes.length >> 2),
  };
}
