import { billMicroUsd, type Lease, streamedOf } from '@lode/protocol';

/** The most that a lease may stream: its vouchers never add up to more. */
export const mostStreamed = (lease: Lease): bigint =>
  streamedOf(lease.quote.maxMicroUsdPerTask, lease.holdbackBps) * BigInt(lease.taskCount);

/** What the streamed part of so much GPU time of one task comes to: `min(metered, quoted)`. */
export const streamedFor = ({ quote, holdbackBps }: Lease, gpuMs: number): bigint =>
  streamedOf(billMicroUsd(gpuMs, quote.microUsdPerGpuSecond, quote.maxMicroUsdPerTask), holdbackBps);

/** What one side may owe the other at any moment: a metering interval's worth, and never nothing. */
export function intervalMicroUsd(lease: Lease): bigint {
  const one = streamedFor(lease, lease.meteringIntervalMs);
  return one > 0n ? one : 1n;
}

/** The streamed part that has come due in a lease, task by task. Amounts only grow. */
export interface Meter {
  /** GPU time reported for a task under way. */
  metered(task: number, gpuMs: number): void;
  /** A task has ended with a receipt: from here on its price counts, not what was metered. */
  receipt(task: number, priceMicroUsd: bigint, holdbackMicroUsd: bigint): void;
  readonly dueMicroUsd: bigint;
}

export function createMeter(lease: Lease): Meter {
  const most = streamedOf(lease.quote.maxMicroUsdPerTask, lease.holdbackBps);
  const tasks = new Map<number, bigint>();
  let dueMicroUsd = 0n;
  const raise = (task: number, microUsd: bigint) => {
    if (task < lease.firstTask || task >= lease.firstTask + lease.taskCount) return;
    const before = tasks.get(task) ?? 0n;
    const now = microUsd < most ? microUsd : most;
    if (now <= before) return;
    tasks.set(task, now);
    dueMicroUsd += now - before;
  };
  return {
    metered: (task, gpuMs) => raise(task, streamedFor(lease, gpuMs)),
    receipt: (task, priceMicroUsd, holdbackMicroUsd) => raise(task, priceMicroUsd - holdbackMicroUsd),
    get dueMicroUsd() {
      return dueMicroUsd;
    },
  };
}
