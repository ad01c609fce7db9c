import type { SealedBlock } from '../seams.ts';
import { decodeBlock } from './block-codec.ts';
import type { Disk, DiskFile } from './disk.ts';
import { CORRUPT_HINT, DurabilityFault } from './errors.ts';
import { HEAD_BYTES, type RecordHead, readHead, sectionIntact } from './record.ts';
import { listSegments, segmentFile } from './segments.ts';

/** Walks the log in order of blocks, in any thread, while it is appended to. Reads durable blocks only: `last` says how far. */
export interface LogReader {
  /** The next block's head; undefined after `last`. @throws DurabilityFault LOG_CORRUPT, DATA_FORMAT_UNKNOWN */
  next(last: bigint): RecordHead | undefined;
  /** Of the record that `next` gave; checked. In memory that is used again at the next call. */
  section(index: number): Uint8Array;
  block(): SealedBlock;
  close(): void;
}

export interface LogReaderOptions {
  disk: Disk;
  folder: string;
  salt: number;
  /** The first block to give. */
  from: bigint;
}

export function openLogReader({ disk, folder, salt, from }: LogReaderOptions): LogReader {
  let file: DiskFile | undefined;
  let name = '';
  let offset = 0;
  let end = 0;
  let number = from;
  let current: RecordHead | undefined;
  const headBytes = new Uint8Array(HEAD_BYTES);
  /** Fresh memory for every section costs more than what is read into it. */
  let sectionBytes = new Uint8Array(0);

  const enter = (first: bigint): void => {
    file?.close();
    file = undefined;
    name = segmentFile(folder, first);
    try {
      file = disk.open(name);
    } catch (cause) {
      throw corrupt(name, 0, `The log has no block ${number}`, cause);
    }
    offset = 0;
  };
  const begin = (): void => {
    const segment = listSegments(disk, folder).findLast(({ first }) => first <= from);
    number = segment?.first ?? from;
    enter(number);
  };
  const readNext = (): RecordHead => {
    if (!file) begin();
    // A segment ends where the next one begins with this block.
    else if (offset >= end && offset >= file.size()) enter(number);
    if (!file || file.read(offset, headBytes) < HEAD_BYTES) throw corrupt(name, offset, `Block ${number} is cut short`);
    const head = expectHead(readHead(headBytes, salt), name, offset);
    if (head.number !== number) throw corrupt(name, offset, `Block ${head.number} stands where ${number} belongs`);
    current = head;
    offset += head.bytes;
    end = offset;
    number += 1n;
    return head;
  };
  const read = (at: number, bytes: Uint8Array): Uint8Array => {
    if (!file || !current) throw new Error('next() first');
    const start = offset - current.bytes;
    if (file.read(start + at, bytes) < bytes.length) throw corrupt(name, start, `Block ${current.number} is cut short`);
    return bytes;
  };
  const space = (length: number): Uint8Array => {
    if (sectionBytes.length < length) sectionBytes = new Uint8Array(length);
    return sectionBytes.subarray(0, length);
  };

  return {
    next(last) {
      while (number <= last) {
        const head = readNext();
        if (head.number >= from) return head;
      }
      return undefined;
    },
    section(index) {
      const entry = current?.sections[index];
      if (!current || !entry) throw new Error('next() first');
      const bytes = read(entry.offset, space(entry.bytes));
      if (!sectionIntact(bytes, entry)) throw badChecksum(name, offset - current.bytes, current.number);
      return bytes;
    },
    block() {
      if (!current) throw new Error('next() first');
      const block = decodeBlock(read(0, new Uint8Array(current.bytes)), current);
      if (!block) throw badChecksum(name, offset - current.bytes, current.number);
      return block;
    },
    close() {
      file?.close();
      file = undefined;
    },
  };
}

export function expectHead(result: ReturnType<typeof readHead>, file: string, offset: number): RecordHead {
  if (result.status === 'ok') return result.head;
  if (result.status === 'bad') throw corrupt(file, offset, 'A block’s head is not what was written');
  throw new DurabilityFault(
    'DATA_FORMAT_UNKNOWN',
    `${file} has records of version ${result.version}, which a newer Lode wrote: start that version, or give this one a directory of its own.`,
    { details: { file, version: result.version } },
  );
}

export const corrupt = (file: string, offset: number, what: string, cause?: unknown) =>
  new DurabilityFault('LOG_CORRUPT', `${what} (${file}, byte ${offset}). ${CORRUPT_HINT}`, {
    details: { file, offset },
    cause,
  });

const badChecksum = (file: string, offset: number, number: bigint) =>
  corrupt(file, offset, `Block ${number} is not what was written: its checksum differs`);
