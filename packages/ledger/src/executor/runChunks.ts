import { type BatchRun, type BatchTarget, type Evm, EvmFault, type EvmFaultCode } from '@lode/evm';
import type { StateExports } from '../state/stateModule.ts';
import { abort, type Control, WORD } from './control.ts';
import type { FaultInjection } from './injectFaults.ts';
import { type Job, type JobFailure, monotonicMs, type OutputViews, outputViews } from './job.ts';
import { nextTurn, noteSpeculation, waitForBetterTimes, waitForTurn, wakeParked } from './turns.ts';

export interface Runner {
  evm: Evm;
  state: StateExports;
  control: Control;
  faults: FaultInjection;
}

/** Gas between two looks at the clock: what one transaction may take anyway (EIP-7825), four seconds at the worst. */
const SLICE_GAS = 2 ** 24;
/** Of the EVM's 36 MB of input. */
const SLICE_BYTES = 16 << 20;
/** Bytes of logs of a block: the offsets are 32 bits, and the buffer's address space is reserved. */
export const MAX_LOG_BYTES = 1 << 30;
const FIRST_LOG_BYTES = 1 << 16;
const GAS_LIMIT_AT = 16;
const U32 = 2 ** 32;

/** Logs of a chunk, until its turn comes and with it their place in the block. */
interface ChunkLogs {
  bytes: Uint8Array<ArrayBuffer>;
  size: number;
  /** Of each transaction, counted from the chunk's first. */
  ends: Uint32Array<ArrayBuffer>;
}

/** A job with views of its buffers. A chunk has its own entries of the output: its thread may write them at any time. */
interface Block {
  job: Job;
  bytes: Uint8Array;
  view: DataView;
  offsets: Uint32Array;
  output: OutputViews;
  logs: ChunkLogs;
}

interface ChunkRun {
  /** Transactions with a result: fewer than the chunk has where the deadline passed. */
  executed: number;
  fault: EvmFaultCode | undefined;
}

interface Chunk {
  number: number;
  /** Transactions [from, to). */
  from: number;
  to: number;
}

/** Runs chunks of a block until none is left. Returns why the block cannot be executed, if so. */
export function createChunkRunner(runner: Runner): (job: Job) => JobFailure | undefined {
  const logs: ChunkLogs = { bytes: new Uint8Array(FIRST_LOG_BYTES), size: 0, ends: new Uint32Array(0) };
  return (job) => {
    const { state, control } = runner;
    if (logs.ends.length < job.chunkSize) logs.ends = new Uint32Array(job.chunkSize);
    state.enter(job.alone ? 1 : 0);
    const failure = runChunks(runner, openBlock(job, logs));
    state.leave();
    if (failure !== undefined) abort(control);
    wakeParked(control, Number.POSITIVE_INFINITY);
    return failure;
  };
}

function openBlock(job: Job, logs: ChunkLogs): Block {
  return {
    job,
    bytes: new Uint8Array(job.input),
    view: new DataView(job.input),
    offsets: new Uint32Array(job.offsets, 0, job.count + 1),
    output: outputViews(job.output, job.count),
    logs,
  };
}

function runChunks(runner: Runner, block: Block): JobFailure | undefined {
  const { control, state, faults } = runner;
  const { chunkSize, count, systemCalls } = block.job;
  const chunks = Math.max(1, Math.ceil(count / chunkSize));
  while (waitForBetterTimes(control, chunks, chunkSize)) {
    const number = Atomics.add(control, WORD.NEXT, 1);
    const from = number * chunkSize;
    if (number >= chunks || (number > 0 && from >= Atomics.load(control, WORD.CUT))) return undefined;
    const chunk = { number, from, to: Math.min(from + chunkSize, count) };
    faults.claimed(number);
    const isEarly = Atomics.load(control, WORD.TURN) !== number;
    // System calls are never run ahead: they are the first chunk's.
    const isForced = faults.speculates && (number > 0 || systemCalls.length === 0);
    const ahead = isEarly || isForced ? speculate(runner, block, chunk) : undefined;
    faults.pause();
    if (!waitForTurn(control, number, from)) {
      state.abandonChunk();
      continue;
    }
    const failure = finish(runner, block, chunk, ahead);
    if (failure !== undefined) return failure;
    faults.pause();
    nextTurn(control, number);
  }
  return undefined;
}

/** Runs a chunk on what is published so far. Whatever goes wrong may be due to a mix that never was: no failure. */
function speculate(runner: Runner, block: Block, chunk: Chunk): ChunkRun | undefined {
  runner.state.beginChunk(1);
  try {
    const ran = execute(runner, block, chunk);
    return ran.fault === undefined ? ran : undefined;
  } catch {
    return undefined;
  }
}

/** It is this chunk's turn, so what is published now stays as it is while it finishes. */
function finish(runner: Runner, block: Block, chunk: Chunk, ahead: ChunkRun | undefined): JobFailure | undefined {
  const { state, control } = runner;
  const { number, from, to } = chunk;
  if (number > 0 && Atomics.load(control, WORD.CUT) <= from) return undefined;
  let ran = ahead;
  if (ran !== undefined) {
    const published = state.publishChunk();
    noteSpeculation(control, published === 1);
    if (published === -1) return failureAt(state, undefined, from);
    if (published === 0) ran = undefined;
  }
  if (ran === undefined) {
    state.abandonChunk();
    state.beginChunk(0);
    const refused = number === 0 ? callSystem(runner.evm, block.job) : undefined;
    ran = refused ?? execute(runner, block, chunk);
    if (ran.fault !== undefined) return failureAt(state, ran.fault, from + ran.executed);
    if (state.publishChunk() !== 1) return failureAt(state, undefined, from);
  }
  if (!handOverLogs(control, block, from, ran.executed)) return failureAt(state, 'region-full', from);
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

/** Copies a chunk's logs behind those of the chunks before. */
function handOverLogs(control: Control, { job, output, logs }: Block, from: number, count: number): boolean {
  const base = Atomics.load(control, WORD.LOG_TOP);
  const end = base + logs.size;
  if (end > MAX_LOG_BYTES) return false;
  if (end > job.logs.byteLength) job.logs.grow(Math.min(MAX_LOG_BYTES, Math.max(end, job.logs.byteLength * 2)));
  if (logs.size > 0) new Uint8Array(job.logs, base, logs.size).set(logs.bytes.subarray(0, logs.size));
  for (let i = 0; i < count; i++) output.logEnds[from + i + 1] = base + (logs.ends[i] ?? 0);
  Atomics.store(control, WORD.LOG_TOP, end);
  return true;
}

/** Executes a chunk slice by slice, looking at the clock in between. */
function execute({ evm, faults, control }: Runner, block: Block, { from, to }: Chunk): ChunkRun {
  const { job, bytes, offsets, output, logs } = block;
  const takeLogs = (records: Uint8Array) => keepLogs(logs, records);
  logs.size = 0;
  for (let at = from; at < to; ) {
    if (job.deadline !== undefined && monotonicMs() > job.deadline) {
      return { executed: at - from, fault: undefined };
    }
    const end = faults.isOn ? at + 1 : sliceEnd(block, at, to);
    const logged = logs.size;
    const ran = runSlice(evm, bytes.subarray(offsets[at], offsets[end]), {
      status: output.status.subarray(at, end),
      reason: output.reason.subarray(at, end),
      gasUsed: output.gasUsed.subarray(at, end),
      logEnds: at === from ? logs.ends : logs.ends.subarray(at - from),
      takeLogs,
    });
    if (logged > 0) for (let i = at - from; i < end - from; i++) logs.ends[i] = logged + (logs.ends[i] ?? 0);
    if (ran.fault !== undefined) return { executed: at - from + ran.executed, fault: ran.fault };
    at = end;
    Atomics.add(control, WORD.PROGRESS, 1);
    faults.pause();
  }
  return { executed: to - from, fault: undefined };
}

/** Transactions that are no transactions are a fault of the block, not of the thread. */
function runSlice(evm: Evm, encoded: Uint8Array, target: BatchTarget): BatchRun {
  try {
    return evm.runInto(encoded, target);
  } catch (error) {
    if (error instanceof EvmFault) return { executed: 0, fault: error.code };
    throw error;
  }
}

function keepLogs(logs: ChunkLogs, records: Uint8Array): void {
  const end = logs.size + records.length;
  if (end > logs.bytes.length) {
    const larger = new Uint8Array(Math.max(end, logs.bytes.length * 2));
    larger.set(logs.bytes.subarray(0, logs.size));
    logs.bytes = larger;
  }
  logs.bytes.set(records, logs.size);
  logs.size = end;
}

function sliceEnd({ view, offsets }: Block, from: number, to: number): number {
  const start = offsets[from] ?? 0;
  let gas = 0;
  let end = from;
  for (; end < to; end++) {
    const at = (offsets[end] ?? 0) + GAS_LIMIT_AT;
    gas += view.getUint32(at, true) + U32 * view.getUint32(at + 4, true);
    if (end > from && (gas > SLICE_GAS || (offsets[end + 1] ?? 0) - start > SLICE_BYTES)) break;
  }
  return end;
}
