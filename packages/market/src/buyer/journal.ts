import { errorShape, type Hex } from '@lode/protocol';
import type { JobEvent } from '../api.ts';
import { attemptText, jobText, leaseText, metaText, taskText } from './codec.ts';
import type { Attempt, JobRun, LeaseRun, TaskRun } from './model.ts';
import { BUYER_LIMITS } from './options.ts';
import type { BuyerStore, Changes } from './store.ts';

type Unnumbered = JobEvent extends infer E ? (E extends JobEvent ? Omit<E, 'seq' | 'atMs'> : never) : never;

/**
 * Collects what changed and writes it in one transaction: some milliseconds later, or at once where something must be
 * on disk before it is said to anybody. A thousand small tasks so cost a few dozen transactions.
 */
export interface Journal {
  job(run: JobRun): void;
  lease(lease: LeaseRun): void;
  attempt(attempt: Attempt): void;
  task(run: JobRun, task: TaskRun): void;
  event(run: JobRun, event: Unnumbered): void;
  nextBlock(block: bigint): void;
  flush(): void;
  /** Drops everything that is kept of a job. */
  forget(run: JobRun): void;
  /** Events after `afterSeq` that are kept, oldest first. */
  read(id: Hex, afterSeq: number, limit: number): JobEvent[];
  /** Calls back when events of a job were written; returns the way to stop. */
  onEvents(id: Hex, listener: () => void): () => void;
  close(): void;
}

/** What a killed process can lose; all of it is told again by providers (`afterSeq`) and by the chain. */
const WRITE_WITHIN_MS = 15;
/** Old events are dropped this many at a time, so that dropping costs little. */
const DROP_STEP = 2_000;

export function createJournal(options: { store: BuyerStore; nowMs(): number; failed(error: unknown): void }): Journal {
  const { store } = options;
  const jobs = new Map<JobRun, boolean>();
  const leases = new Set<LeaseRun>();
  const attempts = new Set<Attempt>();
  const tasks = new Map<TaskRun, JobRun>();
  let events: Changes['events'] = [];
  let nextBlock: bigint | undefined;
  let scheduled: NodeJS.Timeout | undefined;
  let closed = false;
  const listeners = new Map<Hex, Set<() => void>>();
  const known = new Set<Hex>();

  function soon(): void {
    if (scheduled !== undefined || closed) return;
    scheduled = setTimeout(() => {
      try {
        flush();
      } catch (error) {
        // What could not be written stays marked and is tried with the next change.
        options.failed(error);
      }
    }, WRITE_WITHIN_MS);
  }

  function flush(): void {
    if (scheduled !== undefined) clearTimeout(scheduled);
    scheduled = undefined;
    if (closed) return;
    if (jobs.size + leases.size + attempts.size + tasks.size + events.length === 0 && nextBlock === undefined) return;
    const changes: Changes = {
      // The job itself never changes: its text is written once.
      jobs: [...jobs.keys()].map((run) => ({
        id: run.id,
        job: known.has(run.id) ? '' : jobText(run),
        meta: metaText(run),
      })),
      leases: [...leases].map((lease) => ({ id: lease.id, job: lease.job.id, data: leaseText(lease) })),
      attempts: [...attempts].map((one) => ({
        job: one.lease.job.id,
        lease: one.lease.id,
        task: one.task,
        data: attemptText(one),
      })),
      tasks: [...tasks].map(([task, run]) => ({ job: run.id, task: task.index, data: taskText(task) })),
      events,
      ...(nextBlock === undefined ? {} : { nextBlock }),
    };
    store.write(changes);
    for (const run of jobs.keys()) known.add(run.id);
    const told = new Set(events.map((one) => one.job));
    jobs.clear();
    leases.clear();
    attempts.clear();
    tasks.clear();
    events = [];
    nextBlock = undefined;
    for (const id of told) for (const listener of listeners.get(id) ?? []) listener();
  }

  return {
    job: (run) => {
      jobs.set(run, true);
      soon();
    },
    lease: (lease) => {
      leases.add(lease);
      soon();
    },
    attempt: (attempt) => {
      attempts.add(attempt);
      soon();
    },
    task: (run, task) => {
      tasks.set(task, run);
      soon();
    },
    event: (run, event) => {
      run.seq++;
      const numbered = { seq: run.seq, atMs: options.nowMs(), ...event };
      events.push({ job: run.id, seq: run.seq, data: JSON.stringify(numbered, bigintToText) });
      if (run.seq % DROP_STEP === 0 && run.seq > BUYER_LIMITS.eventsPerJob) {
        store.dropEvents(run.id, run.seq - BUYER_LIMITS.eventsPerJob);
      }
      jobs.set(run, true);
      soon();
    },
    nextBlock: (block) => {
      nextBlock = block;
      soon();
    },
    flush,
    forget: (run) => {
      flush();
      store.dropJob(run.id);
    },
    read: (id, afterSeq, limit) => {
      flush();
      return store.events(id, afterSeq, limit).map((row) => JSON.parse(row.data, textToBigint) as JobEvent);
    },
    onEvents: (id, listener) => {
      const set = listeners.get(id) ?? new Set();
      listeners.set(id, set.add(listener));
      return () => {
        set.delete(listener);
        if (set.size === 0) listeners.delete(id);
      };
    },
    close: () => {
      try {
        flush();
      } catch (error) {
        options.failed(errorShape(error));
      }
      closed = true;
    },
  };
}

/** Amounts inside events: the key says that the text is money. */
const bigintToText = (_key: string, value: unknown): unknown => (typeof value === 'bigint' ? value.toString() : value);
const textToBigint = (key: string, value: unknown): unknown =>
  key.endsWith('MicroUsd') && typeof value === 'string' ? BigInt(value) : value;
