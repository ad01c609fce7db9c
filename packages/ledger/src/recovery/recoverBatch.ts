import { encodeTransactions, type Transaction } from '@lode/evm';
import { packedCount, packedItem } from '../pool/packed.ts';
import type { Packed } from '../seams.ts';
import { type DecodeError, decodeTransaction, type Signed } from './decodeTransaction.ts';
import type { Keccak, Recover } from './secp256k1.ts';

/** Senders and what was found on the way, an entry a transaction. */
export interface Recovered {
  /** 0: recovered. Else 1 + the index in RECOVERY_ERRORS: its other entries are empty. */
  status: Uint8Array;
  /** 32 bytes a transaction. */
  hashes: Uint8Array;
  /** 20 bytes a transaction. */
  senders: Uint8Array;
  /** evm's form, with the sender and the authorities of EIP-7702 filled in. */
  encoded: Packed;
}

export const RECOVERY_ERRORS: readonly DecodeError[] = [
  'malformed',
  'unsupported-type',
  'wrong-chain',
  'bad-signature',
];

export interface RecoveryTools {
  chainId: bigint;
  keccak: Keccak;
  recover: Recover;
}

const shared = (bytes: number): Uint8Array => new Uint8Array(new SharedArrayBuffer(bytes));

/** Decodes a batch and recovers its signers, on the calling thread. */
export function recoverBatch(raw: Packed, tools: RecoveryTools): Recovered {
  const count = packedCount(raw);
  const out = { status: shared(count), hashes: shared(count * 32), senders: shared(count * 20) };
  const good: Transaction[] = [];
  for (let i = 0; i < count; i++) {
    const bytes = packedItem(raw, i);
    const sender = out.senders.subarray(i * 20, i * 20 + 20);
    const result = decodeAndRecover(bytes, sender, tools);
    if (typeof result === 'string') {
      out.status[i] = 1 + RECOVERY_ERRORS.indexOf(result);
      continue;
    }
    out.hashes.set(tools.keccak(bytes), i * 32);
    good.push(result);
  }
  return { ...out, encoded: packEncoded(good, out.status) };
}

function decodeAndRecover(bytes: Uint8Array, sender: Uint8Array, tools: RecoveryTools): Transaction | DecodeError {
  const decoded = decodeTransaction(bytes, tools.chainId);
  if (!decoded.ok) return decoded.code;
  const { tx, signed } = decoded;
  if (!recoverSigner(signed, sender, tools)) return 'bad-signature';
  tx.sender = sender;
  decoded.authorizations.forEach((each, at) => {
    const authorization = tx.authorizationList?.[at];
    const authority = new Uint8Array(20);
    if (each !== undefined && authorization !== undefined && recoverSigner(each, authority, tools)) {
      authorization.authority = authority;
    }
  });
  return tx;
}

function recoverSigner(signed: Signed, out: Uint8Array, { keccak, recover }: RecoveryTools): boolean {
  return recover(keccak(signed.payload), signed.signature, signed.recovery, out);
}

/** evm writes the transactions one after the other, each beginning with its size. */
function packEncoded(good: readonly Transaction[], status: Uint8Array): Packed {
  const encoded = encodeTransactions(good);
  const bytes = shared(encoded.length);
  bytes.set(encoded);
  const view = new DataView(bytes.buffer);
  const offsets = new Uint32Array(new SharedArrayBuffer((status.length + 1) * 4));
  let at = 0;
  for (let i = 0; i < status.length; i++) {
    if (status[i] === 0) at += view.getUint32(at, true);
    offsets[i + 1] = at;
  }
  return { bytes, offsets };
}
