import type { CheckpointWriter } from './checkpoint-writer.ts';
import { DurabilityFault } from './errors.ts';

/** When the checkpoint follows, and how far it may stay behind. */
export interface CheckpointPace {
  /** Log bytes that begin a write. More means that more changes of a row fall into one. */
  triggerBytes: number;
  /** A block waits no longer than this for a write to begin. */
  delayMs: number;
  /** Log bytes that the checkpoint may be behind; when they are there, `append` waits. Bounds the replay at start-up. */
  maxBacklogBytes: number;
}

/**
 * 2 GiB are about 20 s at 100,000 ERC-20 transactions a second. Of a million holders such a write has 0.9 rows a
 * transaction; after 5 s it was 2, and a page of the tree was written four times as often. Replaying them at a start-up
 * takes seconds. If `backlogBytes` stays at the bound, the disk sets the chain's pace.
 */
export const DEFAULT_PACE: CheckpointPace = {
  triggerBytes: 2 * 1024 ** 3,
  delayMs: 30_000,
  maxBacklogBytes: 4 * 1024 ** 3,
};

/** Rows leave the memory only once they are in the checkpoint: where the state's is bounded, they must not wait so long. */
export function paceWithin(memoryBudgetBytes: number, pace = DEFAULT_PACE): CheckpointPace {
  return { ...pace, triggerBytes: Math.min(pace.triggerBytes, memoryBudgetBytes) };
}

export interface LoggedBlock {
  number: bigint;
  bytes: number;
}

/** Decides when the checkpoint is written, and holds appends back when it is too far behind. */
export interface Checkpointing {
  readonly block: bigint;
  readonly backlogBytes: number;
  readonly backlogBlocks: number;
  durable(block: LoggedBlock): void;
  /** From now on the checkpoint moves. */
  begin(): void;
  /** Resolves when there is room for one more block. @throws DurabilityFault CHECKPOINT_FAILED, for good */
  room(): Promise<void>;
  close(): Promise<void>;
}

export interface CheckpointingOptions {
  writer: CheckpointWriter;
  pace: CheckpointPace;
  /** The checkpoint's block, and the blocks of the log after it. */
  start: bigint;
  backlog: LoggedBlock[];
}

export function createCheckpointing({ writer, pace, start, backlog }: CheckpointingOptions): Checkpointing {
  let block = start;
  // At most maxBacklogBytes and one group of the log, an entry a block.
  let behind = backlog;
  let bytes = backlog.reduce((sum, entry) => sum + entry.bytes, 0);
  let begun = false;
  let running = false;
  let failure: Error | undefined;
  let timer: NodeJS.Timeout | undefined;
  let waiting: { resolve(): void; reject(error: Error): void }[] = [];

  const wake = (): void => {
    if (!failure && bytes >= pace.maxBacklogBytes) return;
    for (const { resolve, reject } of waiting) {
      if (failure) reject(failure);
      else resolve();
    }
    waiting = [];
  };
  const fail = (error: Error): void => {
    failure ??= error;
    clearTimeout(timer);
    wake();
  };
  const progress = (done: bigint): void => {
    block = done;
    behind = behind.filter(({ number }) => number > done);
    bytes = behind.reduce((sum, entry) => sum + entry.bytes, 0);
    wake();
  };
  const write = async (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    const last = behind.at(-1);
    if (running || failure || !last) return;
    running = true;
    try {
      await writer.advance(last.number, progress);
    } catch (error) {
      fail(error instanceof Error ? error : new DurabilityFault('CHECKPOINT_FAILED', String(error)));
    }
    running = false;
    schedule();
  };
  const schedule = (): void => {
    if (!begun || running || failure || behind.length === 0) return;
    if (bytes >= pace.triggerBytes || bytes >= pace.maxBacklogBytes) void write();
    else timer ??= setTimeout(() => void write(), pace.delayMs);
  };

  return {
    get block() {
      return block;
    },
    get backlogBytes() {
      return bytes;
    },
    get backlogBlocks() {
      return behind.length;
    },
    durable(entry) {
      behind.push(entry);
      bytes += entry.bytes;
      schedule();
    },
    begin() {
      begun = true;
      schedule();
    },
    async room() {
      if (failure) throw failure;
      if (bytes < pace.maxBacklogBytes) return;
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      waiting.push({ resolve, reject });
      return promise;
    },
    async close() {
      fail(new DurabilityFault('LOG_CLOSED', "The ledger's store is closed: open it again."));
      await writer.close();
    },
  };
}
