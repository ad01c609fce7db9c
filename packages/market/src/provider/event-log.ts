import type { Clock, LeaseEvent } from '../seams.ts';

type Omitted<T> = T extends unknown ? Omit<T, 'seq' | 'atMs'> : never;
/** An event before it has its number and time. */
export type NewLeaseEvent = Omitted<LeaseEvent>;

/**
 * What a lease told its buyer, so that a broken stream can be taken up again. Receipts, failures and the end are all kept
 * (at most one a task, and one); of the rest (phases, progress, metering, logs) only the newest, older ones are dropped.
 */
export interface EventLog {
  emit(event: NewLeaseEvent): void;
  after(seq: number): readonly LeaseEvent[];
  /** Resolves when there is something after `seq`, when the time is up, or when the signal fires. */
  wait(seq: number, timeoutMs: number, signal: AbortSignal): Promise<void>;
  readonly ended: boolean;
}

export interface EventLogOptions {
  readonly clock: Clock;
  readonly nextSeq: number;
  readonly history: readonly LeaseEvent[];
  /** Called for what must survive a restart, before anybody sees it. */
  onDurable(event: LeaseEvent): void;
  /** Numbers up to here may have been used: a restart goes on above. */
  onReserve(seq: number): void;
}

/** Newest passing events kept: some seconds of them, for a stream that comes back soon. */
const MAX_PASSING = 512;
/** Numbers are reserved in blocks, so that not every event has to be written down. */
const SEQ_BLOCK = 1_024;

export function createEventLog(options: EventLogOptions): EventLog {
  const durable: LeaseEvent[] = [...options.history];
  const passing: LeaseEvent[] = [];
  const waiting = new Set<() => void>();
  let nextSeq = options.nextSeq;
  let reserved = nextSeq;
  let ended = durable.some((event) => event.type === 'ended');

  const last = () => Math.max(durable.at(-1)?.seq ?? -1, passing.at(-1)?.seq ?? -1);
  return {
    get ended() {
      return ended;
    },
    emit(event) {
      if (ended) return;
      if (nextSeq >= reserved) {
        reserved = nextSeq + SEQ_BLOCK;
        options.onReserve(reserved);
      }
      const stamped: LeaseEvent = { ...event, seq: nextSeq++, atMs: options.clock.nowMs() };
      if (isDurable(stamped)) {
        options.onDurable(stamped);
        durable.push(stamped);
        ended = stamped.type === 'ended';
      } else {
        passing.push(stamped);
        if (passing.length > MAX_PASSING) passing.shift();
      }
      for (const wake of [...waiting]) wake();
    },
    after: (seq) => [...durable, ...passing].filter((event) => event.seq > seq).sort((a, b) => a.seq - b.seq),
    wait(seq, timeoutMs, signal) {
      if (last() > seq || signal.aborted) return Promise.resolve();
      return new Promise((resolve) => {
        const wake = () => {
          clearTimeout(timer);
          waiting.delete(wake);
          signal.removeEventListener('abort', wake);
          resolve();
        };
        const timer = setTimeout(wake, timeoutMs);
        waiting.add(wake);
        signal.addEventListener('abort', wake, { once: true });
      });
    },
  };
}

const isDurable = (event: LeaseEvent): boolean =>
  event.type === 'receipt' || event.type === 'task-failed' || event.type === 'ended';
