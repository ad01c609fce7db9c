import { errorShape, type Hex, type Job, jobHash, LodeError } from '@lode/protocol';
import type { Buyer, JobEvent, OfferView } from '../api.ts';
import { matchJob } from '../match/match.ts';
import { placeable } from '../match/placement.ts';
import { createReliabilityBook } from '../match/reliability.ts';
import { createBondBook } from './bonds.ts';
import { restore } from './codec.ts';
import type { Engine, JobWork } from './engine.ts';
import { createJournal } from './journal.ts';
import { isEnded, type JobRun } from './model.ts';
import { totalsOf } from './money.ts';
import { type BuyerOptions, DEFAULT_TUNING } from './options.ts';
import { finish } from './outcome.ts';
import { recount, resume } from './resume.ts';
import { matchContext } from './schedule.ts';
import { jobStatus } from './status.ts';
import { openStore } from './store.ts';
import { checkFunds, checkJob, mostOf, newRun } from './submit.ts';
import { createWatcher, type WatcherState } from './watcher.ts';
import { createWork, workOn } from './work.ts';

/** Events handed over at once to one reader. */
const EVENTS_PER_READ = 500;

/** A person who stops a node waits a few seconds, not for a block. */
const STOP_WITHIN_MS = 3_000;

interface Entry {
  readonly run: JobRun;
  readonly work: JobWork;
  readonly woken: () => Promise<void>;
  running?: Promise<void>;
  /** Taken from the store: what was on its way has to be looked up first. */
  restored: boolean;
}

/** Everything a buyer holds while it lives. */
interface Parts {
  readonly engine: Engine;
  readonly entries: Map<Hex, Entry>;
  readonly watch: WatcherState;
  readonly stopping: AbortController;
  readonly background: Set<Promise<void>>;
}

/**
 * The buyer's side: takes jobs, finds providers, reserves, follows, checks, pays, and brings the rest of the money home.
 * Every job is on disk before `submit` returns, and survives the process.
 */
export function createBuyer(options: BuyerOptions): Buyer {
  const store = openStore(options.storePath);
  const parts = createParts(options, store);
  const { engine, entries } = parts;
  let unsubscribe: (() => void) | undefined;
  let watching: Promise<void> | undefined;

  const entryOf = (id: Hex): Entry => {
    const entry = entries.get(id);
    if (entry === undefined)
      throw new LodeError('JOB_UNKNOWN', `No job ${id} is known here.`, { hint: 'List the jobs to see their ids.' });
    return entry;
  };

  return {
    submit: async (job) => jobStatus((await submit(parts, job)).run),
    list: () => [...entries.values()].map((entry) => jobStatus(entry.run)),
    get: (id) => jobStatus(entryOf(id).run),
    events: (id, { afterSeq = 0, follow = true, signal }) =>
      readEvents(engine, entryOf(id), { afterSeq, follow, signal }),
    cancel: async (id) => {
      const entry = entryOf(id);
      cancel(parts, entry);
      // Where no money is out there is nothing to settle, and the job ends at once.
      if (entry.run.leases.size === 0) await entry.running;
      return jobStatus(entry.run);
    },
    explain: (job) => explain(engine, job),
    offers: () => offers(engine),
    outputPath: (id, task, name) => outputPath(entryOf(id).run, task, name),
    receipts: (id) =>
      [...entryOf(id).run.leases.values()].flatMap((lease) =>
        [...lease.attempts.values()].flatMap((attempt) => (attempt.receipt === undefined ? [] : [attempt.receipt])),
      ),
    start: async () => {
      load(parts, store);
      unsubscribe = options.board.onChange(() => {
        void engine.bonds.ensure(options.board.list().map((one) => one.offer.value.provider)).then(() => {
          for (const { work } of entries.values()) if (work.run.needed > 0) work.wake();
        });
      });
      void engine.bonds.ensure(options.board.list().map((one) => one.offer.value.provider));
      watching = watchLoop(parts);
      launch(parts);
    },
    stop: async () => {
      unsubscribe?.();
      parts.stopping.abort(new LodeError('STOPPED', 'The buyer was stopped.'));
      const done = (async () => {
        await watching;
        await Promise.all([...entries.values()].map((entry) => entry.running));
        while (parts.background.size > 0) await Promise.all(parts.background);
      })();
      // What is still on its way to a chain that does not answer is looked up at the next start.
      await Promise.race([done, options.clock.sleep(STOP_WITHIN_MS)]);
      engine.journal.close();
      store.close();
    },
  };
}

function createParts(options: BuyerOptions, store: ReturnType<typeof openStore>): Parts {
  const stopping = new AbortController();
  const background = new Set<Promise<void>>();
  const entries = new Map<Hex, Entry>();
  const works = new Map<Hex, JobWork>();
  const log = options.log ?? (() => undefined);
  const engine: Engine = {
    options,
    tuning: { ...DEFAULT_TUNING, ...options.tuning },
    journal: createJournal({
      store,
      nowMs: options.clock.nowMs,
      failed: (error) => log('error', `The buyer's store cannot be written: ${errorShape(error).message}`),
    }),
    book: createReliabilityBook(),
    bonds: createBondBook(options.chain, options.clock),
    busy: new Set(),
    unavailable: new Map(),
    works,
    stopping: stopping.signal,
    track: (what, work) => {
      const tracked: Promise<void> = work
        .then(
          () => undefined,
          (error: unknown) => {
            if (!stopping.signal.aborted) log('warn', `${what}: ${errorShape(error).message}`);
          },
        )
        .finally(() => background.delete(tracked));
      background.add(tracked);
    },
    watchSoon: () => watchNow(),
  };
  const watch: WatcherState = {
    *runs() {
      for (const entry of entries.values()) yield entry.run;
    },
    nextBlock: undefined,
  };
  const watcher = createWatcher(engine, watch);
  const watchNow = (): void => engine.track('Watching the chain', watcher.look());
  return { engine, entries, watch, stopping, background };
}

async function watchLoop({ engine, stopping }: Parts): Promise<void> {
  while (!stopping.signal.aborted) {
    engine.watchSoon();
    await engine.options.clock.sleep(engine.tuning.watchIdleMs, stopping.signal).catch(() => undefined);
  }
}

async function submit(parts: Parts, job: Job): Promise<Entry> {
  const { engine, entries } = parts;
  const id = jobHash(job);
  const refuseTwice = (): void => {
    if (entries.has(id))
      throw new LodeError('JOB_EXISTS', `This very job was submitted before: ${id}.`, {
        hint: 'Give it another nonce to run it again.',
        details: { id },
      });
  };
  refuseTwice();
  const waiting = [...entries.values()].filter((entry) => !isEnded(entry.run)).length;
  const { maxActiveJobs, maxQueuedJobs } = engine.tuning;
  if (waiting >= maxActiveJobs + maxQueuedJobs) {
    throw new LodeError('QUEUE_FULL', `${waiting} jobs are under way or wait already.`, {
      hint: 'Wait until some have ended, or cancel some.',
    });
  }
  const [fromBlock] = await Promise.all([engine.options.chain.head(), checkJob(engine, job), checkFunds(engine, job)]);
  refuseTwice();
  const entry = addEntry(parts, newRun(engine, job, id, fromBlock), false);
  engine.journal.event(entry.run, { type: 'state', state: 'queued' });
  engine.journal.flush();
  launch(parts);
  return entry;
}

function addEntry({ engine, entries }: Parts, run: JobRun, restored: boolean): Entry {
  const entry: Entry = { run, ...createWork(run), restored };
  entries.set(run.id, entry);
  if (!isEnded(run)) engine.works.set(run.id, entry.work);
  return entry;
}

/** Starts waiting jobs, oldest first, up to the number worked on at once. */
function launch(parts: Parts): void {
  const { engine, entries, stopping } = parts;
  let active = [...entries.values()].filter((entry) => entry.running !== undefined && !isEnded(entry.run)).length;
  for (const entry of entries.values()) {
    if (stopping.signal.aborted || active >= engine.tuning.maxActiveJobs) return;
    if (entry.running !== undefined || isEnded(entry.run)) continue;
    active++;
    start(parts, entry);
  }
}

function start(parts: Parts, entry: Entry): void {
  const { engine, entries } = parts;
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
      forgetOldest(parts, entries);
      launch(parts);
    });
}

/** Ended jobs are kept up to a number; those with money still out are never forgotten. */
function forgetOldest({ engine }: Parts, entries: Map<Hex, Entry>): void {
  const ended = [...entries.values()].filter((entry) => isEnded(entry.run));
  let surplus = ended.length - engine.tuning.maxEndedJobs;
  for (const { run } of ended) {
    if (surplus <= 0) return;
    const totals = totalsOf(run);
    if (totals.potMicroUsd !== 0n || totals.inLeasesMicroUsd !== 0n) continue;
    engine.journal.forget(run);
    entries.delete(run.id);
    surplus--;
  }
}

function load(parts: Parts, store: ReturnType<typeof openStore>): void {
  const { engine, watch } = parts;
  const rows = store.load();
  watch.nextBlock = rows.nextBlock;
  for (const run of restore(engine.options.network, rows)) {
    recount(run);
    addEntry(parts, run, true);
  }
}

function cancel(parts: Parts, entry: Entry): void {
  const { run, work } = entry;
  if (isEnded(run) || run.outcome !== undefined) return;
  finish(parts.engine, work, 'cancelled', new LodeError('CANCELLED', 'The job was cancelled.'));
  if (entry.running === undefined) start(parts, entry);
}

async function* readEvents(
  engine: Engine,
  { run }: Entry,
  { afterSeq, follow, signal }: { afterSeq: number; follow: boolean; signal: AbortSignal },
): AsyncGenerator<JobEvent> {
  let wake: () => void = () => undefined;
  const unsubscribe = engine.journal.onEvents(run.id, () => wake());
  const onAbort = (): void => wake();
  signal.addEventListener('abort', onAbort, { once: true });
  engine.stopping.addEventListener('abort', onAbort, { once: true });
  try {
    for (let seq = afterSeq; ; ) {
      const woken = new Promise<void>((resolve) => {
        wake = resolve;
      });
      const over = isEnded(run);
      if (signal.aborted || engine.stopping.aborted) return;
      const events = engine.journal.read(run.id, seq, EVENTS_PER_READ);
      for (const event of events) {
        if (signal.aborted) return;
        seq = event.seq;
        yield event;
      }
      if (events.length === EVENTS_PER_READ) continue;
      if (over || !follow) return;
      await woken;
    }
  } finally {
    unsubscribe();
    signal.removeEventListener('abort', onAbort);
    engine.stopping.removeEventListener('abort', onAbort);
  }
}

async function explain(engine: Engine, job: Job): ReturnType<Buyer['explain']> {
  const offers = engine.options.board.list().map((one) => ({ hash: one.hash, offer: one.offer.value }));
  await engine.bonds.ensure(offers.map((one) => one.offer.provider));
  const { candidates, exclusions } = matchJob(job, offers, {
    ...matchContext(engine),
    unavailable: engine.unavailable,
  });
  const able = new Set(placeable(job, candidates));
  const alone = candidates
    .filter((one) => !able.has(one))
    .map(({ offer, provider, device }) => ({
      offer,
      provider,
      device: device.id,
      code: 'TOO_FEW_ALIKE',
      reason: `it fits, but a task needs ${job.verify.replicas} distinct providers that can be compared`,
    }));
  return {
    candidates: [...able].map(({ from, ...candidate }) => candidate),
    exclusions: [...exclusions, ...alone],
    maxMicroUsd: mostOf(engine, job),
  };
}

async function offers(engine: Engine): Promise<OfferView[]> {
  const { board, chain } = engine.options;
  const known = board.list();
  await engine.bonds.ensure(known.map((one) => one.offer.value.provider));
  const bonds = engine.bonds.known();
  return known.map(({ hash, offer, seenAtMs }) => ({
    hash,
    offer: offer.value,
    bondMicroUsd: bonds.get(offer.value.provider) ?? 0n,
    seenAtMs,
    own: offer.value.provider === chain.account,
  }));
}

function outputPath(run: JobRun, task: number, name: string): string {
  const found = run.tasks[task];
  const output = found?.outputs?.find((one) => one.name === name || one.file === name);
  if (found?.state !== 'accepted' || output?.path === undefined) {
    throw new LodeError('OUTPUT_UNKNOWN', `Task ${task} of job ${run.id} has no accepted output "${name}".`, {
      hint: `Outputs: ${run.job.webgpu.outputs.map((one) => one.name).join(', ')}; each is there once its task is accepted.`,
    });
  }
  return output.path;
}
