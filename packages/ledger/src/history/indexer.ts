import { createBlockWriter, FILE_BYTES } from './blockFiles.ts';
import { GROUP, type IndexState, type IndexWrite, type Location, openIndexStore, type Run } from './indexStore.ts';
import { nextRecord, TOPICS_AT, topicCount } from './logRecords.ts';
import { addPosting, createPostings, dedupe, type Postings, sortPostings } from './postings.ts';
import { createTerms, TERM, type Terms } from './terms.ts';

/** A block on its way to the disk. */
export interface BlockRecord {
  number: number;
  hash: Uint8Array;
  /** The record of durability's block codec, without the state's changes. */
  record: Uint8Array;
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

/** Runs of a level that become one of the next. 8: an entry is written again three times in 500 flushes. */
const FAN_OUT = 8;
/** Postings of the largest run that is merged: 32 MB, sorted in 0.3 s. */
const MOST_MERGED = 4_194_304;
/** A run spans at most this part of the window, so that little of what is kept is pruned already. */
const SPAN_PARTS = 8;
const LEAST_SPAN = 64;
/** Blocks pruned in a commit. */
const MOST_PRUNED = 4_096;

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

export function createIndexer({ dir, window }: IndexerOptions): Indexer {
  const store = openIndexStore(dir);
  const files = createBlockWriter(dir);
  let state = store.state();
  const terms = createTerms(state.seed);
  files.keep(new Set(state.files.map(({ file }) => file)));
  const mostSpan = Math.max(LEAST_SPAN, Math.floor(window / SPAN_PARTS));

  function place(block: BlockRecord, next: IndexState): { file: number; offset: number; files: IndexState['files'] } {
    const { number, record } = block;
    const tail = next.files.at(-1);
    if (tail === undefined || tail.end + record.length > FILE_BYTES) {
      const file = tail === undefined ? 0 : tail.file + 1;
      return { file, offset: 0, files: [...next.files, { file, last: number, end: record.length }] };
    }
    const { file, end: offset } = tail;
    return { file, offset, files: [...next.files.slice(0, -1), { file, last: number, end: offset + record.length }] };
  }

  /** The trailing runs of a level become one of the next, as often as there are enough. */
  function merge(to: IndexWrite, next: IndexState, least: number): IndexState {
    let { runs, nextRun } = next;
    for (let level = 0; ; level++) {
      const group = runs.slice(-FAN_OUT);
      const [head, tail] = [group[0], group.at(-1)];
      if (head === undefined || tail === undefined || group.length < FAN_OUT) break;
      const entries = group.reduce((sum, run) => sum + run.entries, 0);
      const fits = entries <= MOST_MERGED && tail.last - head.first < mostSpan;
      if (!fits || group.some((run) => run.level !== level)) break;
      const merged = mergeRuns(group, entries, least);
      const run: Run = { ...merged.run, id: nextRun++, level: level + 1 };
      for (const { id } of group) to.dropRun(id);
      to.run(run.id, merged.postings);
      runs = [...runs.slice(0, -FAN_OUT), run];
    }
    return { ...next, runs, nextRun };
  }

  function mergeRuns(group: readonly Run[], entries: number, least: number): { run: Run; postings: Postings } {
    const [head, tail] = [group[0], group.at(-1)];
    if (head === undefined || tail === undefined) throw new RangeError('no runs to merge');
    const postings = createPostings(entries);
    for (const { id, base } of group) {
      store.readRun(id, (list, ordinals) => {
        postings.terms.set(list, postings.count);
        for (const ordinal of ordinals) postings.ordinals[postings.count++] = ordinal + base - head.base;
      });
    }
    sortPostings(postings);
    dedupe(postings, least - head.base);
    return { run: { ...head, last: tail.last, entries: postings.count }, postings };
  }

  function prune(to: IndexWrite, next: IndexState): IndexState {
    const first = Math.min(Math.max(next.first, next.last - window + 1), next.first + MOST_PRUNED);
    for (let number = next.first; number < first; number++) to.dropBlock(number);
    for (const run of next.runs) if (run.last < first) to.dropRun(run.id);
    const kept = next.files.filter(({ last }) => last >= first);
    return { ...next, first, runs: next.runs.filter(({ last }) => last >= first), files: kept };
  }

  return {
    commit(blocks) {
      const postings = createPostings(blocks.reduce((sum, block) => sum + 4 * block.transactions + 1, 0));
      const base = state.nextOrdinal;
      const locations: [number, Location][] = [];
      let next: IndexState = { ...state, version: state.version + 1 };
      for (const block of blocks) {
        const { number, hash, record, transactions, hashesAt, logOffsetsAt, logsAt } = block;
        const { file, offset, files: list } = place(block, next);
        files.write(file, offset, record);
        const ordinal = next.nextOrdinal;
        const firstLogs = postBlock(postings, terms, block, ordinal - base);
        const parts = { hashesAt, logOffsetsAt, logsAt, hash, firstLogs };
        locations.push([number, { file, offset, bytes: record.length, ordinal, transactions, ...parts }]);
        const first = next.first < 0 ? number : next.first;
        next = { ...next, first, last: number, nextOrdinal: ordinal + transactions + 1, files: list };
      }
      files.sync();
      sortPostings(postings);
      dedupe(postings, 0);
      const run = { id: next.nextRun, level: 0, base, entries: postings.count };
      const [from, to] = [blocks[0]?.number ?? 0, next.last];
      next = { ...next, nextRun: next.nextRun + 1, runs: [...next.runs, { ...run, first: from, last: to }] };
      store.write((into) => {
        for (const [number, location] of locations) into.block(number, location);
        into.run(run.id, postings);
        next = prune(into, next);
        next = merge(into, next, store.location(next.first)?.ordinal ?? 0);
        return next;
      });
      const removed = state.files.length > 0 && state.files[0]?.file !== next.files[0]?.file;
      state = next;
      if (removed) files.keep(new Set(next.files.map(({ file }) => file)));
    },
    async close() {
      files.close();
      await store.close();
    },
  };
}
