import type { Packed, SealedBlock, TransactionPlace } from '../seams.ts';
import type { BlockReader } from './blockFiles.ts';
import { GROUP, type IndexStore, type Location, type Run } from './indexStore.ts';
import type { Recent } from './recent.ts';
import { sameBytes } from './recent.ts';
import { type Search, searchLogs } from './search.ts';
import { createTerms, TERM, type Terms } from './terms.ts';

export interface LookupParts {
  store: IndexStore;
  reader: BlockReader;
  recent: Recent;
}

/** What is on disk, found through the index. */
export interface Lookups {
  location(hash: Uint8Array): { block: number; place: Location } | undefined;
  transaction(hash: Uint8Array): TransactionPlace | undefined;
  /** Blocks [from, to], all of them indexed. */
  search(search: Search, from: number, to: number): void;
}

/** Units of search.ts for a look into a run, and for reading a group of logs: 12 and 25 microseconds. */
const CHUNK_UNITS = 250;
const GROUP_UNITS = 500;

/** For a posting that goes through the sets of a query. */
const POSTING_UNITS = 4;

/** The first index in sorted terms that is not below the term. */
function lowerBound(terms: Uint32Array, term: number): number {
  let lo = 0;
  let hi = terms.length;
  while (lo < hi) {
    const mid = (lo + hi) >>> 1;
    if ((terms[mid] ?? 0) < term) lo = mid + 1;
    else hi = mid;
  }
  return lo;
}

/** The ordinals that a run has for a term, in no order. */
function ordinalsOf(store: IndexStore, run: Run, term: number, spend: (units: number) => void): number[] {
  const found: number[] = [];
  store.chunks(run.id, term, (terms, ordinals) => {
    const before = found.length;
    for (let i = lowerBound(terms, term); i < terms.length && terms[i] === term; i++) {
      found.push((ordinals[i] ?? 0) + run.base);
    }
    spend(CHUNK_UNITS + (found.length - before) * POSTING_UNITS);
  });
  return found;
}

const FREE = (): void => undefined;

export function createLookups({ store, reader, recent }: LookupParts): Lookups {
  const terms = createTerms(store.state().seed);

  /** Calls back with what a hash's term leads to, newest runs first, until it answers. */
  function find<T>(
    kind: number,
    hash: Uint8Array,
    check: (block: number, place: Location, ordinal: number) => T | undefined,
  ): T | undefined {
    const term = terms.of(kind, hash);
    for (const run of store.state().runs.toReversed()) {
      for (const ordinal of ordinalsOf(store, run, term, FREE)) {
        const block = store.blockAt(ordinal);
        const place = block === undefined ? undefined : store.location(block);
        const answer = block === undefined || place === undefined ? undefined : check(block, place, ordinal);
        if (answer !== undefined) return answer;
      }
    }
    return undefined;
  }

  return {
    location: (hash) =>
      find(TERM.block, hash, (block, place) => (sameBytes(place.hash, hash) ? { block, place } : undefined)),
    transaction: (hash) =>
      find(TERM.transaction, hash, (block, place, ordinal) => {
        const index = ordinal - place.ordinal - 1;
        if (index < 0 || index >= place.transactions) return undefined;
        const found = reader.read(place.file, place.offset + place.hashesAt + index * 32, 32);
        return sameBytes(found, hash) ? { block: BigInt(block), index } : undefined;
      }),
    search(search, from, to) {
      const { runs } = store.state();
      const criteria = criteriaOf(search, terms);
      if (criteria.length === 0) return searchAll(search, from, to);
      const first = store.location(from)?.ordinal ?? 0;
      const last = store.location(to);
      const end = last === undefined ? 0 : last.ordinal + last.transactions + 1;
      for (const run of runs) {
        if (run.last < from || run.first > to) continue;
        searchOrdinals(search, candidates(search, run, criteria, first, end));
        if (search.more) return;
      }
    },
  };

  /** What all criteria name, in order. */
  function candidates(search: Search, run: Run, criteria: readonly number[][], from: number, to: number): number[] {
    let kept: Set<number> | undefined;
    for (const any of criteria) {
      const found = new Set<number>();
      for (const term of any) {
        for (const ordinal of ordinalsOf(store, run, term, search.spend)) {
          if (ordinal >= from && ordinal < to && (kept === undefined || kept.has(ordinal))) found.add(ordinal);
        }
      }
      if (found.size === 0) return [];
      kept = found;
    }
    return [...(kept ?? [])].sort((a, b) => a - b);
  }

  function searchOrdinals(search: Search, ordinals: readonly number[]): void {
    let block = -1;
    let place: Location | undefined;
    for (const ordinal of ordinals) {
      if (place === undefined || ordinal > place.ordinal + place.transactions) {
        block = store.blockAt(ordinal) ?? -1;
        place = store.location(block);
      }
      if (place === undefined) continue;
      const from = ordinal - place.ordinal - 1;
      // Else another thing of the same term.
      if (from >= 0 && from % GROUP === 0) searchGroup(search, block, place, from / GROUP);
      if (search.more) return;
    }
  }

  function searchAll(search: Search, from: number, to: number): void {
    for (let block = from; block <= to; block++) {
      search.spend(CHUNK_UNITS);
      const place = store.location(block);
      const groups = place === undefined ? 0 : place.firstLogs.length - 1;
      for (let group = 0; group < groups && place !== undefined; group++) {
        searchGroup(search, block, place, group);
        if (search.more) return;
      }
    }
  }

  function searchGroup(search: Search, block: number, place: Location, group: number): void {
    const logIndex = place.firstLogs[group] ?? 0;
    if (place.firstLogs[group + 1] === logIndex) return;
    search.spend(GROUP_UNITS);
    const from = group * GROUP;
    const to = Math.min(place.transactions, from + GROUP);
    const kept = recent.get(BigInt(block));
    const logs = kept === undefined ? readGroup(place, from, to) : groupOf(kept, from, to);
    searchLogs(search, logs, { block: BigInt(block), from, to, logIndex });
  }

  function readGroup(place: Location, from: number, to: number): Packed {
    const { file, offset, logOffsetsAt, logsAt } = place;
    const raw = reader.read(file, offset + logOffsetsAt + from * 4, (to - from + 1) * 4);
    const offsets = new Uint32Array(raw.buffer);
    const start = offsets[0] ?? 0;
    const size = Math.max(0, Math.min((offsets.at(-1) ?? 0) - start, place.bytes));
    const bytes = reader.read(file, offset + logsAt + start, size);
    return { bytes, offsets: offsets.map((at) => at - start) };
  }
}

function groupOf({ logs }: SealedBlock, from: number, to: number): Packed {
  return { bytes: logs.bytes, offsets: logs.offsets.subarray(from, to + 1) };
}

/** The terms of each criterion: later topics first, which tend to be rarer than the event and the contract. */
function criteriaOf({ pattern }: Search, terms: Terms): number[][] {
  const criteria: number[][] = [];
  pattern.topics.forEach((any, i) => {
    if (any !== undefined && i < 4) criteria.unshift(any.map((topic) => terms.of(TERM.topic + i, topic)));
  });
  if (pattern.addresses !== undefined) criteria.push(pattern.addresses.map((one) => terms.of(TERM.address, one)));
  return criteria;
}
