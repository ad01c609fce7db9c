import { errorShape } from '@lode/protocol';
import { answer } from './answer.ts';
import { type Engine, type JobWork, nowOf } from './engine.ts';
import type { JobRun, LeaseRun } from './model.ts';
import { billOf, totalsOf } from './money.ts';
import { BUYER_LIMITS } from './options.ts';
import { setState } from './outcome.ts';

/** Accepted tasks whose money is still in escrow. */
export function unpaid(lease: LeaseRun): number[] {
  const tasks: number[] = [];
  if (!lease.money.booked) return tasks;
  for (const attempt of lease.attempts.values())
    if (attempt.state === 'accepted' && !lease.money.closed.has(attempt.task)) tasks.push(attempt.task);
  return tasks;
}

/**
 * Settles a job whose work is over: answers its leases, waits for providers to settle, does it for those who do not,
 * takes back what is left, and ends the job. What cannot be had now (leases that have not expired) stays on the bill
 * as locked, and the sweeper brings it home.
 */
export async function settleJob(engine: Engine, work: JobWork): Promise<void> {
  const { run } = work;
  await Promise.all([...run.leases.values()].map((lease) => answer(engine, work, lease)));
  const startMs = nowOf(engine);
  for (;;) {
    if (engine.stopping.aborted) return;
    const open = [...run.leases.values()].filter((lease) => unpaid(lease).length > 0);
    const waitedMs = nowOf(engine) - startMs;
    if (open.length === 0 || waitedMs >= engine.tuning.settleWaitMs) break;
    if (waitedMs >= engine.tuning.settleGraceMs)
      for (const lease of open) if (!lease.selfSettled) engine.track('Settling', settleForProvider(engine, lease));
    engine.watchSoon();
    await engine.options.clock.sleep(engine.tuning.watchBusyMs, engine.stopping);
  }
  await refundJob(engine, run);
  if (engine.stopping.aborted || run.outcome === undefined) return;
  run.endedAtMs = nowOf(engine);
  tellBill(engine, work, true);
  setState(engine, run, run.outcome, run.reason);
  engine.askRefunds();
  engine.journal.flush();
  work.wake();
}

/**
 * Does a provider's part: opens its claims with the receipts it signed, which gives the buyer the rest of each task's
 * holdback back, and pays the claims at once. Both may have been done by the provider in between: that is success.
 */
export async function settleForProvider(engine: Engine, lease: LeaseRun): Promise<void> {
  const { chain } = engine.options;
  lease.selfSettled = true;
  const open = new Set(unpaid(lease));
  const receipts = [...lease.attempts.values()].flatMap(({ task, receipt }) =>
    open.has(task) && receipt !== undefined && !lease.money.claims.has(task) ? [receipt] : [],
  );
  try {
    if (receipts.length > 0) await chain.claim(lease.signed.lease, receipts);
    for (const acceptance of lease.acceptances) await chain.settle(lease.signed.lease, acceptance);
  } catch (error) {
    engine.options.log?.(
      'warn',
      `Lease ${lease.id} could not be settled for its provider: ${errorShape(error).message}`,
    );
  }
  engine.watchSoon();
}

/** Takes the pot back; what comes into it later is taken later. */
export async function refundJob(engine: Engine, run: JobRun): Promise<void> {
  if (totalsOf(run).potMicroUsd <= 0n) return;
  try {
    const amount = await engine.options.chain.refund(run.jobKey);
    run.refundedMicroUsd += amount;
    // An empty pot that ought to hold something: an earlier transaction did more than was heard of it.
    if (amount === 0n) await resync(engine, run);
  } catch (error) {
    engine.options.log?.('warn', `Job ${run.id} could not be refunded now: ${errorShape(error).message}`);
    await resync(engine, run);
  }
  engine.journal.job(run);
}

/** Reads from the chain what went in and out of a job's pot: after a transaction whose fate is not known. */
export async function resync(engine: Engine, run: JobRun): Promise<void> {
  try {
    const { fundedMicroUsd, refundedMicroUsd } = await engine.options.chain.potMoney(run.jobKey, run.fromBlock);
    run.fundedMicroUsd = fundedMicroUsd;
    run.refundedMicroUsd = refundedMicroUsd;
    engine.journal.job(run);
  } catch (error) {
    engine.options.log?.('warn', `The escrow of job ${run.id} could not be read: ${errorShape(error).message}`);
  }
}

/** Tells the bill, throttled: it has a line a receipt. */
export function tellBill(engine: Engine, work: JobWork, always = false): void {
  const nowMs = nowOf(engine);
  if (!always && nowMs - work.billToldAtMs < BUYER_LIMITS.billEveryMs) return;
  work.billToldAtMs = nowMs;
  engine.journal.event(work.run, { type: 'bill', bill: billOf(work.run) });
}
