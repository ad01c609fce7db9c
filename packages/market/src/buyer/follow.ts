import { type ErrorShape, errorShape, LodeError, receiptId } from '@lode/protocol';
import type { LeaseEvent } from '../seams.ts';
import { answerIfDone } from './answer.ts';
import { type Engine, type JobWork, leaseController, nowOf } from './engine.ts';
import { loseAttempt } from './lose.ts';
import { type Attempt, changeTask, isActive, type LeaseRun } from './model.ts';
import { BUYER_LIMITS } from './options.ts';
import { prefetch } from './outputs.ts';
import { createPayRun, type PayRun } from './pay.ts';
import { DETERMINISTIC } from './plan.ts';
import { blame, refreshTaskState, tellAttempt } from './tasks.ts';
import { arrivalMs, leaseWorkMs } from './terms.ts';
import { receiptProblem } from './verify-receipt.ts';

/** Follows a lease to its end: takes its receipts, and gives what did not come back to the scheduler. */
export async function follow(engine: Engine, work: JobWork, lease: LeaseRun): Promise<void> {
  const { leases, transfer } = engine.options;
  const { providerPeer } = lease.signed.lease;
  const controller = leaseController(work, lease);
  const signal = AbortSignal.any([controller.signal, work.abort.signal, engine.stopping]);
  engine.busy.add(lease.deviceKey);
  transfer.allow(
    providerPeer,
    lease.id,
    work.run.job.inputs.map((input) => input.hash),
  );
  const pay = createPayRun(engine, lease);
  const watchdog = startWatchdog(engine, work, lease, controller);
  let reason: ErrorShape | undefined;
  try {
    const options = { afterSeq: lease.lastSeq, lostAfterMs: engine.tuning.lostAfterMs, signal };
    for await (const event of leases.follow(providerPeer, lease.id, options)) {
      if (event.seq <= lease.lastSeq) continue;
      lease.lastSeq = event.seq;
      engine.journal.lease(lease);
      if (event.type === 'receipt' || event.type === 'task-failed') watchdog.fed();
      if (event.type === 'ended') {
        reason = event.error;
        break;
      }
      await take(engine, work, lease, pay, event);
    }
  } catch (error) {
    reason = errorShape(signal.aborted && signal.reason instanceof LodeError ? signal.reason : error);
  }
  watchdog.stop();
  pay.end();
  // Stopping is not the provider's fault: the lease stays open and is followed again after the restart.
  if (engine.stopping.aborted) return;
  endLease(engine, work, lease, reason);
}

function endLease(engine: Engine, work: JobWork, lease: LeaseRun, reason: ErrorShape | undefined): void {
  const { providerPeer, provider } = lease.signed.lease;
  lease.state = 'ended';
  if (reason !== undefined) lease.reason = reason;
  work.leaseAborts.delete(lease.id);
  engine.busy.delete(lease.deviceKey);
  engine.options.transfer.revoke(lease.id);
  engine.journal.lease(lease);
  const lost = [...lease.attempts.values()].filter(isActive);
  if (lost.length > 0 && work.run.outcome === undefined) {
    const error = reason ?? { code: 'TASK_NOT_DONE', message: 'The provider ended the lease without this task.' };
    // What follows from the job alone is not the provider's fault.
    const ours = DETERMINISTIC.has(error.code) || (error.code === 'SEAL_MISSING' && !lease.keyDelivered);
    if (!ours) blame(engine, provider, `${error.code}: ${error.message}`);
    for (const attempt of lost) loseAttempt(engine, work, attempt, ours ? 'failed' : 'lost', error);
    const cancel = engine.options.leases.cancel(providerPeer, lease.id, error.message).catch(() => undefined);
    engine.track('Cancelling a lease', cancel);
  }
  answerIfDone(engine, work, lease);
  // The device is free: other jobs may wait for it.
  for (const other of engine.works.values()) other.wake();
}

/** Timers of Node hold 31 bits of milliseconds; a lease may be longer. */
const MAX_SLEEP_MS = 3_600_000;

/** A provider must bring a receipt (or a failure) at least this often, whatever else it says. */
function startWatchdog(engine: Engine, work: JobWork, lease: LeaseRun, controller: AbortController) {
  const { clock } = engine.options;
  const { job } = work.run;
  const { timeouts } = job;
  const perTaskMs = timeouts.taskMs + timeouts.compileMs + engine.tuning.taskOverheadMs;
  const endMs = nowOf(engine) + leaseWorkMs(job, lease.signed.lease.taskCount, engine.tuning);
  let deadlineMs = nowOf(engine) + perTaskMs + arrivalMs(job, engine.tuning);
  const stop = new AbortController();
  const watch = async (): Promise<void> => {
    for (;;) {
      const nowMs = nowOf(engine);
      if (nowMs >= Math.min(deadlineMs, endMs)) {
        controller.abort(
          new LodeError('PROVIDER_STALLED', 'The provider brought no result in the time the lease gives it.'),
        );
        return;
      }
      await clock.sleep(Math.min(deadlineMs - nowMs, endMs - nowMs, MAX_SLEEP_MS), stop.signal);
    }
  };
  void watch().catch(() => undefined);
  return {
    fed: () => {
      deadlineMs = nowOf(engine) + perTaskMs;
    },
    stop: () => stop.abort(),
  };
}

type TakenEvent = Exclude<LeaseEvent, { type: 'ended' }>;

async function take(engine: Engine, work: JobWork, lease: LeaseRun, pay: PayRun, event: TakenEvent): Promise<void> {
  if (event.type === 'receipt') return takeReceipt(engine, work, lease, pay, event.receipt);
  const attempt = lease.attempts.get(event.task);
  // A task that is not in the lease, or is done with: nothing it says counts.
  if (attempt === undefined || !isActive(attempt)) return;
  switch (event.type) {
    case 'task-phase':
      return takePhase(engine, work, attempt, event.phase);
    case 'task-progress':
      attempt.progress = { done: event.done, total: event.total };
      return tellProgress(engine, work, attempt);
    case 'metering':
      attempt.gpuMs = event.gpuMs;
      pay.metered(event.task, event.gpuMs, attempt.runningSinceMs ?? nowOf(engine));
      return tellProgress(engine, work, attempt);
    case 'log':
      return takeLog(engine, work, lease, event);
    case 'task-failed': {
      const error = { ...event.error, message: event.error.message.slice(0, 2_000) };
      loseAttempt(engine, work, attempt, 'failed', error);
      answerIfDone(engine, work, lease);
      work.wake();
    }
  }
}

function takePhase(engine: Engine, work: JobWork, attempt: Attempt, phase: NonNullable<Attempt['phase']>): void {
  const { run } = work;
  attempt.phase = phase;
  const task = run.tasks[attempt.task];
  if (task === undefined) return;
  attempt.runningSinceMs ??= nowOf(engine);
  if (attempt.state !== 'running') {
    changeTask(run, task, () => {
      attempt.state = 'running';
    });
    refreshTaskState(engine, work, task);
  }
  if (phase === 'running' && run.runningAtMs === undefined) {
    run.runningAtMs = nowOf(engine);
    engine.journal.job(run);
  }
  tellAttempt(engine, work, attempt);
}

function tellProgress(engine: Engine, work: JobWork, attempt: Attempt): void {
  const nowMs = nowOf(engine);
  const task = work.run.tasks[attempt.task];
  if (task !== undefined) task.status = undefined;
  if (nowMs - attempt.progressToldAtMs < BUYER_LIMITS.progressEveryMs) return;
  attempt.progressToldAtMs = nowMs;
  tellAttempt(engine, work, attempt);
}

function takeLog(engine: Engine, work: JobWork, lease: LeaseRun, event: Extract<TakenEvent, { type: 'log' }>): void {
  lease.logs++;
  if (lease.logs > BUYER_LIMITS.logsPerLease) return;
  const last = lease.logs === BUYER_LIMITS.logsPerLease;
  engine.journal.event(work.run, {
    type: 'log',
    task: event.task,
    provider: lease.signed.lease.provider,
    level: event.level,
    text: last ? 'This lease has logged too much; the rest of its log is dropped.' : event.text.slice(0, 4_096),
  });
}

async function takeReceipt(
  engine: Engine,
  work: JobWork,
  lease: LeaseRun,
  pay: PayRun,
  receipt: Extract<LeaseEvent, { type: 'receipt' }>['receipt'],
): Promise<void> {
  const { run } = work;
  const attempt = lease.attempts.get(receipt.value.task);
  if (attempt === undefined || !isActive(attempt)) return;
  const task = run.tasks[attempt.task];
  if (task === undefined) return;
  const { network } = engine.options;
  const id = receiptId(network, receipt.value);
  const problem = await receiptProblem(
    {
      job: run.job,
      lease: lease.signed.lease,
      leaseId: lease.id,
      programHash: run.programHash,
      adapterClass: lease.adapterClass,
      nowMs: nowOf(engine),
    },
    receipt,
    id,
  );
  // Checking takes a moment, in which the job may have ended.
  if (!isActive(attempt)) return;
  attempt.receipt = receipt;
  attempt.receiptId = id;
  if (problem !== undefined) {
    attempt.invalid = true;
    blame(engine, lease.signed.lease.provider, problem.message);
    loseAttempt(engine, work, attempt, 'lost', problem.toJSON());
  } else {
    attempt.gpuMs = receipt.value.gpuMs;
    pay.receipt(attempt.task, receipt.value.priceMicroUsd, receipt.value.holdbackMicroUsd);
    const tookMs = receipt.value.endedAtMs - receipt.value.startedAtMs;
    work.taskMs = work.taskMs === 0 ? tookMs : work.taskMs * 0.9 + tookMs * 0.1;
    changeTask(run, task, () => {
      attempt.state = 'returned';
    });
    delete attempt.progress;
    tellAttempt(engine, work, attempt);
    refreshTaskState(engine, work, task);
    prefetch(engine, work, attempt);
  }
  work.dirty.add(task);
  work.wake();
}
