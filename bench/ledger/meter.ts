import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';

/** What a scenario found. */
export interface Measured {
  transactions: number;
  wallMs: number;
  /** Of all threads of this process. */
  cpuMs: number;
  /** Share of the cores' time that the machine's host gave to others: the clock runs, and nothing else does. */
  stolen?: number;
}

export interface Meter {
  start(): void;
  stop(transactions: number): void;
  readonly total: Measured;
}

/** Adds up what happens between `start` and `stop`. `cpuUsage`: of the process, unless that of a thread is given. */
export function createMeter(cpuUsage: typeof process.cpuUsage = process.cpuUsage): Meter {
  const total: Measured = { transactions: 0, wallMs: 0, cpuMs: 0, stolen: 0 };
  let wall = 0;
  let stolenMs = 0;
  let stolenBefore = 0;
  let cpu = cpuUsage();
  return {
    start() {
      stolenBefore = hostStolenMs();
      wall = performance.now();
      cpu = cpuUsage();
    },
    stop(transactions) {
      const { user, system } = cpuUsage(cpu);
      total.transactions += transactions;
      total.wallMs += performance.now() - wall;
      total.cpuMs += (user + system) / 1000;
      stolenMs += hostStolenMs() - stolenBefore;
      total.stolen = stolenMs / (total.wallMs * availableParallelism());
    },
    total,
  };
}

/** The eighth number of Linux's /proc/stat, in hundredths of a second of all cores; 0 where there is none. */
function hostStolenMs(): number {
  try {
    const stolen = readFileSync('/proc/stat', 'latin1').split(/ +/, 9)[8] ?? '0';
    return 10 * Number(stolen);
  } catch {
    return 0;
  }
}

/** Of this thread alone. */
export const threadCpuMs = (): number => {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
};
