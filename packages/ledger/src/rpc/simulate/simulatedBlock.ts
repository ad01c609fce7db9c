import type { BlockEnv, Log, TransactionResult } from '@lode/evm';
import { CONSTANT_FIELDS } from '../../blocks/constants.ts';
import { hashHeader } from '../../blocks/header.ts';
import { pack } from '../../blocks/packed.ts';
import { contentFields } from '../../blocks/seal.ts';
import type { BlockHeader } from '../../seams.ts';
import { RPC_CODES, type RpcFault } from '../errors.ts';
import { formatHeaderFields } from '../format/block.ts';
import { blockSize } from '../format/encode.ts';
import { formatLogs } from '../format/receipt.ts';
import { formatParsed } from '../format/transaction.ts';
import { toData, toQuantity } from '../hex.ts';
import { callFault } from './call.ts';
import { encodeLogs } from './encodeLogs.ts';
import type { SimulatedTransaction } from './simulatedTransaction.ts';

export interface SimulatedCall {
  transaction: SimulatedTransaction;
  result: TransactionResult;
  /** With transfers of value, where they were asked for. The block's bloom and roots know of none. */
  logs: readonly Log[];
}

export interface SimulatedBlock {
  header: BlockHeader;
  hash: Uint8Array;
  calls: readonly SimulatedCall[];
  sizeBytes: number;
}

/** No tree is made of a state that nobody commits: the root in the header would be the one after the parent. */
const NO_ROOT = new Uint8Array(32);

/** Seals what was run as blocks of this chain are sealed. */
export function sealSimulated(env: BlockEnv, parentHash: Uint8Array, calls: readonly SimulatedCall[]): SimulatedBlock {
  const transactions = pack(calls.map(({ transaction }) => transaction.raw));
  const body = {
    transactions,
    hashes: pack(calls.map(({ transaction }) => transaction.hash)).bytes,
    senders: pack(calls.map(({ transaction }) => transaction.sender)).bytes,
    status: Uint8Array.from(calls, ({ result }) => (result.status === 'success' ? 1 : 2)),
    gasUsed: BigUint64Array.from(calls, ({ result }) => result.gasUsed),
    logs: pack(calls.map(({ result }) => encodeLogs(result.logs))),
  };
  const header: BlockHeader = {
    ...CONSTANT_FIELDS,
    ...contentFields(body, env.chainId, env.number),
    parentHash,
    beneficiary: env.coinbase,
    stateRoot: NO_ROOT,
    number: env.number,
    gasLimit: env.gasLimit,
    timestamp: env.timestamp,
    mixHash: env.prevRandao,
    baseFeePerGas: env.baseFee,
  };
  return { header, hash: hashHeader(header), calls, sizeBytes: blockSize({ header, transactions }) };
}

/** As in the block's receipts, but with a code of its own for what is no revert. */
function faultOf(result: TransactionResult): RpcFault {
  const { fault } = callFault(result);
  return result.status === 'revert' ? fault : { ...fault, code: RPC_CODES.vmError };
}

function formatCall(block: SimulatedBlock, index: number, firstLogIndex: number): Record<string, unknown> {
  const call = block.calls[index];
  if (call === undefined) throw new Error(`a simulated block has no call ${index}`);
  const { transaction, result, logs } = call;
  const succeeded = result.status === 'success';
  const receipt = { transactionHash: transaction.hash, transactionIndex: index, firstLogIndex, logs: [...logs] };
  return {
    returnData: toData(succeeded ? result.output : new Uint8Array()),
    logs: formatLogs(block, receipt),
    gasUsed: toQuantity(result.gasUsed),
    // Before refunds. Where the floor of EIP-7623 applies, at most this much.
    maxUsedGas: toQuantity(result.gasUsed + result.gasRefunded),
    status: succeeded ? '0x1' : '0x0',
    ...(succeeded ? {} : { error: faultOf(result) }),
  };
}

function formatSimulated(chainId: bigint, block: SimulatedBlock, index: number): Record<string, unknown> {
  const transaction = block.calls[index]?.transaction;
  if (transaction === undefined) throw new Error(`a simulated block has no transaction ${index}`);
  const formatted = formatParsed(chainId, transaction, { block, index });
  // Of a legacy transaction it would be 27 where somebody had signed.
  return transaction.tx.type === 0 ? { ...formatted, v: '0x0' } : formatted;
}

/** As execution-apis has it: a block, and what became of its calls. */
export function formatSimulatedBlock(chainId: bigint, block: SimulatedBlock, full: boolean): Record<string, unknown> {
  let logs = 0;
  const calls = block.calls.map((call, i) => {
    const formatted = formatCall(block, i, logs);
    logs += call.logs.length;
    return formatted;
  });
  return {
    ...formatHeaderFields(block.header, block.hash),
    size: toQuantity(block.sizeBytes),
    transactions: block.calls.map(({ transaction }, i) =>
      full ? formatSimulated(chainId, block, i) : toData(transaction.hash),
    ),
    uncles: [],
    withdrawals: [],
    calls,
  };
}
