import {
  errorShape,
  type Hex,
  type Lease,
  LodeError,
  leaseId,
  leaseKind,
  type SignedLease,
  sign,
} from '@lode/protocol';
import { recoverAddress } from 'viem';
import { groupOf } from '../match/placement.ts';
import { deviceKey } from '../match/rules.ts';
import { type Engine, type JobWork, nowOf, type ReadyLease } from './engine.ts';
import { checkLeaseKey } from './keys.ts';
import { changeTask, type TaskRun } from './model.ts';
import { type Run, runCost } from './plan.ts';
import { isChainSignature } from './signature.ts';
import { blame } from './tasks.ts';
import { leaseTerms } from './terms.ts';
import { withTimeout } from './timeout.ts';

/** A busy device is asked again after this: about what a short lease takes. */
const BUSY_BACK_OFF_MS = 500;
/** Other refusals rest on the offer or the job, and rarely change sooner. */
const REFUSED_BACK_OFF_MS = 10_000;

/** Asks a provider for a lease; the answer joins the next transaction. */
export function propose(engine: Engine, work: JobWork, run: Run): void {
  const { candidate } = run;
  const key = deviceKey(candidate.provider, candidate.device.id);
  const cost = runCost(work.run, candidate, run.taskCount);
  engine.busy.add(key);
  work.proposals++;
  work.run.pendingMicroUsd += cost;
  for (const task of tasksOf(work, run)) {
    changeTask(work.run, task, () => {
      task.proposed.add(candidate.provider);
      task.group ??= groupOf(work.run.job, candidate.device.adapterClass);
    });
  }
  engine.track('Asking for a lease', ask(engine, work, run, key, cost));
}

async function ask(engine: Engine, work: JobWork, run: Run, key: string, cost: bigint): Promise<void> {
  try {
    const agreed = await negotiate(engine, work, run);
    if (work.run.outcome !== undefined) throw new LodeError('CANCELLED', 'The job ended while the lease was signed.');
    if (work.ready.length === 0) work.readyAtMs = nowOf(engine);
    work.ready.push({ ...agreed, run });
  } catch (error) {
    work.run.pendingMicroUsd -= cost;
    engine.busy.delete(key);
    withdraw(work, run);
    if (work.run.outcome === undefined && !engine.stopping.aborted) refused(engine, run, key, error);
  } finally {
    work.proposals--;
    work.wake();
  }
}

async function negotiate(engine: Engine, work: JobWork, run: Run): Promise<Omit<ReadyLease, 'run'>> {
  const { network, signer, leases, peerId, chain } = engine.options;
  const lease: Lease = leaseTerms({
    job: work.run,
    run,
    buyer: chain.account,
    buyerPeer: peerId,
    nowMs: nowOf(engine),
    salt: engine.options.randomHash(),
    tuning: engine.tuning,
    unbondingDelayMs: engine.bonds.unbondingDelayMs(),
  });
  const signature = await sign(leaseKind, network, lease, signer);
  const id = leaseId(network, lease);
  const channel =
    lease.streamedBps === 0
      ? {}
      : { channel: (await engine.payer.channelTo(lease.provider, lease.providerPeer)).config };
  const signed = await withTimeout(
    engine.options.clock,
    engine.tuning.proposeTimeoutMs,
    () => new LodeError('PEER_TIMEOUT', 'The provider did not answer in time.'),
    [work.abort.signal, engine.stopping],
    (signal) =>
      leases.propose(
        run.candidate.from.peerId,
        { lease: { value: lease, signature }, job: work.run.job, ...channel },
        signal,
      ),
  );
  await checkAnswer(engine, signed, id, lease);
  await checkLeaseKey(engine, work.run, { lease: id, provider: lease.provider, key: signed.leaseKey });
  // Our own copy of the terms: what came back was only compared.
  const { providerSignature, leaseKey } = signed;
  return {
    id,
    signed: { lease, buyerSignature: signature, providerSignature },
    ...(leaseKey === undefined || work.run.job.sealed !== true ? {} : { leaseKey }),
  };
}

async function checkAnswer(engine: Engine, signed: SignedLease, id: Hex, lease: Lease): Promise<void> {
  const { network } = engine.options;
  if (leaseId(network, signed.lease) !== id)
    throw new LodeError('PEER_PROTOCOL', 'The provider signed other terms than were proposed.');
  const { providerSignature } = signed;
  const by = isChainSignature(providerSignature)
    ? await recoverAddress({ hash: id, signature: providerSignature }).catch(() => undefined)
    : undefined;
  if (by?.toLowerCase() !== lease.provider)
    throw new LodeError('PEER_PROTOCOL', "The provider's signature on the lease is not valid.");
}

/** Gives the tasks of a run that became no lease back. */
export function withdraw(work: JobWork, run: Run): void {
  for (const task of tasksOf(work, run)) {
    changeTask(work.run, task, () => {
      task.proposed.delete(run.candidate.provider);
      if (task.proposed.size === 0 && task.attempts.every((one) => one.state === 'lost' || one.state === 'failed'))
        delete task.group;
    });
  }
}

export const tasksOf = (work: JobWork, run: Run): readonly TaskRun[] =>
  work.run.tasks.slice(run.firstTask, run.firstTask + run.taskCount);

/** Remembers a refusal: the provider's own reason is shown among the exclusions. */
export function refused(engine: Engine, run: Run, key: string, error: unknown): void {
  const { code, message } = errorShape(error);
  const busy = code === 'DEVICE_BUSY';
  const fault = code.startsWith('PEER_') || code === 'INTERNAL';
  if (fault) blame(engine, run.candidate.provider, `${code}: ${message}`);
  engine.unavailable.set(key, {
    code: busy ? 'DEVICE_BUSY' : 'DEVICE_REFUSED',
    untilMs: nowOf(engine) + (busy ? BUSY_BACK_OFF_MS : REFUSED_BACK_OFF_MS),
    reason: `the provider refused: ${message} (${code})`,
  });
}
