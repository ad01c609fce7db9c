import { RLP } from '@ethereumjs/rlp';
import { keccak_256 } from '@noble/hashes/sha3.js';
import type { SignedAuthorization } from '../../blocks/parse.ts';
import { wordBytes } from '../hex.ts';

/** Who signed a digest; undefined where nobody can have. */
export type RecoverSigner = (digest: Uint8Array, signature: Uint8Array, parity: number) => Uint8Array | undefined;

/** EIP-7702: what is signed begins with it. */
const MAGIC = 0x05;
/** EIP-2, of secp256k1. */
const HALF_ORDER = 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0n;

/** The account that an authorization speaks for. */
export function authorityOf(entry: SignedAuthorization, recover: RecoverSigner): Uint8Array | undefined {
  const { chainId, address, nonce, r, s, yParity } = entry;
  if (s > HALF_ORDER || yParity > 1) return undefined;
  const digest = keccak_256(Uint8Array.from([MAGIC, ...RLP.encode([chainId, address, nonce])]));
  return recover(digest, Uint8Array.from([...wordBytes(r), ...wordBytes(s)]), yParity);
}
