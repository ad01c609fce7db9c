import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { History, SealedBlock } from '../seams.ts';
import { createBlockReader, syncFolder } from './blockFiles.ts';
import { openIndexStore } from './indexStore.ts';
import { searchIndexed } from './logSearch.ts';
import { createLookups, type LookupParts } from './lookups.ts';
import { createOldBlocks, type OldBlocks } from './oldBlocks.ts';
import { isNext } from './order.ts';
import { createRecent, type Recent } from './recent.ts';
import { beginSearch, DEFAULT_QUERY_WORK, searchBlock } from './search.ts';
import { startWriter } from './writer.ts';

export interface HistoryOptions {
  dir: string;
  /** Blocks kept. */
  window: number;
  /** Blocks, and bytes of them, that stay in memory after they are on disk. */
  recentBlocks?: number;
  recentBytes?: number;
  /** Blocks, and bytes of them, that may wait for the disk before `append` waits. */
  backlogBlocks?: number;
  backlogBytes?: number;
  /** Bytes of older blocks, read again, that stay in memory. */
  cacheBytes?: number;
  /** Bound of a query (search.ts). */
  queryWork?: number;
}

/** 128 blocks is also what the state of the past reaches back; 256 MiB are five seconds of 100,000 transfers each. */
const DEFAULTS = {
  recentBlocks: 128,
  recentBytes: 256 * 1024 * 1024,
  backlogBlocks: 1_024,
  backlogBytes: 256 * 1024 * 1024,
  cacheBytes: 64 * 1024 * 1024,
  queryWork: DEFAULT_QUERY_WORK,
};

function larger(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}

function smaller(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}

/** Drops blocks that are too many or too large together, none of them after `most`: on disk, and not the last one. */
function trimRecent(recent: Recent, limit: { recentBlocks: number; recentBytes: number }, most: bigint): void {
  while (recent.count > limit.recentBlocks || recent.bytes > limit.recentBytes) {
    const number = recent.oldest();
    if (number === undefined || number > most) return;
    recent.drop(number);
  }
}

/** Numbers of blocks. */
interface Span {
  first: bigint;
  last: bigint;
  indexed: bigint;
}

/** Where blocks are read: what is not indexed yet is in `recent`. */
function createReads(parts: LookupParts, old: OldBlocks, span: Span, queryWork: number): Reads {
  const { recent } = parts;
  const lookups = createLookups(parts);

  function byNumber(number: bigint): SealedBlock | undefined {
    if (number < span.first || number > span.last) return undefined;
    return recent.get(number) ?? old.get(number);
  }

  function byHash(hash: Uint8Array): SealedBlock | undefined {
    const number = recent.byHash(hash)?.header.number ?? lookups.location(hash)?.block;
    return number === undefined ? undefined : byNumber(BigInt(number));
  }

  return {
    block: (id) => (typeof id === 'bigint' ? byNumber(id) : byHash(id)),
    transaction(hash) {
      const place = recent.transaction(hash) ?? lookups.transaction(hash);
      return place === undefined || place.block < span.first ? undefined : place;
    },
    logs(filter, limit) {
      const search = beginSearch(filter, limit, queryWork);
      const from = larger(filter.fromBlock, span.first);
      const to = smaller(filter.toBlock, span.last);
      const onDisk = smaller(to, span.indexed);
      if (from <= onDisk) searchIndexed(parts, search, Number(from), Number(onDisk));
      for (let number = larger(from, span.indexed + 1n); number <= to && !search.more; number++) {
        const block = recent.get(number);
        if (block !== undefined) searchBlock(search, number, block.logs);
      }
      return { logs: search.found, more: search.more };
    },
  };
}

type Reads = Pick<History, 'block' | 'transaction' | 'logs'>;

/**
 * Durable history: blocks in files, indexes in LMDB (docs/adr/0205-ledger-history.md), written behind by a thread.
 * Blocks read back from disk have no `changes`: those are with recent blocks, and in the log.
 */
export async function openHistory(options: HistoryOptions): Promise<History> {
  const { dir, window, recentBlocks, recentBytes, cacheBytes, queryWork, ...rest } = { ...DEFAULTS, ...options };
  if (mkdirSync(dir, { recursive: true }) !== undefined) syncFolder(path.dirname(dir));
  const store = openIndexStore(dir);
  const reader = createBlockReader(dir);
  const recent = createRecent();
  const found = store.state();
  let oldest = found.first < 0 ? undefined : BigInt(found.first);
  const span = {
    last: BigInt(found.last),
    indexed: BigInt(found.last),
    get first() {
      return oldest === undefined ? 0n : larger(span.last - BigInt(window) + 1n, oldest);
    },
  };
  const trim = () => trimRecent(recent, { recentBlocks, recentBytes }, smaller(span.indexed, span.last - 1n));
  const writer = startWriter({
    ...rest,
    dir,
    window,
    onIndexed(block) {
      span.indexed = BigInt(block);
      store.refresh();
      trim();
    },
  });

  function hashOf(number: bigint): Uint8Array | undefined {
    return recent.get(number)?.hash ?? (number <= span.indexed ? store.location(Number(number))?.hash : undefined);
  }

  return {
    ...createReads({ store, reader, recent }, createOldBlocks(store, reader, cacheBytes), span, queryWork),
    async append(block) {
      const { number } = block.header;
      const isNew = isNext(block, span.last, hashOf(number));
      if (isNew) {
        writer.send(block);
        span.last = number;
        oldest ??= number;
      }
      if (number >= span.first) recent.add(block, isNew);
      recent.drop(span.first - 1n);
      trim();
      await writer.room();
    },
    get first() {
      return span.first;
    },
    get last() {
      return span.last;
    },
    get indexed() {
      return span.indexed;
    },
    async close() {
      await writer.close();
      reader.close();
      await store.close();
    },
  };
}
