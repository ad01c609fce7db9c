import type { TaskState } from '../api.ts';
import { type Engine, type JobWork, nowOf } from './engine.ts';
import { type Attempt, changeTask, isActive, isReturned, type TaskRun } from './model.ts';
import { attemptStatus } from './status.ts';

/** Changes of tasks and attempts, each told as an event and marked for the store. */

export function setTaskState(engine: Engine, work: JobWork, task: TaskRun, state: TaskState): void {
  if (task.state === state) return;
  changeTask(work.run, task, () => {
    task.state = state;
  });
  engine.journal.task(work.run, task);
  engine.journal.event(work.run, { type: 'task', task: task.index, state });
}

export function tellAttempt(engine: Engine, work: JobWork, attempt: Attempt): void {
  const task = work.run.tasks[attempt.task];
  if (task !== undefined) task.status = undefined;
  engine.journal.attempt(attempt);
  engine.journal.event(work.run, { type: 'attempt', task: attempt.task, attempt: attemptStatus(attempt) });
}

/** The state a task shows while its replicas are out. */
export function refreshTaskState(engine: Engine, work: JobWork, task: TaskRun): void {
  if (task.state === 'accepted' || task.state === 'failed') return;
  let state: TaskState = 'waiting';
  if (task.attempts.some((one) => one.state === 'running')) state = 'running';
  else if (task.attempts.some(isActive)) state = 'leased';
  else if (task.deciding || task.attempts.some(isReturned)) state = 'verifying';
  setTaskState(engine, work, task, state);
}

/** Blames a provider: it is left alone for a while, longer each time. */
export function blame(engine: Engine, provider: `0x${string}`, reason: string): void {
  engine.book.failed(provider, reason, nowOf(engine));
}
