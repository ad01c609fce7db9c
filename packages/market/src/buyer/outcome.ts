import { type ErrorShape, errorShape, type LodeError } from '@lode/protocol';
import type { JobState } from '../api.ts';
import { type Engine, type JobWork, nowOf } from './engine.ts';
import { isActive, isReturned, type JobRun, type Outcome } from './model.ts';
import { setTaskState, tellAttempt } from './tasks.ts';

/** Sets a job's state, with its event; the same state with another reason is told too. */
export function setState(engine: Engine, run: JobRun, state: JobState, reason?: ErrorShape): void {
  if (run.state === state && run.reason?.message === reason?.message) return;
  run.state = state;
  if (reason === undefined) delete run.reason;
  else run.reason = reason;
  engine.journal.event(run, { type: 'state', state, ...(reason === undefined ? {} : { reason }) });
}

/** Ends a job's work, once: what is under way is called off, what is accepted will be paid. */
export function finish(engine: Engine, work: JobWork, outcome: Outcome, error?: LodeError): void {
  const { run } = work;
  if (run.outcome !== undefined) return;
  const reason = error === undefined ? undefined : errorShape(error);
  run.outcome = outcome;
  run.settlingAtMs = nowOf(engine);
  for (const task of run.tasks) {
    if (task.state === 'accepted') continue;
    for (const attempt of task.attempts) {
      if (!isActive(attempt) && !isReturned(attempt)) continue;
      attempt.state = 'cancelled';
      if (reason !== undefined) attempt.error = reason;
      tellAttempt(engine, work, attempt);
    }
    setTaskState(engine, work, task, 'failed');
  }
  run.needed = 0;
  setState(engine, run, 'settling', reason);
  for (const lease of run.leases.values()) {
    if (lease.state !== 'open') continue;
    const cancel = engine.options.leases.cancel(lease.signed.lease.providerPeer, lease.id, reason?.message ?? outcome);
    engine.track(
      'Cancelling a lease',
      cancel.catch(() => undefined),
    );
  }
  work.abort.abort(error);
  engine.journal.flush();
  work.wake();
}
