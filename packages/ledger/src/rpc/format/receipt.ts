import { type Log, readLogs } from '@lode/evm';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { packedItem } from '../../blocks/packed.ts';
import { BLOOM_BYTES, bloomsOf } from '../../blocks/roots.ts';
import type { SealedBlock } from '../../seams.ts';
import { toData, toQuantity } from '../hex.ts';
import { type DecodedTransaction, decodeAll, decodeOne } from './decoded.ts';
import { encodeReceipt } from './encode.ts';
import { rlpBytes, rlpList, rlpNumber } from './rlp.ts';
import { effectiveGasPrice, rawTransaction, senderOf, transactionCount, transactionHash } from './transaction.ts';

/** Sums over a block that its receipts need. */
interface BlockSums {
  /** Gas used up to and with each transaction. */
  cumulativeGas: BigUint64Array;
  /** Number of the first log of each transaction; one entry more. */
  firstLog: Uint32Array;
}

const sums = new WeakMap<SealedBlock, BlockSums>();

/** Logs between two offsets of records (evm's readLogs), without decoding them. */
function countLogs(view: DataView, from: number, to: number): number {
  let count = 0;
  for (let at = from; at < to; count++) {
    const topics = view.getUint32(at + 24, true);
    at = (at + 32 + topics * 32 + view.getUint32(at + 28, true) + 7) & ~7;
  }
  return count;
}

export function sumsOf(block: SealedBlock): BlockSums {
  const known = sums.get(block);
  if (known !== undefined) return known;
  const count = transactionCount(block);
  const { bytes, offsets } = block.logs;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const made: BlockSums = { cumulativeGas: new BigUint64Array(count), firstLog: new Uint32Array(count + 1) };
  let gas = 0n;
  for (let i = 0; i < count; i++) {
    gas += block.gasUsed[i] ?? 0n;
    made.cumulativeGas[i] = gas;
    made.firstLog[i + 1] = (made.firstLog[i] ?? 0) + countLogs(view, offsets[i] ?? 0, offsets[i + 1] ?? 0);
  }
  sums.set(block, made);
  return made;
}

export function logsOf(block: SealedBlock, index: number): Log[] {
  return readLogs(packedItem(block.logs, index));
}

function formatLog(block: SealedBlock, transactionIndex: number, logIndex: number, log: Log) {
  return {
    address: toData(log.address),
    topics: log.topics.map(toData),
    data: toData(log.data),
    blockNumber: toQuantity(block.header.number),
    transactionHash: toData(transactionHash(block, transactionIndex)),
    transactionIndex: toQuantity(transactionIndex),
    blockHash: toData(block.hash),
    blockTimestamp: toQuantity(block.header.timestamp),
    logIndex: toQuantity(logIndex),
    removed: false,
  };
}

export type FormattedLog = ReturnType<typeof formatLog>;

/** All logs of a transaction as JSON-RPC has them. */
export function formatLogs(block: SealedBlock, index: number): FormattedLog[] {
  const first = sumsOf(block).firstLog[index] ?? 0;
  return logsOf(block, index).map((log, i) => formatLog(block, index, first + i, log));
}

/** The address that a creation by this sender makes. */
export function createdAddress(sender: Uint8Array, nonce: bigint): Uint8Array {
  return keccak_256(rlpList([rlpBytes(sender), rlpNumber(nonce)])).slice(12);
}

/** The bits that an address or topic sets in a bloom (yellow paper, 4.3.1). */
export function bloomBits(item: Uint8Array): number[] {
  const hash = keccak_256(item);
  return [0, 2, 4].map((at) => (((hash[at] ?? 0) << 8) | (hash[at + 1] ?? 0)) & 2047);
}

function bloomOf(block: SealedBlock, index: number): Uint8Array {
  const { bytes, offsets } = block.logs;
  return bloomsOf({ bytes, offsets: offsets.slice(index, index + 2) });
}

const STATUS_SUCCESS = 1;

function format(
  block: SealedBlock,
  index: number,
  { tx }: DecodedTransaction,
  bloom: Uint8Array,
): Record<string, unknown> {
  const sender = senderOf(block, index);
  return {
    blockHash: toData(block.hash),
    blockNumber: toQuantity(block.header.number),
    from: toData(sender),
    to: tx.to === undefined ? null : toData(tx.to),
    contractAddress: tx.to === undefined ? toData(createdAddress(sender, tx.nonce)) : null,
    transactionHash: toData(transactionHash(block, index)),
    transactionIndex: toQuantity(index),
    gasUsed: toQuantity(block.gasUsed[index] ?? 0n),
    cumulativeGasUsed: toQuantity(sumsOf(block).cumulativeGas[index] ?? 0n),
    effectiveGasPrice: toQuantity(effectiveGasPrice(tx, block.header.baseFeePerGas)),
    logs: formatLogs(block, index),
    logsBloom: toData(bloom),
    status: block.status[index] === STATUS_SUCCESS ? '0x1' : '0x0',
    type: toQuantity(tx.type),
  };
}

export function formatReceipt(chainId: bigint, block: SealedBlock, index: number): Record<string, unknown> {
  return format(block, index, decodeOne(chainId, rawTransaction(block, index)), bloomOf(block, index));
}

export function formatReceipts(chainId: bigint, block: SealedBlock): Record<string, unknown>[] {
  const blooms = bloomsOf(block.logs);
  return decodeAll(chainId, block.transactions).map((decoded, i) =>
    format(block, i, decoded, blooms.subarray(i * BLOOM_BYTES, (i + 1) * BLOOM_BYTES)),
  );
}

/** The receipt as it lies under the receipts root. */
export function rawReceipt(block: SealedBlock, index: number): Uint8Array {
  const [first = 0] = rawTransaction(block, index);
  return encodeReceipt({
    type: first >= 0xc0 ? 0 : first,
    success: block.status[index] === STATUS_SUCCESS,
    cumulativeGas: sumsOf(block).cumulativeGas[index] ?? 0n,
    bloom: bloomOf(block, index),
    logs: logsOf(block, index),
  });
}
