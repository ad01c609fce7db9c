import { keccak_256 } from '@noble/hashes/sha3.js';
import { join, rlpBytes, rlpList, rlpNumber } from '../format/rlp.ts';
import { wordBytes } from '../hex.ts';
import type { CallRequest } from '../params/call.ts';

/** Who signed a digest; undefined where nobody can have. */
export type RecoverSigner = (digest: Uint8Array, signature: Uint8Array, parity: number) => Uint8Array | undefined;

type Requested = NonNullable<CallRequest['authorizationList']>[number];

/** EIP-7702: what is signed begins with it. */
const MAGIC = 0x05;
/** EIP-2, of secp256k1. */
const HALF_ORDER = 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0n;

/** The account that an authorization of a request speaks for. */
export function authorityOf(entry: Requested, recover: RecoverSigner): Uint8Array | undefined {
  if (entry.s > HALF_ORDER || entry.yParity > 1n) return undefined;
  const signed = rlpList([rlpNumber(entry.chainId), rlpBytes(entry.address), rlpNumber(entry.nonce)]);
  const digest = keccak_256(join([Uint8Array.of(MAGIC), signed]));
  return recover(digest, join([wordBytes(entry.r), wordBytes(entry.s)]), Number(entry.yParity));
}
