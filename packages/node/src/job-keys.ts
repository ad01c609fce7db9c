import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Hex } from '@lode/protocol';
import type { DataDir } from './data-dir.ts';

/**
 * Removes the key of a sealed job, which the command line keeps in a file named by the job. What the job left among the
 * blobs nobody can read any more. Jobs of other gateways have their keys there too; they are never named here.
 *
 * At once: a process that ends between the job's end and its key's leaves a key too many, never one too few.
 */
export function forgetJobKey(dir: DataDir, job: Hex, onTrouble: (text: string) => void): void {
  const path = join(dir.jobKeysDir, `${job}.json`);
  try {
    rmSync(path, { force: true });
  } catch (error) {
    onTrouble(`The key of a forgotten job cannot be removed, delete ${path} yourself: ${String(error)}`);
  }
}
