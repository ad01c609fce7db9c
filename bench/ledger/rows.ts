import type { AccountState } from '@lode/evm';
import { CHANGE_BYTES, encodeAccountRow, encodeSlotRow, joinRows } from '@lode/ledger';
import { keccak } from './native.ts';

/** Rows of the state, written by the million: the form is that of the ledger's seams. */

const EMPTY_CODE_LE = keccak(new Uint8Array(0)).slice().reverse();
const KIND_ACCOUNT = 1;
const KIND_SLOT = 2;
const EXISTS = 1;
const LIMB = (1n << 64n) - 1n;

export interface Base {
  rows: Uint8Array;
  codes: ReadonlyMap<string, Uint8Array>;
}

/** Contracts and what was made with them. */
export function baseOf(accounts: Iterable<[Uint8Array, AccountState]>): Base {
  const rows: Uint8Array[] = [];
  const codes = new Map<string, Uint8Array>();
  for (const [address, { nonce, balance, code, storage }] of accounts) {
    const codeHash = keccak(code);
    if (code.length > 0) codes.set(codeHash.toHex(), code);
    rows.push(encodeAccountRow(address, { nonce, balance, codeHash }));
    for (const [key, value] of storage) rows.push(encodeSlotRow(address, BigInt(key), value));
  }
  return { rows: joinRows(rows), codes };
}

export interface RowWriter {
  account(address: Uint8Array, balance: bigint): void;
  /** `key`: 32 bytes, big-endian. */
  slot(address: Uint8Array, key: Uint8Array, value: bigint): void;
  finish(): Uint8Array;
}

/** Room for `count` rows. */
export function rowWriter(count: number): RowWriter {
  const rows = new Uint8Array(count * CHANGE_BYTES);
  const view = new DataView(rows.buffer);
  let at = 0;
  const begin = (kind: number, address: Uint8Array) => {
    rows[at] = kind;
    rows[at + 1] = EXISTS;
    for (let i = 0; i < 20; i++) rows[at + 4 + i] = address[19 - i] ?? 0;
  };
  const word = (offset: number, value: bigint) => {
    view.setBigUint64(at + offset, value & LIMB, true);
    view.setBigUint64(at + offset + 8, (value >> 64n) & LIMB, true);
    if (value >> 128n === 0n) return;
    view.setBigUint64(at + offset + 16, (value >> 128n) & LIMB, true);
    view.setBigUint64(at + offset + 24, value >> 192n, true);
  };
  return {
    account(address, balance) {
      begin(KIND_ACCOUNT, address);
      word(32, balance);
      rows.set(EMPTY_CODE_LE, at + 64);
      at += CHANGE_BYTES;
    },
    slot(address, key, value) {
      begin(KIND_SLOT, address);
      for (let i = 0; i < 32; i++) rows[at + 24 + i] = key[31 - i] ?? 0;
      word(56, value);
      at += CHANGE_BYTES;
    },
    finish: () => rows.subarray(0, at),
  };
}

/** The rows as they were when nothing was there: what `undo` holds for them. */
export function absent(rows: Uint8Array): Uint8Array {
  const undo = new Uint8Array(rows.length);
  for (let at = 0; at < rows.length; at += CHANGE_BYTES) {
    const key = rows[at] === KIND_SLOT ? 56 : 24;
    undo.set(rows.subarray(at, at + key), at);
    undo[at + 1] = 0;
  }
  return undo;
}

const keyed = new Uint8Array(64);

/** Storage key of `mapping(address => …)` at `slot` (0 to 255), or at the 32 bytes of another mapping's key. */
export function mappingKey(holder: Uint8Array, slot: number | Uint8Array): Uint8Array {
  keyed.fill(0);
  keyed.set(holder, 12);
  if (typeof slot === 'number') keyed[63] = slot;
  else keyed.set(slot, 32);
  return keccak(keyed);
}

export const slotOf = (key: Uint8Array): bigint => BigInt(`0x${key.toHex()}`);
