import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { lockDataDir } from './lock.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lode-lock-'));
});
afterEach(() => rm(folder, { recursive: true }));

test('one holder at a time, also within a process; a released lock can be taken', async () => {
  const lock = await lockDataDir(folder);
  await expect(lockDataDir(folder)).rejects.toMatchObject({ code: 'DATA_DIR_IN_USE', details: { pid: process.pid } });
  lock.release();
  (await lockDataDir(folder)).release();
});

test('a killed holder’s lock is free at once', async () => {
  const script = fileURLToPath(new URL('../testkit/lock-holder.ts', import.meta.url));
  const holder = spawn(process.execPath, [script, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(holder.stdout, 'data');
  await expect(lockDataDir(folder)).rejects.toMatchObject({ code: 'DATA_DIR_IN_USE', details: { pid: holder.pid } });
  const gone = once(holder, 'exit');
  holder.kill('SIGKILL');
  await gone;
  (await lockDataDir(folder)).release();
});
