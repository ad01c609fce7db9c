import type { Transaction } from '@lode/evm';
import { type DecodedAuthorizations, decodeTransactions, HASH_BYTES, SIGNATURE_BYTES } from '../../blocks/decode.ts';
import { readEncoded } from '../../blocks/encoded.ts';
import { packedItem, packedLength } from '../../blocks/packed.ts';
import { REFUSED_UNPROTECTED } from '../../blocks/refusals.ts';
import type { Packed } from '../../seams.ts';

export interface SignedAuthorization {
  /** What was signed. */
  digest: Uint8Array;
  /** r, s, y parity. */
  signature: Uint8Array;
  /** False where the signature cannot be anybody's. */
  recoverable: boolean;
}

/** A transaction with what its signatures are. Sender and authorities are left out: they have to be recovered. */
export interface DecodedTransaction {
  raw: Uint8Array;
  hash: Uint8Array;
  tx: Transaction;
  /** r, s, y parity. */
  signature: Uint8Array;
  /** Legacy, and valid on any chain. */
  unprotected: boolean;
  authorizations: readonly SignedAuthorization[];
}

function item(bytes: Uint8Array, size: number, i: number): Uint8Array {
  return bytes.subarray(i * size, (i + 1) * size);
}

function authorizationsOf(all: DecodedAuthorizations, transaction: number): SignedAuthorization[] {
  const out: SignedAuthorization[] = [];
  for (let n = 0; n < all.count; n++) {
    if (all.transaction[n] !== transaction) continue;
    out.push({
      digest: item(all.digests, HASH_BYTES, n),
      signature: item(all.signatures, SIGNATURE_BYTES, n),
      recoverable: all.recoverable[n] === 1,
    });
  }
  return out;
}

/** Transactions that were in a block or the pool: that they decode is not in doubt. */
export function decodeAll(chainId: bigint, raw: Packed): DecodedTransaction[] {
  const strict = decodeTransactions(raw, { chainId });
  const isUnprotected = (i: number) => strict.refusals[i] === REFUSED_UNPROTECTED;
  const some = strict.refusals.some((_, i) => isUnprotected(i));
  const decoded = some ? decodeTransactions(raw, { chainId, allowUnprotected: true }) : strict;
  return Array.from({ length: packedLength(raw) }, (_, i) => {
    if (decoded.refusals[i] !== 0) throw new Error(`a transaction of a block does not decode: ${decoded.refusals[i]}`);
    return {
      raw: packedItem(raw, i),
      hash: item(decoded.hashes, HASH_BYTES, i),
      tx: readEncoded(packedItem(decoded.encoded, i)),
      signature: item(decoded.signatures, SIGNATURE_BYTES, i),
      unprotected: isUnprotected(i),
      authorizations: decoded.authorizations.count === 0 ? [] : authorizationsOf(decoded.authorizations, i),
    };
  });
}

export function decodeOne(chainId: bigint, raw: Uint8Array): DecodedTransaction {
  const [decoded] = decodeAll(chainId, { bytes: raw, offsets: Uint32Array.of(0, raw.length) });
  if (decoded === undefined) throw new Error('one transaction decodes to one');
  return decoded;
}
