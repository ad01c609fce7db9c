// Offsets of evm's form of a transaction (evm's encode.ts writes it): numbers and addresses little-endian.
const TYPE = 4;
const HAS_TO = 5;
const NONCE = 8;
const GAS = 16;
const VALUE = 72;
const FEE = 104;
const TIP = 136;
const DATA_LENGTH = 200;
const ACCESS_COUNT = 204;
const AUTHORIZATION_COUNT = 212;
const DATA = 216;
const ENTRY_BYTES = 32;

/** The numbers that the pool decides by. */
export interface EncodedFields {
  type: number;
  creates: boolean;
  nonce: bigint;
  gas: bigint;
  value: bigint;
  maxFee: bigint;
  maxTip: bigint;
  data: Uint8Array;
  accessEntries: number;
  authorizations: number;
}

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

function word(view: DataView, at: number): bigint {
  const low = view.getBigUint64(at, true);
  const mid = view.getBigUint64(at + 8, true);
  const high = view.getBigUint64(at + 16, true);
  const top = view.getBigUint64(at + 24, true);
  // Most numbers are short: three additions of zero are what a word costs otherwise.
  if (mid === 0n && high === 0n && top === 0n) return low;
  return low + (mid << 64n) + (high << 128n) + (top << 192n);
}

export function readFields(encoded: Uint8Array): EncodedFields {
  const view = viewOf(encoded);
  return {
    type: encoded[TYPE] ?? 0,
    creates: encoded[HAS_TO] === 0,
    nonce: view.getBigUint64(NONCE, true),
    gas: view.getBigUint64(GAS, true),
    value: word(view, VALUE),
    maxFee: word(view, FEE),
    maxTip: word(view, TIP),
    data: encoded.subarray(DATA, DATA + view.getUint32(DATA_LENGTH, true)),
    accessEntries: view.getUint32(ACCESS_COUNT, true),
    authorizations: view.getUint32(AUTHORIZATION_COUNT, true),
  };
}

const listsStart = (view: DataView): number => DATA + ((view.getUint32(DATA_LENGTH, true) + 7) & ~7);

/** Storage keys in the access list. */
export function countAccessKeys(encoded: Uint8Array): number {
  const view = viewOf(encoded);
  let at = listsStart(view);
  let keys = 0;
  for (let left = view.getUint32(ACCESS_COUNT, true); left > 0; left--) {
    const count = Number(view.getBigUint64(at + 24, true));
    keys += count;
    at += ENTRY_BYTES * (1 + count);
  }
  return keys;
}
