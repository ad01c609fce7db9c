import { acceptanceKind, errorShape, LodeError, type SignedAcceptance, sign } from '@lode/protocol';
import { type Engine, type JobWork, nowOf } from './engine.ts';
import { type Attempt, isActive, isReturned, type LeaseRun } from './model.ts';
import { BUYER_LIMITS } from './options.ts';
import { withTimeout } from './timeout.ts';

/** A provider that does not take an answer now learns it from the chain, or claims: it is not waited for long. */
const ANSWER_TIMEOUT_MS = 5_000;

const pending = (attempt: Attempt): boolean =>
  isActive(attempt) || isReturned(attempt) || attempt.lease.job.tasks[attempt.task]?.deciding === true;

/** Answers a lease once all its tasks are decided (or the job has ended), with as few signatures as may be. */
export function answerIfDone(engine: Engine, work: JobWork, lease: LeaseRun): void {
  if (lease.state !== 'ended' && work.run.outcome === undefined) return;
  if (work.run.outcome === undefined && [...lease.attempts.values()].some(pending)) return;
  if (unanswered(lease).length === 0) return;
  engine.track('Answering a lease', answer(engine, work, lease));
}

/** Accepted receipts that no acceptance names yet. */
function unanswered(lease: LeaseRun): Attempt[] {
  const named = new Set(lease.acceptances.flatMap((one) => one.value.receipts.map((line) => line.task)));
  return [...lease.attempts.values()].filter((one) => one.state === 'accepted' && !named.has(one.task));
}

const answering = new WeakMap<LeaseRun, Promise<void>>();

/** Signs and sends what is accepted and not yet answered; one run a lease at a time. */
export function answer(engine: Engine, work: JobWork, lease: LeaseRun): Promise<void> {
  const running = answering.get(lease);
  const started = (running ?? Promise.resolve()).then(() => answerNow(engine, work, lease));
  answering.set(lease, started);
  return started;
}

async function answerNow(engine: Engine, work: JobWork, lease: LeaseRun): Promise<void> {
  const accepted = unanswered(lease);
  if (accepted.length === 0) return;
  const made: SignedAcceptance[] = [];
  for (let i = 0; i < accepted.length; i += BUYER_LIMITS.receiptsPerAcceptance)
    made.push(await signAcceptance(engine, lease, accepted.slice(i, i + BUYER_LIMITS.receiptsPerAcceptance)));
  lease.acceptances.push(...made);
  lease.answeredAtMs = nowOf(engine);
  engine.journal.lease(lease);
  // On disk before it is out: after a restart the same answer is given, not another.
  engine.journal.flush();
  for (const acceptance of made) await deliver(engine, lease, acceptance);
  engine.watchSoon();
  work.wake();
}

async function signAcceptance(
  engine: Engine,
  lease: LeaseRun,
  accepted: readonly Attempt[],
): Promise<SignedAcceptance> {
  const { network, signer } = engine.options;
  const value = {
    version: 1 as const,
    lease: lease.id,
    receipts: accepted.flatMap(({ task, receipt, receiptId }) =>
      receipt === undefined || receiptId === undefined
        ? []
        : [{ receipt: receiptId, task, holdbackMicroUsd: receipt.value.holdbackMicroUsd }],
    ),
    acceptedAtMs: nowOf(engine),
  };
  return { value, signature: await sign(acceptanceKind, network, value, signer) };
}

async function deliver(engine: Engine, lease: LeaseRun, acceptance: SignedAcceptance): Promise<void> {
  const { leases, clock } = engine.options;
  const { providerPeer } = lease.signed.lease;
  try {
    await withTimeout(clock, ANSWER_TIMEOUT_MS, noAnswer, [engine.stopping], (signal) =>
      leases.answer(providerPeer, lease.id, { acceptance }, signal),
    );
  } catch (error) {
    const why = errorShape(error).message;
    engine.options.log?.('info', `The provider of lease ${lease.id} did not take its answer: ${why}`);
  }
}

const noAnswer = (): LodeError => new LodeError('PEER_TIMEOUT', 'The provider did not answer in time.');
