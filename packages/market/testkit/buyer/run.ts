import { type Hex, type Job, jobHash } from '@lode/protocol';
import type { Buyer, JobStatus } from '../../src/api.ts';
import type { World } from './world.ts';

export async function runJob(world: World, buyer: Buyer, job: Job): Promise<JobStatus> {
  await buyer.submit(job);
  return untilEnded(world, buyer, jobHash(job));
}

export async function untilEnded(world: World, buyer: Buyer, id: Hex): Promise<JobStatus> {
  await world.clock.runUntil(() => buyer.get(id).endedAtMs !== undefined, 'the end of the job');
  return buyer.get(id);
}

/** Past every window and expiry, until nothing of the job is locked any more. */
export async function untilHome(world: World, buyer: Buyer, id: Hex): Promise<JobStatus> {
  await world.clock.runUntil(() => buyer.get(id).bill.lockedMicroUsd === 0n, 'all money out of escrow');
  return buyer.get(id);
}

/** What must hold of any job at any time, whoever misbehaves; returns what does not. */
export function violations(status: JobStatus): string[] {
  const { bill } = status;
  const found: string[] = [];
  if (bill.fundedMicroUsd !== bill.paidMicroUsd + bill.refundedMicroUsd + bill.lockedMicroUsd)
    found.push(`the bill does not add up: ${JSON.stringify(bill, (_k, v) => (typeof v === 'bigint' ? `${v}` : v))}`);
  const lines = bill.lines.reduce((sum, line) => sum + line.paidMicroUsd, 0n);
  if (lines !== bill.paidMicroUsd) found.push(`the lines pay ${lines}, the bill ${bill.paidMicroUsd}`);
  for (const line of bill.lines)
    if (line.outcome.startsWith('unpaid') && line.paidMicroUsd !== 0n) found.push(`task ${line.task}: unpaid and paid`);
  for (const task of status.tasks) {
    const accepted = task.attempts.filter((one) => one.state === 'accepted');
    if (task.state !== 'accepted' && accepted.length > 0)
      found.push(`task ${task.index}: accepted attempts, not accepted`);
    if (new Set(accepted.map((one) => one.provider)).size !== accepted.length)
      found.push(`task ${task.index}: one provider counted twice`);
    if (new Set(accepted.map((one) => one.outputsRoot)).size > 1)
      found.push(`task ${task.index}: two results accepted`);
  }
  if (status.state === 'completed' && status.tasks.some((task) => task.state !== 'accepted'))
    found.push('completed with tasks that are not accepted');
  if (bill.lockedMicroUsd < 0n) found.push('less than nothing is locked');
  return found;
}
