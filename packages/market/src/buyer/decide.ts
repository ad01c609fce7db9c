import { type ErrorShape, errorShape, LodeError } from '@lode/protocol';
import { answerIfDone } from './answer.ts';
import type { Engine, JobWork } from './engine.ts';
import { loseAttempt } from './lose.ts';
import { type Attempt, changeTask, isActive, isReturned, neededBy, type TaskRun } from './model.ts';
import { finish } from './outcome.ts';
import { fetchOutputs } from './outputs.ts';
import { type Verdict, vote } from './quorum.ts';
import { blame, refreshTaskState, setTaskState, tellAttempt } from './tasks.ts';
import { filesAlike } from './tolerance.ts';

interface Ballot {
  readonly attempt: Attempt;
  readonly provider: `0x${string}`;
  readonly receiptId: `0x${string}`;
  readonly outputsRoot: `0x${string}`;
}

/** Decides the tasks something happened to, once all their replicas are in or lost: nothing is compared before. */
export function decideTasks(engine: Engine, work: JobWork): void {
  const tasks = [...work.dirty];
  work.dirty.clear();
  for (const task of tasks) {
    if (work.run.outcome !== undefined) return;
    if (isReady(task)) startDeciding(engine, work, task);
  }
}

const isReady = (task: TaskRun): boolean =>
  !task.deciding &&
  task.state !== 'accepted' &&
  task.state !== 'failed' &&
  task.proposed.size === 0 &&
  neededBy(task) === 0 &&
  !task.attempts.some(isActive) &&
  task.attempts.some(isReturned);

function startDeciding(engine: Engine, work: JobWork, task: TaskRun): void {
  changeTask(work.run, task, () => {
    task.deciding = true;
  });
  const done = decide(engine, work, task)
    .catch((error: unknown) => {
      if (!engine.stopping.aborted && work.run.outcome === undefined)
        finish(engine, work, 'failed', internal(task, errorShape(error)));
    })
    .finally(() => {
      changeTask(work.run, task, () => {
        task.deciding = false;
      });
      refreshTaskState(engine, work, task);
      // An output that could not be had leaves fewer results: the task is looked at again.
      if (task.state !== 'accepted') work.dirty.add(task);
      work.wake();
    });
  engine.track('Deciding a task', done);
}

const internal = (task: TaskRun, error: ErrorShape): LodeError =>
  new LodeError('INTERNAL', `Task ${task.index} could not be decided: ${error.message}`, { details: { error } });

async function decide(engine: Engine, work: JobWork, task: TaskRun): Promise<void> {
  const { run } = work;
  const verdict = await count(engine, work, task);
  if (run.outcome !== undefined) return;
  const { quorum } = run.job.verify;
  if (!verdict.decided) return noQuorum(engine, work, task, verdict.agreeing.length, quorum);
  const failures: [Attempt, unknown][] = [];
  for (const { attempt } of verdict.agreeing) {
    try {
      const outputs = await fetchOutputs(engine, work, attempt);
      // The job may have ended, or been stopped, while the bytes came.
      if (run.outcome === undefined && !engine.stopping.aborted) accept(engine, work, task, verdict, outputs);
      return;
    } catch (error) {
      if (engine.stopping.aborted || run.outcome !== undefined) return;
      failures.push([attempt, error]);
    }
  }
  // Nobody could deliver what they agreed on. Had one of them, the others' receipts would be as good as its.
  for (const [attempt, error] of failures) undelivered(engine, work, attempt, error);
}

function undelivered(engine: Engine, work: JobWork, attempt: Attempt, error: unknown): void {
  blame(engine, attempt.lease.signed.lease.provider, errorShape(error).message);
  loseAttempt(engine, work, attempt, 'lost', errorShape(error));
  answerIfDone(engine, work, attempt.lease);
}

/** Results that came too late to be compared stay out; each provider counts once. */
async function count(engine: Engine, work: JobWork, task: TaskRun): Promise<Verdict<Ballot>> {
  const { determinism, verify } = work.run.job;
  const ballots = task.attempts.filter(isReturned).flatMap((attempt) => ballotOf(attempt));
  if (typeof determinism !== 'object' || verify.replicas === 1) return vote(ballots, verify.quorum);
  const alike = new Set<string>();
  const key = (a: Ballot, b: Ballot): string => `${a.receiptId}${b.receiptId}`;
  const present: Ballot[] = [];
  for (const ballot of ballots) {
    try {
      await fetchOutputs(engine, work, ballot.attempt);
      present.push(ballot);
    } catch (error) {
      if (engine.stopping.aborted || work.run.outcome !== undefined) throw error;
      undelivered(engine, work, ballot.attempt, error);
    }
  }
  for (const [i, a] of present.entries())
    for (const b of present.slice(i + 1))
      if (await outputsAlike(engine, work, a.attempt, b.attempt)) alike.add(key(a, b)).add(key(b, a));
  return vote(present, verify.quorum, (a, b) => alike.has(key(a, b)));
}

function ballotOf(attempt: Attempt): Ballot[] {
  if (attempt.receipt === undefined || attempt.receiptId === undefined) return [];
  const { outputsRoot } = attempt.receipt.value;
  return [{ attempt, provider: attempt.lease.signed.lease.provider, receiptId: attempt.receiptId, outputsRoot }];
}

async function outputsAlike(engine: Engine, work: JobWork, a: Attempt, b: Attempt): Promise<boolean> {
  const { determinism } = work.run.job;
  if (a.receipt?.value.outputsRoot === b.receipt?.value.outputsRoot) return true;
  if (typeof determinism !== 'object') return false;
  const [left, right] = await Promise.all([fetchOutputs(engine, work, a), fetchOutputs(engine, work, b)]);
  const signal = AbortSignal.any([engine.stopping, work.abort.signal]);
  for (const [i, one] of left.entries()) {
    const other = right[i];
    if (one.path === undefined || other?.path === undefined) return false;
    if (one.hash !== other.hash && !(await filesAlike(one.path, other.path, determinism.tolerance, signal)))
      return false;
  }
  return true;
}

function accept(
  engine: Engine,
  work: JobWork,
  task: TaskRun,
  verdict: Verdict<Ballot>,
  outputs: NonNullable<TaskRun['outputs']>,
): void {
  const { run } = work;
  task.outputs = outputs;
  for (const { attempt, provider } of verdict.agreeing) {
    if (!isReturned(attempt)) continue;
    attempt.state = 'accepted';
    engine.book.succeeded(provider);
    tellAttempt(engine, work, attempt);
  }
  for (const { attempt, provider } of verdict.others) {
    if (!isReturned(attempt)) continue;
    attempt.state = 'rejected';
    attempt.error = {
      code: 'MINORITY',
      message: `${verdict.agreeing.length} other providers agree on another result.`,
    };
    blame(engine, provider, 'its result differed from the agreed one');
    tellAttempt(engine, work, attempt);
  }
  run.accepted++;
  setTaskState(engine, work, task, 'accepted');
  engine.journal.task(run, task);
  for (const lease of new Set(task.attempts.map((attempt) => attempt.lease))) answerIfDone(engine, work, lease);
}

function noQuorum(engine: Engine, work: JobWork, task: TaskRun, best: number, quorum: number): void {
  const { run } = work;
  const returned = task.attempts.filter(isReturned).length;
  if (returned === 0) return;
  if (task.fresh >= run.job.retries) {
    const text = `Task ${task.index}: ${returned} providers gave results, at most ${best} of them agree; ${quorum} must.`;
    const hint =
      'If the kernel is not exact to the bit, declare determinism: deviceClass or a tolerance; more retries ask more providers.';
    finish(engine, work, 'failed', new LodeError('NO_QUORUM', text, { hint, details: { task: task.index } }));
    return;
  }
  changeTask(run, task, () => {
    task.fresh++;
    task.wanted = returned + quorum - best;
  });
  engine.journal.task(run, task);
}
