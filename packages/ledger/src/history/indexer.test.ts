import { mkdtemp, readdir, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { holderTopic, transferBlock } from '../../testkit/historyBlocks.ts';
import { createBlockReader } from './blockFiles.ts';
import { createIndexer } from './indexer.ts';
import { openIndexStore } from './indexStore.ts';
import { searchIndexed } from './logSearch.ts';
import { createLookups } from './lookups.ts';
import { createRecent } from './recent.ts';
import { recordOf } from './record.ts';
import { beginSearch } from './search.ts';

/** A commit each: every one waits for the disk. */
const WINDOW = 130;
const BLOCKS = 200;
/** More than a group, so that groups matter; every holder is met again after 40 blocks. */
const blockOf = (n: number) =>
  transferBlock(
    BigInt(n),
    Array.from({ length: n % 50 === 0 ? 600 : 1 + (n % 3) }, (_, i) => ({
      from: n % 40,
      to: 100_000 + n * 1_000 + i,
    })),
  );

describe('the index over many commits', () => {
  let dir = '';
  beforeEach(async () => {
    dir = await mkdtemp(path.join(os.tmpdir(), 'lode-indexer-'));
  });
  afterEach(async () => {
    await rm(dir, { recursive: true, force: true });
  });

  it('merges its runs, prunes its window, and finds what is left exactly', async () => {
    const indexer = createIndexer({ dir, window: WINDOW });
    for (let n = 0; n < BLOCKS; n++) indexer.commit([recordOf(blockOf(n))]);
    const store = openIndexStore(dir);
    const reader = createBlockReader(dir);
    const parts = { store, reader, recent: createRecent() };
    const lookups = createLookups(parts);
    const first = BLOCKS - WINDOW;
    const state = store.state();
    expect(state).toMatchObject({ first, last: BLOCKS - 1 });
    // 64 blocks a run at most: levels 0 to 2 of fan-out 8.
    expect(state.runs.length).toBeLessThan(20);
    expect(state.runs.some(({ level }) => level === 2)).toBe(true);
    expect(state.runs.every(({ last }) => last >= first)).toBe(true);

    const search = (topics: (Uint8Array[] | undefined)[], from: number, to: number) => {
      const filter = { fromBlock: BigInt(from), toBlock: BigInt(to), topics };
      const run = beginSearch(filter, 100_000, 10_000_000);
      searchIndexed(parts, run, from, to);
      return run.found;
    };
    for (const holder of [0, 7, 39]) {
      const expected = Array.from({ length: BLOCKS - first }, (_, i) => first + i)
        .filter((n) => n % 40 === holder)
        .flatMap((n) =>
          Array.from({ length: blockOf(n).status.length }, (_, i) => ({
            block: BigInt(n),
            transactionIndex: i,
            logIndex: i,
          })),
        );
      expect(search([undefined, [holderTopic(holder)]], first, BLOCKS - 1)).toEqual(expected);
    }
    expect(search([undefined, undefined, [holderTopic(100_000 + 150_599)]], first, BLOCKS - 1)).toEqual([
      { block: 150n, transactionIndex: 599, logIndex: 599 },
    ]);
    expect(search([undefined, undefined, [holderTopic(100_000 + 150_599)]], 151, BLOCKS - 1)).toEqual([]);
    for (const n of [first, 100, 153, BLOCKS - 1]) {
      const { hashes, hash, status } = blockOf(n);
      const index = status.length - 1;
      expect(lookups.transaction(hashes.subarray(index * 32))).toEqual({ block: BigInt(n), index });
      expect(lookups.location(hash)?.block).toBe(n);
    }
    expect(lookups.transaction(blockOf(first - 1).hashes.subarray(0, 32))).toBeUndefined();
    reader.close();
    await store.close();
    await indexer.close();
    expect(await readdir(dir)).toContain('blocks-00000000');
  });
});
