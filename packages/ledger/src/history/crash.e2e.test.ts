import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { holderTopic } from '../../testkit/historyBlocks.ts';
import { CHILD_TRANSACTIONS, childBlock } from '../../testkit/historyChild.ts';
import type { History } from '../seams.ts';
import { openHistory } from './history.ts';

const CHILD = fileURLToPath(new URL('../../testkit/historyChild.ts', import.meta.url));

describe('a history whose process is killed', () => {
  let dir = '';
  let child: ChildProcess | undefined;
  let history: History | undefined;
  beforeEach(async () => {
    dir = await mkdtemp(path.join(os.tmpdir(), 'lode-history-crash-'));
  });
  afterEach(async () => {
    child?.kill('SIGKILL');
    await history?.close();
    await rm(dir, { recursive: true, force: true });
  });

  /** Kills the child after it spoke so many times; returns the last block that it called indexed. */
  async function killAfter(lines: number): Promise<bigint> {
    const running = spawn(process.execPath, [CHILD, dir], { stdio: ['ignore', 'pipe', 'inherit'] });
    child = running;
    let text = '';
    let done = false;
    running.stdout.on('data', (data: Buffer) => {
      text += data.toString();
      if (done || text.split('\n').length <= lines) return;
      done = true;
      running.kill('SIGKILL');
    });
    await once(running, 'close');
    const whole = text.slice(0, text.lastIndexOf('\n')).split('\n');
    return BigInt(whole.at(-1) ?? -1);
  }

  it('has every block that it called indexed, whole, and goes on', async () => {
    for (const lines of [1, 5]) {
      const said = await killAfter(lines);
      history = await openHistory({ dir, window: 100_000 });
      expect(history.first).toBe(0n);
      expect(history.last).toBeGreaterThanOrEqual(said);
      expect(history.indexed).toBe(history.last);
      for (let number = 0n; number <= history.last; number += 1n + history.last / 20n) {
        const block = childBlock(number);
        expect(history.block(number)?.hash).toEqual(block.hash);
        expect(history.transaction(block.hashes.subarray(32, 64))).toEqual({ block: number, index: 1 });
        const filter = { fromBlock: 0n, toBlock: history.last, topics: [undefined, [holderTopic(Number(number))]] };
        expect(history.logs(filter, 100).logs).toHaveLength(CHILD_TRANSACTIONS);
      }
      await history.close();
      history = undefined;
    }
  });
});
