import { EvmFault } from './errors.ts';
import type { Authorization, Transaction } from './types.ts';
import { ADDRESS_BYTES, MAX_WORD, writeAddress, writeBytesWord, writeWord } from './words.ts';

// Offsets of an encoded transaction; assembly/core/envelope.ts reads them as X_*.
const HEADER = 216;
const AUTH_SIZE = 96;
const MAX_U64 = (1n << 64n) - 1n;

function align(n: number): number {
  return (n + 7) & ~7;
}

function encodedSize(tx: Transaction): number {
  let size = align(HEADER + tx.data.length);
  for (const entry of tx.accessList ?? []) size += 32 + entry.storageKeys.length * 32;
  size += (tx.blobVersionedHashes?.length ?? 0) * 32;
  return size + (tx.authorizationList?.length ?? 0) * AUTH_SIZE;
}

function fits(value: bigint, max: bigint): boolean {
  return value >= 0n && value <= max;
}

/** Why a transaction cannot be encoded: a number outside its type's range. Such a transaction is invalid. */
export function unencodable(tx: Transaction): string | undefined {
  if (!fits(tx.nonce, MAX_U64)) return 'nonce exceeds 64 bits';
  if (!fits(tx.gasLimit, MAX_U64)) return 'gas limit exceeds 64 bits';
  const words = [tx.value, tx.gasPrice, tx.maxFeePerGas, tx.maxPriorityFeePerGas, tx.maxFeePerBlobGas];
  if (words.some((value) => value !== undefined && !fits(value, MAX_WORD))) return 'a value exceeds 256 bits';
  return undefined;
}

function checkAddress(address: Uint8Array, what: string): void {
  if (address.length !== ADDRESS_BYTES) throw new EvmFault('bad-input', `${what}: an address has 20 bytes`);
}

function writeFees(view: DataView, at: number, tx: Transaction): void {
  const legacy = tx.type < 2;
  writeWord(view, at + 104, (legacy ? tx.gasPrice : tx.maxFeePerGas) ?? 0n);
  writeWord(view, at + 136, (legacy ? tx.gasPrice : tx.maxPriorityFeePerGas) ?? 0n);
  writeWord(view, at + 168, tx.maxFeePerBlobGas ?? 0n);
}

function writeAuthorization(out: Uint8Array, view: DataView, at: number, auth: Authorization): void {
  // A chain id or nonce that does not fit can match nothing: an invalid authority says so.
  const valid = auth.authority !== undefined && fits(auth.chainId, MAX_WORD) && fits(auth.nonce, MAX_U64);
  writeWord(view, at, fits(auth.chainId, MAX_WORD) ? auth.chainId : 0n);
  checkAddress(auth.address, 'authorization');
  writeAddress(out, at + 32, auth.address);
  view.setBigUint64(at + 56, fits(auth.nonce, MAX_U64) ? auth.nonce : 0n, true);
  if (auth.authority !== undefined) writeAddress(out, at + 64, auth.authority);
  view.setBigUint64(at + 88, valid ? 1n : 0n, true);
}

function writeLists(out: Uint8Array, view: DataView, start: number, tx: Transaction): void {
  let at = start;
  for (const entry of tx.accessList ?? []) {
    checkAddress(entry.address, 'access list');
    writeAddress(out, at, entry.address);
    view.setBigUint64(at + 24, BigInt(entry.storageKeys.length), true);
    at += 32;
    for (const key of entry.storageKeys) {
      writeBytesWord(out, at, key);
      at += 32;
    }
  }
  for (const hash of tx.blobVersionedHashes ?? []) {
    writeBytesWord(out, at, hash);
    at += 32;
  }
  for (const auth of tx.authorizationList ?? []) {
    writeAuthorization(out, view, at, auth);
    at += AUTH_SIZE;
  }
}

/** Writes the core's form of a transaction; returns its size, a multiple of 8. */
function writeTransaction(out: Uint8Array, at: number, size: number, tx: Transaction): void {
  const view = new DataView(out.buffer, out.byteOffset, out.byteLength);
  out.fill(0, at, at + size);
  checkAddress(tx.sender, 'sender');
  view.setUint32(at, size, true);
  out[at + 4] = tx.type;
  out[at + 5] = tx.to === undefined ? 0 : 1;
  view.setBigUint64(at + 8, tx.nonce, true);
  view.setBigUint64(at + 16, tx.gasLimit, true);
  writeAddress(out, at + 24, tx.sender);
  if (tx.to !== undefined) {
    checkAddress(tx.to, 'to');
    writeAddress(out, at + 48, tx.to);
  }
  writeWord(view, at + 72, tx.value);
  writeFees(view, at, tx);
  view.setUint32(at + 200, tx.data.length, true);
  view.setUint32(at + 204, tx.accessList?.length ?? 0, true);
  view.setUint32(at + 208, tx.blobVersionedHashes?.length ?? 0, true);
  view.setUint32(at + 212, tx.authorizationList?.length ?? 0, true);
  out.set(tx.data, at + HEADER);
  writeLists(out, view, at + align(HEADER + tx.data.length), tx);
}

/** Encodes transactions one after the other. All have to be encodable (see `unencodable`). */
export function encodeTransactions(txs: readonly Transaction[]): Uint8Array {
  const sizes = txs.map(encodedSize);
  const out = new Uint8Array(sizes.reduce((sum, size) => sum + size, 0));
  let at = 0;
  txs.forEach((tx, i) => {
    const size = sizes[i] ?? 0;
    const why = unencodable(tx);
    if (why !== undefined) throw new EvmFault('bad-input', `transaction ${i}: ${why}`);
    writeTransaction(out, at, size, tx);
    at += size;
  });
  return out;
}
