import type { Hex } from '@lode/protocol';
import type { Bill, BillLine } from '../api.ts';
import type { LeaseMoney } from '../chain/watch.ts';
import { smallest } from '../match/amounts.ts';
import { mostStreamed } from '../stream/meter.ts';
import type { Attempt, JobRun, LeaseMoneyState, LeaseRun } from './model.ts';

export const noMoney = (): LeaseMoneyState => ({
  booked: false,
  reservedMicroUsd: 0n,
  paidMicroUsd: 0n,
  claims: new Map(),
  closed: new Map(),
});

/** Books one event of the escrow. Events come once each and in chain order. */
export function book(lease: LeaseRun, event: LeaseMoney): void {
  const { money } = lease;
  const perTask = lease.signed.lease.holdbackMicroUsdPerTask;
  switch (event.type) {
    case 'reserved':
      markReserved(lease);
      return;
    case 'claimed':
      money.reservedMicroUsd -= perTask;
      money.claims.set(event.task, {
        receipt: event.receipt,
        microUsd: event.microUsd,
        bondMicroUsd: 0n,
        deadlineMs: event.deadlineMs,
        objected: false,
      });
      return;
    case 'objected': {
      const claim = money.claims.get(event.task);
      if (claim === undefined) return;
      claim.objected = true;
      claim.bondMicroUsd = event.bondMicroUsd;
      claim.deadlineMs = event.deadlineMs;
      return;
    }
    case 'closed':
      if (!money.claims.delete(event.task)) money.reservedMicroUsd -= perTask;
      money.paidMicroUsd += event.paidMicroUsd;
      money.closed.set(event.task, { outcome: event.outcome, paidMicroUsd: event.paidMicroUsd });
      return;
    case 'released':
      money.reservedMicroUsd = 0n;
  }
}

/** Books the reserve once, whichever tells first: the transaction's success or the escrow's event. */
export function markReserved(lease: LeaseRun): void {
  if (lease.money.booked) return;
  lease.money.booked = true;
  lease.money.reservedMicroUsd = leaseCost(lease);
}

/** The most a lease may cost. */
export const leaseMost = ({ signed: { lease } }: LeaseRun): bigint =>
  lease.quote.maxMicroUsdPerTask * BigInt(lease.taskCount);

/** What its vouchers have paid, and may still pay while it is under way. */
export const streamable = (lease: LeaseRun): bigint =>
  lease.state === 'open' || (lease.state === 'reserving' && lease.money.booked)
    ? mostStreamed(lease.signed.lease)
    : lease.streamedMicroUsd;

/** What a lease locks in escrow. */
export const leaseCost = ({ signed: { lease } }: LeaseRun): bigint =>
  lease.holdbackMicroUsdPerTask * BigInt(lease.taskCount);

/** What leases would lock whose reserve was sent and not heard of again. */
export function unheardMicroUsd(run: JobRun): bigint {
  let sum = 0n;
  for (const lease of run.leases.values())
    if (lease.fateUnknown && lease.state === 'reserving' && !lease.money.booked) sum += leaseMost(lease);
  return sum;
}

/** True while the escrow holds something of the lease. */
export const isHolding = ({ money }: LeaseRun): boolean => money.reservedMicroUsd > 0n || money.claims.size > 0;

/** What is locked in leases and claims: it cannot be refunded yet. */
export function lockedIn(lease: LeaseRun): bigint {
  let sum = lease.money.reservedMicroUsd;
  for (const claim of lease.money.claims.values()) sum += claim.microUsd + claim.bondMicroUsd;
  return sum;
}

/** Last moment at which the lease's money can still be locked. */
export function lockedUntilMs(lease: LeaseRun): number | undefined {
  const { money, signed } = lease;
  let untilMs = money.reservedMicroUsd > 0n ? signed.lease.expiresAtMs : undefined;
  for (const claim of money.claims.values()) {
    const endMs = claim.deadlineMs + (claim.objected ? 0 : signed.lease.objectionWindowMs);
    untilMs = Math.max(untilMs ?? 0, endMs);
  }
  return untilMs;
}

export interface Totals {
  readonly paidMicroUsd: bigint;
  /** Paid by voucher. */
  readonly streamedMicroUsd: bigint;
  /** Paid by voucher, or may still be. */
  readonly streamableMicroUsd: bigint;
  readonly inLeasesMicroUsd: bigint;
  /** Funded, not reserved: can be refunded. */
  readonly potMicroUsd: bigint;
  readonly lockedUntilMs?: number;
}

export function totalsOf(run: JobRun): Totals {
  let paidMicroUsd = 0n;
  let inLeasesMicroUsd = 0n;
  let streamedMicroUsd = 0n;
  let streamableMicroUsd = 0n;
  let untilMs: number | undefined;
  for (const lease of run.leases.values()) {
    paidMicroUsd += lease.money.paidMicroUsd;
    streamedMicroUsd += lease.streamedMicroUsd;
    streamableMicroUsd += streamable(lease);
    inLeasesMicroUsd += lockedIn(lease);
    const endMs = lockedUntilMs(lease);
    if (endMs !== undefined) untilMs = Math.max(untilMs ?? 0, endMs);
  }
  return {
    paidMicroUsd,
    streamedMicroUsd,
    streamableMicroUsd,
    inLeasesMicroUsd,
    potMicroUsd: run.fundedMicroUsd - run.refundedMicroUsd - paidMicroUsd - inLeasesMicroUsd,
    ...(untilMs === undefined ? {} : { lockedUntilMs: untilMs }),
  };
}

/** The bill: `funded = paid + refunded + locked`, always, to the micro-dollar. Kept until something changes. */
export function billOf(run: JobRun): Bill {
  run.bill ??= makeBill(run);
  return run.bill;
}

function makeBill(run: JobRun): Bill {
  const totals = totalsOf(run);
  const lines: BillLine[] = [];
  const streamed = new Map([...run.leases.values()].map((lease) => [lease, shareStreamed(lease)]));
  for (const task of run.tasks) {
    for (const attempt of task.attempts) {
      const line = lineOf(attempt, streamed.get(attempt.lease)?.get(attempt) ?? 0n);
      if (line !== undefined) lines.push(line);
    }
  }
  return {
    maxMicroUsd: run.maxMicroUsd,
    fundedMicroUsd: run.fundedMicroUsd,
    paidMicroUsd: totals.paidMicroUsd,
    streamedMicroUsd: totals.streamedMicroUsd,
    exposureMicroUsd: exposureOf(run, lines),
    refundedMicroUsd: run.refundedMicroUsd,
    lockedMicroUsd: totals.potMicroUsd + totals.inLeasesMicroUsd,
    ...(totals.lockedUntilMs === undefined ? {} : { lockedUntilMs: totals.lockedUntilMs }),
    lines,
  };
}

/** What was streamed for tasks that nobody's result was accepted for. */
function exposureOf(run: JobRun, lines: readonly BillLine[]): bigint {
  let sum = 0n;
  for (const line of lines) if (run.tasks[line.task]?.state !== 'accepted') sum += line.streamedMicroUsd;
  return sum;
}

/** What a lease's vouchers were for: each receipt's streamed part, and the rest for the task that did not end. */
function shareStreamed(lease: LeaseRun): Map<Attempt, bigint> {
  const shares = new Map<Attempt, bigint>();
  let left = lease.streamedMicroUsd;
  for (const attempt of lease.attempts.values()) {
    if (attempt.receipt === undefined || left === 0n) continue;
    const { priceMicroUsd, holdbackMicroUsd } = attempt.receipt.value;
    const share = smallest(left, priceMicroUsd - holdbackMicroUsd);
    shares.set(attempt, share);
    left -= share;
  }
  const attempts = [...lease.attempts.values()];
  const unfinished = attempts.find((one) => one.receipt === undefined && one.gpuMs !== undefined) ?? attempts.at(-1);
  if (left > 0n && unfinished !== undefined) shares.set(unfinished, (shares.get(unfinished) ?? 0n) + left);
  return shares;
}

/** A line for each receipt, and for each payment made without one we know. */
function lineOf(attempt: Attempt, streamedMicroUsd: bigint): BillLine | undefined {
  const { lease, receipt } = attempt;
  const closed = lease.money.closed.get(attempt.task);
  if (receipt === undefined && closed === undefined && streamedMicroUsd === 0n) return undefined;
  const paidMicroUsd = closed?.paidMicroUsd ?? 0n;
  return {
    task: attempt.task,
    provider: lease.signed.lease.provider,
    lease: lease.id,
    receipt: attempt.receiptId ?? NO_RECEIPT,
    gpuMs: receipt?.value.gpuMs ?? attempt.gpuMs ?? 0,
    priceMicroUsd: receipt?.value.priceMicroUsd ?? paidMicroUsd + streamedMicroUsd,
    paidMicroUsd,
    streamedMicroUsd,
    outcome:
      receipt === undefined && closed === undefined
        ? 'unfinished'
        : outcomeOf(attempt, paidMicroUsd, closed !== undefined),
    ...(receipt?.value.energy == null ? {} : { millijoules: receipt.value.energy.millijoules }),
  };
}

const NO_RECEIPT: Hex = `0x${'0'.repeat(64)}`;

function outcomeOf(attempt: Attempt, paidMicroUsd: bigint, closed: boolean): BillLine['outcome'] {
  if (closed && paidMicroUsd > 0n) return 'paid';
  if (attempt.invalid === true) return 'unpaid-invalid';
  if (attempt.state === 'rejected') return 'unpaid-minority';
  return closed ? 'paid' : 'pending';
}
