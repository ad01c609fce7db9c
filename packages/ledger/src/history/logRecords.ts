import type { LogFilter } from '../seams.ts';
import { HistoryFault } from './errors.ts';

/**
 * Log records as evm's core writes them: 0 address as a little-endian number of 20 bytes, 24 u32 topics, 28 u32 bytes
 * of data, 32 the topics as little-endian words, the data; padded to 8 bytes.
 */
const ADDRESS_BYTES = 20;
const WORD_BYTES = 32;
const COUNT_AT = 24;
const DATA_LENGTH_AT = 28;
export const TOPICS_AT = 32;

/** A filter in the bytes of records. */
export interface Pattern {
  addresses: readonly Uint8Array[] | undefined;
  topics: readonly (readonly Uint8Array[] | undefined)[];
}

export function patternOf({ addresses, topics = [] }: Pick<LogFilter, 'addresses' | 'topics'>): Pattern {
  const reversed = (items: readonly Uint8Array[] | undefined) => items?.map((item) => item.toReversed());
  return { addresses: reversed(addresses), topics: topics.map(reversed) };
}

export function topicCount(view: DataView, at: number): number {
  return view.getUint32(at + COUNT_AT, true);
}

/** Where the next record begins. @throws HistoryFault corrupt, where this one does not end by `end`. */
export function nextRecord(view: DataView, at: number, end: number): number {
  if (at + TOPICS_AT <= end) {
    const next = at + TOPICS_AT + topicCount(view, at) * WORD_BYTES + view.getUint32(at + DATA_LENGTH_AT, true);
    if (next <= end) return at + ((next - at + 7) & ~7);
  }
  throw new HistoryFault('corrupt', 'the logs of a block are cut off: rebuild the history from the log', { at, end });
}

function isAt(bytes: Uint8Array, at: number, wanted: Uint8Array): boolean {
  for (let i = 0; i < wanted.length; i++) if (bytes[at + i] !== wanted[i]) return false;
  return true;
}

function anyAt(bytes: Uint8Array, at: number, wanted: readonly Uint8Array[], size: number): boolean {
  for (const one of wanted) if (one.length === size && isAt(bytes, at, one)) return true;
  return false;
}

/** Whether the record at `at` is what the filter wants; a log with fewer topics than the filter is not. */
export function matches({ addresses, topics }: Pattern, bytes: Uint8Array, view: DataView, at: number): boolean {
  if (topics.length > topicCount(view, at)) return false;
  if (addresses !== undefined && !anyAt(bytes, at, addresses, ADDRESS_BYTES)) return false;
  for (let i = 0; i < topics.length; i++) {
    const wanted = topics[i];
    if (wanted !== undefined && !anyAt(bytes, at + TOPICS_AT + i * WORD_BYTES, wanted, WORD_BYTES)) return false;
  }
  return true;
}
