import {
  type AccountRow,
  CHANGE_ACCOUNT,
  CHANGE_BYTES,
  CHANGE_EXISTS,
  CHANGE_SLOT,
  type StateReader,
} from '../seams.ts';
import { ledgerError } from './errors.ts';
import { createRowIndex, type RowIndex } from './rowIndex.ts';

export interface UndoOptions {
  /** Blocks back from the newest that can be read. */
  window: number;
  /** Bound on the rows kept: under load the window is shorter. */
  maxBytes: number;
}

/** Past states: the committed rows, and what the blocks since then found before they wrote. */
export interface UndoWindow {
  /** Blocks in order, without gaps. Returns what it lets go of. */
  push(block: bigint, undo: Uint8Array): Uint8Array[];
  /** The earliest block whose state can be read. */
  readonly first: bigint;
  readonly bytes: number;
  /** The state after a block, for as long as it is kept: then its reads throw STATE_GONE. */
  at(block: bigint): StateReader | undefined;
}

interface Undone {
  rows: Uint8Array;
  /** Made when first asked for: most blocks are never looked back at. */
  index: RowIndex | undefined;
}

export function createUndoWindow(reader: StateReader, newest: bigint, options: UndoOptions): UndoWindow {
  /** Of the blocks `last - undone.length + 1` to `last`. */
  const undone: Undone[] = [];
  let last = newest;
  let bytes = 0;

  /** The row as it was after `block`: what the first later block that changed it found. */
  function find(block: bigint, kind: number, address: Uint8Array, key: bigint): Uint8Array | undefined {
    const from = undone.length - Number(last - block);
    if (from < 0) {
      throw ledgerError('STATE_GONE', `The state after block ${block} is no longer kept.`, {
        hint: 'Ask for a later block, or start the node with a larger window of states.',
      });
    }
    for (let i = from; i < undone.length; i++) {
      const entry = undone[i];
      if (entry === undefined) continue;
      entry.index ??= createRowIndex(entry.rows);
      const at = entry.index.find(kind, address, key);
      if (at >= 0) return entry.rows.subarray(at, at + CHANGE_BYTES);
    }
    return undefined;
  }

  const window: UndoWindow = {
    push(block, undo) {
      last = block;
      undone.push({ rows: undo, index: undefined });
      bytes += undo.length;
      const gone: Uint8Array[] = [];
      while (undone.length > options.window || (bytes > options.maxBytes && undone.length > 1)) {
        const { rows } = undone.shift() ?? { rows: undo };
        bytes -= rows.length;
        gone.push(rows);
      }
      return gone;
    },
    get first() {
      return last - BigInt(undone.length);
    },
    get bytes() {
      return bytes;
    },
    at(block) {
      if (block > last || block < window.first) return undefined;
      return {
        account(address) {
          const row = find(block, CHANGE_ACCOUNT, address, 0n);
          return row === undefined ? reader.account(address) : accountOf(row);
        },
        slot(address, key) {
          const row = find(block, CHANGE_SLOT, address, key);
          return row === undefined ? reader.slot(address, key) : wordAt(row, VALUE_AT);
        },
        // Code is found by its hash, and never removed.
        code: (hash) => reader.code(hash),
      };
    },
  };
  return window;
}

const NONCE_AT = 24;
const BALANCE_AT = 32;
const CODE_HASH_AT = 64;
const VALUE_AT = 56;

function wordAt(row: Uint8Array, at: number): bigint {
  const view = new DataView(row.buffer, row.byteOffset);
  let word = 0n;
  for (let i = 24; i >= 0; i -= 8) word = (word << 64n) | view.getBigUint64(at + i, true);
  return word;
}

function accountOf(row: Uint8Array): AccountRow | undefined {
  if (((row[1] ?? 0) & CHANGE_EXISTS) === 0) return undefined;
  const view = new DataView(row.buffer, row.byteOffset);
  return {
    nonce: view.getBigUint64(NONCE_AT, true),
    balance: wordAt(row, BALANCE_AT),
    codeHash: row.slice(CODE_HASH_AT, CODE_HASH_AT + 32).reverse(),
  };
}
