import type { BlockMemory } from '../blockMemory.ts';
import { decodeTransactions, HASH_BYTES, SIGNATURE_BYTES } from '../blocks/decode.ts';
import { writeAuthority, writeSenders } from '../blocks/encoded.ts';
import type { Packed } from '../seams.ts';
import type { Recover } from './secp256k1.ts';

/** Senders and what was found on the way, an entry a transaction. */
export interface Recovered {
  /** 0: recovered. Else see `refusalOf`: its other entries are empty. */
  refusals: Uint8Array;
  /** 32 bytes a transaction. */
  hashes: Uint8Array;
  /** 20 bytes a transaction. */
  senders: Uint8Array;
  /** evm's form, with the sender and the authorities of EIP-7702 filled in. */
  encoded: Packed;
}

export interface RecoveryRules {
  chainId: bigint;
  /** Legacy transactions for no chain in particular. */
  allowUnprotected: boolean;
}

export const ADDRESS_BYTES = 20;
/** blocks/refusals.ts: a signature that nobody can have made. */
const REFUSED_SIGNATURE = 13;

/** Senders who are believed, and where the encoded forms go. */
export interface KnownSenders {
  /** 20 bytes a transaction. */
  senders: Uint8Array;
  memory: BlockMemory;
}

/** Decodes a batch and recovers its signers, on the calling thread. */
export function recoverBatch(raw: Packed, rules: RecoveryRules, recover: Recover, known?: KnownSenders): Recovered {
  const decoded = decodeTransactions(raw, { ...rules, ...(known && { sendersKnown: known.memory }) });
  const { refusals, encoded, hashes, digests, signatures, authorizations } = decoded;
  const senders = known?.senders ?? new Uint8Array(refusals.length * ADDRESS_BYTES);
  const recoverAt = (of: { digests: Uint8Array; signatures: Uint8Array }, i: number, out: Uint8Array): boolean => {
    const signature = of.signatures.subarray(i * SIGNATURE_BYTES, (i + 1) * SIGNATURE_BYTES);
    const digest = of.digests.subarray(i * HASH_BYTES, (i + 1) * HASH_BYTES);
    return recover(digest, signature.subarray(0, 64), signature[64] ?? 0, out);
  };
  for (let i = 0; known === undefined && i < refusals.length; i++) {
    if (refusals[i] !== 0) continue;
    const sender = senders.subarray(i * ADDRESS_BYTES, (i + 1) * ADDRESS_BYTES);
    if (!recoverAt({ digests, signatures }, i, sender)) refusals[i] = REFUSED_SIGNATURE;
  }
  writeSenders(encoded, senders);
  const authority = new Uint8Array(ADDRESS_BYTES);
  for (let n = 0; n < authorizations.count; n++) {
    if (authorizations.recoverable[n] === 0 || !recoverAt(authorizations, n, authority)) continue;
    writeAuthority(encoded.bytes, authorizations.position[n] ?? 0, authority);
  }
  return { refusals, hashes, senders, encoded };
}
