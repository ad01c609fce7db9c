import type { SealedBlock } from '../seams.ts';
import { decodeBlock } from './block-codec.ts';
import type { Disk, DiskFile } from './disk.ts';
import { corrupt, expectHead } from './log-reader.ts';
import { HEAD_BYTES, RECORD_ALIGN, type RecordHead, readHead } from './record.ts';
import { listSegments, type Segment } from './segments.ts';

/** Where the log ends, after its torn tail was cut off. */
export interface LogTail {
  /** The segment that is appended to next; undefined in an empty log. */
  active: { segment: Segment; file: DiskFile; bytes: number } | undefined;
  last: { number: bigint; hash: Uint8Array } | undefined;
  /** Bytes that were cut off: writes that no sync had confirmed. */
  tornBytes: number;
}

/**
 * Finds the end of the log. Only the last segment can be torn: a segment is synced before the next one is made. What is
 * kept is synced before it is believed, since a killed process may have left it in the page cache alone.
 *
 * @throws DurabilityFault LOG_CORRUPT where a block that had been durable is damaged
 */
export async function recoverTail(disk: Disk, folder: string, salt: number): Promise<LogTail> {
  const segments = listSegments(disk, folder);
  let tornBytes = 0;
  let successor = false;
  for (;;) {
    const segment = segments.at(-1);
    if (!segment) return { active: undefined, last: undefined, tornBytes };
    const file = disk.open(segment.file);
    const { bytes, last } = scan(file, segment, salt);
    const torn = file.size() - bytes;
    if (torn > 0) {
      // A segment that is not the last one was whole when its successor was made.
      if (successor) throw corrupt(segment.file, bytes, 'A segment before the last one is torn');
      refuseDurable(file, segment, bytes, salt);
      await file.truncate(bytes);
      tornBytes += torn;
    }
    await file.sync();
    if (last) return { active: { segment, file, bytes }, last, tornBytes };
    // The cut came before its first block was durable: the segment before it is the last.
    file.close();
    await disk.unlink(segment.file);
    await disk.syncDir(folder);
    segments.pop();
    successor = true;
  }
}

/** Whole blocks from the start of the segment on. */
function scan(file: DiskFile, segment: Segment, salt: number): { bytes: number; last: LogTail['last'] } {
  let bytes = 0;
  let last: LogTail['last'];
  for (;;) {
    const record = readRecord(file, bytes, segment, salt);
    if (!record) return { bytes, last };
    const { block, head } = record;
    const follows = last
      ? head.number === last.number + 1n && equal(block.header.parentHash, last.hash)
      : head.number === segment.first;
    if (!follows) throw corrupt(segment.file, bytes, `Block ${head.number} does not follow the block before it`);
    last = { number: head.number, hash: block.hash };
    bytes += head.bytes;
  }
}

function readRecord(
  file: DiskFile,
  offset: number,
  segment: Segment,
  salt: number,
): { block: SealedBlock; head: RecordHead } | undefined {
  const headBytes = new Uint8Array(HEAD_BYTES);
  if (file.read(offset, headBytes) < HEAD_BYTES) return undefined;
  const result = readHead(headBytes, salt);
  if (result.status === 'bad') return undefined;
  const head = expectHead(result, segment.file, offset);
  if (head.bytes > file.size() - offset) return undefined;
  const record = new Uint8Array(head.bytes);
  if (file.read(offset, record) < record.length) return undefined;
  const block = decodeBlock(record, head);
  return block && { block, head };
}

/**
 * A bad record followed by one that says the bad one had been durable is damage, not a torn write: cutting it off would
 * lose blocks that were acknowledged. Records begin at multiples of RECORD_ALIGN, so each is looked at.
 */
function refuseDurable(file: DiskFile, segment: Segment, bad: number, salt: number): void {
  const headBytes = new Uint8Array(HEAD_BYTES);
  for (let offset = bad + RECORD_ALIGN; offset < file.size(); offset += RECORD_ALIGN) {
    if (file.read(offset, headBytes) < HEAD_BYTES) return;
    const result = readHead(headBytes, salt);
    if (result.status === 'ok' && result.head.syncedBytes > bad && result.head.syncedBytes <= offset)
      throw corrupt(segment.file, bad, 'A block that had been durable is not what was written');
  }
}

export const equal = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, index) => byte === b[index]);
