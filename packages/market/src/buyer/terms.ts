import { type Hex, type Job, jobHash, type Lease } from '@lode/protocol';
import { quoteOf } from '../match/quote.ts';
import { SEAL_WITHIN_MS } from '../net/lease-wire.ts';
import type { JobRun } from './model.ts';
import type { BuyerTuning } from './options.ts';
import type { Run } from './plan.ts';
import { acceptanceWindowMs } from './window.ts';

/** A provider that has signed starts once it sees the reserve on chain; blocks of slow chains come every 12 s. */
const START_WITHIN_MS = 120_000;
/** Of a task's holdback: what a dropped objection pays the provider for its frozen money, and a buyer risks by objecting for nothing. */
const OBJECTION_BOND_DIVISOR = 4n;
/** An objection is proved with receipts that are there already; ten minutes cover a buyer's restart and slow blocks. */
const OBJECTION_WINDOW_MS = 600_000;

/** Longest a whole lease may take: every task at its limit, each with its overhead, after the inputs and the key have come. */
export function leaseWorkMs(job: Job, taskCount: number, tuning: BuyerTuning): number {
  return arrivalMs(job, tuning) + job.timeouts.compileMs + taskCount * (job.timeouts.taskMs + tuning.taskOverheadMs);
}

/** Longest that what a job begins with may be under way: its inputs and, where it is sealed, its key. */
export const arrivalMs = (job: Job, tuning: BuyerTuning): number =>
  (job.sealed === true ? SEAL_WITHIN_MS : 0) +
  Math.ceil((job.inputs.reduce((sum, one) => sum + one.sizeBytes, 0) * 1_000) / tuning.minBytesPerSecond);

/** The terms that a buyer proposes for a run of tasks. */
export function leaseTerms(given: {
  job: JobRun;
  run: Run;
  buyer: Hex;
  buyerPeer: string;
  nowMs: number;
  salt: Hex;
  tuning: BuyerTuning;
  /** The registry's; undefined while it is not known. */
  unbondingDelayMs: number | undefined;
}): Lease {
  const { job: work, run, nowMs, tuning } = given;
  const { job } = work;
  const { candidate } = run;
  const { holdbackBps, holdbackMicroUsdPerTask, ...quote } = quoteOf(job, candidate.microUsdPerGpuSecond);
  const endMs = nowMs + START_WITHIN_MS + leaseWorkMs(job, run.taskCount, tuning);
  // After the job's own end nobody works for it any more.
  const workEndMs = Math.min(endMs, work.submittedAtMs + job.timeouts.totalMs + START_WITHIN_MS);
  const expiresAtMs = workEndMs + tuning.claimMarginMs;
  return {
    version: 1,
    jobKey: work.jobKey,
    job: jobHash(job),
    programHash: work.programHash,
    buyer: given.buyer,
    provider: candidate.provider,
    buyerPeer: given.buyerPeer,
    providerPeer: candidate.from.peerId,
    offer: candidate.offer,
    device: candidate.device.id,
    exclusive: !candidate.device.shared,
    firstTask: run.firstTask,
    taskCount: run.taskCount,
    attempt: run.attempt,
    quote,
    streamedBps: 10_000 - holdbackBps,
    holdbackBps,
    holdbackMicroUsdPerTask,
    meteringIntervalMs: tuning.meteringIntervalMs,
    // What the whole lease could earn a cheat.
    bondReservedMicroUsd: holdbackMicroUsdPerTask * BigInt(run.taskCount),
    objectionBondMicroUsd: (holdbackMicroUsdPerTask + OBJECTION_BOND_DIVISOR - 1n) / OBJECTION_BOND_DIVISOR,
    verify: job.verify,
    determinism: job.determinism,
    issuedAtMs: nowMs,
    startByMs: nowMs + START_WITHIN_MS,
    expiresAtMs,
    acceptanceWindowMs: acceptanceWindowMs({
      job,
      submittedAtMs: work.submittedAtMs,
      nowMs,
      expiresAtMs,
      objectionWindowMs: OBJECTION_WINDOW_MS,
      maxAcceptanceMs: candidate.from.limits.maxAcceptanceMs,
      unbondingDelayMs: given.unbondingDelayMs,
    }),
    objectionWindowMs: OBJECTION_WINDOW_MS,
    salt: given.salt,
  };
}
