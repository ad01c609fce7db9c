import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { nodeCrypto } from './native.ts';
import type { Hex } from './scalars.ts';

/** Hashes content that comes in parts. */
export interface ContentHasher {
  update(part: Uint8Array): void;
  digest(): Hex;
}

interface NativeHash {
  createHash(name: string): { update(part: Uint8Array): unknown; digest(): Uint8Array };
}

/** See {@link contentHash}. */
export function createContentHasher(): ContentHasher {
  const native = nodeCrypto() as NativeHash | undefined;
  const hash = native?.createHash('sha256') ?? sha256.create();
  return {
    update: (part) => void hash.update(part),
    digest: () => `0x${bytesToHex(new Uint8Array(hash.digest()))}`,
  };
}

/**
 * The content hash of inputs and outputs: SHA-256, so that `sha256sum` checks a file by hand
 * and the EVM checks it with its precompile (objects are hashed with keccak-256: see {@link hashWire}).
 */
export function contentHash(bytes: Uint8Array): Hex {
  const hasher = createContentHasher();
  hasher.update(bytes);
  return hasher.digest();
}
