import { type Hex, keccak256, toHex } from 'viem';

/** Seeded randomness (mulberry32): the same schedule of faults for the same seed. */
export interface Random {
  next(): number;
  below(limit: number): number;
  chance(probability: number): boolean;
  hash(): Hex;
}

export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  let counter = 0;
  return {
    next,
    below: (limit) => Math.floor(next() * limit),
    chance: (probability) => next() < probability,
    hash: () => keccak256(toHex(`${seed}/${counter++}`)),
  };
}
