import type { BlockEnv } from '@lode/evm';
import type { BlockHeader, SealedBlock } from '../../seams.ts';
import { toData, toQuantity } from '../hex.ts';
import { formatTransaction, transactionCount, transactionHash } from './transaction.ts';

/** As geth writes a header (internal/ethapi, RPCMarshalHeader). */
export function formatHeaderFields(header: BlockHeader, hash: Uint8Array): Record<string, unknown> {
  return {
    number: toQuantity(header.number),
    hash: toData(hash),
    parentHash: toData(header.parentHash),
    nonce: toData(header.nonce),
    mixHash: toData(header.mixHash),
    sha3Uncles: toData(header.ommersHash),
    logsBloom: toData(header.logsBloom),
    stateRoot: toData(header.stateRoot),
    miner: toData(header.beneficiary),
    difficulty: toQuantity(header.difficulty),
    extraData: toData(header.extraData),
    gasLimit: toQuantity(header.gasLimit),
    gasUsed: toQuantity(header.gasUsed),
    timestamp: toQuantity(header.timestamp),
    transactionsRoot: toData(header.transactionsRoot),
    receiptsRoot: toData(header.receiptsRoot),
    baseFeePerGas: toQuantity(header.baseFeePerGas),
    withdrawalsRoot: toData(header.withdrawalsRoot),
    blobGasUsed: toQuantity(header.blobGasUsed),
    excessBlobGas: toQuantity(header.excessBlobGas),
    parentBeaconBlockRoot: toData(header.parentBeaconBlockRoot),
    requestsHash: toData(header.requestsHash),
  };
}

export function formatHeader({ header, hash, timeMs }: SealedBlock): Record<string, unknown> {
  return {
    ...formatHeaderFields(header, hash),
    // Beside the header's whole seconds, for display: docs/adr/0203.
    lodeTimeMs: toQuantity(timeMs),
  };
}

export function formatBlock(
  chainId: bigint,
  block: SealedBlock,
  full: boolean,
  sizeBytes: number,
): Record<string, unknown> {
  const transactions = Array.from({ length: transactionCount(block) }, (_, i) =>
    full ? formatTransaction(chainId, block, i) : toData(transactionHash(block, i)),
  );
  return { ...formatHeader(block), size: toQuantity(sizeBytes), transactions, uncles: [], withdrawals: [] };
}

/** The block to come: what is known of it. Which transactions it will have is not. */
export function formatPending(env: Omit<BlockEnv, 'blockHash'>, head: SealedBlock): Record<string, unknown> {
  const known = formatHeader(head);
  return {
    ...known,
    number: toQuantity(env.number),
    hash: null,
    parentHash: toData(head.hash),
    nonce: null,
    miner: null,
    mixHash: toData(env.prevRandao),
    logsBloom: null,
    gasLimit: toQuantity(env.gasLimit),
    gasUsed: '0x0',
    timestamp: toQuantity(env.timestamp),
    baseFeePerGas: toQuantity(env.baseFee),
    excessBlobGas: toQuantity(env.excessBlobGas),
    size: '0x0',
    transactions: [],
    uncles: [],
    withdrawals: [],
  };
}
