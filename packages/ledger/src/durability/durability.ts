import path from 'node:path';
import type { Durability, Recovery, SealedBlock } from '../seams.ts';
import { type Checkpoint, checkpointFolder, makeCheckpoint, openCheckpoint } from './checkpoint.ts';
import { createInlineWriter, createThreadWriter } from './checkpoint-writer.ts';
import { type CheckpointPace, createCheckpointing, DEFAULT_PACE, type LoggedBlock } from './checkpointing.ts';
import { coldRowsOf } from './cold-rows.ts';
import { createRealDisk, type Disk } from './disk.ts';
import { CORRUPT_HINT, DurabilityFault } from './errors.ts';
import { createFollower, type Follower } from './follower.ts';
import { readFormat } from './format.ts';
import { lockDirectory } from './lock.ts';
import { createLog, SEGMENT_BYTES } from './log.ts';
import { openLogReader } from './log-reader.ts';
import { type LogTail, recoverTail } from './log-recovery.ts';
import { listSegments } from './segments.ts';

export interface DurabilityOptions {
  /** Holds `log/`, `checkpoint/`, `format` and `lock`. Made where it does not exist. */
  dir: string;
  /** The log's disk, for tests; `dir` must exist. With one, the checkpoint is written on the calling thread. */
  disk?: Disk;
  segmentBytes?: number;
  pace?: CheckpointPace;
}

export interface DurabilityStats {
  /** Undefined in an empty log. */
  lastBlock: bigint | undefined;
  /** -1 before the first checkpoint. */
  checkpoint: bigint;
  /** What the checkpoint is behind the log. */
  backlogBytes: number;
  backlogBlocks: number;
}

/** A block's arrays must not change until its `append` resolves: they are written from where they are. */
export interface LedgerDurability extends Durability {
  stats(): DurabilityStats;
}

export interface LedgerRecovery extends Recovery {
  /** The oldest block the log still has. */
  readonly first: bigint | undefined;
  /** The newest one: the head. */
  readonly last: bigint | undefined;
  /** Blocks of the log from `first` on, for what is behind the checkpoint (history, roots, undo rows). */
  blocksFrom(first: bigint): AsyncIterable<SealedBlock>;
  /** Bytes of unconfirmed writes that were cut off the log's end. */
  readonly tornBytes: number;
}

interface Opened {
  disk: Disk;
  folder: string;
  salt: number;
  tail: LogTail;
  checkpoint: Checkpoint;
  /** Of the checkpoint. */
  block: bigint | undefined;
  first: bigint | undefined;
}

/**
 * Opens the ledger's store: a log of blocks, durable before anything else is told of them, and a checkpoint of the state
 * that follows it. Read `recovery` to its end before the first append. The genesis is block 0 with its accounts as
 * changes: a row that no block has written is in no checkpoint.
 *
 * @throws DurabilityFault DATA_DIR_IN_USE, DATA_FORMAT_UNKNOWN, LOG_CORRUPT, CHECKPOINT_CORRUPT
 * @example
 * const { durability, recovery } = await openDurability({ dir: 'data/ledger' });
 * for (const rows of recovery.rows()) state.load(rows, new Map());
 * for await (const block of recovery.blocks) state.load(block.changes.rows, block.changes.codes);
 * await durability.append(block); // durable now
 */
export async function openDurability(
  options: DurabilityOptions,
): Promise<{ durability: LedgerDurability; recovery: LedgerRecovery }> {
  const { dir, segmentBytes = SEGMENT_BYTES, pace = DEFAULT_PACE, disk = createRealDisk() } = options;
  await disk.makeDir(dir);
  const lock = lockDirectory(dir);
  try {
    const opened = await openParts(dir, disk);
    const { folder, salt, tail, checkpoint, block } = opened;
    const next = block === undefined ? (opened.first ?? 0n) : block + 1n;
    const writer = options.disk
      ? createInlineWriter(checkpoint, createFollower({ disk, folder, salt, checkpoint, from: next }), next - 1n)
      : createThreadWriter({ dir, log: folder, salt, next });
    const behind = createCheckpointing({ writer, pace, start: block ?? -1n, backlog: readBacklog(opened, next) });
    let last = tail.last?.number;
    const log = createLog({
      ...{ disk, folder, salt, tail, segmentBytes },
      room: () => behind.room(),
      durable(number, bytes) {
        last = number;
        behind.durable({ number, bytes });
      },
    });
    const durability: LedgerDurability = {
      append(sealed) {
        behind.begin();
        return log.append(sealed);
      },
      get checkpoint() {
        return behind.block;
      },
      prune: (upTo) => log.prune(lower(upTo, behind.block)),
      stats: () => ({
        lastBlock: last,
        checkpoint: behind.block,
        backlogBytes: behind.backlogBytes,
        backlogBlocks: behind.backlogBlocks,
      }),
      async close() {
        await log.close();
        await behind.close();
        if (!options.disk) await checkpoint.close();
        lock.release();
      },
    };
    return { durability, recovery: createRecovery(opened, next, () => behind.begin()) };
  } catch (error) {
    lock.release();
    throw error;
  }
}

async function openParts(dir: string, disk: Disk): Promise<Opened> {
  const { salt } = await readFormat(disk, dir);
  const folder = path.join(dir, 'log');
  await disk.makeDir(folder);
  const tail = await recoverTail(disk, folder, salt);
  await makeCheckpoint(dir);
  const checkpoint = openCheckpoint(dir);
  const first = listSegments(disk, folder)[0]?.first;
  let block = checkpoint.block();
  try {
    const last = tail.last?.number;
    const unfinished = checkpoint.unfinished();
    expectJoined({ dir, block, first, last, unfinished });
    if (unfinished !== undefined) {
      const from = block === undefined ? (first ?? 0n) : block + 1n;
      block = finishCheckpoint(createFollower({ disk, folder, salt, checkpoint, from }), from - 1n, unfinished);
    }
  } catch (error) {
    tail.active?.file.close();
    await checkpoint.close();
    throw error;
  }
  return { disk, folder, salt, tail, checkpoint, block, first };
}

/** A write that was cut off between its transactions is done again from the log: until then rows are of no one block. */
function finishCheckpoint(follower: Follower, block: bigint, last: bigint): bigint {
  try {
    let done = block;
    while (done < last) done = follower.step(last);
    return done;
  } finally {
    follower.close();
  }
}

const lower = (a: bigint, b: bigint): bigint => (b < a ? b : a);

/** Checkpoint and log must meet: a block was logged before it was checkpointed, and pruned only after. */
function expectJoined(found: {
  dir: string;
  block?: bigint | undefined;
  first?: bigint | undefined;
  last?: bigint | undefined;
  unfinished?: bigint | undefined;
}) {
  const { dir, block, first, last, unfinished } = found;
  if (block === undefined && first !== undefined && first > 1n)
    throw new DurabilityFault(
      'CHECKPOINT_CORRUPT',
      `The log begins with block ${first}, and ${checkpointFolder(dir)} has no checkpoint of what was before. ${CORRUPT_HINT}`,
    );
  const reached = unfinished ?? block;
  if (reached === undefined) return;
  const next = block === undefined ? first : block + 1n;
  if (first !== undefined && last !== undefined && next !== undefined && first <= next && last >= reached) return;
  const has = first === undefined ? 'is empty' : `has blocks ${first} to ${last}`;
  throw new DurabilityFault(
    'LOG_CORRUPT',
    `The checkpoint is of block ${reached}, but the log ${has}. ${CORRUPT_HINT}`,
    { details: { checkpoint: String(reached) } },
  );
}

function readBacklog({ disk, folder, salt, tail }: Opened, from: bigint): LoggedBlock[] {
  const backlog: LoggedBlock[] = [];
  const last = tail.last?.number ?? -1n;
  const reader = openLogReader({ disk, folder, salt, from });
  try {
    for (let head = reader.next(last); head; head = reader.next(last))
      backlog.push({ number: head.number, bytes: head.bytes });
  } finally {
    reader.close();
  }
  return backlog;
}

function createRecovery(opened: Opened, next: bigint, begin: () => void): LedgerRecovery {
  const { disk, folder, salt, tail, checkpoint, block, first } = opened;
  async function* blocks(from: bigint): AsyncGenerator<SealedBlock> {
    const last = tail.last?.number ?? -1n;
    const reader = openLogReader({ disk, folder, salt, from });
    try {
      while (reader.next(last)) yield reader.block();
    } finally {
      reader.close();
    }
  }
  return {
    checkpoint: block,
    rows: () => checkpoint.rows(),
    codes: () => checkpoint.codes(),
    blocks: (async function* () {
      yield* blocks(next);
      begin();
    })(),
    blocksFrom: blocks,
    cold: coldRowsOf(checkpoint),
    first,
    last: tail.last?.number,
    tornBytes: tail.tornBytes,
  };
}
