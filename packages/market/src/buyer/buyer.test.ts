import { jobHash } from '@lode/protocol';
import { describe, expect, it } from 'vitest';
import { createWorld, FUNDS, fakeJob, type World } from '../../testkit/buyer/world.ts';
import type { Buyer, JobStatus } from '../api.ts';

/** Runs a job to its end and, past every window, until all money has come home. */
export async function runJob(world: World, buyer: Buyer, job: Parameters<Buyer['submit']>[0]): Promise<JobStatus> {
  await buyer.submit(job);
  const id = jobHash(job);
  await world.clock.runUntil(() => buyer.get(id).endedAtMs !== undefined, 'the end of the job');
  return buyer.get(id);
}

const adds = ({ bill }: JobStatus): boolean =>
  bill.fundedMicroUsd === bill.paidMicroUsd + bill.refundedMicroUsd + bill.lockedMicroUsd;

describe('buyer', () => {
  it('runs a job over several providers, pays what was metered, and takes the rest back', async () => {
    const world = createWorld();
    for (let i = 0; i < 3; i++) world.add();
    const buyer = world.buyer();
    await buyer.start();
    const status = await runJob(world, buyer, fakeJob({ tasks: 16, replicas: 2 }));
    expect(status.reason).toBeUndefined();
    expect(status.state).toBe('completed');
    expect(status.tasks.every((task) => task.state === 'accepted')).toBe(true);
    // 16 tasks, two replicas, 20 ms each at 1,000 micro-USD a second.
    expect(status.bill.paidMicroUsd).toBe(16n * 2n * 20n);
    expect(adds(status)).toBe(true);
    expect(status.bill.lockedMicroUsd).toBe(0n);
    expect(world.escrow.wallet(world.account)).toBe(FUNDS - 640n);
    expect(status.checked).toContain('16 agreed');
    await buyer.stop();
  });
});
