import type { AccessListEntry, Authorization, Transaction } from '@lode/evm';
import type { Packed } from '../seams.ts';

/** evm's encoded form of a transaction (its src/encode.ts): reading it back, and filling in what was recovered. */

const TYPE = 4;
const HAS_RECIPIENT = 5;
const NONCE = 8;
const GAS_LIMIT = 16;
const SENDER = 24;
const TO = 48;
const VALUE = 72;
const MAX_FEE = 104;
const PRIORITY_FEE = 136;
const DATA_LENGTH = 200;
const ACCESS_COUNT = 204;
const AUTHORIZATION_COUNT = 212;
const DATA = 216;

const AUTHORIZATION_BYTES = 96;
const AUTHORITY = 64;
const AUTHORITY_VALID = 88;
const ADDRESS_BYTES = 20;

/** Writes an address, 20 bytes of `source` from `from` on, as a little-endian number. */
function putAddress(target: Uint8Array, at: number, source: Uint8Array, from: number): void {
  for (let i = 0; i < ADDRESS_BYTES; i++) target[at + i] = source[from + ADDRESS_BYTES - 1 - i] ?? 0;
}

function addressAt(bytes: Uint8Array, at: number): Uint8Array {
  return bytes.slice(at, at + ADDRESS_BYTES).reverse();
}

function wordAt(view: DataView, at: number): bigint {
  let word = 0n;
  for (let i = 3; i >= 0; i--) word = (word << 64n) | view.getBigUint64(at + i * 8, true);
  return word;
}

/** Fills in the sender of the encoded transaction that begins at `at`. */
export function writeSender(encoded: Uint8Array, at: number, sender: Uint8Array): void {
  putAddress(encoded, at + SENDER, sender, 0);
}

/** Fills in all senders, 20 bytes each; transactions that were refused are passed over. */
export function writeSenders(encoded: Packed, senders: Uint8Array): void {
  const { bytes, offsets } = encoded;
  for (let i = 0; i + 1 < offsets.length; i++) {
    const at = offsets[i] ?? 0;
    if (at !== offsets[i + 1]) putAddress(bytes, at + SENDER, senders, i * ADDRESS_BYTES);
  }
}

/** Fills in the recovered signer of the authorization at `position`. Without it the authorization has no effect. */
export function writeAuthority(encoded: Uint8Array, position: number, authority: Uint8Array): void {
  putAddress(encoded, position + AUTHORITY, authority, 0);
  encoded[position + AUTHORITY_VALID] = 1;
}

/** The gas limit of the encoded transaction that begins at `at`. */
export function gasLimitAt(view: DataView, at: number): bigint {
  return view.getBigUint64(at + GAS_LIMIT, true);
}

function readAccessList(bytes: Uint8Array, view: DataView, start: number): { list: AccessListEntry[]; end: number } {
  const list: AccessListEntry[] = [];
  let at = start;
  for (let left = view.getUint32(ACCESS_COUNT, true); left > 0; left--) {
    const address = addressAt(bytes, at);
    const keys = Number(view.getBigUint64(at + 24, true));
    at += 32;
    const storageKeys = Array.from({ length: keys }, (_, k) => bytes.slice(at + k * 32, at + (k + 1) * 32).reverse());
    list.push({ address, storageKeys });
    at += keys * 32;
  }
  return { list, end: at };
}

function readAuthorizations(bytes: Uint8Array, view: DataView, start: number): Authorization[] {
  return Array.from({ length: view.getUint32(AUTHORIZATION_COUNT, true) }, (_, i) => {
    const at = start + i * AUTHORIZATION_BYTES;
    return {
      chainId: wordAt(view, at),
      address: addressAt(bytes, at + 32),
      nonce: view.getBigUint64(at + 56, true),
      authority: bytes[at + AUTHORITY_VALID] === 1 ? addressAt(bytes, at + AUTHORITY) : undefined,
    };
  });
}

function transactionType(value: number | undefined): 0 | 1 | 2 | 4 {
  return value === 1 || value === 2 || value === 4 ? value : 0;
}

/** The transaction of one encoded form that `decodeTransactions` made. */
export function readEncoded(bytes: Uint8Array): Transaction {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const type = transactionType(bytes[TYPE]);
  const dataEnd = DATA + view.getUint32(DATA_LENGTH, true);
  const access = readAccessList(bytes, view, (dataEnd + 7) & ~7);
  const fees =
    type < 2
      ? { gasPrice: wordAt(view, MAX_FEE) }
      : { maxFeePerGas: wordAt(view, MAX_FEE), maxPriorityFeePerGas: wordAt(view, PRIORITY_FEE) };
  return {
    type,
    sender: addressAt(bytes, SENDER),
    ...(bytes[HAS_RECIPIENT] === 1 ? { to: addressAt(bytes, TO) } : {}),
    nonce: view.getBigUint64(NONCE, true),
    gasLimit: view.getBigUint64(GAS_LIMIT, true),
    value: wordAt(view, VALUE),
    data: bytes.slice(DATA, dataEnd),
    ...fees,
    ...(type > 0 ? { accessList: access.list } : {}),
    ...(type === 4 ? { authorizationList: readAuthorizations(bytes, view, access.end) } : {}),
  };
}
