import type { Hex } from '@lode/protocol';
import type { Engine } from './engine.ts';
import type { Attempt, ClaimMoney, LeaseRun } from './model.ts';

/**
 * Accepted receipts of other providers for the same task, enough to prove a claim wrong; undefined where there are not.
 *
 * The contract compares hashes: it takes receipts that are equal to each other. Of a `bitexact` or `deviceClass` task the
 * accepted ones always are. Of a `tolerance` task they need not be: the largest equal group counts, and where that is
 * too small a claim cannot be proved wrong on chain. Then the buyer does not object: an objection without proof only
 * freezes the claim until its deadline, and is then dropped, which pays the provider the claim and the buyer's bond.
 */
export function evidenceAgainst(lease: LeaseRun, task: number): readonly Attempt[] | undefined {
  const { provider, buyer, verify } = lease.signed.lease;
  const groups = new Map<Hex, Map<Hex, Attempt>>();
  let best: ReadonlyMap<Hex, Attempt> = new Map();
  for (const other of lease.job.tasks[task]?.attempts ?? []) {
    const by = other.lease.signed.lease.provider;
    const root = other.receipt?.value.outputsRoot;
    if (other.state !== 'accepted' || root === undefined || by === provider || by === buyer) continue;
    if (!other.lease.money.booked) continue;
    const group = groups.get(root) ?? new Map<Hex, Attempt>();
    groups.set(root, group.set(by, other));
    if (group.size > best.size) best = group;
  }
  return best.size < Math.max(verify.quorum, 2) ? undefined : [...best.values()];
}

/** Whether a claim says something else than the evidence; one for the very result the others gave is true, however late. */
export async function differs(
  engine: Engine,
  lease: LeaseRun,
  task: number,
  claim: ClaimMoney,
  evidence: readonly Attempt[],
): Promise<boolean> {
  const known = lease.attempts.get(task);
  // The provider may have claimed with another receipt than it sent, or with one it never sent.
  const claimed =
    known?.receiptId === claim.receipt
      ? known.receipt?.value
      : await engine.options.chain.claimedReceipt(lease.id, task);
  const right = evidence[0]?.receipt?.value;
  if (claimed === undefined || right === undefined) return false;
  return (
    claimed.outputsRoot !== right.outputsRoot ||
    claimed.inputsRoot !== right.inputsRoot ||
    claimed.programHash !== right.programHash
  );
}

/** A rejected result that is paid, or will be by silence, because nothing on chain can speak against it. */
export function isPaidUnproved({ lease, task }: Attempt): boolean {
  const { claims, closed } = lease.money;
  const claim = claims.get(task);
  if (claim !== undefined) return !claim.objected && evidenceAgainst(lease, task) === undefined;
  return (closed.get(task)?.paidMicroUsd ?? 0n) > 0n;
}
