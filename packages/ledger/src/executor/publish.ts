import { type Block, type Chunk, type ChunkLogs, chunkAt, failureAt, isCut, type Runner } from './block.ts';
import { STATE } from './chunkTable.ts';
import { MOST_AHEAD, WORD } from './control.ts';
import { callSystem, execute } from './execute.ts';
import type { Job, JobFailure } from './job.ts';
import { nextTurn, noteSpeculation, wakeWaiting } from './turns.ts';

/** Bytes of logs of a block: the offsets are 32 bits, and the buffer's address space is reserved. */
export const MAX_LOG_BYTES = 1 << 30;

/** Runs the chunk whose turn it is on what is published, which nobody else changes meanwhile. Not yet the next's turn. */
export function runCertain(runner: Runner, block: Block, chunk: Chunk): JobFailure | undefined {
  const { state, control } = runner;
  const logs = block.logs[MOST_AHEAD];
  if (logs === undefined) throw new TypeError('no buffer for logs');
  state.beginChunk(0, 0);
  const refused = chunk.number === 0 ? callSystem(runner.evm, block) : undefined;
  const { executed, fault } = refused ?? execute(runner, block, chunk, logs);
  if (fault !== undefined) return failureAt(state, fault, chunk.from + executed);
  if (state.endChunk() === 0) return failureAt(state, undefined, chunk.from);
  const base = reserveLogs(runner, block.job, logs.size);
  if (base === undefined) return failureAt(state, 'region-full', chunk.from);
  copyLogs(block, chunk.from, { executed, logs, base });
  if (executed < chunk.to - chunk.from) Atomics.store(control, WORD.CUT, chunk.from + executed);
  return undefined;
}

/**
 * Publishes the chunks that wait for it, in order, whoever ran them, unless another thread is at it: that one looks
 * again when it has finished.
 */
export function publishReady(runner: Runner, block: Block): JobFailure | undefined {
  const { control } = runner;
  while (isReady(runner, block, Atomics.load(control, WORD.TURN))) {
    if (Atomics.compareExchange(control, WORD.PUBLISHING, 0, 1) !== 0) return undefined;
    for (let turn = Atomics.load(control, WORD.TURN); isReady(runner, block, turn); turn++) {
      const failure = publishChunk(runner, block, chunkAt(block, turn));
      if (failure !== undefined) return failure;
      nextTurn(control, turn);
    }
    Atomics.store(control, WORD.PUBLISHING, 0);
    wakeWaiting(control);
  }
  return undefined;
}

function isReady({ control }: Runner, block: Block, turn: number): boolean {
  if (turn >= block.chunks) return false;
  const state = block.table.state(turn);
  return (state === STATE.PARKED || state === STATE.FAILED) && !isCut(control, chunkAt(block, turn));
}

function publishChunk(runner: Runner, block: Block, chunk: Chunk): JobFailure | undefined {
  const { state, control } = runner;
  const { table } = block;
  if (table.state(chunk.number) === STATE.PARKED) {
    const parked = table.parked(chunk.number);
    const published = state.publishParked(parked.at);
    noteSpeculation(control, published === 1);
    if (published === -1) return failureAt(state, undefined, chunk.from);
    if (published === 1) {
      const base = reserveLogs(runner, block.job, parked.logBytes);
      if (base === undefined) return failureAt(state, 'region-full', chunk.from);
      if (parked.executed < chunk.to - chunk.from) Atomics.store(control, WORD.CUT, chunk.from + parked.executed);
      table.publish(chunk.number, base);
      return undefined;
    }
  }
  const failure = runCertain(runner, block, chunk);
  table.setState(chunk.number, STATE.REDONE);
  return failure;
}

/** A place for logs behind those of the chunks before, by whoever has the turn. Undefined where there is none. */
function reserveLogs({ control }: Runner, { logs }: Job, bytes: number): number | undefined {
  const base = Atomics.load(control, WORD.LOG_TOP);
  const end = base + bytes;
  if (end > MAX_LOG_BYTES) return undefined;
  if (end > logs.byteLength) logs.grow(Math.min(MAX_LOG_BYTES, Math.max(end, logs.byteLength * 2)));
  Atomics.store(control, WORD.LOG_TOP, end);
  return base;
}

interface PlacedLogs {
  executed: number;
  logs: ChunkLogs;
  base: number;
}

/** Copies a chunk's logs to their place. */
export function copyLogs({ job, output }: Block, from: number, { executed, logs, base }: PlacedLogs): void {
  if (logs.size > 0) new Uint8Array(job.logs, base, logs.size).set(logs.bytes.subarray(0, logs.size));
  for (let i = 0; i < executed; i++) output.logEnds[from + i + 1] = base + (logs.ends[i] ?? 0);
}
