import type { Hex } from '@lode/protocol';
import type { Bill, BillLine } from '../api.ts';
import type { LeaseMoney } from '../chain/watch.ts';
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

/** What a lease locks in escrow. */
export const leaseCost = ({ signed: { lease } }: LeaseRun): bigint =>
  lease.holdbackMicroUsdPerTask * BigInt(lease.taskCount);

/** What leases would lock whose reserve was sent and not heard of again. */
export function unheardMicroUsd(run: JobRun): bigint {
  let sum = 0n;
  for (const lease of run.leases.values())
    if (lease.fateUnknown && lease.state === 'reserving' && !lease.money.booked) sum += leaseCost(lease);
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
  readonly inLeasesMicroUsd: bigint;
  /** Funded, not reserved: can be refunded. */
  readonly potMicroUsd: bigint;
  readonly lockedUntilMs?: number;
}

export function totalsOf(run: JobRun): Totals {
  let paidMicroUsd = 0n;
  let inLeasesMicroUsd = 0n;
  let untilMs: number | undefined;
  for (const lease of run.leases.values()) {
    paidMicroUsd += lease.money.paidMicroUsd;
    inLeasesMicroUsd += lockedIn(lease);
    const endMs = lockedUntilMs(lease);
    if (endMs !== undefined) untilMs = Math.max(untilMs ?? 0, endMs);
  }
  return {
    paidMicroUsd,
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
  for (const task of run.tasks) {
    for (const attempt of task.attempts) {
      const line = lineOf(attempt);
      if (line !== undefined) lines.push(line);
    }
  }
  return {
    maxMicroUsd: run.maxMicroUsd,
    fundedMicroUsd: run.fundedMicroUsd,
    paidMicroUsd: totals.paidMicroUsd,
    refundedMicroUsd: run.refundedMicroUsd,
    lockedMicroUsd: totals.potMicroUsd + totals.inLeasesMicroUsd,
    ...(totals.lockedUntilMs === undefined ? {} : { lockedUntilMs: totals.lockedUntilMs }),
    lines,
  };
}

/** A line for each receipt, and for each payment made without one we know. */
function lineOf(attempt: Attempt): BillLine | undefined {
  const { lease, receipt } = attempt;
  const closed = lease.money.closed.get(attempt.task);
  if (receipt === undefined && closed === undefined) return undefined;
  const paidMicroUsd = closed?.paidMicroUsd ?? 0n;
  return {
    task: attempt.task,
    provider: lease.signed.lease.provider,
    lease: lease.id,
    receipt: attempt.receiptId ?? NO_RECEIPT,
    gpuMs: receipt?.value.gpuMs ?? 0,
    priceMicroUsd: receipt?.value.priceMicroUsd ?? paidMicroUsd,
    paidMicroUsd,
    outcome: outcomeOf(attempt, paidMicroUsd, closed !== undefined),
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
