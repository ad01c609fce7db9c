import { existsSync, readdirSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';

export interface VectorFile {
  /** Relative to the vectors' folder. */
  name: string;
  bytes: number;
}

/** Beside a checkout, where this project's conformance data lies when it is present. */
export const DEFAULT_VECTORS = join(import.meta.dirname, '../../../../../shared/vectors');

/** Every JSON file under `folder`, the largest first so that the last ones to run are short. */
export function vectorFiles(folder: string): VectorFile[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.json'))
    .map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return { name: relative(folder, path), bytes: statSync(path).size };
    })
    .sort((a, b) => b.bytes - a.bytes || (a.name < b.name ? -1 : 1));
}
