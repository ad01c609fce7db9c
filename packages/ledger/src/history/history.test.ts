import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { describeHistoryCompliance } from '../../testkit/historyCompliance.ts';
import type { History } from '../seams.ts';
import { openHistory } from './history.ts';

let dir = '';
let count = 0;
beforeAll(async () => {
  dir = await mkdtemp(path.join(os.tmpdir(), 'lode-history-'));
});
afterAll(async () => {
  await rm(dir, { recursive: true, force: true });
});

export async function settle(history: History): Promise<void> {
  while (history.indexed < history.last) await new Promise((resolve) => setTimeout(resolve, 1));
}

describeHistoryCompliance({
  name: 'lmdb',
  // Few recent blocks, so that the disk is asked.
  create: (options) => openHistory({ ...options, dir: path.join(dir, `${count++}`), recentBlocks: 2 }),
  settle,
  runs: 10,
});
