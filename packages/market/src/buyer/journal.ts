import { errorShape, type Hex } from '@lode/protocol';
import type { JobEvent } from '../api.ts';
import type { PayerChannel } from '../stream/payer.ts';
import { attemptText, channelText, jobText, leaseText, metaText, taskText } from './codec.ts';
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
  channel(channel: PayerChannel): void;
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

/** What is not on disk yet. Sets hold each thing once, however often it changed. */
interface Pending {
  readonly jobs: Set<JobRun>;
  readonly leases: Set<LeaseRun>;
  readonly attempts: Set<Attempt>;
  readonly tasks: Map<TaskRun, JobRun>;
  readonly channels: Set<PayerChannel>;
  readonly events: Changes['events'];
  nextBlock?: bigint;
}

const nothing = (): Pending => ({
  jobs: new Set(),
  leases: new Set(),
  attempts: new Set(),
  tasks: new Map(),
  channels: new Set(),
  events: [],
});

const isNothing = ({ jobs, leases, attempts, tasks, channels, events, nextBlock }: Pending): boolean =>
  jobs.size + leases.size + attempts.size + tasks.size + channels.size + events.length === 0 && nextBlock === undefined;

const changesOf = (pending: Pending, known: ReadonlySet<Hex>): Changes => ({
  // The job itself never changes: its text is written once.
  jobs: [...pending.jobs].map((run) => ({
    id: run.id,
    job: known.has(run.id) ? '' : jobText(run),
    meta: metaText(run),
  })),
  leases: [...pending.leases].map((lease) => ({ id: lease.id, job: lease.job.id, data: leaseText(lease) })),
  attempts: [...pending.attempts].map((one) => ({
    job: one.lease.job.id,
    lease: one.lease.id,
    task: one.task,
    data: attemptText(one),
  })),
  tasks: [...pending.tasks].map(([task, run]) => ({ job: run.id, task: task.index, data: taskText(task) })),
  channels: [...pending.channels].map((one) => ({ id: one.id, data: channelText(one) })),
  events: pending.events,
  ...(pending.nextBlock === undefined ? {} : { nextBlock: pending.nextBlock }),
});

/** Who wants to know that events of a job were written. */
function createListeners() {
  const listeners = new Map<Hex, Set<() => void>>();
  return {
    tell: (id: Hex): void => {
      for (const listener of listeners.get(id) ?? []) listener();
    },
    add: (id: Hex, listener: () => void): (() => void) => {
      const set = listeners.get(id) ?? new Set();
      listeners.set(id, set.add(listener));
      return () => {
        set.delete(listener);
        if (set.size === 0) listeners.delete(id);
      };
    },
  };
}

interface JournalOptions {
  readonly store: BuyerStore;
  nowMs(): number;
  failed(error: unknown): void;
}

/** Holds what changed and writes it soon, or when told to. */
function createWriter({ store, failed }: JournalOptions, written: (changes: Changes) => void) {
  const known = new Set<Hex>();
  let pending = nothing();
  let scheduled: NodeJS.Timeout | undefined;
  let closed = false;

  function flush(): void {
    if (scheduled !== undefined) clearTimeout(scheduled);
    scheduled = undefined;
    if (closed || isNothing(pending)) return;
    const changes = changesOf(pending, known);
    // Where this throws, what could not be written stays pending and is tried with the next change.
    store.write(changes);
    for (const { id } of changes.jobs) known.add(id);
    pending = nothing();
    written(changes);
  }

  function tryFlush(): void {
    try {
      flush();
    } catch (error) {
      failed(errorShape(error));
    }
  }

  return {
    flush,
    change: (mark: (pending: Pending) => void): void => {
      mark(pending);
      if (!closed) scheduled ??= setTimeout(tryFlush, WRITE_WITHIN_MS);
    },
    close: (): void => {
      tryFlush();
      closed = true;
    },
  };
}

export function createJournal(options: JournalOptions): Journal {
  const { store } = options;
  const listeners = createListeners();
  const { change, flush, close } = createWriter(options, ({ events }) => {
    for (const id of new Set(events.map((one) => one.job))) listeners.tell(id);
  });
  return {
    job: (run) => {
      run.bill = undefined;
      change(({ jobs }) => jobs.add(run));
    },
    lease: (lease) => {
      lease.job.bill = undefined;
      change(({ leases }) => leases.add(lease));
    },
    attempt: (attempt) => {
      attempt.lease.job.bill = undefined;
      change(({ attempts }) => attempts.add(attempt));
    },
    task: (run, task) => change(({ tasks }) => tasks.set(task, run)),
    channel: (channel) => change(({ channels }) => channels.add(channel)),
    event: (run, event) => {
      run.seq++;
      const numbered = { seq: run.seq, atMs: options.nowMs(), ...event };
      if (run.seq % DROP_STEP === 0 && run.seq > BUYER_LIMITS.eventsPerJob)
        store.dropEvents(run.id, run.seq - BUYER_LIMITS.eventsPerJob);
      change(({ jobs, events }) => {
        events.push({ job: run.id, seq: run.seq, data: JSON.stringify(numbered, bigintToText) });
        jobs.add(run);
      });
    },
    nextBlock: (block) =>
      change((pending) => {
        pending.nextBlock = block;
      }),
    flush,
    forget: (run) => {
      flush();
      store.dropJob(run.id);
    },
    read: (id, afterSeq, limit) => {
      flush();
      return store.events(id, afterSeq, limit).map((row) => JSON.parse(row.data, textToBigint) as JobEvent);
    },
    onEvents: listeners.add,
    close,
  };
}

/** Amounts inside events: the key says that the text is money. */
const bigintToText = (_key: string, value: unknown): unknown => (typeof value === 'bigint' ? value.toString() : value);
const textToBigint = (key: string, value: unknown): unknown =>
  key.endsWith('MicroUsd') && typeof value === 'string' ? BigInt(value) : value;
