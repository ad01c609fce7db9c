import { readFileSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import process from 'node:process';

export type ClockName = 'wall' | 'cpu';

/** What durations are read from. */
export interface Clock {
  name: ClockName;
  /** Milliseconds of this thread. */
  now(): number;
  /** Milliseconds of another process; what it shares with nobody but its own threads. */
  nowOf(pid: number): number;
}

/** Time as it passes: right on a machine that does nothing else. */
const wallClock: Clock = { name: 'wall', now: () => performance.now(), nowOf: () => performance.now() };

/**
 * Time the processor spent (Linux): right on a machine that others use too. Ours is the measuring thread's, a peer
 * process's the sum of its threads'.
 */
const cpuClock: Clock = {
  name: 'cpu',
  now() {
    const { user, system } = process.threadCpuUsage();
    return (user + system) / 1000;
  },
  nowOf(pid) {
    // Fields 14 and 15 of proc_pid_stat(5), after the name in parentheses; a tick is 10 ms on every Linux of today.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
    return 10 * (Number(fields[11]) + Number(fields[12]));
  },
};

export function selectClock(value: string | boolean | undefined): Clock {
  if (value === undefined || value === 'wall') {
    const load = loadavg()[0] ?? 0;
    if (load > availableParallelism() / 2) {
      console.error(`load average ${load.toFixed(1)}: others use this machine; --clock cpu leaves them out`);
    }
    return wallClock;
  }
  if (value === 'cpu') return cpuClock;
  console.error('--clock is wall or cpu');
  process.exit(2);
}
