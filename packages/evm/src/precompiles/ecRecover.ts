import { secp256k1 } from '@noble/curves/secp256k1.js';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { EMPTY, readBigInt, slicePadded } from './bytes.ts';

export interface EcRecoverInput {
  hash: Uint8Array;
  r: bigint;
  s: bigint;
  recovery: 0 | 1;
}

const ORDER = secp256k1.Point.Fn.ORDER;

/** The yellow paper's checks: v is 27 or 28 as a whole word, r and s are in [1, n). High s is allowed. */
export function parseEcRecover(input: Uint8Array): EcRecoverInput | undefined {
  const v = readBigInt(input, 32, 32);
  const r = readBigInt(input, 64, 32);
  const s = readBigInt(input, 96, 32);
  if (v !== 27n && v !== 28n) return undefined;
  if (r === 0n || s === 0n || r >= ORDER || s >= ORDER) return undefined;
  return { hash: slicePadded(input, 0, 32), r, s, recovery: v === 27n ? 0 : 1 };
}

/** Address of an uncompressed public key without its leading 4, as a word. */
export function addressWord(publicKey64: Uint8Array): Uint8Array {
  const out = new Uint8Array(32);
  out.set(keccak_256(publicKey64).subarray(12), 12);
  return out;
}

/** ECRECOVER never fails: an invalid signature returns nothing. */
export function ecRecoverOperation(input: Uint8Array): Uint8Array {
  const parsed = parseEcRecover(input);
  if (parsed === undefined) return EMPTY;
  try {
    const signature = new secp256k1.Signature(parsed.r, parsed.s, parsed.recovery);
    return addressWord(signature.recoverPublicKey(parsed.hash).toBytes(false).subarray(1));
  } catch {
    return EMPTY; // r is no x of the curve, or the key is the point at infinity
  }
}
