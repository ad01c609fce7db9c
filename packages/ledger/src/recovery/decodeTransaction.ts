import type { AccessListEntry, Authorization, Transaction } from '@lode/evm';
import type { SubmitError } from '../seams.ts';
import { listHeader, numberItem, type RlpCursor, readBytes, readList, readNumber, rlpCursor } from './rlp.ts';

/** What a signature is over, and the signature: r and s as 64 bytes. */
export interface Signed {
  payload: Uint8Array;
  signature: Uint8Array;
  recovery: number;
}

export type DecodeError = Extract<SubmitError, 'malformed' | 'unsupported-type' | 'wrong-chain' | 'bad-signature'>;

export type Decoded =
  | { ok: true; tx: Transaction; signed: Signed; authorizations: readonly (Signed | undefined)[] }
  | { ok: false; code: DecodeError };

const NO_SENDER = new Uint8Array(20);
/** Order of secp256k1, and its half: EIP-2 refuses a higher s. */
const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
const HALF_ORDER = ORDER / 2n;
/** EIP-7702: the byte before an authorization that is signed. */
const AUTHORIZATION_MAGIC = 0x05;
const AUTHORIZATION_TYPE = 4;

const refuse = (code: DecodeError): Decoded => ({ ok: false, code });

/**
 * Reads a signed transaction (EIP-2718 envelope of type 0, 1, 2 or 4), strictly: canonical RLP, nothing left over,
 * numbers in range, the signature's s low. The sender is left zero: it is not known yet.
 */
export function decodeTransaction(raw: Uint8Array, chainId: bigint): Decoded {
  const first = raw[0] ?? 0;
  if (first >= 0xc0) return decodeLegacy(raw, chainId);
  if (first === 1 || first === 2 || first === AUTHORIZATION_TYPE) return decodeTyped(raw, chainId, first);
  return refuse(first > 0x7f || raw.length === 0 ? 'malformed' : 'unsupported-type');
}

function whole(raw: Uint8Array, at: number): RlpCursor {
  const outer = rlpCursor(raw, at, raw.length);
  const fields = readList(outer);
  if (outer.at !== raw.length) fields.failed = true;
  return fields;
}

function decodeLegacy(raw: Uint8Array, chainId: bigint): Decoded {
  const c = whole(raw, 0);
  const start = c.at;
  const nonce = readNumber(c, 8);
  const gasPrice = readNumber(c, 32);
  const body = readBody(c);
  const end = c.at;
  const v = readNumber(c, 8);
  const signature = readSignature(c);
  if (c.failed || c.at !== c.end || body === undefined) return refuse('malformed');
  // 27 and 28: signed for no chain in particular, before EIP-155; deterministic deployers still use it.
  const bare = v === 27n || v === 28n;
  if (!bare && v !== chainId * 2n + 35n && v !== chainId * 2n + 36n) {
    return refuse(v < 35n ? 'bad-signature' : 'wrong-chain');
  }
  if (signature === undefined) return refuse('bad-signature');
  const fields = raw.subarray(start, end);
  const suffix = bare ? [] : [...numberItem(chainId), 0x80, 0x80];
  const header = listHeader(fields.length + suffix.length);
  const payload = new Uint8Array(header.length + fields.length + suffix.length);
  payload.set(header);
  payload.set(fields, header.length);
  payload.set(suffix, header.length + fields.length);
  const recovery = bare ? Number(v - 27n) : Number(v - chainId * 2n - 35n);
  const tx: Transaction = { type: 0, sender: NO_SENDER, nonce, gasPrice, ...body };
  return { ok: true, tx, signed: { payload, signature, recovery }, authorizations: [] };
}

function decodeTyped(raw: Uint8Array, chainId: bigint, type: 1 | 2 | 4): Decoded {
  const c = whole(raw, 1);
  const start = c.at;
  const chain = readNumber(c, 32);
  const nonce = readNumber(c, 8);
  const tip = readNumber(c, 32);
  const fees = type === 1 ? { gasPrice: tip } : { maxPriorityFeePerGas: tip, maxFeePerGas: readNumber(c, 32) };
  const body = readBody(c);
  const accessList = readAccessList(c);
  const lists = type === AUTHORIZATION_TYPE ? readAuthorizations(c) : undefined;
  const end = c.at;
  const parity = readNumber(c, 32);
  const signature = readSignature(c);
  if (c.failed || c.at !== c.end || body === undefined) return refuse('malformed');
  if (type === AUTHORIZATION_TYPE && body.to === undefined) return refuse('malformed');
  if (chain !== chainId) return refuse('wrong-chain');
  if (signature === undefined || parity > 1n) return refuse('bad-signature');
  const signed = { payload: prefixed(type, raw.subarray(start, end)), signature, recovery: Number(parity) };
  const tx: Transaction = { type, sender: NO_SENDER, nonce, ...fees, ...body, accessList };
  if (lists !== undefined) tx.authorizationList = lists.list;
  return { ok: true, tx, signed, authorizations: lists?.signed ?? [] };
}

function readBody(c: RlpCursor): Pick<Transaction, 'gasLimit' | 'to' | 'value' | 'data'> | undefined {
  const gasLimit = readNumber(c, 8);
  const to = readBytes(c);
  const value = readNumber(c, 32);
  const data = readBytes(c);
  if (to.length !== 0 && to.length !== 20) return undefined;
  return { gasLimit, value, data, ...(to.length === 0 ? {} : { to }) };
}

function readAccessList(c: RlpCursor): AccessListEntry[] {
  const entries: AccessListEntry[] = [];
  const list = readList(c);
  while (!list.failed && list.at < list.end) {
    const entry = readList(list);
    const address = readBytes(entry);
    const keys = readList(entry);
    const storageKeys: Uint8Array[] = [];
    while (!keys.failed && keys.at < keys.end) {
      const key = readBytes(keys);
      if (key.length !== 32) keys.failed = true;
      storageKeys.push(key);
    }
    if (entry.failed || keys.failed || entry.at !== entry.end || address.length !== 20) list.failed = true;
    entries.push({ address, storageKeys });
  }
  if (list.failed) c.failed = true;
  return entries;
}

function readAuthorizations(c: RlpCursor): { list: Authorization[]; signed: (Signed | undefined)[] } {
  const authorizations: Authorization[] = [];
  const signed: (Signed | undefined)[] = [];
  const list = readList(c);
  while (!list.failed && list.at < list.end) {
    const entry = readList(list);
    const start = entry.at;
    const chainId = readNumber(entry, 32);
    const address = readBytes(entry);
    const nonce = readNumber(entry, 8);
    const end = entry.at;
    const parity = readNumber(entry, 1);
    const signature = readSignature(entry);
    if (entry.failed || entry.at !== entry.end || address.length !== 20) list.failed = true;
    authorizations.push({ chainId, address, nonce, authority: undefined });
    // An authorization that is not well signed is skipped when it is applied; the transaction stands (EIP-7702).
    const usable = signature !== undefined && parity <= 1n && !list.failed;
    const payload = usable ? prefixed(AUTHORIZATION_MAGIC, c.bytes.subarray(start, end)) : undefined;
    signed.push(payload && signature && { payload, signature, recovery: Number(parity) });
  }
  if (list.failed) c.failed = true;
  return { list: authorizations, signed };
}

/** r and s as 64 bytes; undefined where one is out of range or s is high. */
function readSignature(c: RlpCursor): Uint8Array | undefined {
  const r = readNumber(c, 32);
  const rBytes = c.bytes.subarray(c.from, c.to);
  const s = readNumber(c, 32);
  const sBytes = c.bytes.subarray(c.from, c.to);
  if (c.failed || r === 0n || r >= ORDER || s === 0n || s > HALF_ORDER) return undefined;
  const signature = new Uint8Array(64);
  signature.set(rBytes, 32 - rBytes.length);
  signature.set(sBytes, 64 - sBytes.length);
  return signature;
}

function prefixed(prefix: number, fields: Uint8Array): Uint8Array {
  const header = listHeader(fields.length);
  const out = new Uint8Array(1 + header.length + fields.length);
  out[0] = prefix;
  out.set(header, 1);
  out.set(fields, 1 + header.length);
  return out;
}
