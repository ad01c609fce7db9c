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

/** Adds up what happens between `start` and `stop`. */
export function createMeter(): Meter {
  const total: Measured = { transactions: 0, wallMs: 0, cpuMs: 0 };
  let wall = 0;
  let cpu = process.cpuUsage();
  return {
    start() {
      wall = performance.now();
      cpu = process.cpuUsage();
    },
    stop(transactions) {
      const { user, system } = process.cpuUsage(cpu);
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
