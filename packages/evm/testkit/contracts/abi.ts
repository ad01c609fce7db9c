import { keccak_256 } from '@noble/hashes/sha3.js';
import { rlpBytes, rlpList, rlpQuantity } from '../spec/trie.ts';

/** Static ABI types are all the tests need: addresses and numbers, a word each. */
export function callData(signature: string, ...words: (bigint | Uint8Array)[]): Uint8Array {
  const out = new Uint8Array(4 + 32 * words.length);
  out.set(selector(signature));
  out.set(encodeWords(...words), 4);
  return out;
}

export function selector(signature: string): Uint8Array {
  return keccak_256(new TextEncoder().encode(signature)).subarray(0, 4);
}

export function encodeWords(...words: (bigint | Uint8Array)[]): Uint8Array {
  const out = new Uint8Array(32 * words.length);
  words.forEach((word, i) => {
    const bytes = typeof word === 'bigint' ? Uint8Array.fromHex(word.toString(16).padStart(64, '0')) : word;
    out.set(bytes, 32 * (i + 1) - bytes.length);
  });
  return out;
}

export function concatBytes(...parts: Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** Address of a contract that `sender` creates with `nonce`. */
export function createAddress(sender: Uint8Array, nonce: bigint): Uint8Array {
  return keccak_256(rlpList([rlpBytes(sender), rlpQuantity(nonce)])).slice(12);
}

export function create2Address(sender: Uint8Array, salt: Uint8Array, initCode: Uint8Array): Uint8Array {
  return keccak_256(concatBytes(Uint8Array.of(0xff), sender, salt, keccak_256(initCode))).slice(12);
}

/** Storage slot of `mapping(address => …)` at `slot`. */
export function mappingSlot(key: Uint8Array, slot: bigint): bigint {
  return BigInt(`0x${keccak_256(encodeWords(key, slot)).toHex()}`);
}
