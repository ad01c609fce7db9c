import { randomBytes } from 'node:crypto';
import { type Database, open, type RootDatabase } from 'lmdb';
import { HistoryFault } from './errors.ts';
import type { Postings } from './postings.ts';
import { SEED_WORDS } from './terms.ts';

/**
 * The index in LMDB. Every block has one ordinal for itself and one for each transaction, counted through all blocks.
 * A run is the sorted postings of consecutive blocks: (term, ordinal), of transactions and block hashes exactly, of
 * logs by the first transaction of a group, cut into values of at most a page.
 */
export interface Run {
  id: number;
  level: number;
  /** Numbers of blocks. */
  first: number;
  last: number;
  /** Added to its ordinals. */
  base: number;
  entries: number;
}

export interface IndexState {
  seed: readonly number[];
  /** Numbers of blocks; -1 where there are none. */
  first: number;
  last: number;
  nextOrdinal: number;
  nextRun: number;
  /** In the order of blocks. */
  runs: readonly Run[];
  /** Files of blocks, with the last block of each. */
  files: readonly { file: number; last: number; end: number }[];
}

/** Transactions of a group: what a query reads at once. */
export const GROUP = 256;

/** Where a block is in its file, and where parts of it are in its record. */
export interface Location {
  file: number;
  offset: number;
  bytes: number;
  ordinal: number;
  transactions: number;
  hashesAt: number;
  logOffsetsAt: number;
  logsAt: number;
  hash: Uint8Array;
  /** Of the first log of each group; one entry more: the logs of the block. */
  firstLogs: Uint32Array;
}

const NUMBERS = 8;
const HASH_AT = NUMBERS * 8;
const FIRST_LOGS_AT = HASH_AT + 32;

function encodeLocation(place: Location): Uint8Array {
  const { file, offset, bytes, ordinal, transactions, hashesAt, logOffsetsAt, logsAt, hash, firstLogs } = place;
  const numbers = [file, offset, bytes, ordinal, transactions, hashesAt, logOffsetsAt, logsAt];
  const out = new Uint8Array(FIRST_LOGS_AT + firstLogs.byteLength);
  const view = new DataView(out.buffer);
  numbers.forEach((number, i) => {
    view.setFloat64(i * 8, number, true);
  });
  out.set(hash, HASH_AT);
  firstLogs.forEach((index, i) => {
    view.setUint32(FIRST_LOGS_AT + i * 4, index, true);
  });
  return out;
}

function decodeLocation(bytes: Uint8Array): Location {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const number = (i: number) => view.getFloat64(i * 8, true);
  const firstLogs = Uint32Array.from({ length: (bytes.length - FIRST_LOGS_AT) / 4 }, (_, i) =>
    view.getUint32(FIRST_LOGS_AT + i * 4, true),
  );
  const [file, offset, size, ordinal, transactions] = [number(0), number(1), number(2), number(3), number(4)];
  const [hashesAt, logOffsetsAt, logsAt] = [number(5), number(6), number(7)];
  const hash = bytes.slice(HASH_AT, FIRST_LOGS_AT);
  return { file, offset, bytes: size, ordinal, transactions, hashesAt, logOffsetsAt, logsAt, hash, firstLogs };
}

function numberKey(number: number): Uint8Array {
  const key = new Uint8Array(8);
  const view = new DataView(key.buffer);
  view.setUint32(0, Math.floor(number / 2 ** 32));
  view.setUint32(4, number >>> 0);
  return key;
}

function chunkKey(run: number, term: number, sequence: number): Uint8Array {
  const key = new Uint8Array(12);
  const view = new DataView(key.buffer);
  view.setUint32(0, run);
  view.setUint32(4, term);
  view.setUint32(8, sequence);
  return key;
}

/** Postings of a value: 8 bytes each, so that it fills one overflow page of 4,096 bytes with LMDB's head of 16. */
export const CHUNK = 510;
const MOST_SEQUENCE = 2 ** 32 - 1;

export interface IndexStore {
  state(): IndexState;
  location(block: number): Location | undefined;
  /** The number of the block to which an ordinal belongs. */
  blockAt(ordinal: number): number | undefined;
  /** Calls back with the chunks that can have a term, the last one first. */
  chunks(run: number, term: number, visit: (terms: Uint32Array, ordinals: Uint32Array) => void): void;
  /** All of a run, in order. */
  readRun(run: number, visit: (terms: Uint32Array, ordinals: Uint32Array) => void): void;
  /** Forgets the snapshot that earlier reads used. */
  refresh(): void;
  /** One transaction, durable when it returns. */
  write(change: (to: IndexWrite) => IndexState): void;
  close(): Promise<void>;
}

export interface IndexWrite {
  block(number: number, place: Location): void;
  dropBlock(number: number): void;
  run(id: number, postings: Postings): void;
  dropRun(id: number): void;
}

/** Address space, not memory or disk: a map that never grows is never moved under another thread's reader. */
const MAP_BYTES = 2 ** 40;
const STATE_KEY = Uint8Array.of(1);

type Binary = Database<Uint8Array, Uint8Array>;

function splitChunk(value: Uint8Array): [Uint32Array, Uint32Array] {
  const words = new Uint32Array(value.length / 4);
  new Uint8Array(words.buffer).set(value);
  const half = words.length / 2;
  return [words.subarray(0, half), words.subarray(half)];
}

function writeRun(runs: Binary, id: number, { terms, ordinals, count }: Postings): void {
  const words = new Uint32Array(CHUNK * 2);
  for (let at = 0, sequence = 0; at < count; at += CHUNK, sequence++) {
    const size = Math.min(CHUNK, count - at);
    words.set(terms.subarray(at, at + size), 0);
    words.set(ordinals.subarray(at, at + size), size);
    runs.putSync(chunkKey(id, terms[at] ?? 0, sequence), new Uint8Array(words.buffer, 0, size * 8), { append: true });
  }
}

function freshState(): IndexState {
  const seed = Array.from({ length: SEED_WORDS }, () => randomBytes(4).readUInt32LE());
  return { seed, first: -1, last: -1, nextOrdinal: 0, nextRun: 0, runs: [], files: [] };
}

function putState(meta: Binary, state: IndexState): void {
  meta.putSync(STATE_KEY, new TextEncoder().encode(JSON.stringify(state)));
}

function readState(meta: Binary): IndexState {
  const bytes = meta.getBinary(STATE_KEY);
  if (bytes === undefined) {
    throw new HistoryFault('corrupt', 'the index of the history has no state: remove the history directory');
  }
  const state = JSON.parse(bytes.toString()) as IndexState;
  if (state.seed.length === SEED_WORDS) return state;
  const message = 'the index of the history is another version’s: remove the history directory and it fills anew';
  throw new HistoryFault('corrupt', message);
}

function openRoot(dir: string): RootDatabase<Uint8Array, Uint8Array> {
  const options = { encoding: 'binary', keyEncoding: 'binary', cache: false, overlappingSync: false } as const;
  try {
    return open<Uint8Array, Uint8Array>({ path: dir, mapSize: MAP_BYTES, ...options });
  } catch (cause) {
    const message = `${dir} is not an index that LMDB can read: remove the history directory and it fills anew`;
    throw new HistoryFault('corrupt', message, {}, cause);
  }
}

export function openIndexStore(dir: string): IndexStore {
  const root = openRoot(dir);
  const binary = { encoding: 'binary', keyEncoding: 'binary', cache: false } as const;
  const meta: Binary = root.openDB({ name: 'meta', ...binary });
  const blocks: Binary = root.openDB({ name: 'blocks', ...binary });
  const ordinals: Binary = root.openDB({ name: 'ordinals', ...binary });
  const runs: Binary = root.openDB({ name: 'runs', ...binary });
  // The seed must be the same from the first block on.
  root.transactionSync(() => {
    if (!meta.doesExist(STATE_KEY)) putState(meta, freshState());
  });

  const write: IndexWrite = {
    block(number, place) {
      blocks.putSync(numberKey(number), encodeLocation(place));
      ordinals.putSync(numberKey(place.ordinal), numberKey(number));
    },
    dropBlock(number) {
      const value = blocks.getBinary(numberKey(number));
      if (value === undefined) return;
      ordinals.removeSync(numberKey(decodeLocation(value).ordinal));
      blocks.removeSync(numberKey(number));
    },
    run: (id, postings) => writeRun(runs, id, postings),
    dropRun(id) {
      const keys = [...runs.getKeys({ start: chunkKey(id, 0, 0), end: chunkKey(id + 1, 0, 0) })];
      for (const key of keys) runs.removeSync(key);
    },
  };

  return {
    state: () => readState(meta),
    location(block) {
      const value = blocks.getBinary(numberKey(block));
      return value === undefined ? undefined : decodeLocation(value);
    },
    blockAt(ordinal) {
      for (const { value } of ordinals.getRange({ start: numberKey(ordinal), reverse: true, limit: 1 })) {
        const view = new DataView(value.buffer, value.byteOffset, 8);
        return view.getUint32(0) * 2 ** 32 + view.getUint32(4);
      }
      return undefined;
    },
    chunks(run, term, visit) {
      const start = chunkKey(run, term, MOST_SEQUENCE);
      for (const { value } of runs.getRange({ start, end: chunkKey(run, 0, 0), inclusiveEnd: true, reverse: true })) {
        const [terms, list] = splitChunk(value);
        visit(terms, list);
        if ((terms[0] ?? 0) < term) return;
      }
    },
    readRun(run, visit) {
      for (const { value } of runs.getRange({ start: chunkKey(run, 0, 0), end: chunkKey(run + 1, 0, 0) })) {
        visit(...splitChunk(value));
      }
    },
    refresh: () => root.resetReadTxn(),
    write(change) {
      root.transactionSync(() => {
        putState(meta, change(write));
      });
    },
    close: () => root.close(),
  };
}
