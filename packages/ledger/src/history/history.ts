import { mkdirSync } from 'node:fs';
import { decodeBlock } from '../durability/block-codec.ts';
import { readHead } from '../durability/record.ts';
import type { History, SealedBlock } from '../seams.ts';
import { createBlockReader } from './blockFiles.ts';
import { createBlockCache } from './cache.ts';
import { HistoryFault } from './errors.ts';
import { type Location, openIndexStore } from './indexStore.ts';
import { createLookups } from './lookups.ts';
import { isNext } from './order.ts';
import { blockBytes, createRecent } from './recent.ts';
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

/**
 * Durable history: blocks in files, indexes in LMDB (docs/adr/0205-ledger-history.md), written behind by a thread.
 * Blocks read back from disk have no `changes`: those are with recent blocks, and in the log.
 */
export async function openHistory(options: HistoryOptions): Promise<History> {
  const { dir, window, recentBlocks, recentBytes, cacheBytes, queryWork, ...rest } = { ...DEFAULTS, ...options };
  mkdirSync(dir, { recursive: true });
  const store = openIndexStore(dir);
  const reader = createBlockReader(dir);
  const recent = createRecent();
  const cache = createBlockCache(cacheBytes);
  const lookups = createLookups({ store, reader, recent });
  const found = store.state();
  let last = BigInt(found.last);
  let indexed = last;
  let oldest = found.first < 0 ? undefined : BigInt(found.first);

  function trim(): void {
    while (recent.count > recentBlocks || recent.bytes > recentBytes) {
      const number = recent.oldest();
      // The last one stays: the ledger names it all the time.
      if (number === undefined || number > indexed || number >= last) return;
      recent.drop(number);
    }
  }
  const writer = startWriter({
    ...rest,
    dir,
    window,
    onIndexed(block) {
      indexed = BigInt(block);
      store.refresh();
      trim();
    },
  });

  function first(): bigint {
    return oldest === undefined ? 0n : larger(last - BigInt(window) + 1n, oldest);
  }

  function read(number: bigint, place: Location): SealedBlock {
    const known = cache.get(number);
    if (known !== undefined) return known;
    const record = reader.read(place.file, place.offset, place.bytes);
    const head = readHead(record, 0);
    const block = head.status === 'ok' ? decodeBlock(record, head.head) : undefined;
    if (block === undefined || block.header.number !== number) {
      const message = 'a block of the history is damaged: remove the history directory and it fills anew';
      throw new HistoryFault('corrupt', message, { number });
    }
    cache.add(block, blockBytes(block));
    return block;
  }

  function byNumber(number: bigint): SealedBlock | undefined {
    if (number < first() || number > last) return undefined;
    const kept = recent.get(number);
    if (kept !== undefined) return kept;
    const place = store.location(Number(number));
    return place === undefined ? undefined : read(number, place);
  }

  function byHash(hash: Uint8Array): SealedBlock | undefined {
    const kept = recent.byHash(hash);
    if (kept !== undefined) return kept.header.number < first() ? undefined : kept;
    const on = lookups.location(hash);
    return on === undefined ? undefined : byNumber(BigInt(on.block));
  }

  return {
    async append(block) {
      const { number } = block.header;
      const known = recent.get(number)?.hash ?? (number <= indexed ? store.location(Number(number))?.hash : undefined);
      const isNew = isNext(block, last, known);
      if (isNew) {
        writer.send(block);
        last = number;
        oldest ??= number;
      }
      if (number >= first()) recent.add(block, isNew);
      recent.drop(first() - 1n);
      trim();
      await writer.room();
    },
    get first() {
      return first();
    },
    get last() {
      return last;
    },
    get indexed() {
      return indexed;
    },
    block: (id) => (typeof id === 'bigint' ? byNumber(id) : byHash(id)),
    transaction(hash) {
      const place = recent.transaction(hash) ?? lookups.transaction(hash);
      return place === undefined || place.block < first() ? undefined : place;
    },
    logs(filter, limit) {
      const search = beginSearch(filter, limit, queryWork);
      const from = larger(filter.fromBlock, first());
      const to = smaller(filter.toBlock, last);
      const onDisk = smaller(to, indexed);
      if (from <= onDisk) lookups.search(search, Number(from), Number(onDisk));
      for (let number = larger(from, indexed + 1n); number <= to && !search.more; number++) {
        const block = recent.get(number);
        if (block !== undefined) searchBlock(search, number, block.logs);
      }
      return { logs: search.found, more: search.more };
    },
    async close() {
      await writer.close();
      reader.close();
      await store.close();
    },
  };
}
