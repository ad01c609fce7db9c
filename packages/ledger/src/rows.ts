import { type AccountRow, CHANGE_ACCOUNT, CHANGE_BYTES, CHANGE_EXISTS, CHANGE_SLOT } from './seams.ts';

/** Rows of CHANGE_BYTES (seams.ts) to values and back. Not for the hot path: blocks hand whole arrays on. */

const MASK = (1n << 64n) - 1n;
const ADDRESS = 4;
const NONCE = 24;
const BALANCE = 32;
const CODE_HASH = 64;
const KEY = 24;
const VALUE = 56;

export type Row =
  | { kind: 'account'; address: Uint8Array; account: AccountRow | undefined }
  | { kind: 'slot'; address: Uint8Array; key: bigint; value: bigint };

function reversed(source: Uint8Array, at: number, size: number): Uint8Array {
  return source.slice(at, at + size).reverse();
}

function writeWord(view: DataView, at: number, value: bigint): void {
  for (let i = 0n; i < 4n; i++) view.setBigUint64(at + Number(i) * 8, (value >> (64n * i)) & MASK, true);
}

function readWord(view: DataView, at: number): bigint {
  let value = 0n;
  for (let i = 3; i >= 0; i--) value = (value << 64n) | view.getBigUint64(at + i * 8, true);
  return value;
}

function emptyRow(kind: number, exists: boolean, address: Uint8Array): Uint8Array {
  const row = new Uint8Array(CHANGE_BYTES);
  row[0] = kind;
  row[1] = exists ? CHANGE_EXISTS : 0;
  row.set(address.slice().reverse(), ADDRESS);
  return row;
}

export function encodeAccountRow(address: Uint8Array, account: AccountRow | undefined): Uint8Array {
  const row = emptyRow(CHANGE_ACCOUNT, account !== undefined, address);
  if (account === undefined) return row;
  const view = new DataView(row.buffer);
  view.setBigUint64(NONCE, account.nonce, true);
  writeWord(view, BALANCE, account.balance);
  row.set(account.codeHash.slice().reverse(), CODE_HASH);
  return row;
}

export function encodeSlotRow(address: Uint8Array, key: bigint, value: bigint): Uint8Array {
  const row = emptyRow(CHANGE_SLOT, value !== 0n, address);
  const view = new DataView(row.buffer);
  writeWord(view, KEY, key);
  writeWord(view, VALUE, value);
  return row;
}

/** The row at byte `at`. */
export function decodeRow(rows: Uint8Array, at: number): Row {
  const view = new DataView(rows.buffer, rows.byteOffset + at, CHANGE_BYTES);
  const address = reversed(rows, at + ADDRESS, 20);
  if (rows[at] === CHANGE_SLOT) {
    return { kind: 'slot', address, key: readWord(view, KEY), value: readWord(view, VALUE) };
  }
  if (((rows[at + 1] ?? 0) & CHANGE_EXISTS) === 0) return { kind: 'account', address, account: undefined };
  const account = {
    nonce: view.getBigUint64(NONCE, true),
    balance: readWord(view, BALANCE),
    codeHash: reversed(rows, at + CODE_HASH, 32),
  };
  return { kind: 'account', address, account };
}

export function* decodeRows(rows: Uint8Array): Iterable<Row> {
  for (let at = 0; at < rows.length; at += CHANGE_BYTES) yield decodeRow(rows, at);
}

export function joinRows(rows: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(rows.length * CHANGE_BYTES);
  rows.forEach((row, i) => {
    joined.set(row, i * CHANGE_BYTES);
  });
  return joined;
}
