import { hash as nodeHash } from 'node:crypto';
import { createRequire } from 'node:module';
import { secp256k1 as noble } from '@noble/curves/secp256k1.js';
import { keccak_256 } from '@noble/hashes/sha3.js';

export type Keccak = (bytes: Uint8Array) => Uint8Array;
/** Writes the 20 bytes of the signer's address to `out`; false where the signature has no signer. */
export type Recover = (hash: Uint8Array, signature: Uint8Array, recovery: number, out: Uint8Array) => boolean;

/** OpenSSL's Keccak takes 2.9 µs where the JavaScript one takes 8.4; a Node built on another OpenSSL may lack it. */
export function loadKeccak(): Keccak {
  try {
    nodeHash('keccak-256', new Uint8Array(0), 'buffer');
    return (bytes) => nodeHash('keccak-256', bytes, 'buffer');
  } catch {
    return keccak_256;
  }
}

type Native = typeof import('secp256k1');

/**
 * libsecp256k1 where its native module loads (50 to 75 µs a signature), else JavaScript (about 2 ms). The package's
 * own index would fall back silently to a slower library, so its native door is asked for by name.
 */
export function loadRecover(keccak: Keccak): { native: boolean; recover: Recover } {
  const key = new Uint8Array(65);
  try {
    const native: Native = createRequire(import.meta.url)('secp256k1/bindings.js');
    const recover: Recover = (hash, signature, recovery, out) => {
      try {
        native.ecdsaRecover(signature, recovery, hash, false, key);
      } catch {
        return false; // the library throws where no key can be recovered
      }
      out.set(keccak(key.subarray(1)).subarray(12));
      return true;
    };
    return { native: true, recover };
  } catch {
    return { native: false, recover: nobleRecover(keccak) };
  }
}

export function nobleRecover(keccak: Keccak): Recover {
  return (hash, signature, recovery, out) => {
    try {
      const parsed = noble.Signature.fromBytes(signature, 'compact').addRecoveryBit(recovery);
      out.set(keccak(parsed.recoverPublicKey(hash).toBytes(false).subarray(1)).subarray(12));
      return true;
    } catch {
      return false;
    }
  };
}
