import type { Clock } from '../seams.ts';

/** Keeps something true (connected to a bootstrap node, reserved on a relay) by trying again, slower each time it fails. */
export interface Keeper {
  /** Looks at once, such as after a connection closed. */
  nudge(): void;
  stop(): Promise<void>;
}

export interface KeeperOptions {
  readonly clock: Clock;
  readonly everyMs: number;
  readonly firstRetryMs: number;
  readonly maxRetryMs: number;
  /** Makes it true; throws when it cannot. */
  attempt(signal: AbortSignal): Promise<void>;
  onFailure?(error: unknown): void;
}

export function startKeeper(options: KeeperOptions): Keeper {
  const stopped = new AbortController();
  let nudged = new AbortController();
  let again = false;
  let failures = 0;

  const loop = async () => {
    while (!stopped.signal.aborted) {
      again = false;
      try {
        await options.attempt(stopped.signal);
        failures = 0;
      } catch (error) {
        if (stopped.signal.aborted) return;
        failures += 1;
        options.onFailure?.(error);
      }
      // Nudged while it was being attempted: what changed may have come too late for it.
      if (again && failures === 0) continue;
      const retryMs = Math.min(options.maxRetryMs, options.firstRetryMs * 2 ** Math.max(0, failures - 1));
      nudged = new AbortController();
      await options.clock
        .sleep(failures === 0 ? options.everyMs : retryMs, AbortSignal.any([stopped.signal, nudged.signal]))
        .catch(() => undefined);
    }
  };
  const running = loop();
  return {
    nudge: () => {
      // A failing attempt keeps its own pace: a peer that closes at once must not make us dial in a loop.
      again = true;
      if (failures === 0) nudged.abort();
    },
    async stop() {
      stopped.abort();
      await running;
    },
  };
}
