import { type BlockWriter, createBlockWriter, FILE_BYTES } from './blockFiles.ts';
import { GROUP, type IndexState, type Location, openIndexStore } from './indexStore.ts';
import { nextRecord, TOPICS_AT, topicCount } from './logRecords.ts';
import { addPosting, createPostings, dedupe, type Postings, sortPostings } from './postings.ts';
import { addRun, mergeRuns, prune } from './runs.ts';
import { createTerms, TERM, type Terms } from './terms.ts';

/** A block on its way to the disk. */
export interface BlockRecord {
  number: number;
  hash: Uint8Array;
  /** The record of durability's block codec, without the state's changes. */
  record: Uint8Array;
  /** Whether it lies at a multiple of 4,096 in memory (recordSpace.ts). */
  aligned: boolean;
  transactions: number;
  hashesAt: number;
  logOffsetsAt: number;
  logsAt: number;
}

export interface IndexerOptions {
  dir: string;
  /** Blocks kept. */
  window: number;
}

/** Postings of one block: its hash, its transactions, and the addresses and topics of their logs. */
export function postBlock(into: Postings, terms: Terms, block: BlockRecord, ordinal: number): Uint32Array {
  const { record, transactions, hashesAt, logOffsetsAt, logsAt } = block;
  const view = new DataView(record.buffer, record.byteOffset, record.byteLength);
  const firstLogs = new Uint32Array(Math.ceil(transactions / GROUP) + 1);
  let logCount = 0;
  addPosting(into, terms.of(TERM.block, block.hash), ordinal);
  const seen = new Float64Array(TERM.transaction).fill(-1);
  for (let i = 0; i < transactions; i++) {
    if (i % GROUP === 0) {
      firstLogs[i / GROUP] = logCount;
      seen.fill(-1);
    }
    addPosting(into, terms.at(TERM.transaction, view, hashesAt + i * 32, 8), ordinal + 1 + i);
    const group = ordinal + 1 + i - (i % GROUP);
    /** Most blocks repeat a term at once: the token, the event. */
    const add = (kind: number, term: number): void => {
      if (seen[kind] === term) return;
      seen[kind] = term;
      addPosting(into, term, group);
    };
    const end = logsAt + view.getUint32(logOffsetsAt + (i + 1) * 4, true);
    for (let at = logsAt + view.getUint32(logOffsetsAt + i * 4, true); at < end; logCount++) {
      const next = nextRecord(view, at, end);
      add(TERM.address, terms.at(TERM.address, view, at, 5));
      const topics = Math.min(4, topicCount(view, at));
      for (let t = 0; t < topics; t++) {
        add(TERM.topic + t, terms.at(TERM.topic + t, view, at + TOPICS_AT + t * 32, 8));
      }
      at = next;
    }
  }
  firstLogs[firstLogs.length - 1] = logCount;
  return firstLogs;
}

export interface Indexer {
  /** Consecutive blocks, durable when it returns. */
  commit(blocks: readonly BlockRecord[]): void;
  close(): Promise<void>;
}

/** Where a record goes: behind the last one, or into a new file. */
function nextPlace(files: IndexState['files'], { number, record }: BlockRecord): IndexState['files'] {
  const tail = files.at(-1);
  if (tail === undefined || tail.end + record.length > FILE_BYTES) {
    const file = tail === undefined ? 0 : tail.file + 1;
    return [...files, { file, last: number, end: record.length }];
  }
  return [...files.slice(0, -1), { file: tail.file, last: number, end: tail.end + record.length }];
}

interface Batch {
  state: IndexState;
  locations: [number, Location][];
  postings: Postings;
}

/** Writes the records of a batch to the files, and collects what the index will say of them. */
function writeBlocks(from: IndexState, blocks: readonly BlockRecord[], files: BlockWriter, terms: Terms): Batch {
  const postings = createPostings(blocks.reduce((sum, block) => sum + 4 * block.transactions + 1, 0));
  const locations: Batch['locations'] = [];
  let state = from;
  for (const block of blocks) {
    const { number, record, aligned, transactions, hashesAt, logOffsetsAt, logsAt, hash } = block;
    const list = nextPlace(state.files, block);
    const { file, end } = list.at(-1) ?? { file: 0, end: record.length };
    const offset = end - record.length;
    files.write(file, offset, record, aligned);
    const ordinal = state.nextOrdinal;
    const firstLogs = postBlock(postings, terms, block, ordinal - from.nextOrdinal);
    const parts = { hashesAt, logOffsetsAt, logsAt, hash, firstLogs };
    locations.push([number, { file, offset, bytes: record.length, ordinal, transactions, ...parts }]);
    const first = state.first < 0 ? number : state.first;
    state = { ...state, first, last: number, nextOrdinal: ordinal + transactions + 1, files: list };
  }
  files.sync();
  sortPostings(postings);
  dedupe(postings, 0);
  return { state, locations, postings };
}

export function createIndexer({ dir, window }: IndexerOptions): Indexer {
  const store = openIndexStore(dir);
  const files = createBlockWriter(dir);
  let state = store.state();
  const terms = createTerms(state.seed);
  const keepFiles = () => files.keep(new Set(state.files.map(({ file }) => file)));
  keepFiles();

  return {
    commit(blocks) {
      const before = state;
      const batch = writeBlocks(before, blocks, files, terms);
      store.write((to) => {
        for (const [number, location] of batch.locations) to.block(number, location);
        const run = { base: before.nextOrdinal, first: blocks[0]?.number ?? 0, last: batch.state.last };
        const pruned = prune(to, addRun(to, batch.state, { ...run, level: 0 }, batch.postings), window);
        state = mergeRuns(store, to, pruned, window);
        return state;
      });
      if (before.files[0]?.file !== state.files[0]?.file) keepFiles();
    },
    async close() {
      files.close();
      await store.close();
    },
  };
}
