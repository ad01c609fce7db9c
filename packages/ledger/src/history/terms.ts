/**
 * What can be looked up, as numbers of 32 bits: two things may share one, so what a term leads to is checked against
 * the block. The seed is secret and of this directory: nobody can choose topics that lead queries astray.
 */
export const TERM = { address: 0, topic: 1, transaction: 5, block: 6 } as const;

const KINDS = 7;
/** An odd multiplier, then a word a kind. */
export const SEED_WORDS = 1 + KINDS;

export interface Terms {
  /** Of `words` little-endian words at `at`. */
  at(kind: number, view: DataView, at: number, words: number): number;
  of(kind: number, bytes: Uint8Array): number;
}

export function createTerms(seed: readonly number[]): Terms {
  const multiplier = (seed[0] ?? 0) | 1;
  const starts = Uint32Array.from(seed.slice(1));
  function at(kind: number, view: DataView, from: number, words: number): number {
    let hash = starts[kind] ?? 0;
    for (let i = 0; i < words; i++) {
      hash = Math.imul(hash ^ view.getUint32(from + i * 4, true), multiplier);
      hash ^= hash >>> 15;
    }
    hash = Math.imul(hash, 0x85ebca6b);
    return (hash ^ (hash >>> 13)) >>> 0;
  }
  return {
    at,
    of: (kind, bytes) => at(kind, new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), 0, bytes.length >> 2),
  };
}
