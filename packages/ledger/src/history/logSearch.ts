import type { Packed, SealedBlock } from '../seams.ts';
import { GROUP, type Location, type Run } from './indexStore.ts';
import { CHUNK_UNITS, type LookupParts, ordinalsOf } from './lookups.ts';
import { type Search, searchLogs } from './search.ts';
import { createTerms, TERM, type Terms } from './terms.ts';

/** Units of search.ts for reading a group of logs: 25 microseconds. */
const GROUP_UNITS = 500;

/** Searches blocks [from, to], all of them indexed: the index says where a match may be, the logs whether it is. */
export function searchIndexed(parts: LookupParts, search: Search, from: number, to: number): void {
  const { store } = parts;
  const { runs, seed } = store.state();
  const criteria = criteriaOf(search, createTerms(seed));
  if (criteria.length === 0) {
    searchAll(parts, search, from, to);
    return;
  }
  const first = store.location(from)?.ordinal ?? 0;
  const last = store.location(to);
  const end = last === undefined ? 0 : last.ordinal + last.transactions + 1;
  for (const run of runs) {
    if (run.last < from || run.first > to) continue;
    searchOrdinals(parts, search, candidates(parts, search, run, criteria, [first, end]));
    if (search.more) return;
  }
}

/** What all criteria name, in order. */
function candidates(
  { store }: LookupParts,
  search: Search,
  run: Run,
  criteria: readonly number[][],
  [from, to]: readonly [number, number],
): number[] {
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

function searchOrdinals(parts: LookupParts, search: Search, ordinals: readonly number[]): void {
  let block = -1;
  let place: Location | undefined;
  for (const ordinal of ordinals) {
    if (place === undefined || ordinal > place.ordinal + place.transactions) {
      block = parts.store.blockAt(ordinal) ?? -1;
      place = parts.store.location(block);
    }
    if (place === undefined) continue;
    const from = ordinal - place.ordinal - 1;
    // Else another thing of the same term.
    if (from >= 0 && from % GROUP === 0) searchGroup(parts, search, block, place, from / GROUP);
    if (search.more) return;
  }
}

function searchAll(parts: LookupParts, search: Search, from: number, to: number): void {
  for (let block = from; block <= to; block++) {
    search.spend(CHUNK_UNITS);
    const place = parts.store.location(block);
    const groups = place === undefined ? 0 : place.firstLogs.length - 1;
    for (let group = 0; group < groups && place !== undefined; group++) {
      searchGroup(parts, search, block, place, group);
      if (search.more) return;
    }
  }
}

function searchGroup(parts: LookupParts, search: Search, block: number, place: Location, group: number): void {
  const logIndex = place.firstLogs[group] ?? 0;
  if (place.firstLogs[group + 1] === logIndex) return;
  search.spend(GROUP_UNITS);
  const from = group * GROUP;
  const to = Math.min(place.transactions, from + GROUP);
  const kept = parts.recent.get(BigInt(block));
  const logs = kept === undefined ? readGroup(parts, place, from, to) : groupOf(kept, from, to);
  searchLogs(search, logs, { block: BigInt(block), from, to, logIndex });
}

function readGroup({ reader }: LookupParts, place: Location, from: number, to: number): Packed {
  const { file, offset, logOffsetsAt, logsAt } = place;
  const raw = reader.read(file, offset + logOffsetsAt + from * 4, (to - from + 1) * 4);
  const offsets = new Uint32Array(raw.buffer);
  const start = offsets[0] ?? 0;
  const size = Math.max(0, Math.min((offsets.at(-1) ?? 0) - start, place.bytes));
  const bytes = reader.read(file, offset + logsAt + start, size);
  return { bytes, offsets: offsets.map((at) => at - start) };
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
