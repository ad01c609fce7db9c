import type { Transaction } from '@lode/evm';
import { packedLength } from '../../blocks/packed.ts';
import { type ParsedTransaction, parseTransaction, type Signature, transactionOf } from '../../blocks/parse.ts';
import { effectiveGasPrice } from '../../blocks/receipts.ts';
import type { PoolTransaction, SealedBlock } from '../../seams.ts';
import { toData, toQuantity } from '../hex.ts';

export function transactionCount(block: SealedBlock): number {
  return packedLength(block.transactions);
}

export function transactionHash(block: SealedBlock, index: number): Uint8Array {
  return block.hashes.subarray(index * 32, index * 32 + 32);
}

/** A transaction that a block has. */
export function transactionAt(chainId: bigint, block: SealedBlock, index: number): ParsedTransaction {
  const transaction = transactionOf(block, index, chainId);
  if (transaction !== undefined) return transaction;
  throw new Error(`block ${block.header.number} has no transaction ${index} that decodes`);
}

/** What of a transaction is told. */
export type DescribedTransaction = Pick<
  ParsedTransaction,
  'tx' | 'sender' | 'hash' | 'signature' | 'isProtected' | 'authorizations'
>;

function signatureFields({ r, s }: Signature): Record<string, string> {
  return { r: toQuantity(r), s: toQuantity(s) };
}

function feeFields(tx: Transaction, baseFee: bigint | undefined): Record<string, string> {
  if (tx.maxFeePerGas === undefined) return { gasPrice: toQuantity(tx.gasPrice ?? 0n) };
  return {
    gasPrice: toQuantity(baseFee === undefined ? tx.maxFeePerGas : effectiveGasPrice(tx, baseFee)),
    maxFeePerGas: toQuantity(tx.maxFeePerGas),
    maxPriorityFeePerGas: toQuantity(tx.maxPriorityFeePerGas ?? 0n),
  };
}

/** What only some types have, and v: EIP-155's for legacy ones. */
function typeFields(chainId: bigint, { tx, signature, isProtected, authorizations }: DescribedTransaction) {
  const { yParity } = signature;
  if (tx.type === 0) {
    if (!isProtected) return { v: toQuantity(27 + yParity) };
    return { chainId: toQuantity(chainId), v: toQuantity(chainId * 2n + 35n + BigInt(yParity)) };
  }
  const accessList = (tx.accessList ?? []).map(({ address, storageKeys }) => ({
    address: toData(address),
    storageKeys: storageKeys.map(toData),
  }));
  const authorizationList = authorizations.map((entry) => ({
    chainId: toQuantity(entry.chainId),
    address: toData(entry.address),
    nonce: toQuantity(entry.nonce),
    yParity: toQuantity(entry.yParity),
    ...signatureFields(entry),
  }));
  return {
    chainId: toQuantity(chainId),
    accessList,
    ...(tx.authorizationList === undefined ? {} : { authorizationList }),
    v: toQuantity(yParity),
    yParity: toQuantity(yParity),
  };
}

interface Place {
  block: Pick<SealedBlock, 'header' | 'hash'>;
  index: number;
}

export function formatParsed(
  chainId: bigint,
  parsed: DescribedTransaction,
  place: Place | undefined,
): Record<string, unknown> {
  const { tx, sender, hash, signature } = parsed;
  const header = place?.block.header;
  return {
    blockHash: place === undefined ? null : toData(place.block.hash),
    blockNumber: header === undefined ? null : toQuantity(header.number),
    blockTimestamp: header === undefined ? null : toQuantity(header.timestamp),
    from: toData(sender),
    gas: toQuantity(tx.gasLimit),
    ...feeFields(tx, header?.baseFeePerGas),
    hash: toData(hash),
    input: toData(tx.data),
    nonce: toQuantity(tx.nonce),
    to: tx.to === undefined ? null : toData(tx.to),
    transactionIndex: place === undefined ? null : toQuantity(place.index),
    value: toQuantity(tx.value),
    type: toQuantity(tx.type),
    ...typeFields(chainId, parsed),
    ...signatureFields(signature),
  };
}

export function formatTransaction(chainId: bigint, block: SealedBlock, index: number): Record<string, unknown> {
  return formatParsed(chainId, transactionAt(chainId, block, index), { block, index });
}

export function formatPooled(chainId: bigint, { raw, sender }: PoolTransaction): Record<string, unknown> {
  const parsed = parseTransaction(raw, { chainId, allowUnprotected: true });
  if (!parsed.ok) throw new Error(`a transaction of the pool does not decode: ${parsed.refusal.message}`);
  return formatParsed(chainId, { ...parsed.transaction, sender }, undefined);
}
