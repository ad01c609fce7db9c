import type { BlockHeader, SealedBlock } from '../seams.ts';
import { durabilityError } from './errors.ts';
import { viewOf } from './record.ts';

/** Byte fields in their order, each with its length. */
const BYTES = [
  ['parentHash', 32],
  ['ommersHash', 32],
  ['beneficiary', 20],
  ['stateRoot', 32],
  ['transactionsRoot', 32],
  ['receiptsRoot', 32],
  ['logsBloom', 256],
  ['mixHash', 32],
  ['nonce', 8],
  ['withdrawalsRoot', 32],
  ['parentBeaconBlockRoot', 32],
  ['requestsHash', 32],
] as const satisfies readonly (readonly [keyof BlockHeader, number])[];

/** Number fields in their order, each with the words of 64 bits it takes. */
const NUMBERS = [
  ['difficulty', 4],
  ['number', 1],
  ['gasLimit', 1],
  ['gasUsed', 1],
  ['timestamp', 1],
  ['baseFeePerGas', 4],
  ['blobGasUsed', 1],
  ['excessBlobGas', 1],
] as const satisfies readonly (readonly [keyof BlockHeader, number])[];

/** The yellow paper's bound of extraData. */
const EXTRA_DATA_BYTES = 32;
const HASH_BYTES = 32;
const FIXED_BYTES =
  HASH_BYTES +
  8 +
  1 +
  EXTRA_DATA_BYTES +
  BYTES.reduce((sum, [, length]) => sum + length, 0) +
  NUMBERS.reduce((sum, [, words]) => sum + 8 * words, 0);

export type HeaderPart = Pick<SealedBlock, 'header' | 'hash' | 'timeMs'>;

/** Hash, time in milliseconds f64, length of extraData u8, extraData, byte fields, number fields (little-endian). */
export function encodeHeader({ header, hash, timeMs }: HeaderPart): Uint8Array {
  const bytes = new Uint8Array(FIXED_BYTES);
  const view = viewOf(bytes);
  bytes.set(sized('hash', hash, HASH_BYTES), 0);
  view.setFloat64(32, timeMs, true);
  if (header.extraData.length > EXTRA_DATA_BYTES) throw malformed('extraData', `at most ${EXTRA_DATA_BYTES} bytes`);
  bytes[40] = header.extraData.length;
  bytes.set(header.extraData, 41);
  let at = 41 + EXTRA_DATA_BYTES;
  for (const [field, length] of BYTES) {
    bytes.set(sized(field, header[field], length), at);
    at += length;
  }
  for (const [field, words] of NUMBERS) {
    let value = header[field];
    if (value < 0n || value >> BigInt(64 * words) !== 0n) throw malformed(field, `0 to 2^${64 * words} - 1`);
    for (let word = 0; word < words; word += 1, value >>= 64n, at += 8) view.setBigUint64(at, value, true);
  }
  return bytes;
}

/** Undefined where the bytes are no header. The fields are copies. */
export function decodeHeader(bytes: Uint8Array): HeaderPart | undefined {
  if (bytes.length !== FIXED_BYTES) return undefined;
  const view = viewOf(bytes);
  const extra = bytes[40] ?? 0;
  if (extra > EXTRA_DATA_BYTES) return undefined;
  let at = 41 + EXTRA_DATA_BYTES;
  const take = (length: number): Uint8Array => {
    at += length;
    return bytes.slice(at - length, at);
  };
  const number = (words: number): bigint => {
    let value = 0n;
    for (let word = 0; word < words; word += 1, at += 8) value |= view.getBigUint64(at, true) << BigInt(64 * word);
    return value;
  };
  // Evaluated in the order of BYTES and NUMBERS.
  const header: BlockHeader = {
    parentHash: take(32),
    ommersHash: take(32),
    beneficiary: take(20),
    stateRoot: take(32),
    transactionsRoot: take(32),
    receiptsRoot: take(32),
    logsBloom: take(256),
    mixHash: take(32),
    nonce: take(8),
    withdrawalsRoot: take(32),
    parentBeaconBlockRoot: take(32),
    requestsHash: take(32),
    difficulty: number(4),
    number: number(1),
    gasLimit: number(1),
    gasUsed: number(1),
    timestamp: number(1),
    baseFeePerGas: number(4),
    blobGasUsed: number(1),
    excessBlobGas: number(1),
    extraData: bytes.slice(41, 41 + extra),
  };
  return { header, hash: bytes.slice(0, HASH_BYTES), timeMs: view.getFloat64(32, true) };
}

function sized(field: string, value: Uint8Array, length: number): Uint8Array {
  if (value.length !== length) throw malformed(field, `${length} bytes`);
  return value;
}

const malformed = (field: string, expected: string) =>
  durabilityError('BLOCK_MALFORMED', `The header's ${field} is not ${expected}.`, { details: { field } });
