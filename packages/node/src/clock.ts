import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from '@lode/market';

/** The machine's time. Everything that needs time is given a clock, so that tests can fix it. */
export const systemClock: Clock = {
  nowMs: () => Date.now(),
  sleep: async (delayMs, signal) => {
    signal?.throwIfAborted();
    try {
      await delay(delayMs, undefined, signal === undefined ? {} : { signal });
    } catch (error) {
      // The timer's own AbortError hides the reason.
      if (signal?.aborted === true) throw signal.reason;
      throw error;
    }
  },
};
