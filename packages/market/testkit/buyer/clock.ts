import type { Clock } from '../../src/seams.ts';

/** Time that passes only when nothing else happens: a run of hours takes moments, and always in the same order. */
export interface VirtualClock extends Clock {
  /** Lets everything run, jumping from timer to timer, until `done` holds. */
  runUntil(done: () => boolean, what: string): Promise<void>;
  /** Lets what is ready run, without time passing. */
  settle(): Promise<void>;
}

interface Timer {
  readonly atMs: number;
  readonly order: number;
  fire(): void;
}

/** More jumps than any test needs: a run that makes as many does not terminate. */
const MAX_JUMPS = 100_000;
const START_MS = 1_800_000_000_000;

export function createVirtualClock(): VirtualClock {
  let nowMs = START_MS;
  let order = 0;
  const timers = new Set<Timer>();

  const settle = async (): Promise<void> => {
    for (let i = 0; i < 3; i++) await new Promise((resolve) => setImmediate(resolve));
  };

  return {
    nowMs: () => nowMs,
    sleep: (delayMs, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted === true) return reject(signal.reason);
        const timer: Timer = {
          atMs: nowMs + Math.max(0, delayMs),
          order: order++,
          fire: () => {
            timers.delete(timer);
            signal?.removeEventListener('abort', onAbort);
            resolve();
          },
        };
        const onAbort = (): void => {
          timers.delete(timer);
          reject(signal?.reason);
        };
        signal?.addEventListener('abort', onAbort, { once: true });
        timers.add(timer);
      }),
    settle,
    runUntil: async (done, what) => {
      for (let jumps = 0; ; jumps++) {
        await settle();
        if (done()) return;
        let next: Timer | undefined;
        for (const timer of timers)
          if (next === undefined || timer.atMs < next.atMs || (timer.atMs === next.atMs && timer.order < next.order))
            next = timer;
        if (next === undefined || jumps > MAX_JUMPS) throw new Error(`Nothing is left that could bring about: ${what}`);
        nowMs = Math.max(nowMs, next.atMs);
        next.fire();
      }
    },
  };
}
