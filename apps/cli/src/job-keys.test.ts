import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newContentKey } from '@lode/protocol';
import type { JobKey } from '@lode/sdk';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { accountOf, hashOf } from '../testkit/jobs.ts';
import { fileKeys } from './job-keys.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lode-keys-'));
});
afterEach(() => rm(folder, { recursive: true }));

const JOB = hashOf('ab');
const KEY: JobKey = { contentKey: newContentKey(), nonce: hashOf('01') };

test('a key is there for the next command, for its owner alone, and only whole', async () => {
  const keys = join(folder, 'keys');
  await fileKeys(keys).put(JOB, { ...KEY, providers: [accountOf('0c')] });
  expect(await fileKeys(keys).get(JOB)).toEqual({ ...KEY, providers: [accountOf('0c')] });
  expect(await fileKeys(keys).get(hashOf('cd'))).toBeUndefined();
  expect(await readdir(keys)).toEqual([`${JOB}.json`]);
  expect((await stat(keys)).mode & 0o777).toBe(0o700);
  expect((await stat(join(keys, `${JOB}.json`))).mode & 0o777).toBe(0o600);
});

test('a damaged key file says so, rather than that there is no key', async () => {
  await writeFile(join(folder, `${JOB}.json`), JSON.stringify({ job: JOB, nonce: KEY.nonce, contentKey: '0x12' }));
  await expect(fileKeys(folder).get(JOB)).rejects.toMatchObject({ code: 'BAD_KEY_FILE' });
  await writeFile(join(folder, `${JOB}.json`), '{');
  await expect(fileKeys(folder).get(JOB)).rejects.toMatchObject({ code: 'BAD_KEY_FILE' });
});
