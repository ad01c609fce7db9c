import { appendFile, mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { holderTopic, transferBlock } from '../../testkit/historyBlocks.ts';
import { describeHistoryCompliance } from '../../testkit/historyCompliance.ts';
import type { History } from '../seams.ts';
import { type HistoryOptions, openHistory } from './history.ts';

let root = '';
let count = 0;
beforeAll(async () => {
  root = await mkdtemp(path.join(os.tmpdir(), 'lode-history-'));
});
afterAll(async () => {
  await rm(root, { recursive: true, force: true });
});

function freshDir(): string {
  count += 1;
  return path.join(root, `${count}`);
}

async function settle(history: History): Promise<void> {
  while (history.indexed < history.last) await new Promise((resolve) => setTimeout(resolve, 1));
}

describeHistoryCompliance({
  name: 'lmdb',
  // Few recent blocks, so that the disk is asked.
  create: (options) => openHistory({ ...options, dir: freshDir(), recentBlocks: 2 }),
  settle,
  runs: 6,
});

describe('openHistory', () => {
  const open: History[] = [];
  afterEach(async () => {
    await Promise.all(open.splice(0).map((history) => history.close()));
  });

  async function opened(dir: string, options: Partial<HistoryOptions> = {}): Promise<History> {
    const history = await openHistory({ dir, window: 1_000, ...options });
    open.push(history);
    return history;
  }
  async function closed(history: History): Promise<void> {
    open.splice(open.indexOf(history), 1);
    await history.close();
  }
  const block = (n: number) =>
    transferBlock(BigInt(n), [
      { from: n, to: 1 },
      { from: 3, to: n },
    ]);

  it('goes on where it ended, and takes again what recovery appends again', async () => {
    const dir = freshDir();
    const first = await opened(dir);
    for (let n = 0; n < 6; n++) await first.append(block(n));
    await closed(first);

    const second = await opened(dir);
    expect(second).toMatchObject({ first: 0n, last: 5n, indexed: 5n });
    expect(second.block(5n)?.changes.rows).toHaveLength(0);
    const again = { ...block(5), changes: { ...block(5).changes, rows: new Uint8Array(96) } };
    for (const known of [block(4), again, block(6)]) await second.append(known);
    // Recent blocks have their changes, for the state of the past.
    expect(second.block(5n)?.changes.rows).toHaveLength(96);
    await settle(second);
    const filter = { fromBlock: 0n, toBlock: 9n, topics: [undefined, [holderTopic(3)]] };
    expect(second.logs(filter, 99).logs).toHaveLength(8);
    const other = { ...block(3), hash: new Uint8Array(32) };
    await expect(second.append(other)).rejects.toMatchObject({ code: 'other-block' });
  });

  it('writes over what a crash left after the last commit, and removes files that nothing names', async () => {
    const dir = freshDir();
    const first = await opened(dir);
    await first.append(block(0));
    await closed(first);
    await appendFile(path.join(dir, 'blocks-00000000'), new Uint8Array(10_000).fill(0xee));
    await writeFile(path.join(dir, 'blocks-00000007'), 'left over');
    const second = await opened(dir);
    await second.append(block(1));
    await closed(second);
    const third = await opened(dir);
    expect(third.block(0n)?.hash).toEqual(block(0).hash);
    expect(third.block(1n)?.hash).toEqual(block(1).hash);
    expect(await readdir(dir)).not.toContain('blocks-00000007');
  });

  it('says so where a block on disk is damaged or cut off', async () => {
    const dir = freshDir();
    const first = await opened(dir);
    for (const n of [0, 1]) await first.append(block(n));
    await closed(first);
    const file = path.join(dir, 'blocks-00000000');
    const bytes = await readFile(file);
    bytes[300] = (bytes[300] ?? 0) ^ 1;
    await writeFile(file, bytes);
    await truncate(file, bytes.length - 4_096);
    const second = await opened(dir);
    for (const n of [0n, 1n]) {
      expect(() => second.block(n)).toThrow(expect.objectContaining({ code: 'corrupt' }));
    }
  });

  it('lets append wait while the backlog is full, and bounds what is recent', async () => {
    const options = { backlogBlocks: 1, recentBlocks: 3, cacheBytes: 0 };
    const history = await opened(freshDir(), options);
    for (let n = 0; n < 30; n++) {
      await history.append(block(n));
      // One that the disk has not, and one that fills the backlog.
      expect(history.last - history.indexed).toBeLessThanOrEqual(1n);
    }
    await settle(history);
    const kept = Array.from({ length: 30 }, (_, n) => history.block(BigInt(n))).filter(
      (one) => one?.changes.rows.length,
    );
    expect(kept.length).toBeLessThanOrEqual(3);
  });

  it('says on the next append that the disk failed', async () => {
    const dir = freshDir();
    await mkdir(path.join(dir, 'blocks-00000000'), { recursive: true });
    const history = await opened(dir, { backlogBlocks: 0 });
    await expect(history.append(block(0))).rejects.toMatchObject({ code: 'failed' });
    await expect(history.append(block(1))).rejects.toMatchObject({ code: 'failed' });
  });

  it('is closed after close, with everything on disk', async () => {
    const dir = freshDir();
    const history = await opened(dir);
    for (let n = 0; n < 50; n++) await history.append(block(n));
    await closed(history);
    await expect(history.append(block(50))).rejects.toMatchObject({ code: 'closed' });
    expect(await opened(dir)).toMatchObject({ last: 49n, indexed: 49n });
  });
});
