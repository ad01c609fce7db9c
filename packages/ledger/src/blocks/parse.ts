import type { PoolTransaction, SealedBlock } from '../seams.ts';
import { type DecodedTransactions, decodeTransactions, SIGNATURE_BYTES } from './decode.ts';
import { readEncoded, writeSender } from './encoded.ts';
import { packedItem } from './packed.ts';
import { REFUSED_UNPROTECTED, type Refusal, refusalOf } from './refusals.ts';

export interface Signature {
  r: bigint;
  s: bigint;
  yParity: number;
}

export interface SignedAuthorization extends Signature {
  chainId: bigint;
  address: Uint8Array;
  nonce: bigint;
}

/** A transaction whose sender is not known yet: `sender` and `tx.sender` are zero, authorities undefined. */
export interface ParsedTransaction extends PoolTransaction {
  /** What the sender signed. */
  digest: Uint8Array;
  signature: Signature;
  /** False: a legacy transaction without a chain id. */
  isProtected: boolean;
  authorizations: SignedAuthorization[];
}

export type ParseResult = { ok: true; transaction: ParsedTransaction } | { ok: false; refusal: Refusal };

export interface ParseOptions {
  chainId: bigint;
  allowUnprotected?: boolean;
}

function signatureAt(bytes: Uint8Array, i: number): Signature {
  const at = i * SIGNATURE_BYTES;
  return {
    r: BigInt(`0x${bytes.subarray(at, at + 32).toHex()}`),
    s: BigInt(`0x${bytes.subarray(at + 32, at + 64).toHex()}`),
    yParity: bytes[at + 64] ?? 0,
  };
}

function authorizationsOf(decoded: DecodedTransactions, tx: PoolTransaction['tx']): SignedAuthorization[] {
  return (tx.authorizationList ?? []).map(({ chainId, address, nonce }, i) => {
    return { chainId, address, nonce, ...signatureAt(decoded.authorizations.signatures, i) };
  });
}

/** One transaction, for callers that are not in a hurry. */
export function parseTransaction(raw: Uint8Array, options: ParseOptions): ParseResult {
  const packed = { bytes: raw, offsets: Uint32Array.of(0, raw.length) };
  let decoded = decodeTransactions(packed, { chainId: options.chainId });
  const isProtected = decoded.refusals[0] !== REFUSED_UNPROTECTED;
  if (!isProtected && options.allowUnprotected) {
    decoded = decodeTransactions(packed, { chainId: options.chainId, allowUnprotected: true });
  }
  const refusal = refusalOf(decoded.refusals[0] ?? 0);
  if (refusal !== undefined) return { ok: false, refusal };
  const encoded = decoded.encoded.bytes;
  const tx = readEncoded(encoded);
  const transaction = {
    raw,
    hash: decoded.hashes,
    sender: tx.sender,
    tx,
    encoded,
    digest: decoded.digests,
    signature: signatureAt(decoded.signatures, 0),
    isProtected,
    authorizations: authorizationsOf(decoded, tx),
  };
  return { ok: true, transaction };
}

/** A transaction of a block, its sender filled in (authorities are not); undefined past its end. */
export function transactionOf(block: SealedBlock, index: number, chainId: bigint): ParsedTransaction | undefined {
  if (index < 0 || index >= block.status.length) return undefined;
  const parsed = parseTransaction(packedItem(block.transactions, index), { chainId, allowUnprotected: true });
  if (!parsed.ok) return undefined;
  const { transaction } = parsed;
  const sender = block.senders.slice(index * 20, index * 20 + 20);
  writeSender(transaction.encoded, 0, sender);
  return { ...transaction, sender, tx: { ...transaction.tx, sender } };
}
