import type { Evm } from '@lode/evm';
import type { StateExports } from '../state/stateModule.ts';
import { type ChunkTable, openChunkTable } from './chunkTable.ts';
import { type Control, MOST_AHEAD, WORD } from './control.ts';
import type { FaultInjection } from './injectFaults.ts';
import { type Job, type JobFailure, type OutputViews, outputViews } from './job.ts';

export interface Runner {
  evm: Evm;
  state: StateExports;
  control: Control;
  faults: FaultInjection;
}

/** Transactions [from, to). */
export interface Chunk {
  number: number;
  from: number;
  to: number;
}

/** Logs of a chunk, until it is published and with it they have their place in the block. */
export interface ChunkLogs {
  bytes: Uint8Array<ArrayBuffer>;
  size: number;
  /** Of each transaction, counted from the chunk's first. */
  ends: Uint32Array<ArrayBuffer>;
}

/** A chunk that this thread ran ahead and that is not published, as far as the thread knows. */
export interface Ahead {
  chunk: Chunk;
  executed: number;
  logs: ChunkLogs;
}

/** A job with views of its buffers. A chunk has its own entries of the output: whoever runs it may write them any time. */
export interface Block {
  job: Job;
  chunks: number;
  table: ChunkTable;
  bytes: Uint8Array;
  view: DataView;
  offsets: Uint32Array;
  output: OutputViews;
  /** One for each place a chunk can be parked at, and the last for chunks that are run when their turn has come. */
  logs: readonly ChunkLogs[];
  /** Oldest first. */
  ahead: Ahead[];
  /** Chunks parked so far: the places are used in turn. */
  parkedCount: number;
}

const FIRST_LOG_BYTES = 1 << 16;

export function createLogs(): ChunkLogs[] {
  return Array.from({ length: MOST_AHEAD + 1 }, () => ({
    bytes: new Uint8Array(FIRST_LOG_BYTES),
    size: 0,
    ends: new Uint32Array(0),
  }));
}

export function openBlock(job: Job, logs: readonly ChunkLogs[]): Block {
  for (const each of logs) if (each.ends.length < job.chunkSize) each.ends = new Uint32Array(job.chunkSize);
  return {
    job,
    chunks: chunksOf(job),
    table: openChunkTable(job.chunks),
    bytes: new Uint8Array(job.input),
    view: new DataView(job.input),
    offsets: new Uint32Array(job.offsets, 0, job.count + 1),
    output: outputViews(job.output, job.count),
    logs,
    ahead: [],
    parkedCount: 0,
  };
}

/** A block without transactions has a chunk too: its system calls. */
export const chunksOf = ({ count, chunkSize }: { count: number; chunkSize: number }): number =>
  Math.max(1, Math.ceil(count / chunkSize));

export function chunkAt({ job }: Block, number: number): Chunk {
  const from = number * job.chunkSize;
  return { number, from, to: Math.min(from + job.chunkSize, job.count) };
}

/** Whether the block ends before a chunk. The first is in it always. */
export function isCut(control: Control, { number, from }: Chunk): boolean {
  return number > 0 && from >= Atomics.load(control, WORD.CUT);
}

export function failureAt(state: StateExports, fault: string | undefined, transaction: number): JobFailure {
  return { failure: state.lastFailure(), fault: fault ?? '', transaction };
}
