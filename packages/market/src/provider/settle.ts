import { type Hex, type Lease, LodeError } from '@lode/protocol';
import { isCode, textOf } from '../net/errors.ts';
import type { AcceptanceRow, LeaseRow, ReceiptRow } from './journal.ts';
import type { ProviderParts } from './parts.ts';

/** Gets a provider its money: acceptances to the chain, claims after silence, then the end of the windows. */
export interface Settler {
  /** One pass over everything open. Never throws: what fails now is tried in a later pass. */
  pass(): Promise<void>;
  /** Looks at this lease in the next pass: it ended, or its buyer answered. */
  look(lease: Hex): void;
}

export interface SettleOptions {
  /** Silence of the buyer after which receipts are claimed on chain; sooner when the lease is about to expire. */
  readonly claimAfterMs: number;
}

/** An acceptance the chain rejects so often is dropped; the receipts are then claimed. */
const MAX_ACCEPTANCE_TRIES = 5;
/** Leases settled side by side. */
const MAX_AT_ONCE = 16;
/** How long before a lease expires unanswered receipts are claimed, at most and at least. */
const MAX_CLAIM_LEAD_MS = 10 * 60_000;
const CLAIM_LEAD_SHARE = 0.2;
/** After a failed transaction a lease waits, longer each time. */
const FIRST_RETRY_MS = 1_000;
const MAX_RETRY_MS = 60_000;
/** How far apart the chain's clock and ours may be before a transaction comes too early. */
const CHAIN_CLOCK_SLACK_MS = 1_000;

export function createSettler(parts: ProviderParts, options: SettleOptions): Settler {
  const { journal, clock } = parts;
  /** When a lease is looked at next, and how often it failed: one entry an open lease. */
  const next = new Map<Hex, { atMs: number; failures: number }>();
  /** Changed while they were being settled: what was worked out for them is old. */
  const changed = new Set<Hex>();

  const settleLease = async (id: Hex) => {
    const row = journal.lease(id);
    if (row === undefined || row.stage === 'signed') return;
    changed.delete(id);
    try {
      await submitAcceptances(parts, row);
      await claimSilent(parts, row, options);
      await closeWindows(parts, row);
      if (changed.has(id)) next.delete(id);
      else next.set(id, { atMs: dueMs(parts, row, options), failures: 0 });
    } catch (error) {
      const failures = (next.get(id)?.failures ?? 0) + 1;
      const waitMs = Math.min(MAX_RETRY_MS, FIRST_RETRY_MS * 2 ** (failures - 1));
      next.set(id, { atMs: clock.nowMs() + waitMs, failures });
      parts.warn(`Lease ${id} is not settled yet: ${textOf(error)}`);
    }
    finish(parts, row);
  };
  return {
    look(id) {
      changed.add(id);
      next.delete(id);
    },
    async pass() {
      const open = journal.openLeases();
      const due = open.filter((id) => (next.get(id)?.atMs ?? 0) <= clock.nowMs());
      // Side by side, because a transaction takes a block: the chain's queue keeps them in order.
      for (let i = 0; i < due.length; i += MAX_AT_ONCE)
        await Promise.all(due.slice(i, i + MAX_AT_ONCE).map(settleLease));
      const isOpen = new Set(open);
      for (const id of [...next.keys(), ...changed]) {
        if (isOpen.has(id)) continue;
        next.delete(id);
        changed.delete(id);
      }
    },
  };
}

/** When there is something to do again for a lease that nobody touches. */
function dueMs({ journal }: ProviderParts, { id, lease }: LeaseRow, options: SettleOptions): number {
  let due = lease.lease.expiresAtMs;
  for (const receipt of journal.receipts(id)) {
    if (receipt.state === 'pending')
      due = Math.min(due, receipt.receipt.value.endedAtMs + options.claimAfterMs, lastChanceMs(lease.lease));
    else if (receipt.state === 'accepted') due = Math.min(due, lastChanceMs(lease.lease));
    else if (receipt.state === 'claimed' || receipt.state === 'objected')
      due = Math.min(due, receipt.deadlineMs + CHAIN_CLOCK_SLACK_MS);
  }
  return due;
}

/** From here on unanswered receipts are claimed in any case. */
const lastChanceMs = ({ issuedAtMs, expiresAtMs }: Lease): number =>
  expiresAtMs - Math.min(MAX_CLAIM_LEAD_MS, (expiresAtMs - issuedAtMs) * CLAIM_LEAD_SHARE);

const undecided = (receipt: ReceiptRow) => receipt.state !== 'paid' && receipt.state !== 'lost';

/** While a lease runs, its answers are collected: one transaction for many. */
async function submitAcceptances(parts: ProviderParts, row: LeaseRow): Promise<void> {
  const { journal } = parts;
  if (row.stage !== 'ended') return;
  // The largest first: a later answer of the buyer may hold all of the earlier ones.
  const answers = journal
    .acceptances(row.id)
    .sort((a, b) => b.acceptance.value.receipts.length - a.acceptance.value.receipts.length);
  for (const answer of answers) {
    const open = new Set(
      journal
        .receipts(row.id)
        .filter(undecided)
        .map((receipt) => receipt.task),
    );
    const news = answer.acceptance.value.receipts.filter((line) => open.has(line.task));
    if (news.length === 0) journal.dropAcceptance(answer.row);
    else
      await submit(
        parts,
        row,
        answer,
        news.map((line) => line.task),
      );
  }
}

async function submit(parts: ProviderParts, row: LeaseRow, answer: AcceptanceRow, tasks: readonly number[]) {
  const { journal, chain } = parts;
  try {
    await chain.settle(row.lease.lease, answer.acceptance);
    for (const task of tasks) journal.setReceipt(row.id, task, 'paid');
    journal.dropAcceptance(answer.row);
  } catch (error) {
    if (!isCode(error, 'CHAIN_REJECTED')) throw error;
    // The buyer may have settled it, or a transaction of ours went through unseen: the chain knows.
    for (const task of tasks)
      if ((await chain.claimState(row.lease.lease, task)).state === 'closed')
        await closedElsewhere(parts, row, task, 'paid');
    journal.countTry(answer.row);
    if (answer.tries + 1 < MAX_ACCEPTANCE_TRIES) throw error;
    journal.dropAcceptance(answer.row);
    for (const receipt of journal.receipts(row.id))
      if (receipt.state === 'accepted' && tasks.includes(receipt.task))
        journal.setReceipt(row.id, receipt.task, 'pending');
    parts.warn(`An acceptance of lease ${row.id} was rejected ${MAX_ACCEPTANCE_TRIES} times and is dropped.`);
  }
}

/** Claims what the buyer has not answered, or has objected to without the chain: only a claim keeps the money reachable. */
async function claimSilent(parts: ProviderParts, row: LeaseRow, { claimAfterMs }: SettleOptions): Promise<void> {
  const { journal, chain, clock } = parts;
  const { lease } = row.lease;
  const nowMs = clock.nowMs();
  const lastChance = nowMs >= lastChanceMs(lease);
  const due = journal.receipts(row.id).filter((receipt) => {
    if (receipt.receipt.value.holdbackMicroUsd === 0n) return false;
    if (receipt.state === 'accepted') return lastChance;
    return receipt.state === 'pending' && (lastChance || nowMs >= receipt.receipt.value.endedAtMs + claimAfterMs);
  });
  if (due.length === 0) return;
  const open: ReceiptRow[] = [];
  for (const receipt of due) {
    const { state, deadlineMs } = await chain.claimState(lease, receipt.task);
    if (state === 'none') open.push(receipt);
    else if (state === 'closed') await closedElsewhere(parts, row, receipt.task, 'paid');
    else journal.setReceipt(row.id, receipt.task, state, deadlineMs);
  }
  if (open.length === 0) return;
  if (nowMs >= lease.expiresAtMs) {
    for (const receipt of open) journal.setReceipt(row.id, receipt.task, 'lost');
    throw new LodeError('LEASE_EXPIRED', 'The lease expired on chain before its receipts were claimed.');
  }
  await chain.claim(
    lease,
    open.map((receipt) => receipt.receipt),
  );
  for (const receipt of open) {
    const { state, deadlineMs } = await chain.claimState(lease, receipt.task);
    journal.setReceipt(row.id, receipt.task, state === 'objected' ? 'objected' : 'claimed', deadlineMs);
  }
}

/** A task closed by somebody else's transaction: the escrow's log says whether that paid us. */
async function closedElsewhere(
  { journal, chain }: ProviderParts,
  row: LeaseRow,
  task: number,
  otherwise: 'paid' | 'lost',
): Promise<void> {
  const head = await chain.head?.();
  const events =
    row.fromBlock === undefined || head === undefined
      ? undefined
      : await chain.leaseMoney?.([row.id], row.fromBlock, head);
  const closed = events?.find((event) => event.type === 'closed' && event.task === task);
  const outcome = closed?.type === 'closed' ? (closed.outcome === 'upheld' ? 'lost' : 'paid') : otherwise;
  journal.setReceipt(row.id, task, outcome);
}

/** After the window: claims nobody objected to are paid, objections nobody proved are dropped. */
async function closeWindows(parts: ProviderParts, row: LeaseRow): Promise<void> {
  const { journal, chain, clock } = parts;
  const { lease } = row.lease;
  const due = journal
    .receipts(row.id)
    .filter(
      (receipt) =>
        (receipt.state === 'claimed' || receipt.state === 'objected') &&
        clock.nowMs() >= receipt.deadlineMs + CHAIN_CLOCK_SLACK_MS,
    );
  const silent: number[] = [];
  for (const receipt of due) {
    const { state, deadlineMs } = await chain.claimState(lease, receipt.task);
    if (state === 'closed') {
      await closedElsewhere(parts, row, receipt.task, receipt.state === 'objected' ? 'lost' : 'paid');
    } else if (deadlineMs + CHAIN_CLOCK_SLACK_MS > clock.nowMs()) {
      journal.setReceipt(row.id, receipt.task, state === 'objected' ? 'objected' : 'claimed', deadlineMs);
    } else if (state === 'objected') {
      await chain.drop(lease, receipt.task);
      journal.setReceipt(row.id, receipt.task, 'paid');
    } else if (state === 'claimed') silent.push(receipt.task);
    else journal.setReceipt(row.id, receipt.task, 'pending');
  }
  if (silent.length === 0) return;
  await chain.finalize(lease, silent);
  for (const task of silent) journal.setReceipt(row.id, task, 'paid');
}

/** Closes a lease whose money is decided, and stops sharing its outputs: the buyer has answered, or the lease is over. */
function finish(parts: ProviderParts, { id, lease }: LeaseRow): void {
  const { journal, blobs, clock } = parts;
  const row = journal.lease(id);
  if (row?.stage !== 'ended') return;
  const open = journal
    .receipts(id)
    .filter((receipt) => undecided(receipt) && receipt.receipt.value.holdbackMicroUsd > 0n);
  if (open.length > 0) return;
  const answered = journal.receipts(id).every((receipt) => receipt.state !== 'pending');
  if (!answered && clock.nowMs() < lease.lease.expiresAtMs) return;
  journal.setStage(id, 'closed');
  blobs.revoke(id);
  if (parts.removeContent) removeContent(parts, row);
}

/** Frees the disk of what no open lease needs; a file that cannot be removed costs space, nothing else. */
function removeContent({ journal, store, warn }: ProviderParts, closed: LeaseRow): void {
  const contentOf = (row: LeaseRow): Hex[] => [
    ...row.job.inputs.map((input) => input.hash),
    ...journal.receipts(row.id).flatMap(({ receipt }) => receipt.value.outputs.map((output) => output.hash)),
  ];
  const needed = new Set<Hex>();
  for (const id of journal.openLeases()) {
    const row = journal.lease(id);
    if (row !== undefined) for (const hash of contentOf(row)) needed.add(hash);
  }
  for (const hash of contentOf(closed))
    if (!needed.has(hash)) void store.remove(hash).catch((error) => warn(`${hash} stays on disk: ${textOf(error)}`));
}
