import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { address, decode, type Hex, hash, LodeError } from '@lode/protocol';
import type { JobKey, KeyStore } from '@lode/sdk';

/**
 * Keys of sealed jobs, each in a file that only its owner can read, so that a job can be followed, and its outputs
 * fetched, by a later command. Deleting a file makes its job unreadable for good.
 */
export function fileKeys(folder: string): KeyStore {
  const pathOf = (job: Hex): string => join(folder, `${job}.json`);
  return {
    async get(job) {
      const text = await readFile(pathOf(job), 'utf8').catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return undefined;
        throw new LodeError('FILE_UNREADABLE', `The key file ${pathOf(job)} cannot be read: ${error.message}`);
      });
      if (text === undefined) return undefined;
      return readKey(parse(text));
    },
    async put(job, { nonce, contentKey, providers }) {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const given = providers === undefined ? {} : { providers };
      const text = JSON.stringify({ job, nonce, contentKey: `0x${contentKey.toHex()}`, ...given });
      // Whole or not at all: half a key opens nothing.
      const temporary = `${pathOf(job)}.${process.pid}`;
      await writeFile(temporary, `${text}\n`, { mode: 0o600 });
      await rename(temporary, pathOf(job));
    },
  };
}

function readKey(stored: Record<string, unknown>): JobKey {
  const read = (key: string): Hex => decode(hash, stored[key], 'key file');
  const key = { nonce: read('nonce'), contentKey: Uint8Array.fromHex(read('contentKey').slice(2)) };
  if (!Array.isArray(stored.providers)) return key;
  return { ...key, providers: stored.providers.map((one) => decode(address, one, 'key file')) };
}

function parse(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch (cause) {
    throw new LodeError('BAD_KEY_FILE', 'The key file of this job is no JSON.', { cause });
  }
}
