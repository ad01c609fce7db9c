import { errorShape, holdbackOf, LodeError } from '@lode/protocol';
import { deviceKey } from '../match/rules.ts';
import { type Engine, type JobWork, nowOf, type ReadyLease } from './engine.ts';
import { follow } from './follow.ts';
import { loseAttempt } from './lose.ts';
import { type Attempt, changeTask, type LeaseRun } from './model.ts';
import { leaseCost, leaseMost, markReserved, noMoney, totalsOf } from './money.ts';
import { BUYER_LIMITS } from './options.ts';
import { finish, setState } from './outcome.ts';
import { refused, withdraw } from './propose.ts';
import { resync } from './settle.ts';
import { refreshTaskState, tellAttempt } from './tasks.ts';
import { settleFate } from './watcher.ts';

/** A chain that is away is asked again after this, then ever less often: most are back within seconds, or not for long. */
const CHAIN_RETRY_MS = { first: 500, most: 15_000 } as const;

/** Puts what is signed into one transaction, once everybody asked has answered or the grace is over. */
export function reserveReady(engine: Engine, work: JobWork): void {
  if (work.reserving || work.ready.length === 0) return;
  const waited = nowOf(engine) - work.readyAtMs >= engine.tuning.waveGraceMs;
  if (work.proposals > 0 && !waited && work.ready.length < BUYER_LIMITS.leasesPerReserve) return;
  const batch = work.ready.splice(0, BUYER_LIMITS.leasesPerReserve);
  work.readyAtMs = nowOf(engine);
  work.reserving = true;
  const done = reserveBatch(engine, work, batch).finally(() => {
    work.reserving = false;
    work.wake();
  });
  engine.track('Reserving leases', done);
}

async function reserveBatch(engine: Engine, work: JobWork, batch: readonly ReadyLease[]): Promise<void> {
  const { run } = work;
  if (run.state === 'queued' || run.state === 'matching') setState(engine, run, 'funding');
  const leases = batch.map((one) => openLease(engine, work, one));
  // On disk before it is on chain: whatever happens next, the money is found again.
  engine.journal.flush();
  try {
    await reservePatiently(engine, work, leases);
    for (const lease of leases) started(engine, work, lease);
  } catch (error) {
    // On disk as it is, and looked up at the next start.
    if (engine.stopping.aborted) return;
    if (!(error instanceof LodeError) || error.code !== 'CHAIN_REJECTED' || leases.length === 1) {
      for (const [i, lease] of leases.entries()) await notReserved(engine, work, lease, batch[i], error);
      return;
    }
    // One bad lease fails them all: each alone, so that only the bad ones are left out.
    for (const [i, lease] of leases.entries()) {
      try {
        await reservePatiently(engine, work, [lease]);
        started(engine, work, lease);
      } catch (alone) {
        await notReserved(engine, work, lease, batch[i], alone);
      }
    }
  }
}

/**
 * Reserves leases and waits for a chain that is away, as long as they may still start. What a transaction nobody heard
 * of did is read before anything is sent again; were it mined after all in between, the second would be refused whole.
 */
async function reservePatiently(engine: Engine, work: JobWork, leases: readonly LeaseRun[]): Promise<void> {
  const startByMs = Math.min(...leases.map((lease) => lease.signed.lease.startByMs));
  const ending = AbortSignal.any([work.abort.signal, engine.stopping]);
  for (let delayMs: number = CHAIN_RETRY_MS.first, sent = false; ; sent = true) {
    try {
      if (sent && (await areReserved(engine, leases))) return await bookReserved(engine, work, leases);
      return await reserveOnChain(engine, work, leases);
    } catch (error) {
      const { code, message } = errorShape(error);
      if (sent && code === 'CHAIN_REJECTED' && (await areReserved(engine, leases).catch(() => false))) continue;
      const away = code === 'CHAIN_UNREACHABLE' && nowOf(engine) + delayMs < startByMs;
      if (!away || work.run.outcome !== undefined || ending.aborted) throw error;
      setState(engine, work.run, work.run.state, { code, message: `The job waits for the chain: ${message}` });
      await engine.options.clock.sleep(delayMs, ending).catch(() => undefined);
      delayMs = Math.min(2 * delayMs, CHAIN_RETRY_MS.most);
      if (ending.aborted) throw error;
    }
  }
}

async function areReserved(engine: Engine, leases: readonly LeaseRun[]): Promise<boolean> {
  const all = await Promise.all(leases.map((lease) => engine.options.chain.isReserved(lease.signed.lease)));
  return all.every((one) => one);
}

/** An earlier transaction did it: what it funded is the chain's word. */
async function bookReserved(engine: Engine, { run }: JobWork, leases: readonly LeaseRun[]): Promise<void> {
  for (const lease of leases) markReserved(lease);
  await resync(engine, run);
}

/** The first transaction funds the whole quote, so that the job cannot run dry half way; later ones only what is short. */
async function reserveOnChain(engine: Engine, work: JobWork, leases: readonly LeaseRun[]): Promise<void> {
  const { run } = work;
  await fundChannels(engine, leases);
  const cost = leases.reduce((sum, lease) => sum + leaseCost(lease), 0n);
  const short = cost - totalsOf(run).potMicroUsd;
  const first = run.fundedMicroUsd === 0n ? holdbackOf(run.maxMicroUsd, 10_000 - run.job.price.streamedBps) : 0n;
  const fund = short <= 0n ? 0n : short > first ? short : first;
  await engine.options.chain.reserve(
    run.jobKey,
    fund,
    leases.map((lease) => lease.signed),
  );
  run.fundedMicroUsd += fund;
  for (const lease of leases) markReserved(lease);
  engine.journal.job(run);
}

/** What the leases may stream is in their channels before they are reserved: a provider works for nothing else. */
async function fundChannels({ works, payer }: Engine, leases: readonly LeaseRun[]): Promise<void> {
  if (leases.every((lease) => lease.signed.lease.streamedBps === 0)) return;
  await payer.fund(new Set(leases.map(({ signed }) => signed.lease.provider)), function* (provider) {
    for (const { run } of works.values())
      for (const one of run.leases.values())
        if (one.signed.lease.provider === provider && (one.state === 'reserving' || one.state === 'open'))
          yield { lease: one.signed.lease, streamedMicroUsd: one.streamedMicroUsd };
  });
}

/** Turns a signed run into a lease with an attempt for each task. */
function openLease(engine: Engine, work: JobWork, { id, signed, leaseKey, run }: ReadyLease): LeaseRun {
  const lease: LeaseRun = {
    id,
    job: work.run,
    signed,
    deviceKey: deviceKey(signed.lease.provider, signed.lease.device),
    adapterClass: run.candidate.device.adapterClass,
    attempts: new Map<number, Attempt>(),
    money: noMoney(),
    state: 'reserving',
    fateUnknown: false,
    // Providers count from zero.
    lastSeq: -1,
    acceptances: [],
    selfSettled: false,
    streamedMicroUsd: 0n,
    logs: 0,
    ...(leaseKey === undefined ? {} : { leaseKey }),
    keyDelivered: false,
  };
  work.run.leases.set(id, lease);
  for (let index = run.firstTask; index < run.firstTask + run.taskCount; index++) {
    const task = work.run.tasks[index];
    if (task === undefined) continue;
    const attempt: Attempt = { task: index, lease, state: 'assigned', progressToldAtMs: 0 };
    lease.attempts.set(index, attempt);
    changeTask(work.run, task, () => {
      task.proposed.delete(signed.lease.provider);
      task.attempts.push(attempt);
    });
    tellAttempt(engine, work, attempt);
    refreshTaskState(engine, work, task);
  }
  engine.journal.lease(lease);
  if (leaseKey !== undefined) engine.journal.event(work.run, { type: 'key', lease: id });
  return lease;
}

function started(engine: Engine, work: JobWork, lease: LeaseRun): void {
  work.run.pendingMicroUsd -= leaseMost(lease);
  lease.state = 'open';
  engine.journal.lease(lease);
  engine.watchSoon();
  if (work.run.outcome !== undefined) {
    // Cancelled while the transaction was under way: the provider is told, the sweeper gets the money back.
    lease.state = 'ended';
    engine.busy.delete(lease.deviceKey);
    const { providerPeer } = lease.signed.lease;
    engine.track('Cancelling a lease', engine.options.leases.cancel(providerPeer, lease.id, 'the job ended'));
    return;
  }
  setState(engine, work.run, 'running');
  engine.track('Following a lease', follow(engine, work, lease));
}

async function notReserved(
  engine: Engine,
  work: JobWork,
  lease: LeaseRun,
  ready: ReadyLease | undefined,
  error: unknown,
): Promise<void> {
  const { run } = work;
  const shape = errorShape(error);
  run.pendingMicroUsd -= leaseMost(lease);
  engine.busy.delete(lease.deviceKey);
  // Unreachable or not mined: it may still get on chain, so the watcher keeps looking for it, its money counts as
  // spent, and its tasks are asked of others until the job's own end.
  if (shape.code === 'CHAIN_REJECTED' || shape.code === 'INSUFFICIENT_FUNDS') lease.state = 'void';
  if (lease.state === 'void') dropAttempts(work, lease);
  else {
    lease.fateUnknown = true;
    for (const attempt of lease.attempts.values()) loseAttempt(engine, work, attempt, 'lost', shape);
    engine.track('Looking for a lease', settleFate(engine, lease));
  }
  engine.journal.lease(lease);
  if (shape.code === 'CHAIN_REJECTED' && ready !== undefined) {
    refused(engine, ready.run, lease.deviceKey, error);
    withdraw(work, ready.run);
  } else if (run.outcome === undefined && shape.code !== 'CHAIN_UNREACHABLE') {
    finish(engine, work, 'failed', error instanceof LodeError ? error : new LodeError(shape.code, shape.message));
  }
}

/** A lease that never came to be leaves no attempts behind. */
function dropAttempts(work: JobWork, lease: LeaseRun): void {
  for (const attempt of lease.attempts.values()) {
    const task = work.run.tasks[attempt.task];
    if (task === undefined) continue;
    changeTask(work.run, task, () => {
      const at = task.attempts.indexOf(attempt);
      if (at >= 0) task.attempts.splice(at, 1);
    });
  }
  lease.attempts.clear();
}
