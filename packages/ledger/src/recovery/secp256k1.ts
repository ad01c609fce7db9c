import { createRequire } from 'node:module';
import { secp256k1 as noble } from '@noble/curves/secp256k1.js';
import { keccak256 } from '../blocks/keccak.ts';

/** Writes the 20 bytes of the signer's address to `out`; false where the signature has no signer. */
export type Recover = (hash: Uint8Array, signature: Uint8Array, recovery: number, out: Uint8Array) => boolean;

type Native = typeof import('secp256k1');

const KEY_BYTES = 64;

/**
 * libsecp256k1 where its native module loads (50 to 75 µs a signature), else JavaScript (about 2 ms). The package's
 * own index would fall back silently to a slower library, so its native door is asked for by name.
 */
export function loadRecover(): { native: boolean; recover: Recover } {
  const key = new Uint8Array(1 + KEY_BYTES);
  try {
    const native: Native = createRequire(import.meta.url)('secp256k1/bindings.js');
    const recover: Recover = (hash, signature, recovery, out) => {
      try {
        native.ecdsaRecover(signature, recovery, hash, false, key);
      } catch {
        return false; // the library throws where no key can be recovered
      }
      writeAddress(key, out);
      return true;
    };
    return { native: true, recover };
  } catch {
    return { native: false, recover: nobleRecover };
  }
}

export const nobleRecover: Recover = (hash, signature, recovery, out) => {
  try {
    const parsed = noble.Signature.fromBytes(signature, 'compact').addRecoveryBit(recovery);
    writeAddress(parsed.recoverPublicKey(hash).toBytes(false), out);
    return true;
  } catch {
    return false;
  }
};

/** The address of an uncompressed key of 65 bytes. */
function writeAddress(key: Uint8Array, out: Uint8Array): void {
  out.set(keccak256(key.subarray(1)).subarray(12));
}
