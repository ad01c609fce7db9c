import { LodeError } from '@lode/protocol';

/** Parts that were started, to be stopped in the opposite order, each within its time. */
export interface Lifecycle {
  /** Remembers how to stop a part that has just started. */
  started(name: string, stop: () => Promise<void> | void): void;
  /** Never throws: a part that fails or hangs is told and passed by. Safe to call twice. */
  stopAll(): Promise<void>;
}

/**
 * How long one part may take to stop. The slowest honest ones withdraw an offer (a gossip round) and wait for a
 * transaction under way; a part that takes longer hangs, and what it keeps is on disk already.
 */
export const STOP_TIMEOUT_MS = 6_000;

export function createLifecycle(onNotice: (text: string) => void, stopTimeoutMs = STOP_TIMEOUT_MS): Lifecycle {
  const parts: { name: string; stop: () => Promise<void> | void }[] = [];
  let stopping: Promise<void> | undefined;
  const stopInOrder = async () => {
    for (let part = parts.pop(); part !== undefined; part = parts.pop()) {
      try {
        await within(Promise.resolve(part.stop()), stopTimeoutMs, part.name);
      } catch (error) {
        onNotice(`${part.name} did not stop in order: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
  };
  return {
    started: (name, stop) => void parts.push({ name, stop }),
    stopAll: () => {
      stopping = (stopping ?? Promise.resolve()).then(stopInOrder);
      return stopping;
    },
  };
}

async function within(work: Promise<void>, timeoutMs: number, name: string): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(
      () => reject(new LodeError('STOP_TIMEOUT', `${name} took longer than ${timeoutMs} ms to stop.`)),
      timeoutMs,
    );
  });
  try {
    await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
