import { CONTROL_AT } from '../state/memoryMap.ts';

/** Words of the shared memory by which the threads of a block agree, one a cache line. */
export const WORD = {
  /** The next chunk to be claimed. */
  NEXT: 0,
  /** The chunk whose turn it is to be published. */
  TURN: 16,
  /** Transactions that are published at most: fewer than given where the deadline passed. */
  CUT: 32,
  /** 1: leave this attempt. */
  ABORT: 48,
  /** How often speculation failed lately. */
  SCORE: 64,
  /** Counts up when a thread that waits for better times should try again. */
  PARK: 80,
  /** Attempts that had to be repeated, since the start. */
  REEXECUTIONS: 96,
  /** Bytes of logs written; whoever has the turn writes. */
  LOG_TOP: 112,
  /** Rows brought in from disk, since the start. */
  COLD_READS: 128,
  /** Attempts at executing, for injected faults. */
  ATTEMPT: 144,
  /** Counts up with every slice of transactions: threads that do not hang. */
  PROGRESS: 160,
  /** 1: a thread is publishing chunks that ran ahead. */
  PUBLISHING: 176,
  /** Threads that sleep until the turn changes. */
  SLEEPING: 192,
} as const;
const WORDS = 208;

/**
 * Chunks a worker may have run ahead that nobody has published yet, as many as fit into its region (assembly/state,
 * AHEAD_BYTES). Then it waits: one that is slow, or off its core, so stops no other for a millisecond or two.
 */
export const MOST_AHEAD = 8;

export type Control = Int32Array<ArrayBufferLike>;

export function controlOf(memory: WebAssembly.Memory): Control {
  return new Int32Array(memory.buffer, CONTROL_AT, WORDS);
}

export function startControl(control: Control, transactions: number): void {
  const { NEXT, TURN, ABORT, SCORE, LOG_TOP, PUBLISHING, SLEEPING } = WORD;
  for (const word of [NEXT, TURN, ABORT, SCORE, LOG_TOP, PUBLISHING, SLEEPING]) Atomics.store(control, word, 0);
  Atomics.store(control, WORD.CUT, transactions);
  Atomics.add(control, WORD.ATTEMPT, 1);
}

/** Makes every thread leave the attempt as soon as it looks. */
export function abort(control: Control): void {
  Atomics.store(control, WORD.ABORT, 1);
  Atomics.notify(control, WORD.TURN);
  Atomics.add(control, WORD.PARK, 1);
  Atomics.notify(control, WORD.PARK);
}
