/** What a scenario found. */
export interface Measured {
  transactions: number;
  wallMs: number;
  /** Of all threads of this process. */
  cpuMs: number;
}

export interface Meter {
  start(): void;
  stop(transactions: number): void;
  readonly total: Measured;
}

/** Adds up what happens between `start` and `stop`. `cpuUsage`: of the process, unless that of a thread is given. */
export function createMeter(cpuUsage: typeof process.cpuUsage = process.cpuUsage): Meter {
  const total: Measured = { transactions: 0, wallMs: 0, cpuMs: 0 };
  let wall = 0;
  let cpu = cpuUsage();
  return {
    start() {
      wall = performance.now();
      cpu = cpuUsage();
    },
    stop(transactions) {
      const { user, system } = cpuUsage(cpu);
      total.transactions += transactions;
      total.wallMs += performance.now() - wall;
      total.cpuMs += (user + system) / 1000;
    },
    total,
  };
}

/** Of this thread alone. */
export const threadCpuMs = (): number => {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
};
