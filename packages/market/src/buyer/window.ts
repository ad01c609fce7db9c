import type { Job } from '@lode/protocol';

/** How far the chain's clock may be behind ours when the lease is reserved: a few slow blocks. */
const CHAIN_CLOCK_MS = 60_000;

/**
 * How long a claim stands open before silence pays it.
 *
 * A provider may claim the moment it has a lease, before anybody else has run the task; what proves a wrong claim wrong
 * are the other replicas. Any of them may be handed out late (devices are busy) or again (one was lost), and only the
 * job's own end bounds that. So the window of a task with replicas reaches, from a claim made at once, to the job's end
 * and the job's `acceptanceMs` beyond: then every other replica is in, or counted as lost. That costs an honest
 * provider nothing while the buyer is there: an acceptance, or the buyer's settling of its claim, pays at once.
 *
 * Two limits come first: the provider's `maxAcceptanceMs`, and the chain's rule that a lease and its windows end before
 * a bond asked back today could leave. A job whose end lies beyond them has a window as long as they allow, and a claim
 * of its first minutes can be paid before its last replicas are in. Never less than `acceptanceMs`: what cannot be had
 * is then refused by whoever set the limit, with a reason.
 */
export function acceptanceWindowMs(given: {
  job: Pick<Job, 'timeouts' | 'verify'>;
  submittedAtMs: number;
  nowMs: number;
  expiresAtMs: number;
  objectionWindowMs: number;
  maxAcceptanceMs: number;
  /** Unknown until it was read. */
  unbondingDelayMs: number | undefined;
}): number {
  const { job, nowMs } = given;
  const { acceptanceMs, totalMs } = job.timeouts;
  // Nothing to compare with, so nothing to wait for.
  if (job.verify.replicas === 1) return acceptanceMs;
  const wantedMs = Math.max(0, given.submittedAtMs + totalMs - nowMs) + acceptanceMs;
  const bondLimitMs =
    given.unbondingDelayMs === undefined
      ? Number.POSITIVE_INFINITY
      : given.unbondingDelayMs - (given.expiresAtMs - nowMs) - given.objectionWindowMs - CHAIN_CLOCK_MS;
  return Math.max(acceptanceMs, Math.min(wantedMs, given.maxAcceptanceMs, bondLimitMs));
}
