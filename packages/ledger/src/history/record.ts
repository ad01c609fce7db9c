import { encodeBlock, SECTION } from '../durability/block-codec.ts';
import { readHead } from '../durability/record.ts';
import type { SealedBlock } from '../seams.ts';
import { sharedBytes } from '../sharedBytes.ts';
import { HistoryFault } from './errors.ts';
import type { BlockRecord } from './indexer.ts';
import type { RecordSpace } from './recordSpace.ts';

const NO_CHANGES = { rows: new Uint8Array(), undo: new Uint8Array(), codes: new Map<string, Uint8Array>() };

/** Copies what the disk gets, in one piece that the thread can be given: in the space if it has room. */
export function recordOf(block: SealedBlock, space?: RecordSpace): BlockRecord {
  const encoded = encodeBlock({ ...block, changes: NO_CHANGES });
  const placed = space?.take(encoded.bytes);
  const record = placed ?? sharedBytes(encoded.bytes);
  let at = 0;
  for (const part of encoded.parts(0, 0)) {
    record.set(part, at);
    at += part.length;
  }
  const head = readHead(record, 0);
  if (head.status !== 'ok') throw new HistoryFault('corrupt', 'a block does not read as it was written');
  const offset = (name: keyof typeof SECTION) => head.head.sections[SECTION[name]]?.offset ?? 0;
  return {
    number: Number(block.header.number),
    hash: block.hash.slice(),
    record,
    aligned: placed !== undefined,
    transactions: block.status.length,
    hashesAt: offset('hashes'),
    logOffsetsAt: offset('logOffsets'),
    logsAt: offset('logs'),
  };
}
