import { LodeError } from '@lode/protocol';
import { decideTasks } from './decide.ts';
import { type Engine, type JobWork, nowOf } from './engine.ts';
import { isEnded, type JobRun } from './model.ts';
import { BUYER_LIMITS } from './options.ts';
import { finish, setState } from './outcome.ts';
import { reserveReady } from './reserve.ts';
import { schedule } from './schedule.ts';
import { createSemaphore } from './semaphore.ts';
import { settleJob, tellBill } from './settle.ts';

/** While results are missing the market is looked at this often, beside every change: back-offs end unannounced. */
const LOOK_AGAIN_MS = 250;

/** Timers of Node hold 31 bits of milliseconds; jobs may run for 30 days. */
const MAX_SLEEP_MS = 3_600_000;

export function createWork(run: JobRun): { work: JobWork; woken(): Promise<void> } {
  let wake: () => void = () => undefined;
  let awake = new Promise<void>((resolve) => {
    wake = resolve;
  });
  const work: JobWork = {
    run,
    abort: new AbortController(),
    dirty: new Set(run.tasks.filter((task) => task.attempts.length > 0)),
    fetches: createSemaphore(BUYER_LIMITS.fetchesPerJob),
    leaseAborts: new Map(),
    ready: [],
    readyAtMs: 0,
    proposals: 0,
    reserving: false,
    taskMs: 0,
    billToldAtMs: 0,
    wake: () => wake(),
  };
  const woken = async (): Promise<void> => {
    await awake;
    awake = new Promise<void>((resolve) => {
      wake = resolve;
    });
  };
  return { work, woken };
}

/** Works on a job until it has ended or the buyer stops. Everything that happens wakes the loop; one turn is one look. */
export async function workOn(engine: Engine, work: JobWork, woken: () => Promise<void>): Promise<void> {
  const { run } = work;
  if (run.outcome === undefined) {
    if (run.state === 'queued') setState(engine, run, 'matching');
    await engine.bonds.ensure(engine.options.board.list().map((one) => one.offer.value.provider));
  }
  let settling: Promise<void> | undefined;
  while (!engine.stopping.aborted && !isEnded(run)) {
    if (run.outcome === undefined) advance(engine, work);
    else settling ??= settleJob(engine, work);
    await pause(engine, work, woken, run.outcome === undefined ? deadlineMs(engine, work) : undefined);
  }
  await settling;
}

/** One look at a job: ends it, decides what is in, hands out what is missing. */
function advance(engine: Engine, work: JobWork): void {
  const { run } = work;
  const timeoutMs = run.submittedAtMs + run.job.timeouts.totalMs;
  if (nowOf(engine) >= timeoutMs) {
    finish(engine, work, 'failed', timedOut(run));
    return;
  }
  decideTasks(engine, work);
  if (run.outcome !== undefined) return;
  if (run.accepted === run.tasks.length) {
    finish(engine, work, 'completed');
    return;
  }
  reserveReady(engine, work);
  schedule(engine, work);
  if (run.fundedMicroUsd > 0n) tellBill(engine, work);
}

function deadlineMs(engine: Engine, work: JobWork): number {
  const { run } = work;
  const endMs = run.submittedAtMs + run.job.timeouts.totalMs;
  const graceMs = work.ready.length > 0 && !work.reserving ? work.readyAtMs + engine.tuning.waveGraceMs : endMs;
  const lookMs = run.needed > 0 ? nowOf(engine) + LOOK_AGAIN_MS : endMs;
  return Math.min(endMs, graceMs, lookMs);
}

async function pause(
  engine: Engine,
  work: JobWork,
  woken: () => Promise<void>,
  untilMs: number | undefined,
): Promise<void> {
  const timer = new AbortController();
  const stop = (): void => work.wake();
  engine.stopping.addEventListener('abort', stop, { once: true });
  if (engine.stopping.aborted) work.wake();
  if (untilMs !== undefined) {
    const delayMs = Math.min(MAX_SLEEP_MS, Math.max(0, untilMs - nowOf(engine)));
    void engine.options.clock.sleep(delayMs, timer.signal).then(stop, () => undefined);
  }
  await woken();
  timer.abort();
  engine.stopping.removeEventListener('abort', stop);
}

const timedOut = (run: JobRun): LodeError =>
  new LodeError(
    'JOB_TIMEOUT',
    `The job did not end within ${run.job.timeouts.totalMs} ms.${run.reason === undefined ? '' : ` ${run.reason.message}`}`,
    {
      hint: 'Raise timeouts.total, or look at the reason above.',
      details: {
        accepted: run.accepted,
        tasks: run.tasks.length,
        ...(run.reason === undefined ? {} : { waitedFor: run.reason }),
      },
    },
  );
