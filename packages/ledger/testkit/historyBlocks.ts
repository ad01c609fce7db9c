import { createHash } from 'node:crypto';
import type { Log } from '@lode/evm';
import type { SealedBlock } from '../src/seams.ts';
import { syntheticBlock } from './faultyDiskBlocks.ts';
import { writeLogs } from './logRecords.ts';

/** A block with these logs, a list a transaction; everything else is made from its number. */
export function blockWithLogs(number: bigint, logs: readonly (readonly Log[])[], seed = 1): SealedBlock {
  const base = syntheticBlock(number, { seed, transactions: logs.length, rowsPerTransaction: 1, keys: 1_000 });
  const records = logs.map(writeLogs);
  const offsets = new Uint32Array(logs.length + 1);
  records.forEach((record, i) => {
    offsets[i + 1] = (offsets[i] ?? 0) + record.length;
  });
  const bytes = new Uint8Array(offsets[logs.length] ?? 0);
  records.forEach((record, i) => {
    bytes.set(record, offsets[i]);
  });
  return { ...base, logs: { bytes, offsets } };
}

/** Blocks of ERC-20 transfers by one token, quickly made: a log a transaction, holders by number. */
export function transferBlock(
  number: bigint,
  transfers: readonly { from: number; to: number }[],
  { token = 0xaa, dataBytes = 32 } = {},
): SealedBlock {
  const size = 32 + 3 * 32 + dataBytes;
  const bytes = new Uint8Array(size * transfers.length);
  const view = new DataView(bytes.buffer);
  transfers.forEach(({ from, to }, i) => {
    const at = i * size;
    bytes.fill(token, at, at + 20);
    view.setUint32(at + 24, 3, true);
    view.setUint32(at + 28, dataBytes, true);
    bytes.fill(0xdd, at + 32, at + 64);
    view.setUint32(at + 64, from, true);
    view.setUint32(at + 96, to, true);
  });
  const count = transfers.length;
  const base = syntheticBlock(number, { seed: 1, transactions: 0, rowsPerTransaction: 0, keys: 1 });
  const hashes = new Uint8Array(32 * count);
  const words = new DataView(hashes.buffer);
  for (let i = 0; i < count; i++) {
    words.setUint32(i * 32, Math.imul(Number(number) * count + i + 1, 0x9e3779b1), true);
    words.setUint32(i * 32 + 4, i, true);
    words.setUint32(i * 32 + 8, Number(number), true);
  }
  const offsetsOf = (each: number) => Uint32Array.from({ length: count + 1 }, (_, i) => i * each);
  return {
    ...base,
    transactions: { bytes: new Uint8Array(count * 170).fill(7), offsets: offsetsOf(170) },
    hashes,
    senders: new Uint8Array(20 * count),
    status: new Uint8Array(count).fill(1),
    gasUsed: new BigUint64Array(count).fill(51_000n),
    logs: { bytes, offsets: offsetsOf(size) },
  };
}

/** The topic under which a holder's number stands in transferBlock. */
export function holderTopic(holder: number): Uint8Array {
  const topic = new Uint8Array(32);
  new DataView(topic.buffer).setUint32(28, holder);
  return topic;
}

export function otherHash(hash: Uint8Array): Uint8Array {
  return new Uint8Array(createHash('sha256').update(hash).digest());
}
