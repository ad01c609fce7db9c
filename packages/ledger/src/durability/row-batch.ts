import { CHANGE_BYTES } from '../seams.ts';
import { quickHash, rowHash, sameRow } from './row-key.ts';

/** 24 bits of a sort key are the row's place in the batch. 192 MiB of rows, where so many change between two writes. */
const MAX_BATCH_ROWS = 1 << 21;
const WORDS = CHANGE_BYTES / 4;
/** Cells of the table for each row: at most half of them are used. */
const CELLS = 2;
/**
 * Cells that are looked at for a row. Where hashes are even, one in 10^5 rows does not find a cell; who makes hashes
 * collide costs us no more than this, and `drain` finds the rows that are here more than once.
 */
const MOST_PROBES = 16;
/** Rows that are looked for at once: one by one, each waits for memory. 0.3 instead of 0.6 us a row of two million. */
const AHEAD = 16;
/** Rows of one hash that are told apart by looking at each; beyond that they are sorted. */
const SMALL_GROUP = 8;

export interface RowBatch {
  /** The rows as words. */
  readonly words: Uint32Array;
  readonly count: number;
  /** Takes rows from byte `from` on while there is room. Returns the byte after the last one taken. */
  add(rows: Uint8Array, from: number): number;
  /**
   * Gives each row's first word once, as the row was added last, in the order of hashes: about `most` rows a call, none
   * added between. Returns whether there are more; if not, the batch is empty.
   */
  drain(each: (at: number, hash: { high: number; low: number }) => void, most?: number): boolean;
  clear(): void;
}

interface Store {
  words: Uint32Array;
  /** For each row 40 bits of its hash, then its place. */
  order: BigUint64Array;
  /** `order` as words. */
  halves: Uint32Array;
  /** Places of rows, plus one; by their quick hash. */
  table: Uint32Array;
}

function createStore(capacity: number): Store {
  const order = new BigUint64Array(capacity);
  const table = new Uint32Array(2 ** Math.ceil(Math.log2(Math.max(1, capacity * CELLS))));
  return { words: new Uint32Array(capacity * WORDS), order, halves: new Uint32Array(order.buffer), table };
}

function enlarged(full: Store, capacity: number): Store {
  const store = createStore(capacity);
  store.words.set(full.words);
  store.order.set(full.order);
  // In order: of a row that is here twice the last place has the cell, and what comes later is written there.
  for (let place = 0; place < full.order.length; place += 1) {
    const cell = cellOf(store, store.words, place * WORDS);
    if (cell >= 0) store.table[cell] = place + 1;
  }
  return store;
}

const ahead = new Uint32Array(AHEAD);
/** What was loaded for nothing but to be near. */
const seen = new Uint32Array(1);

/** Loads the cells of the next rows of `source`, then the rows that are there. */
function touch({ words, table }: Store, source: Uint32Array, from: number): void {
  const mask = table.length - 1;
  const rows = Math.min(AHEAD, (source.length - from) / WORDS);
  for (let row = 0; row < rows; row += 1) ahead[row] = quickHash(source, from + row * WORDS) & mask;
  for (let row = 0; row < rows; row += 1) ahead[row] = table[ahead[row] ?? 0] ?? 0;
  let sum = 0;
  for (let row = 0; row < rows; row += 1) {
    const at = Math.max(0, (ahead[row] ?? 0) - 1) * WORDS;
    // Both of a row's cache lines.
    sum ^= (words[at] ?? 0) ^ (words[at + 16] ?? 0);
  }
  seen[0] = sum;
}

/** The cell of a row that is here, or an empty one for it; -1 where there is none near. */
function cellOf({ words, table }: Store, source: Uint32Array, at: number): number {
  const mask = table.length - 1;
  const hash = quickHash(source, at);
  for (let probe = 0; probe < MOST_PROBES; probe += 1) {
    const cell = (hash + probe) & mask;
    const place = table[cell] ?? 0;
    if (place === 0 || sameRow(words, (place - 1) * WORDS, source, at)) return cell;
  }
  return -1;
}

/** Rows of many blocks, of which only the last of each is written, in an order that suits the tree. */
export function createRowBatch(maxRows = MAX_BATCH_ROWS): RowBatch {
  let store = createStore(0);
  let count = 0;
  let drained = 0;

  const hashAt = (entry: number) => ({
    high: store.halves[2 * entry + 1] ?? 0,
    low: (store.halves[2 * entry] ?? 0) >>> 24,
  });
  const rowAt = (entry: number): number => ((store.halves[2 * entry] ?? 0) & 0xff_ffff) * WORDS;
  const clear = (): void => {
    count = 0;
    drained = 0;
    store.table.fill(0);
  };

  return {
    get words() {
      return store.words;
    },
    get count() {
      return count;
    },
    add(rows, from) {
      const source = wordsOf(rows);
      let near = from / 4;
      for (let at = near; at < source.length; at += WORDS) {
        if (at === near && count > 0) {
          touch(store, source, at);
          near += AHEAD * WORDS;
        }
        if (count === store.order.length) {
          if (count === maxRows) return at * 4;
          store = enlarged(store, Math.min(maxRows, Math.max(4096, 2 * count)));
        }
        const { words, halves, table } = store;
        const cell = cellOf(store, source, at);
        let place = cell < 0 ? 0 : (table[cell] ?? 0);
        if (place === 0) {
          const { high, low } = rowHash(source, at);
          halves[2 * count + 1] = high;
          halves[2 * count] = ((low << 24) | count) >>> 0;
          count += 1;
          place = count;
          if (cell >= 0) table[cell] = place;
        }
        const to = (place - 1) * WORDS;
        for (let index = 0; index < WORDS; index += 1) words[to + index] = source[at + index] ?? 0;
      }
      return rows.length;
    },
    drain(each, most = maxRows) {
      if (drained === 0) store.order.subarray(0, count).sort();
      for (const begun = drained; drained < count; ) {
        if (drained - begun >= most) return true;
        const start = drained;
        const { high, low } = hashAt(start);
        drained = endOfHash(store.halves, start, count);
        if (drained === start + 1) each(rowAt(start), { high, low });
        else for (const at of lastOfEach(store.words, rowsOf(start, drained, rowAt))) each(at, { high, low });
      }
      clear();
      return false;
    },
    clear,
  };
}

/** Rows of a log's section or of shared memory lie at multiples of 4; others are copied there. */
function wordsOf(rows: Uint8Array): Uint32Array {
  const placed = rows.byteOffset % 4 === 0 ? rows : rows.slice();
  return new Uint32Array(placed.buffer, placed.byteOffset, placed.length / 4);
}

/** The entry after those of one hash. */
function endOfHash(halves: Uint32Array, start: number, count: number): number {
  const low = halves[2 * start] ?? 0;
  const high = halves[2 * start + 1];
  let end = start + 1;
  while (end < count && halves[2 * end + 1] === high && (halves[2 * end] ?? 0) >>> 24 === low >>> 24) end += 1;
  return end;
}

function rowsOf(start: number, end: number, rowAt: (entry: number) => number): number[] {
  const group: number[] = [];
  for (let entry = start; entry < end; entry += 1) group.push(rowAt(entry));
  return group;
}

/** The last place of each row among places in order: rows that found no cell, or different ones of one hash. */
function lastOfEach(words: Uint32Array, places: readonly number[]): number[] {
  const kept: number[] = [];
  for (const at of places.toReversed()) {
    if (kept.some((other) => sameRow(words, other, words, at))) continue;
    if (kept.length === SMALL_GROUP) return lastBySorting(words, places);
    kept.push(at);
  }
  return kept;
}

/** Somebody made many hashes collide: n log n, so that it costs them more than us. */
function lastBySorting(words: Uint32Array, places: readonly number[]): number[] {
  const sorted = places.toSorted((a, b) => compareRows(words, a, b) || a - b);
  return sorted.filter((at, index) => {
    const next = sorted[index + 1];
    return next === undefined || !sameRow(words, at, words, next);
  });
}

/** Any order in which a row is equal to itself alone. */
function compareRows(words: Uint32Array, a: number, b: number): number {
  if (sameRow(words, a, words, b)) return 0;
  const kind = ((words[a] ?? 0) & 0xff) - ((words[b] ?? 0) & 0xff);
  if (kind !== 0) return kind;
  // Rows of one kind that differ do so in these words: an account's nonce and balance lie behind its address.
  for (let index = 1; index < WORDS; index += 1) {
    const difference = (words[a + index] ?? 0) - (words[b + index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
