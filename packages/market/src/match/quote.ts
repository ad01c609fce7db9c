import { billMicroUsd, holdbackOf, type Job, type Lease, MAX_MICRO_USD, type MicroUsd } from '@lode/protocol';

/** What a task can cost at most at a price, and how much of that is held in escrow. */
export interface Quote extends Readonly<Lease['quote']> {
  readonly holdbackBps: number;
  readonly holdbackMicroUsdPerTask: MicroUsd;
}

/** The quote's maximum is the bill of a task that runs as long as the job lets it. */
export function quoteOf(job: Job, microUsdPerGpuSecond: MicroUsd): Quote {
  const maxGpuMsPerTask = job.timeouts.taskMs;
  const maxMicroUsdPerTask = billMicroUsd(maxGpuMsPerTask, microUsdPerGpuSecond, MAX_MICRO_USD);
  const holdbackBps = 10_000 - job.price.streamedBps;
  return {
    maxGpuMsPerTask,
    microUsdPerGpuSecond,
    maxMicroUsdPerTask,
    holdbackBps,
    holdbackMicroUsdPerTask: holdbackOf(maxMicroUsdPerTask, holdbackBps),
  };
}

/** The most the whole job costs at one price: every task on every replica, each as long as it may run. */
export const totalQuote = (job: Job, microUsdPerGpuSecond: MicroUsd): MicroUsd =>
  quoteOf(job, microUsdPerGpuSecond).maxMicroUsdPerTask * BigInt(job.tasks.count) * BigInt(job.verify.replicas);
