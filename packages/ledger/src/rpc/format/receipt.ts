import type { Log } from '@lode/evm';
import { type Receipt, receiptOf, receiptsOf } from '../../blocks/receipts.ts';
import type { SealedBlock } from '../../seams.ts';
import { toData, toQuantity } from '../hex.ts';
import { transactionCount } from './transaction.ts';

type LogBlock = Pick<SealedBlock, 'header' | 'hash'>;
type LogReceipt = Pick<Receipt, 'transactionHash' | 'transactionIndex' | 'firstLogIndex'>;

function formatLog(block: LogBlock, receipt: LogReceipt, position: number, log: Log) {
  return {
    address: toData(log.address),
    topics: log.topics.map(toData),
    data: toData(log.data),
    blockNumber: toQuantity(block.header.number),
    transactionHash: toData(receipt.transactionHash),
    transactionIndex: toQuantity(receipt.transactionIndex),
    blockHash: toData(block.hash),
    blockTimestamp: toQuantity(block.header.timestamp),
    logIndex: toQuantity(receipt.firstLogIndex + position),
    removed: false,
  };
}

export type FormattedLog = ReturnType<typeof formatLog>;

/** All logs of a transaction as JSON-RPC has them. */
export function formatLogs(block: LogBlock, receipt: LogReceipt & Pick<Receipt, 'logs'>): FormattedLog[] {
  return receipt.logs.map((log, i) => formatLog(block, receipt, i, log));
}

function format(block: SealedBlock, receipt: Receipt): Record<string, unknown> {
  const { to, contractAddress } = receipt;
  return {
    blockHash: toData(block.hash),
    blockNumber: toQuantity(block.header.number),
    from: toData(receipt.from),
    to: to === undefined ? null : toData(to),
    contractAddress: contractAddress === undefined ? null : toData(contractAddress),
    transactionHash: toData(receipt.transactionHash),
    transactionIndex: toQuantity(receipt.transactionIndex),
    gasUsed: toQuantity(receipt.gasUsed),
    cumulativeGasUsed: toQuantity(receipt.cumulativeGasUsed),
    effectiveGasPrice: toQuantity(receipt.effectiveGasPrice),
    logs: formatLogs(block, receipt),
    logsBloom: toData(receipt.logsBloom),
    status: receipt.success ? '0x1' : '0x0',
    type: toQuantity(receipt.type),
  };
}

/** The receipt of a transaction that a block has. */
export function receiptAt(chainId: bigint, block: SealedBlock, index: number): Receipt {
  const receipt = receiptOf(block, index, chainId);
  if (receipt !== undefined) return receipt;
  throw new Error(`block ${block.header.number} has no receipt ${index}`);
}

export function formatReceipt(chainId: bigint, block: SealedBlock, index: number): Record<string, unknown> {
  return format(block, receiptAt(chainId, block, index));
}

export function formatReceipts(chainId: bigint, block: SealedBlock): Record<string, unknown>[] {
  return receiptsOf(block, chainId).map((receipt) => format(block, receipt));
}

/** Logs of a block in all. */
export function logCount(chainId: bigint, block: SealedBlock): number {
  const last = receiptOf(block, transactionCount(block) - 1, chainId);
  return last === undefined ? 0 : last.firstLogIndex + last.logs.length;
}
