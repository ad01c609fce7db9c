import { errorShape, type Hex, type Job, jobHash, LodeError } from '@lode/protocol';
import { restore } from './codec.ts';
import type { Engine, JobWork } from './engine.ts';
import { isEnded, type JobRun } from './model.ts';
import { totalsOf } from './money.ts';
import { finish } from './outcome.ts';
import { recount, resume } from './resume.ts';
import type { Rows } from './store.ts';
import { checkFunds, checkJob, newRun } from './submit.ts';
import { createWork, workOn } from './work.ts';

/** The jobs a buyer holds: taking, starting, ending and forgetting them. */

export interface Entry {
  readonly run: JobRun;
  readonly work: JobWork;
  readonly woken: () => Promise<void>;
  running?: Promise<void>;
  /** Taken from the store: what was on its way has to be looked up first. */
  restored: boolean;
}

/** All jobs, oldest first, and what works on them. */
export interface Jobs {
  readonly engine: Engine;
  readonly entries: Map<Hex, Entry>;
}

export async function submit(jobs: Jobs, job: Job): Promise<Entry> {
  const { engine, entries } = jobs;
  const id = jobHash(job);
  const [fromBlock] = await Promise.all([engine.options.chain.head(), check(jobs, job)]);
  refuseTwice(entries, id);
  const entry = addEntry(jobs, newRun(engine, job, id, fromBlock), false);
  engine.journal.event(entry.run, { type: 'state', state: 'queued' });
  engine.journal.flush();
  launch(jobs);
  return entry;
}

/** Whether the job would be taken now. @throws LodeError what {@link submit} throws */
export async function check({ engine, entries }: Jobs, job: Job): Promise<void> {
  refuseTwice(entries, jobHash(job));
  const waiting = [...entries.values()].filter((entry) => !isEnded(entry.run)).length;
  const { maxActiveJobs, maxQueuedJobs } = engine.tuning;
  if (waiting >= maxActiveJobs + maxQueuedJobs) {
    throw new LodeError('QUEUE_FULL', `${waiting} jobs are under way or wait already.`, {
      hint: 'Wait until some have ended, or cancel some.',
    });
  }
  await Promise.all([checkJob(engine, job), checkFunds(engine, job)]);
}

function refuseTwice(entries: Jobs['entries'], id: Hex): void {
  if (entries.has(id))
    throw new LodeError('JOB_EXISTS', `This very job was submitted before: ${id}.`, {
      hint: 'Give it another nonce to run it again.',
      details: { id },
    });
}

function addEntry({ engine, entries }: Jobs, run: JobRun, restored: boolean): Entry {
  const entry: Entry = { run, ...createWork(run), restored };
  entries.set(run.id, entry);
  if (!isEnded(run)) engine.works.set(run.id, entry.work);
  return entry;
}

/** Starts waiting jobs, oldest first, up to the number worked on at once. */
export function launch(jobs: Jobs): void {
  const { engine, entries } = jobs;
  let active = [...entries.values()].filter((entry) => entry.running !== undefined && !isEnded(entry.run)).length;
  for (const entry of entries.values()) {
    if (engine.stopping.aborted || active >= engine.tuning.maxActiveJobs) return;
    if (entry.running !== undefined || isEnded(entry.run)) continue;
    active++;
    start(jobs, entry);
  }
}

function start(jobs: Jobs, entry: Entry): void {
  const { engine } = jobs;
  const { run, work, woken } = entry;
  const run_ = async (): Promise<void> => {
    if (entry.restored) await resume(engine, work);
    await workOn(engine, work, woken);
  };
  entry.running = run_()
    .catch((error: unknown) => {
      if (engine.stopping.aborted) return;
      const shape = errorShape(error);
      engine.options.log?.('error', `Job ${run.id} stopped on a mistake of ours: ${shape.message}`);
      finish(engine, work, 'failed', new LodeError('INTERNAL', shape.message));
    })
    .finally(() => {
      engine.works.delete(run.id);
      forgetOldest(jobs);
      launch(jobs);
    });
}

/** Ended jobs are kept up to a number; those with money still out are never forgotten. */
function forgetOldest({ engine, entries }: Jobs): void {
  const ended = [...entries.values()].filter((entry) => isEnded(entry.run));
  let surplus = ended.length - engine.tuning.maxEndedJobs;
  for (const { run } of ended) {
    if (surplus <= 0) return;
    const totals = totalsOf(run);
    if (totals.potMicroUsd !== 0n || totals.inLeasesMicroUsd !== 0n) continue;
    engine.journal.forget(run);
    entries.delete(run.id);
    engine.options.onForgotten?.(run.id);
    surplus--;
  }
}

/** Takes what is stored. */
export function load(jobs: Jobs, rows: Rows): void {
  const { engine } = jobs;
  for (const run of restore(engine.options.network, rows)) {
    recount(run);
    addEntry(jobs, run, true);
  }
}

export function cancel(jobs: Jobs, entry: Entry): void {
  const { run, work } = entry;
  if (isEnded(run) || run.outcome !== undefined) return;
  finish(jobs.engine, work, 'cancelled', new LodeError('CANCELLED', 'The job was cancelled.'));
  if (entry.running === undefined) start(jobs, entry);
}
