import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { dataDirAt } from './data-dir.ts';
import { forgetJobKey } from './job-keys.ts';

const JOB = `0x${'ab'.repeat(32)}` as const;
const OTHER = `0x${'cd'.repeat(32)}` as const;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lode-job-keys-'));
});
afterEach(() => rm(folder, { recursive: true }));

test('the key of a forgotten job goes, and no other; a job without a key is none of its business', async () => {
  const dir = dataDirAt(folder);
  const trouble: string[] = [];
  const forget = (job: typeof JOB | typeof OTHER) => forgetJobKey(dir, job, (text) => trouble.push(text));
  forget(JOB);
  await mkdir(dir.jobKeysDir);
  for (const job of [JOB, OTHER]) await writeFile(join(dir.jobKeysDir, `${job}.json`), '{}');
  forget(JOB);
  expect(await readdir(dir.jobKeysDir)).toEqual([`${OTHER}.json`]);
  expect(trouble).toEqual([]);
});

test('a key that cannot be removed is told of, and stops nothing', async () => {
  const dir = dataDirAt(folder);
  const path = join(dir.jobKeysDir, `${JOB}.json`);
  await mkdir(path, { recursive: true });
  const trouble: string[] = [];
  forgetJobKey(dir, JOB, (text) => trouble.push(text));
  expect(trouble).toHaveLength(1);
  expect(trouble[0]).toContain(path);
});
