import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { LodeError } from '@lode/protocol';
import { packedLength } from '../blocks/packed.ts';
import type { Packed } from '../seams.ts';
import type { Recovered, RecoveryRules } from './recoverBatch.ts';
import type { RecoveryReply, RecoveryRequest } from './worker.ts';

export interface RecoveryOptions {
  chainId: bigint;
  /** Also legacy transactions for no chain in particular. Default false. */
  allowUnprotected?: boolean;
  /** Threads. Default: one a core, at most 8: execution needs the others. */
  workers?: number;
  /** Transactions that may wait; beyond it `recover` refuses. Default 65,536: some seconds of a core's work. */
  maxWaiting?: number;
  /** Default: the worker of this folder. Tests give one that dies. */
  workerUrl?: URL;
}

/** Recovers senders on threads of its own, ahead of execution. */
export interface SenderRecovery {
  /** In the order given. Rejects with RECOVERY_BUSY where too many wait, RECOVERY_FAILED where the threads keep dying. */
  recover(raw: Packed, signal?: AbortSignal): Promise<Recovered>;
  /** Transactions that wait or are being worked on. */
  readonly waiting: number;
  stats(): { workers: number; native: boolean | undefined; deaths: number };
  close(): Promise<void>;
}

/** About 4 ms of work: small enough to spread a block over the threads, large enough to make messages cheap. */
const CHUNK = 64;
const MAX_WAITING = 65_536;
const MAX_WORKERS = 8;
/** A chunk that was there when this many threads died is given up; a thread dies of other things than a chunk too. */
const MAX_ATTEMPTS = 3;

interface Task {
  id: number;
  raw: Packed;
  attempts: number;
  done(recovered: Recovered): void;
  fail(error: Error): void;
}

interface Lane {
  worker: Worker;
  ready: boolean;
  task: Task | undefined;
}

const busy = (limit: number) =>
  new LodeError('RECOVERY_BUSY', `More than ${limit} transactions wait for their senders.`, {
    hint: 'Send them again a little later.',
    details: { limit },
  });

const failed = (cause: unknown) =>
  new LodeError('RECOVERY_FAILED', 'The threads that recover senders died repeatedly.', {
    hint: 'See the cause; the transactions can be sent again.',
    cause,
  });

const closed = () =>
  new LodeError('RECOVERY_CLOSED', 'The ledger is stopping and recovers no more senders.', {
    hint: 'Send the transactions to a running node.',
  });

export function createRecovery(options: RecoveryOptions): SenderRecovery {
  const size = options.workers ?? Math.max(1, Math.min(MAX_WORKERS, availableParallelism()));
  const limit = options.maxWaiting ?? MAX_WAITING;
  const url = options.workerUrl ?? new URL('./worker.ts', import.meta.url);
  const waitingTasks: Task[] = [];
  const lanes = new Set<Lane>();
  const state = { waiting: 0, nextId: 0, deaths: 0, closed: false, native: undefined as boolean | undefined };

  function startLane(): void {
    const rules: RecoveryRules = { chainId: options.chainId, allowUnprotected: options.allowUnprotected ?? false };
    const lane: Lane = { worker: new Worker(url, { workerData: rules }), ready: false, task: undefined };
    lanes.add(lane);
    let cause: unknown;
    lane.worker.on('message', (reply: RecoveryReply) => onReply(lane, reply));
    lane.worker.on('error', (error) => {
      cause = error;
    });
    lane.worker.on('exit', () => onDeath(lane, cause));
  }

  function onReply(lane: Lane, reply: RecoveryReply): void {
    // An idle thread must not keep a process alive whose ledger was forgotten.
    lane.worker.unref();
    if (reply.kind === 'ready') {
      lane.ready = true;
      state.native = reply.native;
    } else if (lane.task?.id === reply.id) {
      const { task } = lane;
      lane.task = undefined;
      task.done(reply.recovered);
    }
    feed();
  }

  function onDeath(lane: Lane, cause: unknown): void {
    lanes.delete(lane);
    if (state.closed) return;
    state.deaths++;
    // A thread that never got ready counts against the chunk that waits longest: else a broken start would loop.
    const task = lane.task ?? (lane.ready ? undefined : waitingTasks.shift());
    if (task !== undefined) {
      task.attempts++;
      if (task.attempts >= MAX_ATTEMPTS) task.fail(failed(cause));
      else waitingTasks.unshift(task);
    }
    feed();
  }

  /** Threads start when there is work, and again after a death. */
  function feed(): void {
    for (const lane of lanes) {
      if (!lane.ready || lane.task !== undefined) continue;
      const task = waitingTasks.shift();
      if (task === undefined) return;
      lane.task = task;
      lane.worker.ref();
      lane.worker.postMessage({ id: task.id, raw: task.raw } satisfies RecoveryRequest);
    }
    while (waitingTasks.length > 0 && lanes.size < size) startLane();
  }

  function schedule(raw: Packed): { result: Promise<Recovered>; cancel(): void } {
    const { promise, resolve, reject } = Promise.withResolvers<Recovered>();
    const task: Task = { id: state.nextId++, raw, attempts: 0, done: resolve, fail: reject };
    waitingTasks.push(task);
    const cancel = () => {
      const at = waitingTasks.indexOf(task);
      if (at >= 0) waitingTasks.splice(at, 1);
      // Nobody waits for a chunk that a thread already has: its answer is dropped.
      reject(closed());
    };
    return { result: promise, cancel };
  }

  return {
    get waiting() {
      return state.waiting;
    },
    async recover(raw, signal) {
      signal?.throwIfAborted();
      if (state.closed) throw closed();
      const count = packedLength(raw);
      // One call may be larger than the limit, else a large block could never be recovered.
      if (state.waiting > 0 && state.waiting + count > limit) throw busy(limit);
      state.waiting += count;
      const parts: ReturnType<typeof schedule>[] = [];
      for (let at = 0; at < count; at += CHUNK) parts.push(schedule(slice(raw, at, Math.min(count, at + CHUNK))));
      feed();
      const abort = () => {
        for (const part of parts) part.cancel();
      };
      signal?.addEventListener('abort', abort, { once: true });
      try {
        return join(await Promise.all(parts.map((part) => part.result)));
      } catch (error) {
        abort();
        signal?.throwIfAborted();
        throw error;
      } finally {
        signal?.removeEventListener('abort', abort);
        state.waiting -= count;
      }
    },
    stats: () => ({ workers: lanes.size, native: state.native, deaths: state.deaths }),
    async close() {
      state.closed = true;
      const tasks = [...waitingTasks.splice(0), ...[...lanes].flatMap((lane) => lane.task ?? [])];
      for (const task of tasks) task.fail(closed());
      await Promise.all([...lanes].map((lane) => lane.worker.terminate()));
      lanes.clear();
    },
  };
}

/** Items `from` to `to` as a Packed of its own: a message copies the whole buffer that a view looks at. */
function slice({ bytes, offsets }: Packed, from: number, to: number): Packed {
  const start = offsets[from] ?? 0;
  return {
    bytes: Uint8Array.from(bytes.subarray(start, offsets[to])),
    offsets: Uint32Array.from(offsets.subarray(from, to + 1), (offset) => offset - start),
  };
}

/** Results of consecutive chunks as one. */
function join(parts: readonly Recovered[]): Recovered {
  const [only] = parts;
  if (parts.length === 1 && only !== undefined) return only;
  const concat = (pick: (part: Recovered) => Uint8Array): Uint8Array => {
    const out = new Uint8Array(parts.reduce((sum, part) => sum + pick(part).length, 0));
    let at = 0;
    for (const part of parts) {
      out.set(pick(part), at);
      at += pick(part).length;
    }
    return out;
  };
  const refusals = concat((part) => part.refusals);
  const offsets = new Uint32Array(refusals.length + 1);
  let item = 0;
  let base = 0;
  for (const { encoded } of parts) {
    for (let i = 1; i < encoded.offsets.length; i++) offsets[++item] = base + (encoded.offsets[i] ?? 0);
    base += encoded.bytes.length;
  }
  return {
    refusals,
    hashes: concat((part) => part.hashes),
    senders: concat((part) => part.senders),
    encoded: { bytes: concat((part) => part.encoded.bytes), offsets },
  };
}
