import { packedItem, packedLength } from '../../blocks/packed.ts';
import type { BlockHeader, SealedBlock } from '../../seams.ts';
import { join, rlpBytes, rlpHeaderBytes, rlpList, rlpNumber } from './rlp.ts';

/** A legacy transaction is a list, one of EIP-2718 begins with its type. */
const FIRST_OF_LIST = 0xc0;

export function encodeHeader(header: BlockHeader): Uint8Array {
  return rlpList([
    rlpBytes(header.parentHash),
    rlpBytes(header.ommersHash),
    rlpBytes(header.beneficiary),
    rlpBytes(header.stateRoot),
    rlpBytes(header.transactionsRoot),
    rlpBytes(header.receiptsRoot),
    rlpBytes(header.logsBloom),
    rlpNumber(header.difficulty),
    rlpNumber(header.number),
    rlpNumber(header.gasLimit),
    rlpNumber(header.gasUsed),
    rlpNumber(header.timestamp),
    rlpBytes(header.extraData),
    rlpBytes(header.mixHash),
    rlpBytes(header.nonce),
    rlpNumber(header.baseFeePerGas),
    rlpBytes(header.withdrawalsRoot),
    rlpNumber(header.blobGasUsed),
    rlpNumber(header.excessBlobGas),
    rlpBytes(header.parentBeaconBlockRoot),
    rlpBytes(header.requestsHash),
  ]);
}

/** Header, transactions, no ommers, no withdrawals. */
export function encodeBlock({ header, transactions }: SealedBlock): Uint8Array {
  const body = Array.from({ length: packedLength(transactions) }, (_, i) => {
    const raw = packedItem(transactions, i);
    return (raw[0] ?? 0) >= FIRST_OF_LIST ? raw : rlpBytes(raw);
  });
  return rlpList([encodeHeader(header), rlpList(body), rlpList([]), rlpList([])]);
}

/** The length of `encodeBlock`, without making it. */
export function blockSize({ header, transactions: { bytes, offsets } }: SealedBlock): number {
  let body = bytes.length;
  for (let i = 0; i + 1 < offsets.length; i++) {
    const from = offsets[i] ?? 0;
    if ((bytes[from] ?? 0) < FIRST_OF_LIST) body += rlpHeaderBytes((offsets[i + 1] ?? 0) - from);
  }
  const inner = encodeHeader(header).length + rlpHeaderBytes(body) + body + 2;
  return rlpHeaderBytes(inner) + inner;
}

export interface ReceiptFields {
  type: number;
  success: boolean;
  cumulativeGas: bigint;
  bloom: Uint8Array;
  logs: readonly { address: Uint8Array; topics: readonly Uint8Array[]; data: Uint8Array }[];
}

/** EIP-2718. */
export function encodeReceipt({ type, success, cumulativeGas, bloom, logs }: ReceiptFields): Uint8Array {
  const encodedLogs = logs.map(({ address, topics, data }) =>
    rlpList([rlpBytes(address), rlpList(topics.map(rlpBytes)), rlpBytes(data)]),
  );
  const body = rlpList([rlpNumber(success ? 1n : 0n), rlpNumber(cumulativeGas), rlpBytes(bloom), rlpList(encodedLogs)]);
  return type === 0 ? body : join([Uint8Array.of(type), body]);
}
