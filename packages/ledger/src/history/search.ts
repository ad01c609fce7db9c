import type { LogFilter, LogPlace, Packed } from '../seams.ts';
import { HistoryFault } from './errors.ts';
import { matches, nextRecord, type Pattern, patternOf } from './logRecords.ts';

/**
 * Units of work that a query may take: a log looked at is one, as are about 50 ns of anything else. 4 million units
 * took 0.1 to 0.5 s here, during which the caller's thread does nothing else.
 */
export const DEFAULT_QUERY_WORK = 4_000_000;

/** A query under way: what it found, and what it may still do. */
export interface Search {
  readonly pattern: Pattern;
  readonly limit: number;
  readonly found: LogPlace[];
  /** Whether there are more matches than the limit: the search is over. */
  more: boolean;
  /** @throws HistoryFault query-too-wide */
  spend(units: number): void;
}

export function beginSearch(filter: LogFilter, limit: number, work: number): Search {
  let left = work;
  return {
    pattern: patternOf(filter),
    found: [],
    more: false,
    limit,
    spend(units) {
      left -= units;
      if (left >= 0) return;
      const message = 'the query looks at too many logs: name a narrower range of blocks, or a rarer topic';
      throw new HistoryFault('query-too-wide', message, { work });
    },
  };
}

/**
 * Looks at the logs of transactions [from, to) of a block, the first of which has the number `logIndex` in it.
 * `offsets` and `bytes` begin at transaction `from`.
 */
export function searchLogs(
  search: Search,
  { bytes, offsets }: Packed,
  place: { block: bigint; from: number; to: number; logIndex: number },
): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { block, from, to } = place;
  let { logIndex } = place;
  for (let i = 0; i < to - from; i++) {
    const end = offsets[i + 1] ?? 0;
    if (end > bytes.length) throw new HistoryFault('corrupt', 'the logs of a block are cut off', { block });
    for (let at = offsets[i] ?? 0; at < end; logIndex++) {
      const next = nextRecord(view, at, end);
      search.spend(1);
      if (matches(search.pattern, bytes, view, at)) {
        if (search.found.length === search.limit) {
          search.more = true;
          return;
        }
        search.found.push({ block, transactionIndex: from + i, logIndex });
      }
      at = next;
    }
  }
}

/** What a transaction costs a search although it has no logs. */
const TRANSACTION_UNITS = 1 / 8;

export function searchBlock(search: Search, block: bigint, logs: Packed): void {
  const to = logs.offsets.length - 1;
  search.spend(1 + to * TRANSACTION_UNITS);
  searchLogs(search, logs, { block, from: 0, to, logIndex: 0 });
}
