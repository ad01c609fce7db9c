import { type ErrorShape, LodeError } from '@lode/protocol';
import type { Engine, JobWork } from './engine.ts';
import { type Attempt, changeTask, isActive, isReturned, neededBy, type TaskRun } from './model.ts';
import { BUYER_LIMITS } from './options.ts';
import { finish } from './outcome.ts';
import { refreshTaskState, tellAttempt } from './tasks.ts';

/**
 * An attempt came to nothing. `failed`: the work itself failed there, which counts against the job's retries;
 * `lost`: the provider vanished, lied or did not deliver, which does not. A replacement is asked for only when the
 * quorum cannot be reached without.
 */
export function loseAttempt(
  engine: Engine,
  work: JobWork,
  attempt: Attempt,
  state: 'lost' | 'failed' | 'cancelled',
  error: ErrorShape,
): void {
  const { run } = work;
  const task = run.tasks[attempt.task];
  if (task === undefined || !(isActive(attempt) || isReturned(attempt))) return;
  let again = false;
  changeTask(run, task, () => {
    attempt.state = state;
    attempt.error = error;
    // Before any disagreement the quorum is enough; afterwards every result asked for is needed to break it.
    if (task.fresh === 0) task.wanted = Math.max(run.job.verify.quorum, task.wanted - 1);
    again = task.state !== 'accepted' && (neededBy(task) > 0 || task.deciding);
    if (again && state === 'failed') task.fresh++;
    if (again && state === 'lost') task.lost++;
  });
  tellAttempt(engine, work, attempt);
  engine.journal.task(run, task);
  refreshTaskState(engine, work, task);
  work.dirty.add(task);
  if (run.outcome !== undefined) return;
  if (again && task.fresh > run.job.retries) finish(engine, work, 'failed', taskFailed(task, error));
  else if (task.lost > BUYER_LIMITS.lossesPerTask) finish(engine, work, 'failed', tooManyLosses(task, error));
}

export const taskFailed = (task: TaskRun, error: ErrorShape): LodeError =>
  new LodeError(
    'TASK_FAILED',
    `Task ${task.index} failed${task.fresh > 1 ? ` ${task.fresh} times` : ''}: ${error.message}`,
    {
      hint: error.hint ?? "Look at the task's log; the job's retries say how often a task is tried again.",
      details: { task: task.index, error },
    },
  );

const tooManyLosses = (task: TaskRun, error: ErrorShape): LodeError =>
  new LodeError('PROVIDERS_LOST', `Task ${task.index} was lost by ${task.lost} providers; last: ${error.message}`, {
    details: { task: task.index, error },
  });
