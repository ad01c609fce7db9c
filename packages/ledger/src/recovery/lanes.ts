import { Worker } from 'node:worker_threads';
import { LodeError } from '@lode/protocol';
import type { Packed } from '../seams.ts';
import type { Recovered, RecoveryRules } from './recoverBatch.ts';
import type { RecoveryReply, RecoveryRequest } from './worker.ts';

export interface LanesOptions {
  rules: RecoveryRules;
  size: number;
  url: URL;
}

/** Threads that take chunks from one queue. They start when there is work, and again after a death. */
export interface Lanes {
  /** `cancel` makes the result reject; a chunk that a thread has already is finished and dropped. */
  schedule(raw: Packed): { result: Promise<Recovered>; cancel(): void };
  /** Gives scheduled chunks to free threads. */
  feed(): void;
  readonly closed: boolean;
  stats(): { workers: number; native: boolean | undefined; deaths: number };
  close(): Promise<void>;
}

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

const failed = (cause: unknown) =>
  new LodeError('RECOVERY_FAILED', 'The threads that recover senders died repeatedly.', {
    hint: 'See the cause; the transactions can be sent again.',
    cause,
  });

export const closed = () =>
  new LodeError('RECOVERY_CLOSED', 'The ledger is stopping and recovers no more senders.', {
    hint: 'Send the transactions to a running node.',
  });

export function createLanes({ rules, size, url }: LanesOptions): Lanes {
  const waitingTasks: Task[] = [];
  const lanes = new Set<Lane>();
  const state = { nextId: 0, deaths: 0, closed: false, native: undefined as boolean | undefined };

  function startLane(): void {
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
    schedule,
    feed,
    get closed() {
      return state.closed;
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
