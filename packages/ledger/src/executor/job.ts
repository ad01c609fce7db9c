import type { MessagePort } from 'node:worker_threads';
import type { Fork, Tier } from '@lode/evm';
import type { BlockExecution } from '../seams.ts';
import type { ColdSource } from '../state/coldSource.ts';

export interface Loss {
  attempt: number;
  chunk: number;
  kind: 'exit' | 'throw' | 'hang' | 'memory';
}

/** For tests: what goes wrong, and when. */
export interface ExecutorFaults {
  /** Random delays at the points where threads meet, and between transactions. */
  delays?: { seed: number; chance: number; maxMs: number };
  /** Chunks are run ahead of their turn also where it has come. */
  speculates?: boolean;
  /** How many threads take part in a block, one number after the other and again. */
  lanes?: readonly number[];
  /** In the n-th attempt at a block since the start, the thread that claims this chunk is lost. */
  losses?: readonly Loss[];
  /** The JavaScript heap of a thread. */
  heapMb?: number;
}

export interface WorkerSetup {
  worker: number;
  memory: WebAssembly.Memory;
  codes: SharedArrayBuffer;
  fork: Fork;
  tier: Tier;
  cold?: ColdSource;
  /** Tier auto: to the thread that compiles for all. */
  compiler?: MessagePort;
  faults?: ExecutorFaults;
}

/** A block, as a worker gets it. What is long lies in shared buffers. */
export interface Job {
  id: number;
  env: BlockExecution['env'];
  /** 32 bytes each, newest first. */
  blockHashes: Uint8Array;
  systemCalls: BlockExecution['systemCalls'];
  count: number;
  chunkSize: number;
  input: SharedArrayBuffer;
  offsets: SharedArrayBuffer;
  output: SharedArrayBuffer;
  logs: SharedArrayBuffer;
  /** Of chunkTable.ts, all zeros. */
  chunks: SharedArrayBuffer;
  /** In milliseconds of `monotonicMs`: `performance.now()` begins anew in each thread. */
  deadline: number | undefined;
  /** No other worker takes part. */
  alone: boolean;
}

export interface JobFailure {
  /** FAILURE of state/stateModule.ts; 0: the EVM said why. */
  failure: number;
  fault: string;
  /** First transaction without a result. */
  transaction: number;
}

export type WorkerMessage = { kind: 'ready' } | { kind: 'done'; id: number; failure?: JobFailure };

/** A clock that all threads share. */
export function monotonicMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}

/** Views of a block's output: an entry a transaction. `logEnds[i + 1]` is where the logs of i end. */
export interface OutputViews {
  gasUsed: BigUint64Array;
  logEnds: Uint32Array;
  status: Uint8Array;
  reason: Uint8Array;
}

export function outputBytes(count: number): number {
  return 14 * count + 4;
}

export function outputViews(buffer: ArrayBufferLike, count: number): OutputViews {
  return {
    gasUsed: new BigUint64Array(buffer, 0, count),
    logEnds: new Uint32Array(buffer, 8 * count, count + 1),
    status: new Uint8Array(buffer, 12 * count + 4, count),
    reason: new Uint8Array(buffer, 13 * count + 4, count),
  };
}
