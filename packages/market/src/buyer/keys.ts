import {
  type Hex,
  type LeaseKeyView,
  LodeError,
  leaseKeyKind,
  type SealedKey,
  type SignedLeaseKey,
  verify,
} from '@lode/protocol';
import type { Engine } from './engine.ts';
import type { JobRun, LeaseRun } from './model.ts';
import { withTimeout } from './timeout.ts';

/**
 * Keys of sealed jobs, as the buyer's node sees them: it tells the client which leases wait for the job's content key,
 * and passes on what the client sealed to them. It can open none of it.
 */

/** Of the agreed lease of a sealed job: the key is there, and the provider's. @throws LodeError `PEER_PROTOCOL` */
export async function checkLeaseKey(
  engine: Engine,
  run: JobRun,
  given: { lease: Hex; provider: Hex; key: SignedLeaseKey | undefined },
): Promise<void> {
  const { lease, provider, key } = given;
  if (run.job.sealed !== true) return;
  const fits =
    key !== undefined &&
    key.value.lease === lease &&
    key.value.job === run.id &&
    (await verify(leaseKeyKind, engine.options.network, key.value, key.signature, provider));
  if (!fits)
    throw new LodeError('PEER_PROTOCOL', 'The provider named no key of its own that the job can be sealed to.');
}

/** Leases that wait for the content key. */
export const waitingKeys = (run: JobRun): LeaseKeyView[] =>
  [...run.leases.values()].flatMap((lease) =>
    isWaiting(lease) ? [{ key: lease.leaseKey, provider: lease.signed.lease.provider }] : [],
  );

const isWaiting = (lease: LeaseRun): lease is LeaseRun & { readonly leaseKey: SignedLeaseKey } =>
  lease.leaseKey !== undefined && !lease.keyDelivered && (lease.state === 'reserving' || lease.state === 'open');

/**
 * Passes sealed keys on to their providers, all at once. A lease that does not wait any more is passed over.
 *
 * @throws LodeError `LEASE_UNKNOWN`, or why a provider could not be told; the others were
 */
export async function deliverKeys(engine: Engine, run: JobRun, keys: readonly SealedKey[]): Promise<void> {
  const leases = keys.map((sealed) => ({ sealed, lease: leaseOf(run, sealed.lease) }));
  const results = await Promise.allSettled(
    leases.map(({ sealed, lease }) => (isWaiting(lease) ? deliver(engine, lease, sealed) : undefined)),
  );
  for (const result of results) if (result.status === 'rejected') throw result.reason;
}

function leaseOf(run: JobRun, id: Hex): LeaseRun {
  const lease = run.leases.get(id);
  if (lease === undefined) throw new LodeError('LEASE_UNKNOWN', `Job ${run.id} has no lease ${id}.`);
  return lease;
}

async function deliver(engine: Engine, lease: LeaseRun, sealed: SealedKey): Promise<void> {
  const { clock, leases } = engine.options;
  await withTimeout(
    clock,
    engine.tuning.lostAfterMs,
    () => new LodeError('PEER_TIMEOUT', 'The provider did not take the key in time.'),
    [engine.stopping],
    (signal) => leases.seal(lease.signed.lease.providerPeer, sealed, signal),
  );
  lease.keyDelivered = true;
  engine.journal.lease(lease);
}
