import type { AttemptStatus, JobStatus, TaskStatus } from '../api.ts';
import { isPaidUnproved } from './evidence.ts';
import type { Attempt, JobRun, TaskRun } from './model.ts';
import { billOf } from './money.ts';

/** What the outside sees. Task statuses are kept and rebuilt only when their task changed. */

export function attemptStatus(attempt: Attempt): AttemptStatus {
  const { lease } = attempt.lease.signed;
  // Results stay hidden until the task is decided, so that nobody can copy another's.
  const decided = attempt.state === 'accepted' || attempt.state === 'rejected';
  return {
    lease: attempt.lease.id,
    provider: lease.provider,
    device: lease.device,
    attempt: lease.attempt,
    state: attempt.state,
    ...(attempt.phase === undefined ? {} : { phase: attempt.phase }),
    ...(attempt.progress === undefined ? {} : { progress: attempt.progress }),
    ...(attempt.gpuMs === undefined ? {} : { gpuMs: attempt.gpuMs }),
    ...(decided && attempt.receipt !== undefined ? { outputsRoot: attempt.receipt.value.outputsRoot } : {}),
    ...(attempt.error === undefined ? {} : { error: attempt.error }),
  };
}

function taskStatus(task: TaskRun): TaskStatus {
  task.status ??= {
    index: task.index,
    state: task.state,
    attempts: task.attempts.map(attemptStatus),
    ...(task.state === 'accepted' && task.outputs !== undefined
      ? { outputs: task.outputs.map(({ name, file, hash, sizeBytes }) => ({ name, file, hash, sizeBytes })) }
      : {}),
  };
  return task.status;
}

export function jobStatus(run: JobRun): JobStatus {
  return {
    id: run.id,
    name: run.job.name,
    ...(run.job.sealed === true ? { sealed: true } : {}),
    state: run.state,
    ...(run.reason === undefined ? {} : { reason: run.reason }),
    submittedAtMs: run.submittedAtMs,
    ...(run.runningAtMs === undefined ? {} : { runningAtMs: run.runningAtMs }),
    ...(run.endedAtMs === undefined ? {} : { endedAtMs: run.endedAtMs }),
    tasks: run.tasks.map(taskStatus),
    bill: billOf(run),
    exclusions: run.exclusions,
    checked: checkedText(run),
  };
}

/** What was checked, in plain words. */
export function checkedText(run: JobRun): string {
  const { replicas, quorum } = run.job.verify;
  const dissent = new Map<string, { times: number; paid: number }>();
  for (const task of run.tasks)
    for (const attempt of task.attempts)
      if (attempt.state === 'rejected') {
        const { provider } = attempt.lease.signed.lease;
        const { times, paid } = dissent.get(provider) ?? { times: 0, paid: 0 };
        dissent.set(provider, { times: times + 1, paid: paid + (isPaidUnproved(attempt) ? 1 : 0) });
      }
  const tasks = `${run.tasks.length} task${run.tasks.length === 1 ? '' : 's'}`;
  if (replicas === 1) {
    return `${tasks} on one provider each: receipts, prices and output hashes checked; results not compared`;
  }
  const how = typeof run.job.determinism === 'object' ? 'within the tolerance' : 'to the bit';
  const parts = [`${tasks} on ${replicas} providers each`, `${run.accepted} agreed ${how} (quorum ${quorum})`];
  for (const provider of [...dissent.keys()].sort()) {
    const { times, paid } = dissent.get(provider) ?? { times: 0, paid: 0 };
    const end =
      paid === 0
        ? 'and is not paid for it'
        : `and claimed its pay for ${paid} of them on chain, where only equal results could prove it wrong`;
    parts.push(`provider ${provider.slice(0, 10)} disagreed ${times} time${times === 1 ? '' : 's'} ${end}`);
  }
  return parts.join('; ');
}
