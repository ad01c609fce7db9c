import { type Hex, type Job, type Lease, LodeError } from '@lode/protocol';
import type { Clock, LeaseEvent } from '../../src/seams.ts';

/** A lease as a fake provider serves it: events in order, for whoever follows. */
export interface Served {
  readonly id: Hex;
  readonly lease: Lease;
  readonly job: Job;
  readonly events: LeaseEvent[];
  started: boolean;
  cancelled: boolean;
  readonly listeners: Set<() => void>;
}

export type Said = LeaseEvent extends infer E ? (E extends LeaseEvent ? Omit<E, 'seq' | 'atMs'> : never) : never;

export function say(served: Served, nowMs: number, event: Said): void {
  served.events.push({ seq: served.events.length, atMs: nowMs, ...event });
  for (const listener of served.listeners) listener();
}

/** Yields events after `afterSeq`, and breaks for good once more than `vanishesAfter` receipts were due. */
export async function* followServed(
  served: Served,
  given: { afterSeq: number; vanishesAfter(): number; clock: Clock; signal: AbortSignal },
): AsyncGenerator<LeaseEvent> {
  const { signal, clock } = given;
  for (let next = given.afterSeq + 1; ; ) {
    signal.throwIfAborted();
    const event = served.events[next];
    if (event === undefined) {
      await nextEvent(served, signal);
      continue;
    }
    const done = served.events.slice(0, next + 1).filter((one) => one.type === 'receipt').length;
    if (event.type !== 'task-phase' && done > given.vanishesAfter()) {
      await clock.sleep(1_000, signal);
      throw new LodeError('PEER_LOST', 'the peer is gone');
    }
    next++;
    yield event;
  }
}

const nextEvent = ({ listeners }: Served, signal: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    const wake = (): void => {
      listeners.delete(wake);
      signal.removeEventListener('abort', stop);
      resolve();
    };
    const stop = (): void => {
      listeners.delete(wake);
      reject(signal.reason);
    };
    listeners.add(wake);
    signal.addEventListener('abort', stop, { once: true });
  });
