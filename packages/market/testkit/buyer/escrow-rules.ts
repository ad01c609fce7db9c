import { type Hex, type Lease, LodeError, leaseId, type Receipt, receiptId, type SignedReceipt } from '@lode/protocol';
import { smallest } from '../../src/match/amounts.ts';
import type { MarketChain } from '../../src/seams.ts';
import {
  type Books,
  credit,
  type HeldClaim,
  type HeldLease,
  held,
  pay,
  potKey,
  refuse,
  tell,
  tellPot,
  UNBONDING_DELAY_MS,
} from './escrow-books.ts';

/** The Market contract's calls, each the body of one transaction. */

export function fund(books: Books, account: Hex, jobKey: Hex, amount: bigint): void {
  const have = books.wallets.get(account) ?? 0n;
  if (have < amount) throw new LodeError('INSUFFICIENT_FUNDS', 'the wallet is too empty');
  books.wallets.set(account, have - amount);
  credit(books, potKey(account, jobKey), amount);
  tellPot(books, potKey(account, jobKey), 'in', amount);
}

export function reserveOne(books: Books, account: Hex, lease: Lease): void {
  const { network, clock, bonds, pots, leases } = books;
  const id = leaseId(network, lease);
  if (leases.has(id)) refuse('LeaseExists');
  if (lease.buyer !== account) refuse('NotAuthorized');
  if (clock.nowMs() >= lease.expiresAtMs) refuse('LeaseExpired');
  const endsAtMs = lease.expiresAtMs + lease.acceptanceWindowMs + lease.objectionWindowMs;
  if (endsAtMs > clock.nowMs() + UNBONDING_DELAY_MS) refuse('OutlivesBond');
  if ((bonds.get(lease.provider) ?? 0n) < lease.bondReservedMicroUsd) refuse('InsufficientBond');
  const amount = lease.holdbackMicroUsdPerTask * BigInt(lease.taskCount);
  const key = potKey(account, lease.jobKey);
  if ((pots.get(key) ?? 0n) < amount) refuse('InsufficientPot');
  credit(books, key, -amount);
  leases.set(id, { lease, reserved: amount, released: false, taken: new Set(), claims: new Map() });
  tell(books, { type: 'reserved', lease: id, microUsd: amount });
}

export function release(books: Books, lease: Lease): void {
  const { id, state } = held(books, lease);
  if (books.clock.nowMs() < lease.expiresAtMs) refuse('LeaseNotExpired');
  if (state.released) return;
  state.released = true;
  const amount = state.reserved;
  state.reserved = 0n;
  credit(books, potKey(lease.buyer, lease.jobKey), amount);
  tell(books, { type: 'released', lease: id, microUsd: amount });
}

export function refund(books: Books, account: Hex, jobKey: Hex): bigint {
  const key = potKey(account, jobKey);
  const amount = books.pots.get(key) ?? 0n;
  books.pots.set(key, 0n);
  pay(books, account, amount);
  tellPot(books, key, 'out', amount);
  return amount;
}

type Line = { readonly task: number; readonly holdbackMicroUsd: bigint };

export function settle(books: Books, account: Hex, lease: Lease, lines: readonly Line[]): void {
  const { id, state } = held(books, lease);
  for (const line of lines) settleLine(books, account, id, state, line);
}

function settleLine(books: Books, account: Hex, id: Hex, state: HeldLease, line: Line): void {
  const { lease } = state;
  const claim = state.claims.get(line.task);
  if (state.taken.has(line.task) && claim === undefined) return;
  const available = claim?.amount ?? lease.holdbackMicroUsdPerTask;
  if (line.holdbackMicroUsd < available && account !== lease.provider) refuse('ProviderConsentRequired');
  if (claim === undefined) {
    if (state.released) refuse('LeaseAlreadyReleased');
    state.taken.add(line.task);
    state.reserved -= lease.holdbackMicroUsdPerTask;
  } else state.claims.delete(line.task);
  const paid = smallest(line.holdbackMicroUsd, available);
  close(books, id, state, line.task, 'accepted', paid, available - paid + (claim?.bond ?? 0n));
}

export function claim(books: Books, lease: Lease, receipts: readonly SignedReceipt[]): void {
  const { id, state } = held(books, lease);
  if (books.clock.nowMs() >= lease.expiresAtMs) refuse('LeaseExpired');
  for (const { value } of receipts) {
    if (value.lease !== id) refuse('LeaseMismatch');
    if (value.holdbackMicroUsd > lease.holdbackMicroUsdPerTask) refuse('AmountAboveHoldback');
    if (!state.taken.has(value.task)) openClaim(books, id, state, value);
  }
}

function openClaim(books: Books, id: Hex, state: HeldLease, receipt: Receipt): void {
  const { lease } = state;
  const { task, holdbackMicroUsd: amount } = receipt;
  state.taken.add(task);
  state.reserved -= lease.holdbackMicroUsdPerTask;
  const deadlineMs = books.clock.nowMs() + lease.acceptanceWindowMs;
  const digest = receiptId(books.network, receipt);
  state.claims.set(task, { receipt, receiptId: digest, amount, bond: 0n, deadlineMs, objected: false });
  const returned = lease.holdbackMicroUsdPerTask - amount;
  credit(books, potKey(lease.buyer, lease.jobKey), returned);
  tell(books, {
    type: 'claimed',
    lease: id,
    task,
    receipt: digest,
    microUsd: amount,
    returnedMicroUsd: returned,
    deadlineMs,
  });
}

export function finalize(books: Books, lease: Lease, tasks: readonly number[]): void {
  const { id, state } = held(books, lease);
  for (const task of tasks) {
    const open = state.claims.get(task);
    if (open === undefined) continue;
    if (open.objected) refuse('UnderObjection');
    if (books.clock.nowMs() < open.deadlineMs) refuse('WindowOpen');
    state.claims.delete(task);
    close(books, id, state, task, 'silence', open.amount, 0n);
  }
}

export function object(books: Books, lease: Lease, task: number, receipt: Hex): void {
  const { id, state } = held(books, lease);
  const { clock, pots } = books;
  const open = state.claims.get(task) ?? refuse('NotClaimed');
  if (open.objected) refuse('NotClaimed');
  if (open.receiptId !== receipt) refuse('ReceiptMismatch');
  if (clock.nowMs() >= open.deadlineMs) refuse('WindowClosed');
  const key = potKey(lease.buyer, lease.jobKey);
  if ((pots.get(key) ?? 0n) < lease.objectionBondMicroUsd) refuse('ERC20InsufficientAllowance');
  credit(books, key, -lease.objectionBondMicroUsd);
  open.objected = true;
  open.bond = lease.objectionBondMicroUsd;
  open.deadlineMs = clock.nowMs() + lease.objectionWindowMs;
  tell(books, { type: 'objected', lease: id, task, bondMicroUsd: open.bond, deadlineMs: open.deadlineMs });
}

export function uphold(books: Books, lease: Lease, task: number, evidence: Parameters<MarketChain['uphold']>[2]): void {
  const { id, state } = held(books, lease);
  const open = objectedClaim(state, task);
  const witnesses = evidence.filter((one) => one.receipt.value.lease !== id);
  const results = new Set(witnesses.map(({ receipt: { value } }) => resultOf(value)));
  const providers = new Set(witnesses.map((one) => one.lease.provider));
  if (providers.has(lease.provider) || providers.has(lease.buyer)) refuse('InvalidWitness');
  if (providers.size < Math.max(lease.verify.quorum, 2)) refuse('QuorumNotReached');
  if (results.size !== 1) refuse('EvidenceDisagrees');
  if (results.has(resultOf(open.receipt))) refuse('EvidenceAgreesWithAccused');
  for (const one of witnesses) if (one.receipt.value.task !== task) refuse('TaskMismatch');
  state.claims.delete(task);
  close(books, id, state, task, 'upheld', 0n, open.amount + open.bond);
}

export function drop(books: Books, lease: Lease, task: number): void {
  const { id, state } = held(books, lease);
  const open = objectedClaim(state, task);
  if (books.clock.nowMs() < open.deadlineMs) refuse('WindowOpen');
  state.claims.delete(task);
  close(books, id, state, task, 'dropped', open.amount + open.bond, 0n);
}

function objectedClaim(state: HeldLease, task: number): HeldClaim {
  const open = state.claims.get(task);
  return open?.objected === true ? open : refuse('NotObjected');
}

function close(
  books: Books,
  id: Hex,
  { lease }: HeldLease,
  task: number,
  outcome: 'accepted' | 'silence' | 'upheld' | 'dropped',
  paid: bigint,
  returned: bigint,
): void {
  pay(books, lease.provider, paid);
  credit(books, potKey(lease.buyer, lease.jobKey), returned);
  tell(books, { type: 'closed', lease: id, task, outcome, paidMicroUsd: paid, returnedMicroUsd: returned });
}

const resultOf = (receipt: Receipt): string => [receipt.programHash, receipt.inputsRoot, receipt.outputsRoot].join();
