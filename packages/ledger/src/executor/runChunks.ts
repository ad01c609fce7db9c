import { type Evm, EvmFault, type EvmFaultCode } from '@lode/evm';
import type { StateExports } from '../state/stateModule.ts';
import { abort, type Control, WORD } from './control.ts';
import type { FaultInjection } from './injectFaults.ts';
import { type Job, type JobFailure, type OutputViews, outputViews } from './job.ts';
import { nextTurn, noteSpeculation, waitForBetterTimes, waitForTurn, wakeParked } from './turns.ts';

export interface Runner {
  evm: Evm;
  state: StateExports;
  control: Control;
  faults: FaultInjection;
}

/**
 * Gas between two looks at the clock: by the worst nanoseconds of gas (docs/evm.md) half a second, by usual ones a few
 * milliseconds.
 */
const SLICE_GAS = 2_000_000;
/** Of the EVM's 36 MB of input. */
const SLICE_BYTES = 16 << 20;
/** Bytes of logs of a block: the offsets are 32 bits, and the buffer's address space is reserved. */
export const MAX_LOG_BYTES = 1 << 30;
const FIRST_LOG_BYTES = 1 << 16;
const GAS_LIMIT_AT = 16;
const U32 = 2 ** 32;

/** What a chunk did, until its turn comes. */
interface ChunkOutput extends OutputViews {
  logs: Uint8Array<ArrayBuffer>;
  logBytes: number;
}

interface ChunkRun {
  /** Transactions with a result: fewer than the chunk has where the deadline passed. */
  executed: number;
  fault: EvmFaultCode | undefined;
}

/** Runs chunks of a block until none is left. Returns why the block cannot be executed, if so. */
export function createChunkRunner(runner: Runner): (job: Job) => JobFailure | undefined {
  let mine = chunkOutput(0);
  return (job) => {
    if (mine.status.length < job.chunkSize) mine = chunkOutput(job.chunkSize);
    const { state, control } = runner;
    state.enter(job.alone ? 1 : 0);
    const failure = runChunks(runner, job, mine);
    state.leave();
    if (failure !== undefined) abort(control);
    wakeParked(control, Number.POSITIVE_INFINITY);
    return failure;
  };
}

function chunkOutput(size: number): ChunkOutput {
  return { ...outputViews(new ArrayBuffer(14 * size + 4), size), logs: new Uint8Array(FIRST_LOG_BYTES), logBytes: 0 };
}

function runChunks(runner: Runner, job: Job, mine: ChunkOutput): JobFailure | undefined {
  const { control } = runner;
  const block = { ...job, views: outputViews(job.output, job.count), bytes: new Uint8Array(job.input) };
  const offsets = new Uint32Array(job.offsets, 0, job.count + 1);
  const chunks = Math.max(1, Math.ceil(job.count / job.chunkSize));
  const step = (from: number, to: number) => execute(runner, job, block.bytes, offsets, from, to, mine);
  while (waitForBetterTimes(control)) {
    const chunk = Atomics.add(control, WORD.NEXT, 1);
    const from = chunk * job.chunkSize;
    if (chunk >= chunks || (chunk > 0 && from >= Atomics.load(control, WORD.CUT))) return undefined;
    const to = Math.min(from + job.chunkSize, job.count);
    runner.faults.claimed(chunk);
    const isEarly = Atomics.load(control, WORD.TURN) !== chunk;
    // System calls are never run ahead: they are the first chunk's.
    const isForced = runner.faults.speculates && (chunk > 0 || job.systemCalls.length === 0);
    const speculated = isEarly || isForced ? speculate(runner, () => step(from, to)) : undefined;
    runner.faults.pause();
    if (!waitForTurn(control, chunk, from)) {
      runner.state.abandonChunk();
      continue;
    }
    const outcome = finish(runner, job, block.views, mine, { chunk, from, to, speculated, step });
    if (outcome !== undefined) return outcome;
    runner.faults.pause();
    nextTurn(control, chunk);
  }
  return undefined;
}

/** Runs a chunk on what is published so far. Whatever goes wrong may be due to a mix that never was: no failure. */
function speculate(runner: Runner, run: () => ChunkRun): ChunkRun | undefined {
  runner.state.beginChunk(1);
  try {
    const ran = run();
    return ran.fault === undefined ? ran : undefined;
  } catch {
    return undefined;
  }
}

interface Turn {
  chunk: number;
  from: number;
  to: number;
  speculated: ChunkRun | undefined;
  step: (from: number, to: number) => ChunkRun;
}

/** It is this chunk's turn, so what is published now stays as it is while it finishes. */
function finish(runner: Runner, job: Job, views: OutputViews, mine: ChunkOutput, turn: Turn): JobFailure | undefined {
  const { state, control } = runner;
  const { chunk, from, to } = turn;
  let ran = turn.speculated;
  if (chunk > 0 && Atomics.load(control, WORD.CUT) <= from) return undefined;
  if (ran !== undefined) {
    const published = state.publishChunk();
    noteSpeculation(control, published === 1);
    if (published === -1) return failureAt(state, undefined, from);
    if (published === 0) ran = undefined;
  }
  if (ran === undefined) {
    state.abandonChunk();
    state.beginChunk(0);
    const refused = chunk === 0 ? callSystem(runner.evm, job) : undefined;
    ran = refused ?? turn.step(from, to);
    if (ran.fault !== undefined) return failureAt(state, ran.fault, from + ran.executed);
    if (state.publishChunk() !== 1) return failureAt(state, undefined, from);
  }
  if (!handOver(control, job, views, mine, from, ran.executed)) return failureAt(state, 'region-full', from);
  if (ran.executed < to - from) Atomics.store(control, WORD.CUT, from + ran.executed);
  return undefined;
}

/** What a system contract answers is no matter of the block: one that is absent or fails changes nothing. */
function callSystem(evm: Evm, job: Job): ChunkRun | undefined {
  try {
    for (const call of job.systemCalls) evm.systemCall(call.to, call.data);
    return undefined;
  } catch (error) {
    if (error instanceof EvmFault) return { executed: 0, fault: error.code };
    throw error;
  }
}

function failureAt(state: StateExports, fault: string | undefined, transaction: number): JobFailure {
  return { failure: state.lastFailure(), fault: fault ?? '', transaction };
}

/** Copies a chunk's results to their places in the block. */
function handOver(
  control: Control,
  job: Job,
  views: OutputViews,
  mine: ChunkOutput,
  from: number,
  count: number,
): boolean {
  const base = Atomics.load(control, WORD.LOG_TOP);
  const end = base + mine.logBytes;
  if (end > MAX_LOG_BYTES) return false;
  if (end > job.logs.byteLength) job.logs.grow(Math.min(MAX_LOG_BYTES, Math.max(end, job.logs.byteLength * 2)));
  if (mine.logBytes > 0) new Uint8Array(job.logs, base, mine.logBytes).set(mine.logs.subarray(0, mine.logBytes));
  views.status.set(mine.status.subarray(0, count), from);
  views.reason.set(mine.reason.subarray(0, count), from);
  views.gasUsed.set(mine.gasUsed.subarray(0, count), from);
  for (let i = 1; i <= count; i++) views.logEnds[from + i] = base + (mine.logEnds[i] ?? 0);
  Atomics.store(control, WORD.LOG_TOP, end);
  return true;
}

/** Executes transactions [from, to) slice by slice, looking at the clock in between. */
function execute(
  runner: Runner,
  job: Job,
  bytes: Uint8Array,
  offsets: Uint32Array,
  from: number,
  to: number,
  mine: ChunkOutput,
): ChunkRun {
  mine.logBytes = 0;
  for (let at = from; at < to; ) {
    if (job.deadline !== undefined && performance.timeOrigin + performance.now() > job.deadline) {
      return { executed: at - from, fault: undefined };
    }
    const end = runner.faults.isOn ? at + 1 : sliceEnd(bytes, offsets, at, to);
    const first = at - from;
    const base = mine.logBytes;
    const ran = runner.evm.runInto(bytes.subarray(offsets[at], offsets[end]), {
      status: mine.status.subarray(first),
      reason: mine.reason.subarray(first),
      gasUsed: mine.gasUsed.subarray(first),
      logEnds: mine.logEnds.subarray(first + 1),
      takeLogs: (records) => keepLogs(mine, records),
    });
    if (base > 0)
      for (let i = 1; i <= ran.executed; i++) mine.logEnds[first + i] = base + (mine.logEnds[first + i] ?? 0);
    if (ran.fault !== undefined) return { executed: first + ran.executed, fault: ran.fault };
    at = end;
    runner.faults.pause();
  }
  return { executed: to - from, fault: undefined };
}

function keepLogs(mine: ChunkOutput, records: Uint8Array): void {
  const end = mine.logBytes + records.length;
  if (end > mine.logs.length) {
    const larger = new Uint8Array(Math.max(end, mine.logs.length * 2));
    larger.set(mine.logs.subarray(0, mine.logBytes));
    mine.logs = larger;
  }
  mine.logs.set(records, mine.logBytes);
  mine.logBytes = end;
}

function sliceEnd(bytes: Uint8Array, offsets: Uint32Array, from: number, to: number): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = offsets[from] ?? 0;
  let gas = 0;
  let end = from;
  for (; end < to; end++) {
    const at = offsets[end] ?? 0;
    gas += view.getUint32(at + GAS_LIMIT_AT, true) + U32 * view.getUint32(at + GAS_LIMIT_AT + 4, true);
    if (end > from && (gas > SLICE_GAS || (offsets[end + 1] ?? 0) - start > SLICE_BYTES)) break;
  }
  return end;
}
