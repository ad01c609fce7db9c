import { hash as nodeHash } from 'node:crypto';
import { createRequire } from 'node:module';

type Native = typeof import('secp256k1');

/** libsecp256k1 itself: the package's index would fall back to JavaScript without a word. */
export const native: Native = createRequire(import.meta.url)('secp256k1/bindings.js');

export const keccak = (bytes: Uint8Array): Uint8Array => nodeHash('keccak-256', bytes, 'buffer');

/** The same key for the same name and number, on every machine. For benchmarks only. */
export const keyOf = (kind: string, n: number): Uint8Array =>
  keccak(new TextEncoder().encode(`lode bench ${kind} ${n}`));

export const addressOf = (key: Uint8Array): Uint8Array =>
  Uint8Array.from(keccak(native.publicKeyCreate(key, false, new Uint8Array(65)).subarray(1)).subarray(12));

export interface Signature {
  /** r and s. */
  compact: Uint8Array;
  yParity: number;
}

export function sign(digest: Uint8Array, key: Uint8Array): Signature {
  const { signature, recid } = native.ecdsaSign(digest, key, undefined, new Uint8Array(64));
  return { compact: signature, yParity: recid };
}

/** As wallets write it: r, s, 27 or 28. */
export function wireSignature(digest: Uint8Array, key: Uint8Array): Uint8Array {
  const { compact, yParity } = sign(digest, key);
  const out = new Uint8Array(65);
  out.set(compact);
  out[64] = 27 + yParity;
  return out;
}
