import { type NestedUint8Array, RLP } from '@ethereumjs/rlp';
import { keccak_256 } from '@noble/hashes/sha3.js';
import type { BlockHeader } from '../seams.ts';
import { BlockFault } from './errors.ts';

type Field = keyof BlockHeader;

/** Fields in the order of their encoding; bytes have this size, numbers (0) no leading zeros. */
const FIELDS: readonly (readonly [Field, number])[] = [
  ['parentHash', 32],
  ['ommersHash', 32],
  ['beneficiary', 20],
  ['stateRoot', 32],
  ['transactionsRoot', 32],
  ['receiptsRoot', 32],
  ['logsBloom', 256],
  ['difficulty', 0],
  ['number', 0],
  ['gasLimit', 0],
  ['gasUsed', 0],
  ['timestamp', 0],
  ['extraData', 32],
  ['mixHash', 32],
  ['nonce', 8],
  ['baseFeePerGas', 0],
  ['withdrawalsRoot', 32],
  ['blobGasUsed', 0],
  ['excessBlobGas', 0],
  ['parentBeaconBlockRoot', 32],
  ['requestsHash', 32],
];

const MAX_NUMBER_BYTES = 32;

export function encodeHeader(header: BlockHeader): Uint8Array {
  return RLP.encode(FIELDS.map(([name]) => header[name]));
}

/** keccak256 of the encoded header: the block's hash. */
export function hashHeader(header: BlockHeader): Uint8Array {
  return keccak_256(encodeHeader(header));
}

function number(bytes: Uint8Array): bigint {
  return bytes.length === 0 ? 0n : BigInt(`0x${bytes.toHex()}`);
}

function bad(message: string, details: Record<string, unknown> = {}, cause?: unknown): BlockFault {
  return new BlockFault('bad-header', `${message}: ask for the header again from another source`, details, cause);
}

function decodeList(bytes: Uint8Array): Uint8Array[] {
  let items: Uint8Array | NestedUint8Array;
  try {
    items = RLP.decode(bytes);
  } catch (cause) {
    throw bad('the header is no RLP', {}, cause);
  }
  if (!Array.isArray(items) || items.length !== FIELDS.length) throw bad(`a header has ${FIELDS.length} fields`);
  return items.map((item, i) => {
    const [name, size] = FIELDS[i] ?? ['', 0];
    if (!(item instanceof Uint8Array)) throw bad(`${name} is a list`, { field: name });
    const fits = size === 0 ? item.length <= MAX_NUMBER_BYTES : item.length === size || name === 'extraData';
    if (!fits || item.length > Math.max(size, MAX_NUMBER_BYTES)) throw bad(`${name} has a wrong size`, { field: name });
    return item;
  });
}

/** Throws `bad-header` where the bytes are not exactly what `encodeHeader` writes. */
export function decodeHeader(bytes: Uint8Array): BlockHeader {
  const items = decodeList(bytes);
  const at = (name: Field): Uint8Array => items[FIELDS.findIndex(([field]) => field === name)] ?? new Uint8Array();
  const header: BlockHeader = {
    parentHash: at('parentHash'),
    ommersHash: at('ommersHash'),
    beneficiary: at('beneficiary'),
    stateRoot: at('stateRoot'),
    transactionsRoot: at('transactionsRoot'),
    receiptsRoot: at('receiptsRoot'),
    logsBloom: at('logsBloom'),
    difficulty: number(at('difficulty')),
    number: number(at('number')),
    gasLimit: number(at('gasLimit')),
    gasUsed: number(at('gasUsed')),
    timestamp: number(at('timestamp')),
    extraData: at('extraData'),
    mixHash: at('mixHash'),
    nonce: at('nonce'),
    baseFeePerGas: number(at('baseFeePerGas')),
    withdrawalsRoot: at('withdrawalsRoot'),
    blobGasUsed: number(at('blobGasUsed')),
    excessBlobGas: number(at('excessBlobGas')),
    parentBeaconBlockRoot: at('parentBeaconBlockRoot'),
    requestsHash: at('requestsHash'),
  };
  if (encodeHeader(header).toHex() !== bytes.toHex()) throw bad('the header is not in canonical form');
  return header;
}
