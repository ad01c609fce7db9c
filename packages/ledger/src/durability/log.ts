import type { SealedBlock } from '../seams.ts';
import { type EncodedBlock, encodeBlock } from './block-codec.ts';
import type { Disk, DiskFile } from './disk.ts';
import { DurabilityFault } from './errors.ts';
import { equal, type LogTail } from './log-recovery.ts';
import { listSegments, segmentFile } from './segments.ts';

/** A segment is closed once it has this: small enough that pruning frees space often, and large enough to be few. */
export const SEGMENT_BYTES = 256 * 1024 ** 2;
/** Bounds of what shares a write and a sync; a block larger than that goes alone. */
const MAX_GROUP_BYTES = 64 * 1024 ** 2;
const MAX_GROUP_BLOCKS = 256;
/** Appends that wait. The sequencer has one or two in flight: more means that nobody awaits them. */
export const MAX_WAITING_BLOCKS = 1024;

export interface Log {
  /** Resolves when the block is durable. Calls are kept in order and share a sync. */
  append(block: SealedBlock): Promise<void>;
  /** Removes whole segments of blocks up to this one; never the one that is appended to. */
  prune(block: bigint): Promise<void>;
  /** Writes what waits, then closes. */
  close(): Promise<void>;
}

export interface LogOptions {
  disk: Disk;
  folder: string;
  salt: number;
  tail: LogTail;
  segmentBytes: number;
  /** Awaited before each write: what is behind has room for more. A rejection is final. */
  room(): Promise<void>;
  /** After the sync, before the appends resolve. */
  durable(number: bigint, bytes: number): void;
}

interface Waiting {
  encoded: EncodedBlock;
  resolve(): void;
  reject(error: Error): void;
}

export function createLog({ disk, folder, salt, tail, segmentBytes, room, durable }: LogOptions): Log {
  let active: DiskFile | undefined = tail.active?.file;
  let activeBytes = tail.active?.bytes ?? 0;
  let previous = tail.last;
  let failure: Error | undefined;
  let closed = false;
  let running = false;
  let done = Promise.resolve();
  let pruning = Promise.resolve();
  const waiting: Waiting[] = [];

  const rotate = async (first: bigint): Promise<DiskFile> => {
    active?.close();
    active = undefined;
    const file = await disk.create(segmentFile(folder, first));
    await disk.syncDir(folder);
    activeBytes = 0;
    active = file;
    return file;
  };
  const write = async (group: readonly Waiting[]): Promise<void> => {
    const first = group[0]?.encoded.number ?? 0n;
    const file = active && activeBytes < segmentBytes ? active : await rotate(first);
    const start = activeBytes;
    await file.append(group.flatMap(({ encoded }) => encoded.parts(start, salt)));
    await file.sync();
    for (const { encoded } of group) activeBytes += encoded.bytes;
  };
  const fail = (cause: unknown): void => {
    failure ??= failed(cause);
    for (const { reject } of waiting.splice(0)) reject(failure);
  };
  const run = async (): Promise<void> => {
    running = true;
    while (waiting.length > 0) {
      let group: Waiting[] = [];
      try {
        await room();
        group = takeGroup(waiting);
        await write(group);
        for (const { encoded } of group) durable(encoded.number, encoded.bytes);
        for (const { resolve } of group) resolve();
      } catch (cause) {
        waiting.unshift(...group);
        fail(cause);
      }
    }
    // In the same turn as the loop's last check: an append after it starts anew.
    running = false;
  };

  const pruneTo = async (block: bigint): Promise<void> => {
    const segments = listSegments(disk, folder);
    for (let index = 0; index + 1 < segments.length; index += 1) {
      const [segment, next] = [segments[index], segments[index + 1]];
      if (!segment || !next || next.first > block + 1n) return;
      await disk.unlink(segment.file);
      // One by one: a cut between two of them must not leave a hole.
      await disk.syncDir(folder);
    }
  };

  return {
    async append(block) {
      if (failure) throw failure;
      if (closed) throw new DurabilityFault('LOG_CLOSED', 'The log is closed: no block can be appended.');
      if (waiting.length >= MAX_WAITING_BLOCKS)
        throw new DurabilityFault(
          'LOG_QUEUE_FULL',
          `${waiting.length} blocks wait for the disk: await append() before making further ones.`,
        );
      expectNext(previous, block);
      const encoded = encodeBlock(block);
      previous = { number: encoded.number, hash: encoded.hash };
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      waiting.push({ encoded, resolve, reject });
      if (!running) done = run();
      return promise;
    },
    prune(block) {
      const result = pruning.then(() => pruneTo(block));
      pruning = result.catch(() => {});
      return result;
    },
    async close() {
      closed = true;
      await done;
      await pruning;
      active?.close();
      active = undefined;
    },
  };
}

function takeGroup(waiting: Waiting[]): Waiting[] {
  let bytes = 0;
  let count = 0;
  for (const { encoded } of waiting) {
    if (count > 0 && (bytes + encoded.bytes > MAX_GROUP_BYTES || count >= MAX_GROUP_BLOCKS)) break;
    bytes += encoded.bytes;
    count += 1;
  }
  return waiting.splice(0, count);
}

function expectNext(previous: LogTail['last'], { header }: SealedBlock): void {
  if (!previous) return;
  const { number, hash } = previous;
  if (header.number === number + 1n && equal(header.parentHash, hash)) return;
  throw new DurabilityFault(
    'BLOCK_OUT_OF_ORDER',
    `Block ${header.number} does not follow block ${number} of the log: append block ${number + 1n} whose parent is 0x${hash.toHex()}.`,
    { details: { expected: String(number + 1n), got: String(header.number) } },
  );
}

const failed = (cause: unknown): Error =>
  new DurabilityFault(
    'LOG_FAILED',
    'The disk did not take a block, so no further one is accepted. What was acknowledged is safe: make room or mend the disk (cause), then start again.',
    { cause },
  );
