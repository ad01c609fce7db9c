import { CHANGE_ACCOUNT, CHANGE_BYTES, CHANGE_EXISTS, CHANGE_SLOT } from '../seams.ts';

/**
 * A row in LMDB. Key: 5 bytes of a hash, kind, address, and a slot's key. Value: the row's flags (3 bytes), then what
 * the key does not say. The hash comes first so that 40 bits say where a row is in the tree: a batch is sorted by them
 * natively (row-batch.ts) and written page after page. Whoever makes hashes collide changes the order, nothing else.
 */
export const KEY_HASH_BYTES = 5;
const ACCOUNT_KEY_BYTES = KEY_HASH_BYTES + 1 + 20;
const SLOT_KEY_BYTES = ACCOUNT_KEY_BYTES + 32;
const ADDRESS_AT = 4;
const SLOT_KEY_AT = 24;
const FLAG_BYTES = 3;
/** What of a row is its value; the last 8 bytes of a slot's row are zero. */
const VALUE_AT = { account: 24, slot: 56 };
const VALUE_BYTES = { account: 72, slot: 32 };

export const isSlot = (kind: number): boolean => kind === CHANGE_SLOT;

/** 40 bits that say nothing to an eye: `high` 32 of them, `low` 8. `words` are the rows, `at` the row's first word. */
export function rowHash(words: Uint32Array, at: number, slot: boolean): { high: number; low: number } {
  let high = slot ? 0x9e3779b9 : 0x7f4a7c15;
  const end = at + (slot ? 14 : 6);
  // Murmur3's rounds and finalizer: address, then a slot's key.
  for (let index = at + 1; index < end; index += 1) {
    high ^= Math.imul(words[index] ?? 0, 0xcc9e2d51);
    high = Math.imul((high << 13) | (high >>> 19), 5) + 0xe6546b64;
  }
  high = Math.imul(high ^ (high >>> 16), 0x85ebca6b);
  const low = Math.imul(high ^ (high >>> 13), 0xc2b2ae35) >>> 24;
  return { high: high >>> 0, low };
}

export interface RowCodec {
  /** Key of the row of `rows` (a whole number of rows) at byte `at`. Valid until the next call. */
  key(rows: Uint8Array, at: number, hash: { high: number; low: number }): Uint8Array;
  /** Value of a row, or undefined where the row is absent. Valid until the next call. */
  value(rows: Uint8Array, at: number): Uint8Array | undefined;
}

/** Reuses its buffers: one for each kind of key and value. */
export function createRowCodec(): RowCodec {
  const keys = { account: new Uint8Array(ACCOUNT_KEY_BYTES), slot: new Uint8Array(SLOT_KEY_BYTES) };
  const values = {
    account: new Uint8Array(FLAG_BYTES + VALUE_BYTES.account),
    slot: new Uint8Array(FLAG_BYTES + VALUE_BYTES.slot),
  };
  return {
    key(rows, at, { high, low }) {
      const slot = isSlot(rows[at] ?? 0);
      const key = slot ? keys.slot : keys.account;
      key[0] = high >>> 24;
      key[1] = high >>> 16;
      key[2] = high >>> 8;
      key[3] = high;
      key[4] = low;
      key[5] = rows[at] ?? 0;
      key.set(rows.subarray(at + ADDRESS_AT, at + (slot ? SLOT_KEY_AT + 32 : SLOT_KEY_AT)), 6);
      return key;
    },
    value(rows, at) {
      const kind = isSlot(rows[at] ?? 0) ? 'slot' : 'account';
      const from = at + VALUE_AT[kind];
      const body = rows.subarray(from, from + VALUE_BYTES[kind]);
      const exists = kind === 'slot' ? body.some((byte) => byte !== 0) : ((rows[at + 1] ?? 0) & CHANGE_EXISTS) !== 0;
      if (!exists) return undefined;
      const value = values[kind];
      value.set(rows.subarray(at + 1, at + ADDRESS_AT), 0);
      value.set(body, FLAG_BYTES);
      return value;
    },
  };
}

/** Puts a row together again, at byte `at` of zeroed bytes. False where key or value are none that were written. */
export function joinRow(key: Uint8Array, value: Uint8Array, into: Uint8Array, at: number): boolean {
  const kind = key[KEY_HASH_BYTES];
  const name = kind === CHANGE_SLOT ? 'slot' : 'account';
  if (kind !== CHANGE_SLOT && kind !== CHANGE_ACCOUNT) return false;
  if (key.length !== (name === 'slot' ? SLOT_KEY_BYTES : ACCOUNT_KEY_BYTES)) return false;
  if (value.length !== FLAG_BYTES + VALUE_BYTES[name] || at + CHANGE_BYTES > into.length) return false;
  into[at] = kind;
  into.set(value.subarray(0, FLAG_BYTES), at + 1);
  into.set(key.subarray(KEY_HASH_BYTES + 1), at + ADDRESS_AT);
  into.set(value.subarray(FLAG_BYTES), at + VALUE_AT[name]);
  return true;
}
