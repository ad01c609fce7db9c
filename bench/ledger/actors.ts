import { addressOf, keyOf } from './native.ts';

/** Accounts by number. Those with keys can sign; a million of them cannot be made in a benchmark's time. */
export interface Actors {
  count: number;
  keys: readonly Uint8Array[];
  /** A view of 20 bytes. */
  address(n: number): Uint8Array;
}

const ADDRESS_BYTES = 20;

export function signingActors(count: number): Actors {
  const keys = Array.from({ length: count }, (_, n) => keyOf('actor', n));
  const addresses = keys.map(addressOf);
  return {
    count,
    keys,
    address(n) {
      const found = addresses[n];
      if (found === undefined) throw new RangeError(`there is no actor ${n}`);
      return found;
    },
  };
}

/** Addresses spread over all bits, so that tables see no neighbours. */
export function plainActors(count: number): Actors {
  const bytes = new Uint8Array(count * ADDRESS_BYTES);
  const words = new Uint32Array(bytes.buffer);
  for (let i = 0; i < words.length; i++) words[i] = mix(i + 1);
  return { count, keys: [], address: (n) => bytes.subarray(n * ADDRESS_BYTES, (n + 1) * ADDRESS_BYTES) };
}

/** Murmur3's finalizer: a permutation of 32 bits. */
function mix(n: number): number {
  let h = Math.imul(n ^ 0x10de, 0x9e3779b1);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
