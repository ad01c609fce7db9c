import { errorShape, hashWire, type Objection, objectionKind, sign } from '@lode/protocol';
import { type Engine, nowOf } from './engine.ts';
import { differs, evidenceAgainst } from './evidence.ts';
import type { Attempt, ClaimMoney, JobRun, LeaseRun } from './model.ts';
import { book, isHolding, markReserved } from './money.ts';
import { refundJob, resync } from './settle.ts';

/**
 * Watches the escrow of every lease of ours and acts where money would be lost or stay: objects to claims for work
 * that others proved wrong, releases expired leases, closes windows, and refunds pots of ended jobs.
 */
export interface Watcher {
  /** One look at the chain; safe to call at any time, also when another look is under way. */
  look(): Promise<void>;
}

/** How long after a deadline the chain's own clock may still think that the window is open. */
const CHAIN_CLOCK_MS = 15_000;
/** A claim or objection nobody closes is closed by us, so that the bill does not stay open. Providers come first. */
const CLOSE_FOR_OTHERS_MS = 60_000;
/** Actions of one kind are retried at most this often. */
const RETRY_MS = 5_000;

export interface WatcherState {
  runs(): Iterable<JobRun>;
  /** First block not yet booked. */
  nextBlock: bigint | undefined;
}

export function createWatcher(engine: Engine, state: WatcherState): Watcher {
  const tried = new Map<string, number>();
  let looking: Promise<void> | undefined;

  /** Runs an action unless it was tried a moment ago. The map is bounded by what is held; done things are forgotten. */
  async function act(key: string, what: string, action: () => Promise<unknown>): Promise<void> {
    const nowMs = nowOf(engine);
    if (nowMs - (tried.get(key) ?? Number.NEGATIVE_INFINITY) < RETRY_MS) return;
    tried.set(key, nowMs);
    if (tried.size > MAX_TRIED) tried.clear();
    try {
      await action();
    } catch (error) {
      engine.options.log?.('warn', `${what}: ${errorShape(error).message}`);
    }
  }

  async function readChain(): Promise<void> {
    const { chain } = engine.options;
    if (![...watched(state.runs())].length) {
      state.nextBlock = undefined;
      return;
    }
    // The head first, the leases after: one that is reserved later is not in these blocks.
    const head = await chain.head();
    const leases = new Map([...watched(state.runs())].map((lease) => [lease.id, lease]));
    let from = state.nextBlock;
    if (from === undefined) for (const lease of leases.values()) from = least(from, lease.job.fromBlock);
    if (from === undefined || from > head) return;
    const events = await chain.leaseMoney([...leases.keys()], from, head);
    for (const event of events) {
      const lease = leases.get(event.lease);
      if (lease === undefined) continue;
      book(lease, event);
      engine.journal.lease(lease);
    }
    state.nextBlock = head + 1n;
    engine.journal.nextBlock(state.nextBlock);
  }

  async function sweep(): Promise<void> {
    for (const run of state.runs()) {
      for (const lease of run.leases.values()) await sweepLease(engine, lease, act);
      const ended = run.endedAtMs !== undefined;
      if (ended && run.fundedMicroUsd > run.refundedMicroUsd)
        await act(`refund ${run.id}`, 'Refunding', () => refundJob(engine, run));
    }
  }

  async function once(): Promise<void> {
    try {
      await readChain();
      await sweep();
    } catch (error) {
      engine.options.log?.('warn', `The chain could not be watched: ${errorShape(error).message}`);
    }
  }

  return {
    look: () => {
      looking ??= once().finally(() => {
        looking = undefined;
      });
      return looking;
    },
  };
}

const MAX_TRIED = 10_000;
const least = (a: bigint | undefined, b: bigint): bigint => (a === undefined || b < a ? b : a);

function* watched(runs: Iterable<JobRun>): Generator<LeaseRun> {
  for (const run of runs)
    for (const lease of run.leases.values())
      if (lease.state !== 'void' && (isHolding(lease) || !lease.money.booked)) yield lease;
}

type Act = (key: string, what: string, action: () => Promise<unknown>) => Promise<void>;

async function sweepLease(engine: Engine, lease: LeaseRun, act: Act): Promise<void> {
  const { chain } = engine.options;
  const { lease: terms } = lease.signed;
  const nowMs = nowOf(engine);
  if (!lease.money.booked) {
    if (lease.state === 'reserving' && lease.fateUnknown)
      await act(`fate ${lease.id}`, 'Looking for a lease', () => settleFate(engine, lease));
    return;
  }
  if (lease.money.reservedMicroUsd > 0n && nowMs > terms.expiresAtMs + CHAIN_CLOCK_MS)
    await act(`release ${lease.id}`, 'Releasing a lease', () => chain.release(terms));
  for (const [task, claim] of lease.money.claims) await sweepClaim(engine, lease, task, claim, act);
}

/** Looks up a reserve nobody heard the end of: once the lease may not start any more, it never will be on chain. */
export async function settleFate(engine: Engine, lease: LeaseRun): Promise<void> {
  if (await engine.options.chain.isReserved(lease.signed.lease)) {
    markReserved(lease);
    lease.state = 'ended';
  } else if (nowOf(engine) > lease.signed.lease.expiresAtMs) lease.state = 'void';
  await resync(engine, lease.job);
  engine.journal.lease(lease);
}

async function sweepClaim(engine: Engine, lease: LeaseRun, task: number, claim: ClaimMoney, act: Act): Promise<void> {
  const { chain } = engine.options;
  const terms = lease.signed.lease;
  const nowMs = nowOf(engine);
  const key = `${lease.id} ${task}`;
  const over = nowMs > claim.deadlineMs + CLOSE_FOR_OTHERS_MS;
  const attempt = lease.attempts.get(task);
  if (attempt?.state === 'accepted') {
    const acceptance = lease.acceptances.find((one) => one.value.receipts.some((line) => line.task === task));
    if (acceptance !== undefined && claim.receipt === attempt.receiptId)
      await act(`settle ${key}`, 'Paying a claim', () => chain.settle(terms, acceptance));
  }
  if (claim.objected) {
    const evidence = evidenceAgainst(lease, task);
    if (nowMs < claim.deadlineMs && evidence !== undefined && attempt !== undefined)
      await act(`uphold ${key}`, 'Proving an objection', () => uphold(engine, lease, attempt, claim, evidence));
    else if (over) await act(`drop ${key}`, 'Dropping an objection', () => chain.drop(terms, task));
    return;
  }
  if (nowMs < claim.deadlineMs) {
    if (attempt?.state !== 'accepted' && evidenceAgainst(lease, task) !== undefined)
      await act(`object ${key}`, 'Objecting to a claim', () => object(engine, lease, task, claim));
  } else if (over) await act(`finalize ${key}`, 'Closing a claim', () => chain.finalize(terms, [task]));
}

async function object(engine: Engine, lease: LeaseRun, task: number, claim: ClaimMoney): Promise<void> {
  const { chain, network, signer } = engine.options;
  const { job: run } = lease;
  const evidence = evidenceAgainst(lease, task) ?? [];
  if (!(await differs(engine, lease, task, claim, evidence))) return;
  const value: Objection = {
    version: 1,
    lease: lease.id,
    task,
    receipt: claim.receipt,
    reason: 'minority',
    text: `${evidence.length} other providers agree on another result.`,
    evidence: hashWire(evidence.map((one) => one.receiptId)),
    objectedAtMs: nowOf(engine),
  };
  const signature = await sign(objectionKind, network, value, signer);
  const bond = lease.signed.lease.objectionBondMicroUsd;
  const pot = await chain.pot(chain.account, run.jobKey);
  if (pot < bond) {
    try {
      await chain.reserve(run.jobKey, bond - pot, []);
      run.fundedMicroUsd += bond - pot;
      engine.journal.job(run);
      engine.journal.flush();
    } catch (error) {
      await resync(engine, run);
      throw error;
    }
  }
  await chain.object(lease.signed.lease, { value, signature });
  engine.watchSoon();
}

async function uphold(
  engine: Engine,
  lease: LeaseRun,
  accused: Attempt,
  claim: ClaimMoney,
  evidence: readonly Attempt[],
): Promise<void> {
  const { chain } = engine.options;
  // Where it claimed with another receipt than it sent, the chain's is the one accused.
  const own = accused.receiptId === claim.receipt ? [accused] : [];
  const pieces = [...evidence, ...own].flatMap(({ lease: from, receipt }) =>
    receipt === undefined ? [] : [{ lease: from.signed.lease, receipt }],
  );
  await chain.uphold(lease.signed.lease, accused.task, pieces);
  engine.watchSoon();
}
