import { RLP } from '@ethereumjs/rlp';
import { type Log, readLogs, type Transaction } from '@lode/evm';
import { keccak_256 } from '@noble/hashes/sha3.js';
import type { Packed, SealedBlock } from '../seams.ts';
import { countLogs } from './logRecords.ts';
import { packedItem, packedLength } from './packed.ts';
import { transactionOf } from './parse.ts';
import { bloomsOf } from './roots.ts';

export interface Receipt {
  type: number;
  transactionHash: Uint8Array;
  transactionIndex: number;
  blockHash: Uint8Array;
  blockNumber: bigint;
  from: Uint8Array;
  /** Absent: a contract creation. */
  to?: Uint8Array;
  /** Of a creation, whether it succeeded or not, as geth tells it. */
  contractAddress?: Uint8Array;
  success: boolean;
  gasUsed: bigint;
  cumulativeGasUsed: bigint;
  effectiveGasPrice: bigint;
  logsBloom: Uint8Array;
  logs: Log[];
  /** Number of the first log within the block. */
  firstLogIndex: number;
}

interface Totals {
  cumulativeGas: BigUint64Array;
  /** Logs before each transaction. */
  logsBefore: Uint32Array;
}

/** Sums over a block, kept as long as the block is: one receipt must not cost the whole block each time. */
const totalsOf = new WeakMap<SealedBlock, Totals>();

function totals(block: SealedBlock): Totals {
  const known = totalsOf.get(block);
  if (known !== undefined) return known;
  const count = packedLength(block.transactions);
  const made = { cumulativeGas: new BigUint64Array(count), logsBefore: new Uint32Array(count) };
  let gas = 0n;
  let logs = 0;
  for (let i = 0; i < count; i++) {
    gas += block.gasUsed[i] ?? 0n;
    made.cumulativeGas[i] = gas;
    made.logsBefore[i] = logs;
    logs += countLogs(packedItem(block.logs, i)) ?? 0;
  }
  totalsOf.set(block, made);
  return made;
}

/** What a unit of gas cost (EIP-1559). */
export function effectiveGasPrice(tx: Transaction, baseFee: bigint): bigint {
  if (tx.type < 2) return tx.gasPrice ?? 0n;
  const cap = tx.maxFeePerGas ?? 0n;
  const wanted = baseFee + (tx.maxPriorityFeePerGas ?? 0n);
  return wanted < cap ? wanted : cap;
}

/** Where a transaction's contract is created: the last 20 bytes of keccak256(rlp([sender, nonce])). */
export function createdAddress(sender: Uint8Array, nonce: bigint): Uint8Array {
  return keccak_256(RLP.encode([sender, nonce])).slice(12);
}

function receipt(block: SealedBlock, index: number, chainId: bigint, logsBloom: Uint8Array): Receipt | undefined {
  const transaction = transactionOf(block, index, chainId);
  if (transaction === undefined) return undefined;
  const { tx, hash, sender } = transaction;
  const { cumulativeGas, logsBefore } = totals(block);
  return {
    type: tx.type,
    transactionHash: hash,
    transactionIndex: index,
    blockHash: block.hash,
    blockNumber: block.header.number,
    from: sender,
    ...(tx.to === undefined ? { contractAddress: createdAddress(sender, tx.nonce) } : { to: tx.to }),
    success: block.status[index] === 1,
    gasUsed: block.gasUsed[index] ?? 0n,
    cumulativeGasUsed: cumulativeGas[index] ?? 0n,
    effectiveGasPrice: effectiveGasPrice(tx, block.header.baseFeePerGas),
    logsBloom,
    logs: readLogs(packedItem(block.logs, index)),
    firstLogIndex: logsBefore[index] ?? 0,
  };
}

function logsOf(block: SealedBlock, index: number): Packed {
  const bytes = packedItem(block.logs, index);
  return { bytes, offsets: Uint32Array.of(0, bytes.length) };
}

/** The receipt of one transaction; undefined past the block's end. */
export function receiptOf(block: SealedBlock, index: number, chainId: bigint): Receipt | undefined {
  return receipt(block, index, chainId, bloomsOf(logsOf(block, index)));
}

export function receiptsOf(block: SealedBlock, chainId: bigint): Receipt[] {
  const blooms = bloomsOf(block.logs);
  return Array.from(block.status, (_, i) => receipt(block, i, chainId, blooms.slice(i * 256, i * 256 + 256))).filter(
    (made) => made !== undefined,
  );
}
