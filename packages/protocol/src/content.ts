import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import type { Hex } from './scalars.ts';

/**
 * The content hash of inputs and outputs: SHA-256, so that `sha256sum` checks a file by hand
 * and the EVM checks it with its precompile (objects are hashed with keccak-256: see {@link hashWire}).
 * This pure version runs anywhere; on Node, `node:crypto` gives the same digest faster.
 */
export function contentHash(bytes: Uint8Array): Hex {
  return `0x${bytesToHex(sha256(bytes))}`;
}
