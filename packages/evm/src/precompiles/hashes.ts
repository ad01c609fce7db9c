import { ripemd160 } from '@noble/hashes/legacy.js';
import { sha256 } from '@noble/hashes/sha2.js';

export function sha256Operation(input: Uint8Array): Uint8Array {
  return sha256(input);
}

/** RIPEMD-160, padded on the left to a word. */
export function ripemd160Operation(input: Uint8Array): Uint8Array {
  const out = new Uint8Array(32);
  out.set(ripemd160(input), 12);
  return out;
}

export function identityOperation(input: Uint8Array): Uint8Array {
  return input.slice();
}
