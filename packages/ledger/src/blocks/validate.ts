import type { BlockHeader, SealedBlock } from '../seams.ts';
import { CONSTANT_FIELDS, DEFAULT_MAX_BLOCK_BYTES, MAX_BLOCK_TRANSACTIONS } from './constants.ts';
import { decodeTransactions } from './decode.ts';
import { gasLimitAt } from './encoded.ts';
import { nextEnv } from './env.ts';
import { hashHeader } from './header.ts';
import { areLogs } from './logRecords.ts';
import { isPacked, packedLength } from './packed.ts';
import { refusalOf } from './refusals.ts';
import { contentFields } from './seal.ts';

export type BlockProblemCode = 'header' | 'contents' | 'transaction' | 'size' | 'time' | 'hash';

/** Why a block is refused. */
export interface BlockProblem {
  code: BlockProblemCode;
  message: string;
  /** The header field. */
  field?: keyof BlockHeader;
  /** The transaction. */
  index?: number;
}

export interface ValidationOptions {
  chainId: bigint;
  allowUnprotected?: boolean;
  maxBlockBytes?: number;
  /** The root after the parent, where it is known. */
  stateRoot?: Uint8Array;
  /** The validator's clock: a block may be at most `MAX_AHEAD_MS` ahead of it. Absent on recovery. */
  nowMs?: number;
}

/** geth's allowedFutureBlockTime. */
export const MAX_AHEAD_MS = 15_000;

function same(a: bigint | Uint8Array, b: bigint | Uint8Array): boolean {
  if (typeof a === 'bigint' || typeof b === 'bigint') return a === b;
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

function firstDifference(header: BlockHeader, wanted: Partial<BlockHeader>): keyof BlockHeader | undefined {
  const names = Object.keys(wanted) as (keyof BlockHeader)[];
  return names.find((name) => {
    const value = wanted[name];
    return value !== undefined && !same(header[name], value);
  });
}

function show(value: bigint | Uint8Array): string {
  return typeof value === 'bigint' ? value.toString() : `0x${value.toHex()}`;
}

function compare(code: BlockProblemCode, header: BlockHeader, wanted: Partial<BlockHeader>): BlockProblem | undefined {
  const field = firstDifference(header, wanted);
  if (field === undefined) return undefined;
  const message = `${field} is ${show(header[field])}, not ${show(wanted[field] ?? 0n)}`;
  return { code, message, field };
}

type Parent = { header: BlockHeader; hash: Uint8Array };

/** What follows from the parent alone: checked before the block is executed. */
export function validateHeader(
  parent: Parent,
  header: BlockHeader,
  options: ValidationOptions,
): BlockProblem | undefined {
  const env = nextEnv(parent, {
    chainId: options.chainId,
    coinbase: header.beneficiary,
    timeMs: Number(header.timestamp) * 1000,
  });
  if (options.nowMs !== undefined && Number(header.timestamp) * 1000 > options.nowMs + MAX_AHEAD_MS) {
    return { code: 'time', message: 'timestamp is in the future: check the clocks', field: 'timestamp' };
  }
  if (header.gasUsed > header.gasLimit) {
    return { code: 'header', message: 'gasUsed exceeds gasLimit', field: 'gasUsed' };
  }
  return compare('header', header, {
    ...CONSTANT_FIELDS,
    parentHash: parent.hash,
    number: env.number,
    gasLimit: env.gasLimit,
    timestamp: env.timestamp,
    mixHash: env.prevRandao,
    baseFeePerGas: env.baseFee,
    ...(options.stateRoot === undefined ? {} : { stateRoot: options.stateRoot }),
  });
}

/** An entry a transaction in every list, and nothing that decoding or sealing would stumble over. */
function isWellFormed(block: SealedBlock): boolean {
  const { transactions, logs } = block;
  if (!isPacked(transactions) || !isPacked(logs)) return false;
  const count = packedLength(transactions);
  return (
    packedLength(logs) === count &&
    block.hashes.length === count * 32 &&
    block.senders.length === count * 20 &&
    block.status.length === count &&
    block.gasUsed.length === count &&
    areLogs(logs)
  );
}

function validateSize(block: SealedBlock, maxBlockBytes: number): BlockProblem | undefined {
  const count = packedLength(block.transactions);
  const bytes = (block.transactions.offsets[count] ?? 0) - (block.transactions.offsets[0] ?? 0);
  if (count > MAX_BLOCK_TRANSACTIONS) {
    return { code: 'size', message: `${count} transactions, of at most ${MAX_BLOCK_TRANSACTIONS}` };
  }
  if (bytes > maxBlockBytes) {
    return { code: 'size', message: `${bytes} bytes of transactions, of at most ${maxBlockBytes}` };
  }
  if (!isWellFormed(block)) return { code: 'contents', message: 'its lists do not fit each other' };
  return undefined;
}

function validateTransactions(block: SealedBlock, options: ValidationOptions): BlockProblem | undefined {
  const decoded = decodeTransactions(block.transactions, options);
  const refused = decoded.refusals.findIndex((reason) => reason !== 0);
  if (refused >= 0) {
    const message = refusalOf(decoded.refusals[refused] ?? 0)?.message ?? 'refused';
    return { code: 'transaction', message, index: refused };
  }
  if (!same(decoded.hashes, block.hashes))
    return { code: 'transaction', message: 'hashes are not those of the envelopes' };
  const { bytes, offsets } = decoded.encoded;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let gasLimits = 0n;
  for (let i = 0; i + 1 < offsets.length; i++) gasLimits += gasLimitAt(view, offsets[i] ?? 0);
  if (gasLimits > block.header.gasLimit) return { code: 'size', message: 'gas limits exceed the block gas limit' };
  const invalid = block.status.findIndex((status) => status === 0 || status > 3);
  return invalid < 0
    ? undefined
    : { code: 'transaction', message: 'an invalid transaction is in the block', index: invalid };
}

/**
 * The first reason to refuse a block on top of `parent`; undefined: none. Executes nothing: status, gas and logs are
 * taken from the block and checked against its header only, and senders are not recovered. A validator has put in what
 * its own execution gave; recovery what the log holds.
 */
export function validateBlock(
  parent: Parent,
  block: SealedBlock,
  options: ValidationOptions,
): BlockProblem | undefined {
  const { header } = block;
  const early =
    validateHeader(parent, header, options) ??
    validateSize(block, options.maxBlockBytes ?? DEFAULT_MAX_BLOCK_BYTES) ??
    validateTransactions(block, options) ??
    compare('contents', header, contentFields(block, options.chainId, header.number));
  if (early !== undefined) return early;
  return same(hashHeader(header), block.hash) ? undefined : { code: 'hash', message: 'the hash is not the header’s' };
}
