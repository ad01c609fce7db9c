import type { Transaction } from '@lode/evm';
import { packedItem, packedLength } from '../../blocks/packed.ts';
import type { PoolTransaction, SealedBlock } from '../../seams.ts';
import { toData, toQuantity } from '../hex.ts';
import { type DecodedTransaction, decodeAll, decodeOne } from './decoded.ts';

export function rawTransaction(block: SealedBlock, index: number): Uint8Array {
  return packedItem(block.transactions, index);
}

export function transactionCount(block: SealedBlock): number {
  return packedLength(block.transactions);
}

export function transactionHash(block: SealedBlock, index: number): Uint8Array {
  return block.hashes.subarray(index * 32, index * 32 + 32);
}

export function senderOf(block: SealedBlock, index: number): Uint8Array {
  return block.senders.subarray(index * 20, index * 20 + 20);
}

/** What a unit of gas cost (EIP-1559). */
export function effectiveGasPrice(tx: Transaction, baseFee: bigint): bigint {
  if (tx.maxFeePerGas === undefined) return tx.gasPrice ?? 0n;
  const wanted = baseFee + (tx.maxPriorityFeePerGas ?? 0n);
  return wanted < tx.maxFeePerGas ? wanted : tx.maxFeePerGas;
}

function signatureOf(signature: Uint8Array): { r: string; s: string; yParity: number } {
  const word = (at: number) => toQuantity(BigInt(`0x${signature.subarray(at, at + 32).toHex()}`));
  return { r: word(0), s: word(32), yParity: signature[64] ?? 0 };
}

function feesOf(tx: Transaction, baseFee: bigint | undefined): Record<string, string> {
  if (tx.maxFeePerGas === undefined) return { gasPrice: toQuantity(tx.gasPrice ?? 0n) };
  return {
    gasPrice: toQuantity(baseFee === undefined ? tx.maxFeePerGas : effectiveGasPrice(tx, baseFee)),
    maxFeePerGas: toQuantity(tx.maxFeePerGas),
    maxPriorityFeePerGas: toQuantity(tx.maxPriorityFeePerGas ?? 0n),
  };
}

function authorizationList({ tx, authorizations }: DecodedTransaction): Record<string, unknown> {
  if (tx.authorizationList === undefined) return {};
  const list = tx.authorizationList.map((entry, i) => {
    const { r, s, yParity } = signatureOf(authorizations[i]?.signature ?? new Uint8Array(65));
    return {
      chainId: toQuantity(entry.chainId),
      address: toData(entry.address),
      nonce: toQuantity(entry.nonce),
      yParity: toQuantity(yParity),
      r,
      s,
    };
  });
  return { authorizationList: list };
}

/** What only some types have, and v: EIP-155's for legacy ones. */
function typeFields(chainId: bigint, decoded: DecodedTransaction, yParity: number): Record<string, unknown> {
  const { tx, unprotected } = decoded;
  if (tx.type === 0) {
    if (unprotected) return { v: toQuantity(27 + yParity) };
    return { chainId: toQuantity(chainId), v: toQuantity(chainId * 2n + 35n + BigInt(yParity)) };
  }
  return {
    chainId: toQuantity(chainId),
    accessList: (tx.accessList ?? []).map(({ address, storageKeys }) => ({
      address: toData(address),
      storageKeys: storageKeys.map(toData),
    })),
    ...authorizationList(decoded),
    v: toQuantity(yParity),
    yParity: toQuantity(yParity),
  };
}

interface Place {
  block: SealedBlock;
  index: number;
}

function format(
  chainId: bigint,
  decoded: DecodedTransaction,
  sender: Uint8Array,
  place: Place | undefined,
): Record<string, unknown> {
  const { tx } = decoded;
  const header = place?.block.header;
  const { r, s, yParity } = signatureOf(decoded.signature);
  return {
    blockHash: place === undefined ? null : toData(place.block.hash),
    blockNumber: header === undefined ? null : toQuantity(header.number),
    blockTimestamp: header === undefined ? null : toQuantity(header.timestamp),
    from: toData(sender),
    gas: toQuantity(tx.gasLimit),
    ...feesOf(tx, header?.baseFeePerGas),
    hash: toData(decoded.hash),
    input: toData(tx.data),
    nonce: toQuantity(tx.nonce),
    to: tx.to === undefined ? null : toData(tx.to),
    transactionIndex: place === undefined ? null : toQuantity(place.index),
    value: toQuantity(tx.value),
    type: toQuantity(tx.type),
    ...typeFields(chainId, decoded, yParity),
    r,
    s,
  };
}

export function formatTransaction(chainId: bigint, block: SealedBlock, index: number): Record<string, unknown> {
  const decoded = decodeOne(chainId, rawTransaction(block, index));
  return format(chainId, decoded, senderOf(block, index), { block, index });
}

export function formatTransactions(chainId: bigint, block: SealedBlock): Record<string, unknown>[] {
  return decodeAll(chainId, block.transactions).map((decoded, index) =>
    format(chainId, decoded, senderOf(block, index), { block, index }),
  );
}

export function formatPooled(chainId: bigint, { raw, sender }: PoolTransaction): Record<string, unknown> {
  return format(chainId, decodeOne(chainId, raw), sender, undefined);
}
