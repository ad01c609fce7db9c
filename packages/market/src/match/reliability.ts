import type { Hex } from '@lode/protocol';
import type { Reliability } from './rules.ts';

/** Doubles with every failure: long enough to leave a flapping peer alone, short enough to notice that it is well again. */
const FIRST_BACK_OFF_MS = 1_000;
const MAX_BACK_OFF_MS = 300_000;
/** Providers remembered; beyond it the one longest untouched is forgotten, and starts afresh. */
const MAX_REMEMBERED = 4_096;

/** What this buyer has seen of providers: one success makes up for one failure. */
export interface ReliabilityBook {
  all(): ReadonlyMap<Hex, Reliability>;
  failed(provider: Hex, reason: string, nowMs: number): void;
  succeeded(provider: Hex): void;
}

export function createReliabilityBook(): ReliabilityBook {
  const book = new Map<Hex, Reliability>();
  const put = (provider: Hex, entry: Reliability): void => {
    book.delete(provider);
    book.set(provider, entry);
    if (book.size <= MAX_REMEMBERED) return;
    const [oldest] = book.keys();
    if (oldest !== undefined) book.delete(oldest);
  };
  return {
    all: () => book,
    failed: (provider, reason, nowMs) => {
      const failures = (book.get(provider)?.failures ?? 0) + 1;
      const backOffMs = Math.min(MAX_BACK_OFF_MS, FIRST_BACK_OFF_MS * 2 ** Math.min(failures - 1, 16));
      put(provider, { failures, backOffUntilMs: nowMs + backOffMs, reason });
    },
    succeeded: (provider) => {
      const entry = book.get(provider);
      if (entry === undefined) return;
      if (entry.failures <= 1) book.delete(provider);
      else put(provider, { ...entry, failures: entry.failures - 1, backOffUntilMs: 0 });
    },
  };
}
