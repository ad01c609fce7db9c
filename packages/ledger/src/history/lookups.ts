import type { TransactionPlace } from '../seams.ts';
import type { BlockReader } from './blockFiles.ts';
import type { IndexStore, Location, Run } from './indexStore.ts';
import { type Recent, sameBytes } from './recent.ts';
import { createTerms, TERM } from './terms.ts';

export interface LookupParts {
  store: IndexStore;
  reader: BlockReader;
  recent: Recent;
}

/** What is on disk, found through the index. */
export interface Lookups {
  location(hash: Uint8Array): { block: number; place: Location } | undefined;
  transaction(hash: Uint8Array): TransactionPlace | undefined;
}

/** Units of search.ts for a look into a run: 10 to 30 microseconds. */
export const CHUNK_UNITS = 500;
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
export function ordinalsOf(store: IndexStore, run: Run, term: number, spend: (units: number) => void): number[] {
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

export function createLookups({ store, reader }: LookupParts): Lookups {
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
  };
}
