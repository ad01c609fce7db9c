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
const FLAG_BYTES = 3;
/** What of a row is its value; the last 8 bytes of a slot's row are zero. */
const VALUE_AT = { account: 24, slot: 56 };
const VALUE_BYTES = { account: 72, slot: 32 };

/** Words of a row that say which one it is: kind and flags, address, a slot's key. */
const ACCOUNT_WORDS = 6;
const SLOT_WORDS = 14;

const isSlotAt = (words: Uint32Array, at: number): boolean => ((words[at] ?? 0) & 0xff) === CHANGE_SLOT;

/** 40 bits that say nothing to an eye: `high` 32 of them, `low` 8. `words` are rows, `at` the row's first word. */
export function rowHash(words: Uint32Array, at: number): { high: number; low: number } {
  const slot = isSlotAt(words, at);
  let high = slot ? 0x9e3779b9 : 0x7f4a7c15;
  const end = at + (slot ? SLOT_WORDS : ACCOUNT_WORDS);
  // Murmur3's rounds and finalizer: address, then a slot's key.
  for (let index = at + 1; index < end; index += 1) {
    high ^= Math.imul(words[index] ?? 0, 0xcc9e2d51);
    high = Math.imul((high << 13) | (high >>> 19), 5) + 0xe6546b64;
  }
  high = Math.imul(high ^ (high >>> 16), 0x85ebca6b);
  const low = Math.imul(high ^ (high >>> 13), 0xc2b2ae35) >>> 24;
  return { high: high >>> 0, low };
}

/** A quicker one for tables in memory, where order is of no use: its products do not wait for each other. */
export function quickHash(words: Uint32Array, at: number): number {
  const end = isSlotAt(words, at) ? SLOT_WORDS : ACCOUNT_WORDS;
  let sum = 0;
  for (let index = 1; index < end; index += 1) sum = (sum + Math.imul(words[at + index] ?? 0, FACTORS[index] ?? 0)) | 0;
  return Math.imul(sum ^ (sum >>> 15), 0x85ebca6b) >>> 8;
}

/** Odd, and otherwise of no meaning. */
const FACTORS = Uint32Array.from({ length: SLOT_WORDS }, (_, index) => Math.imul(2 * index + 1, 0x9e3779b1) | 1);

/** Whether two rows are one row's, at different times: the first words of two rows. */
export function sameRow(a: Uint32Array, aAt: number, b: Uint32Array, bAt: number): boolean {
  const slot = isSlotAt(a, aAt);
  if (slot !== isSlotAt(b, bAt)) return false;
  const end = slot ? SLOT_WORDS : ACCOUNT_WORDS;
  for (let index = 1; index < end; index += 1) if (a[aAt + index] !== b[bAt + index]) return false;
  return true;
}

export interface RowCodec {
  /** Key of the row whose first word is `at`. Valid until the next call. */
  key(words: Uint32Array, at: number, hash: { high: number; low: number }): Uint8Array;
  /** Value of a row, or undefined where the row is absent. Valid until the next call. */
  value(words: Uint32Array, at: number): Uint8Array | undefined;
}

/**
 * Reuses its buffers: one for each kind of key and value. They begin where the row's words fall on words: a key's 6
 * bytes before the address end at byte 8, and a row's first word is its kind, which no value has, and its flags.
 */
export function createRowCodec(): RowCodec {
  const [accountKey, slotKey] = [keyBuffer(ACCOUNT_WORDS), keyBuffer(SLOT_WORDS)];
  const [account, slot] = [valueBuffer(VALUE_BYTES.account), valueBuffer(VALUE_BYTES.slot)];
  return {
    key(words, at, { high, low }) {
      const isSlot = isSlotAt(words, at);
      const { bytes, words: into } = isSlot ? slotKey : accountKey;
      const count = isSlot ? SLOT_WORDS : ACCOUNT_WORDS;
      bytes[0] = high >>> 24;
      bytes[1] = high >>> 16;
      bytes[2] = high >>> 8;
      bytes[3] = high;
      bytes[4] = low;
      bytes[5] = words[at] ?? 0;
      for (let index = 1; index < count; index += 1) into[index + 1] = words[at + index] ?? 0;
      return bytes;
    },
    value(words, at) {
      const isSlot = isSlotAt(words, at);
      const { bytes, words: into } = isSlot ? slot : account;
      const from = at + VALUE_AT[isSlot ? 'slot' : 'account'] / 4 - 1;
      let any = 0;
      for (let index = 1; index < into.length; index += 1) {
        const word = words[from + index] ?? 0;
        into[index] = word;
        any |= word;
      }
      into[0] = words[at] ?? 0;
      const exists = isSlot ? any !== 0 : (((words[at] ?? 0) >>> 8) & CHANGE_EXISTS) !== 0;
      return exists ? bytes : undefined;
    },
  };
}

function keyBuffer(rowWords: number): { bytes: Uint8Array; words: Uint32Array } {
  const words = new Uint32Array(rowWords + 1);
  return { bytes: new Uint8Array(words.buffer, 8 - KEY_HASH_BYTES - 1), words };
}

function valueBuffer(bodyBytes: number): { bytes: Uint8Array; words: Uint32Array } {
  const words = new Uint32Array(1 + bodyBytes / 4);
  return { bytes: new Uint8Array(words.buffer, 4 - FLAG_BYTES), words };
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
