import { createCompilerThread } from '@lode/evm/worker';
import type { BlockExecution, BlockOutput } from '../seams.ts';
import { isShared, sharedBytes } from '../sharedBytes.ts';
import { StateFault } from '../state/faults.ts';
import { FAILURE } from '../state/stateModule.ts';
import { chunksOf } from './block.ts';
import { chunkTableBytes } from './chunkTable.ts';
import { abort, type Control, controlOf, startControl, WORD } from './control.ts';
import { type Job, type JobFailure, monotonicMs, outputBytes, outputViews, type WorkerSetup } from './job.ts';
import { type Lane, type LaneOutcome, startLane } from './lanes.ts';
import { MAX_LOG_BYTES } from './publish.ts';

/**
 * What a chunk should take: JavaScript around it takes some 15 microseconds whatever is in it, and a larger one has to be
 * repeated more often, and as a whole. Of token transfers about 128.
 */
const CHUNK_MICROS = 200;
/** Transactions whose hashes evm makes ahead at a time: a chunk holds 1 to 16 times as many. */
const GROUP = 16;
const MOST_CHUNK = 16 * GROUP;
/** Of a transaction, before any was seen; and the weight of what a block shows. */
const FIRST_MICROS = 2;
const WEIGHT = 0.25;
/** Chunks a worker should get at least, so that all have work until the end. */
const CHUNKS_A_WORKER = 4;
/** Then the block is given up: something in it, or in this machine, takes threads down. */
const MAX_LOST_ATTEMPTS = 3;
/** Times that room is made for a block: the index can double so often. */
const MAX_ROOMS = 12;
/** What other threads have to leave an attempt that is off, before they are stopped. */
const GRACE_MS = 10_000;
const WATCH_MS = 500;

export interface ExecutorOptions {
  setup: Omit<WorkerSetup, 'worker' | 'compiler'>;
  workers: number;
  /** Without a transaction finished for so long, the threads count as hung. */
  hangMs: number;
  /** Default: by the size of the block. */
  chunkSize?: number;
}

/** What the state does around an attempt; all on the main thread, while no worker runs. */
export interface AttemptHooks {
  /** Before each attempt: a block in flight begins. */
  open(): void;
  /** Nothing of an attempt counts. */
  drop(): void;
  /** No room for rows. False where none can be made. */
  makeRoom(): boolean;
}

export interface Executor {
  execute(block: BlockExecution, hooks: AttemptHooks): Promise<BlockOutput>;
  counts(): { reexecutions: number; coldReads: number };
  close(): Promise<void>;
}

export async function startExecutor(options: ExecutorOptions): Promise<Executor> {
  const { setup, workers } = options;
  const control = controlOf(setup.memory);
  const compiler = setup.tier === 'auto' ? createCompilerThread() : undefined;
  const start = (worker: number) => {
    return startLane({ ...setup, worker, ...(compiler === undefined ? {} : { compiler: compiler.connect() }) });
  };
  const lanes = Array.from({ length: workers }, (_, worker) => start(worker));
  const buffers = createBuffers();
  /** Of one thread, a transaction, in the last blocks. */
  let micros = FIRST_MICROS;
  let id = 0;
  let isClosed = false;
  await Promise.all(lanes.map((lane) => lane.ready));
  const dead = lanes.find((lane) => lane.lost);
  if (dead !== undefined) {
    await close();
    throw new StateFault('worker-lost', 'a thread does not start: see the cause', {}, dead.cause);
  }

  async function close(): Promise<void> {
    isClosed = true;
    await Promise.all(lanes.map((lane) => lane.stop()));
    await compiler?.close();
  }

  /** Replaces the threads that were lost. */
  async function heal(): Promise<void> {
    for (const [worker, lane] of lanes.entries()) if (lane.lost) lanes[worker] = start(worker);
    await Promise.all(lanes.map((lane) => lane.ready));
  }

  async function attempt(block: BlockExecution, some: readonly Lane[], size: number): Promise<LaneOutcome> {
    startControl(control, block.transactions.offsets.length - 1);
    const job = { id: id++, ...blockJob(block, buffers.fill(block, size), size) };
    const running = some.map((lane) => lane.run({ ...job, alone: some.length === 1 }));
    const isOver = watch(control, running, some, options.hangMs);
    const outcomes = await Promise.all(running);
    isOver();
    return worst(outcomes);
  }

  function chosen(n: number): number | undefined {
    const choices = setup.faults?.lanes ?? [];
    return choices[n % choices.length];
  }

  async function execute(block: BlockExecution, hooks: AttemptHooks): Promise<BlockOutput> {
    const count = block.transactions.offsets.length - 1;
    let rooms = 0;
    let isAlone = false;
    for (let lost = 0; ; ) {
      hooks.open();
      // After a loss by one thread alone: of several, one may have brought down the others. At last in chunks of one,
      // so that the transaction at which it is lost is known.
      const some = lanes.slice(
        0,
        lost > 0 || isAlone ? 1 : (chosen(id) ?? lanesFor(count, workers, options.chunkSize)),
      );
      const isLast = lost === MAX_LOST_ATTEMPTS - 1;
      const begun = performance.now();
      const outcome = await attempt(block, some, isLast ? 1 : chunkSize(options, count, some.length, micros));
      if (outcome.kind === 'done') {
        const seen = (1_000 * (performance.now() - begun) * some.length) / count;
        if (count >= MOST_CHUNK) micros += WEIGHT * (seen - micros);
        return buffers.output(control, count);
      }
      hooks.drop();
      if (isClosed) throw new StateFault('closed', 'the state store was closed while it executed a block');
      if (outcome.kind === 'failed') {
        const { failure } = outcome.failure;
        if (failure === FAILURE.ROWS && ++rooms < MAX_ROOMS && hooks.makeRoom()) continue;
        // What ran ahead in vain has left values behind too.
        isAlone = failure === FAILURE.OVERLAY && some.length > 1;
        if (isAlone) continue;
        throw faultOf(outcome.failure);
      }
      await heal();
      if (++lost === MAX_LOST_ATTEMPTS) throw lostFault(control, outcome.cause);
    }
  }

  return {
    execute,
    counts: () => ({
      reexecutions: Atomics.load(control, WORD.REEXECUTIONS),
      coldReads: Atomics.load(control, WORD.COLD_READS),
    }),
    close,
  };
}

function chunkSize(options: ExecutorOptions, count: number, workers: number, micros: number): number {
  if (options.chunkSize !== undefined) return options.chunkSize;
  const groups = Math.round(CHUNK_MICROS / micros / GROUP);
  const size = Math.min(MOST_CHUNK, Math.max(1, groups) * GROUP);
  return workers === 1 ? size : Math.min(size, Math.max(1, Math.ceil(count / (workers * CHUNKS_A_WORKER))));
}

/** Waking a thread costs as much as a few transactions: small blocks wake few. */
function lanesFor(count: number, workers: number, chunk: number | undefined): number {
  return Math.max(1, Math.min(workers, Math.ceil(count / (chunk ?? CHUNKS_A_WORKER))));
}

function blockJob(block: BlockExecution, shared: SharedBuffers, size: number) {
  const blockHashes = new Uint8Array(32 * block.blockHashes.length);
  block.blockHashes.forEach((hash, i) => {
    blockHashes.set(hash, 32 * i);
  });
  const { deadlineMs } = block;
  return {
    ...shared,
    env: block.env,
    blockHashes,
    systemCalls: block.systemCalls,
    count: block.transactions.offsets.length - 1,
    chunkSize: size,
    deadline: deadlineMs === undefined ? undefined : monotonicMs() + deadlineMs - performance.now(),
  };
}

/** Ends threads that hang, and those that do not leave an attempt that is off. Returns how to end the watch. */
function watch(control: Control, running: Promise<LaneOutcome>[], lanes: readonly Lane[], hangMs: number): () => void {
  const open = new Set(lanes);
  let progress = 0;
  let since = performance.now();
  let offSince: number | undefined;
  const timer = setInterval(() => {
    const now = performance.now();
    const at = Atomics.load(control, WORD.PROGRESS);
    if (at !== progress) {
      progress = at;
      since = now;
    }
    const isHung = now - since > hangMs || (offSince !== undefined && now - offSince > GRACE_MS);
    if (isHung) for (const lane of open) void lane.stop();
  }, WATCH_MS);
  running.forEach((outcome, i) => {
    void outcome.then((ended) => {
      const lane = lanes[i];
      if (lane !== undefined) open.delete(lane);
      if (ended.kind === 'done') return;
      abort(control);
      offSince ??= performance.now();
    });
  });
  return () => clearInterval(timer);
}

function worst(outcomes: readonly LaneOutcome[]): LaneOutcome {
  const of = (kind: LaneOutcome['kind']) => outcomes.find((outcome) => outcome.kind === kind);
  return of('lost') ?? of('failed') ?? { kind: 'done' };
}

function lostFault(control: Control, cause: unknown): StateFault {
  return new StateFault(
    'worker-lost',
    'a thread died or hung in each attempt at this block: leave out the transaction it names, or raise hangMs',
    { attempts: MAX_LOST_ATTEMPTS, transaction: Atomics.load(control, WORD.TURN) },
    cause,
  );
}

function faultOf({ failure, fault, transaction }: JobFailure): StateFault {
  const details = { transaction, fault };
  if (failure === FAILURE.ROWS) {
    return new StateFault(
      'state-full',
      'the state has no room for more rows: give it a directory for cold rows',
      details,
    );
  }
  if (failure === FAILURE.OVERLAY) {
    return new StateFault('block-too-large', 'the block writes more values than blockWrites: split it', details);
  }
  if (failure === FAILURE.STORAGE) {
    return new StateFault('storage-on-disk', 'an account without code loses storage that is on disk', details);
  }
  return new StateFault('execution-fault', `the EVM cannot execute a transaction (${fault}): leave it out`, details);
}

type SharedBuffers = Pick<Job, 'input' | 'offsets' | 'output' | 'logs' | 'chunks'>;

interface Buffers {
  fill(block: BlockExecution, chunkSize: number): SharedBuffers;
  output(control: Control, count: number): BlockOutput;
}

/** Shared memory for a block's transactions and results, used again for each block; made anew when it is too small. */
function createBuffers(): Buffers {
  let input = new SharedArrayBuffer(1 << 16);
  let offsets = new SharedArrayBuffer(1 << 12);
  let output = new SharedArrayBuffer(1 << 14);
  let chunks = new SharedArrayBuffer(1 << 12);
  const logs = new SharedArrayBuffer(1 << 20, { maxByteLength: MAX_LOG_BYTES });
  return {
    fill({ transactions }, chunkSize) {
      const { bytes } = transactions;
      const count = transactions.offsets.length - 1;
      const isInPlace = isShared(bytes) && bytes.byteOffset === 0;
      if (!isInPlace) input = atLeast(input, bytes.length);
      offsets = atLeast(offsets, 4 * (count + 1));
      output = atLeast(output, outputBytes(count));
      if (!isInPlace) new Uint8Array(input).set(bytes);
      new Uint32Array(offsets).set(transactions.offsets);
      const tableBytes = chunkTableBytes(chunksOf({ count, chunkSize }));
      chunks = atLeast(chunks, tableBytes);
      new Uint8Array(chunks, 0, tableBytes).fill(0);
      return { input: isInPlace ? (bytes.buffer as SharedArrayBuffer) : input, offsets, output, logs, chunks };
    },
    output(control, count) {
      const executed = Atomics.load(control, WORD.CUT);
      const views = outputViews(output, count);
      const logEnds = views.logEnds.slice(0, executed + 1);
      logEnds[0] = 0;
      const records = sharedBytes(logEnds[executed] ?? 0);
      records.set(new Uint8Array(logs, 0, records.length));
      return {
        executed,
        status: views.status.slice(0, executed),
        reason: views.reason.slice(0, executed),
        gasUsed: views.gasUsed.slice(0, executed),
        logs: { bytes: records, offsets: logEnds },
      };
    },
  };
}

function atLeast(buffer: SharedArrayBuffer, bytes: number): SharedArrayBuffer {
  return buffer.byteLength >= bytes ? buffer : new SharedArrayBuffer(Math.max(bytes, 2 * buffer.byteLength));
}
