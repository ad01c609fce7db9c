import { type NestedUint8Array, RLP } from '@ethereumjs/rlp';
import { encodeHeader } from '../../blocks/header.ts';
import { packedItem, packedLength } from '../../blocks/packed.ts';
import type { Receipt } from '../../blocks/receipts.ts';
import type { SealedBlock } from '../../seams.ts';

/** What a block has besides its header and transactions: no ommers, no withdrawals. */
const REST: NestedUint8Array = [[], []];

function body({ transactions }: SealedBlock): NestedUint8Array {
  return Array.from({ length: packedLength(transactions) }, (_, i) => {
    const raw = packedItem(transactions, i);
    // A legacy transaction is a list, one of EIP-2718 a string.
    return (raw[0] ?? 0) >= 0xc0 ? RLP.decode(raw) : raw;
  });
}

export function encodeBlock(block: SealedBlock): Uint8Array {
  return RLP.encode([RLP.decode(encodeHeader(block.header)), body(block), ...REST]);
}

/** Bytes of the header of a list or string of this length, which has more than one byte. */
function headerBytes(length: number): number {
  return length < 56 ? 1 : 1 + Math.ceil((32 - Math.clz32(length)) / 8);
}

/** The length of `encodeBlock`, without making it. */
export function blockSize({
  header,
  transactions: { bytes, offsets },
}: Pick<SealedBlock, 'header' | 'transactions'>): number {
  let items = bytes.length;
  for (let i = 0; i + 1 < offsets.length; i++) {
    const from = offsets[i] ?? 0;
    if ((bytes[from] ?? 0) < 0xc0) items += headerBytes((offsets[i + 1] ?? 0) - from);
  }
  const inner = encodeHeader(header).length + headerBytes(items) + items + REST.length;
  return headerBytes(inner) + inner;
}

/** A receipt as it lies under the receipts root (EIP-2718). */
export function encodeReceipt({ type, success, cumulativeGasUsed, logsBloom, logs }: Receipt): Uint8Array {
  const fields = RLP.encode([
    success ? 1n : 0n,
    cumulativeGasUsed,
    logsBloom,
    logs.map((log) => [log.address, log.topics, log.data]),
  ]);
  return type === 0 ? fields : Uint8Array.from([type, ...fields]);
}
