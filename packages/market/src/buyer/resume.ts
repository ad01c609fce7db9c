import { errorShape, LodeError } from '@lode/protocol';
import type { Engine, JobWork } from './engine.ts';
import { follow } from './follow.ts';
import { loseAttempt } from './lose.ts';
import { isActive, type JobRun, type LeaseRun, neededBy } from './model.ts';
import { markReserved } from './money.ts';
import { setState } from './outcome.ts';
import { resync } from './settle.ts';

/** A chain that is away at start is asked again this often; jobs wait, and say what for. */
const CHAIN_RETRY_MS = 1_000;

const STOPPED = { code: 'BUYER_RESTARTED', message: 'The buyer was restarted before this lease was on chain.' };

/** Counts what the store does not keep because it follows from the rest. */
export function recount(run: JobRun): void {
  run.needed = run.tasks.reduce((sum, task) => sum + neededBy(task), 0);
  run.accepted = run.tasks.filter((task) => task.state === 'accepted').length;
}

/**
 * Takes a job up where the last process left it. What was on its way to the chain is looked up there; leases that
 * are reserved are followed again from the last event that was stored; the others' tasks are handed out again.
 */
export async function resume(engine: Engine, work: JobWork): Promise<void> {
  const { run } = work;
  await restorePaths(engine, run);
  for (const lease of run.leases.values()) {
    if (lease.state === 'reserving' && !lease.money.booked) await lookUp(engine, work, lease);
  }
  if (engine.stopping.aborted) return;
  if (run.leases.size > 0) await resync(engine, run);
  for (const lease of run.leases.values()) {
    if (lease.state === 'open' && run.outcome === undefined)
      engine.track('Following a lease', follow(engine, work, lease));
    else if (lease.state === 'open') endQuietly(engine, lease);
    else if (lease.state !== 'reserving' || run.outcome !== undefined) continue;
    else for (const attempt of lease.attempts.values()) loseAttempt(engine, work, attempt, 'lost', STOPPED);
  }
  for (const lease of run.leases.values())
    if (lease.state === 'ended' || lease.state === 'void')
      for (const attempt of lease.attempts.values())
        if (isActive(attempt)) loseAttempt(engine, work, attempt, 'lost', lease.reason ?? STOPPED);
}

/** The job had ended: the provider is told again, in case it was not. */
function endQuietly(engine: Engine, lease: LeaseRun): void {
  lease.state = 'ended';
  engine.journal.lease(lease);
  const { providerPeer } = lease.signed.lease;
  const cancel = engine.options.leases.cancel(providerPeer, lease.id, 'the job ended').catch(() => undefined);
  engine.track('Cancelling a lease', cancel);
}

async function lookUp(engine: Engine, work: JobWork, lease: LeaseRun): Promise<void> {
  while (!engine.stopping.aborted) {
    try {
      if (await engine.options.chain.isReserved(lease.signed.lease)) {
        markReserved(lease);
        lease.state = 'open';
        engine.journal.lease(lease);
      }
      return;
    } catch (error) {
      const reason = new LodeError('CHAIN_UNREACHABLE', `The job waits for the chain: ${errorShape(error).message}`);
      if (work.run.outcome === undefined) setState(engine, work.run, work.run.state, reason.toJSON());
      await engine.options.clock.sleep(CHAIN_RETRY_MS, engine.stopping).catch(() => undefined);
    }
  }
}

async function restorePaths(engine: Engine, run: JobRun): Promise<void> {
  for (const task of run.tasks)
    for (const output of task.outputs ?? []) {
      try {
        output.path = await engine.options.blobs.pathOf(output.hash);
      } catch {
        // Removed from the store by its owner: the receipt still says what it was.
      }
    }
}
