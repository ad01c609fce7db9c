import { z } from 'zod';
import type { NetworkId } from './eip712.ts';
import { determinism, verifyPolicy } from './job/job.ts';
import { address, bps, deviceId, type Hex, hash, microUsd, peerId, signature, timeMs, u32 } from './scalars.ts';
import { digestOf, type Signed, signedKind } from './signed.ts';

/**
 * What a buyer and a provider both sign before any work: who computes which tasks on which device,
 * at what price at most, until when, and how the result is checked and paid.
 */
export const leaseSchema = z
  .strictObject({
    version: z.literal(1),
    /** The escrow pot on chain from which the holdback is reserved. */
    jobKey: hash,
    job: hash,
    programHash: hash,
    buyer: address,
    provider: address,
    buyerPeer: peerId,
    providerPeer: peerId,
    offer: hash,
    device: deviceId,
    exclusive: z.boolean(),
    /** A run of tasks: `firstTask` up to `firstTask + taskCount - 1`. */
    firstTask: u32,
    taskCount: u32.min(1),
    /** Counts the times a task was handed out: 0 for the first. */
    attempt: u32,
    quote: z.strictObject({
      maxGpuMsPerTask: timeMs.min(1),
      microUsdPerGpuSecond: microUsd,
      maxMicroUsdPerTask: microUsd,
    }),
    streamedBps: bps,
    holdbackBps: bps,
    holdbackMicroUsdPerTask: microUsd,
    meteringIntervalMs: timeMs.min(1),
    bondReservedMicroUsd: microUsd,
    objectionBondMicroUsd: microUsd,
    verify: verifyPolicy,
    determinism,
    issuedAtMs: timeMs,
    startByMs: timeMs,
    /** Last moment to claim on chain; after it, what is unclaimed goes back to the buyer. */
    expiresAtMs: timeMs,
    acceptanceWindowMs: timeMs,
    objectionWindowMs: timeMs,
    /** Makes two leases of equal terms different. */
    salt: hash,
  })
  .refine((lease) => lease.streamedBps + lease.holdbackBps === 10_000, {
    path: ['holdbackBps'],
    error: 'streamedBps and holdbackBps must add up to 10000',
  })
  .refine((lease) => lease.firstTask + lease.taskCount <= 0xffff_ffff, {
    path: ['taskCount'],
    error: 'the run of tasks ends past the last task number',
  });
export type Lease = z.output<typeof leaseSchema>;

export const leaseKind = signedKind({
  type: 'Lease',
  schema: leaseSchema,
  fields: (lease) => ({
    jobKey: lease.jobKey,
    buyer: lease.buyer,
    provider: lease.provider,
    firstTask: lease.firstTask,
    taskCount: lease.taskCount,
    holdbackMicroUsdPerTask: lease.holdbackMicroUsdPerTask,
    bondReservedMicroUsd: lease.bondReservedMicroUsd,
    objectionBondMicroUsd: lease.objectionBondMicroUsd,
    quorum: lease.verify.quorum,
    expiresAtMs: BigInt(lease.expiresAtMs),
    acceptanceWindowMs: BigInt(lease.acceptanceWindowMs),
    objectionWindowMs: BigInt(lease.objectionWindowMs),
  }),
});

export const signedLeaseSchema = z.strictObject({
  lease: leaseSchema,
  buyerSignature: signature,
  providerSignature: signature,
});
export type SignedLease = z.output<typeof signedLeaseSchema>;
/** A lease that its buyer has signed and the provider has not yet. */
export type ProposedLease = Signed<Lease>;

export const leaseId = (network: NetworkId, lease: Lease): Hex => digestOf(leaseKind, network, lease);
