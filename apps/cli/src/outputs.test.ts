import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Hex, JobView } from '@lode/protocol';
import { createClient } from '@lode/sdk';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { sampleJob } from '../testkit/jobs.ts';
import { saveOutputs } from './outputs.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lode-outputs-'));
});
afterEach(() => rm(folder, { recursive: true }));

const hash = (bytes: Uint8Array): Hex => `0x${createHash('sha256').update(bytes).digest('hex')}`;
const good = new TextEncoder().encode('good bytes');

const jobWith = (files: readonly string[], sizeBytes = good.length): JobView => {
  const outputs = files.map((file, i) => ({ name: `out${i}`, file, hash: hash(good), sizeBytes }));
  return sampleJob({ tasks: [{ index: 7, state: 'accepted', attempts: [], outputs }] });
};
/** A gateway that answers every output with these bytes. */
const answering = (bytes: Uint8Array) =>
  createClient({
    url: 'http://127.0.0.1:1',
    token: 'x',
    fetch: async () => new Response(new Blob([new Uint8Array(bytes)])),
  });

test('a folder a task; names that clash or are no plain file names are replaced', async () => {
  const files = ['tile.bin', 'TILE.bin', '../../../etc/passwd', '/abs', '..'];
  const saved = await saveOutputs(answering(good), jobWith(files), folder);
  expect(saved.map((file) => file.path.slice(folder.length + 1))).toEqual(
    ['tile.bin', 'output-1', 'output-2', 'output-3', 'output-4'].map((name) => join('task-00007', name)),
  );
  for (const { path } of saved) expect(await readFile(path, 'utf8')).toBe('good bytes');
});

test.each([
  ['other bytes', new TextEncoder().encode('evil bytes')],
  ['more bytes', new Uint8Array(good.length + 1)],
  ['fewer bytes', good.subarray(1)],
])('%s than the receipt says are refused, and nothing is left', async (_what, bytes) => {
  await expect(saveOutputs(answering(bytes), jobWith(['tile.bin']), folder)).rejects.toMatchObject({
    code: 'OUTPUT_MISMATCH',
  });
  expect(await readdir(join(folder, 'task-00007'))).toEqual([]);
});
