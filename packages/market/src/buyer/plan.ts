import type { Hex } from '@lode/protocol';
import type { MatchCandidate } from '../match/match.ts';
import { speedOf } from '../match/match.ts';
import { groupOf } from '../match/placement.ts';
import { quoteOf } from '../match/quote.ts';
import { type JobRun, neededBy, type TaskRun } from './model.ts';

/** A run of tasks for one device, to become a lease. */
export interface Run {
  readonly candidate: MatchCandidate;
  readonly firstTask: number;
  readonly taskCount: number;
  readonly attempt: number;
}

/**
 * How many tasks a device gets: its share, by speed, of half of what is left (guided self-scheduling, Polychronopoulos
 * and Kuck 1987), so that early leases are long, late ones short, and fast devices come back for more.
 * Where there are no more devices than replicas, there is nobody to share with, and a device gets all.
 */
export function runLength(given: {
  needed: number;
  candidate: MatchCandidate;
  devices: readonly MatchCandidate[];
  replicas: number;
  bondMicroUsd: bigint;
  holdbackMicroUsdPerTask: bigint;
  /** Average time of a task so far; 0 when not known. */
  taskMs: number;
  targetLeaseMs: number;
}): number {
  const { candidate, devices } = given;
  const total = devices.reduce((sum, one) => sum + speedOf(one.device.scoreClass), 0n);
  const share = Number((speedOf(candidate.device.scoreClass) * 1_000_000n) / (total || 1n)) / 1_000_000;
  const waves = devices.length > given.replicas ? 2 : 1;
  const fair = waves === 1 ? given.needed : Math.ceil((given.needed * share) / waves);
  const worthwhile = given.taskMs > 0 ? Math.ceil(given.targetLeaseMs / given.taskMs) : 1;
  const bonded =
    given.holdbackMicroUsdPerTask === 0n
      ? Number.MAX_SAFE_INTEGER
      : Number(given.bondMicroUsd / given.holdbackMicroUsdPerTask);
  return Math.max(1, Math.min(Math.max(fair, worthwhile), candidate.from.limits.maxTasksPerLease, bonded));
}

/**
 * The first run of neighbouring tasks that this device may take, or undefined. A provider never runs a task it has
 * given a result for, and runs one it failed or lost only when `others` (the providers that could be asked) have all
 * had it. A device that does not `open` takes only tasks of its group that others have begun: alone in its device
 * class, it would leave a task that nobody else's result can be compared with.
 */
export function nextRun(
  run: JobRun,
  candidate: MatchCandidate,
  others: ReadonlySet<Hex>,
  length: number,
  opens = true,
): Run | undefined {
  const group = groupOf(run.job, candidate.device.adapterClass);
  const fits = (task: TaskRun): boolean =>
    (task.group === undefined ? opens : task.group === group) && mayTake(task, candidate.provider, others);
  for (let first = 0; first < run.tasks.length; first++) {
    const task = run.tasks[first];
    if (task === undefined || !fits(task)) continue;
    const attempt = attemptNumber(task);
    let count = 1;
    while (count < length) {
      const next = run.tasks[first + count];
      if (next === undefined || attemptNumber(next) !== attempt || !fits(next)) break;
      count++;
    }
    return { candidate, firstTask: first, taskCount: count, attempt };
  }
  return undefined;
}

/** Counts the times a task was handed out again. */
const attemptNumber = (task: TaskRun): number => task.fresh + task.lost;

function mayTake(task: TaskRun, provider: Hex, others: ReadonlySet<Hex>): boolean {
  if (neededBy(task) === 0 || task.proposed.has(provider)) return false;
  let had = false;
  for (const attempt of task.attempts) {
    if (attempt.lease.signed.lease.provider !== provider) continue;
    if (attempt.state !== 'lost' && attempt.state !== 'failed') return false;
    // It said that the work itself is wrong; asking it again gives the same answer.
    if (attempt.invalid === true || DETERMINISTIC.has(attempt.error?.code ?? '')) return false;
    had = true;
  }
  if (!had) return true;
  for (const other of others) if (other !== provider && !hasHad(task, other)) return false;
  return true;
}

const hasHad = (task: TaskRun, provider: Hex): boolean =>
  task.proposed.has(provider) || task.attempts.some((attempt) => attempt.lease.signed.lease.provider === provider);

/** Failures that follow from the job alone. */
export const DETERMINISTIC: ReadonlySet<string> = new Set(['SHADER_INVALID', 'BUFFER_LIMIT']);

/** The most a run may cost: what it locks in escrow, and what it may stream. */
export const runCost = (run: JobRun, candidate: MatchCandidate, taskCount: number): bigint =>
  quoteOf(run.job, candidate.microUsdPerGpuSecond).maxMicroUsdPerTask * BigInt(taskCount);
