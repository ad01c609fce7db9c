import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { scoresSchema } from '../webgpu/messages.ts';
import type { Scores } from '../worker/messages.ts';

const FILE = 'device-scores.json';
const schema = z.object({ version: z.literal(1), scores: z.record(z.string(), scoresSchema) });

/** What the benchmark measured before, by device and driver: a new driver is measured anew. */
export async function readScores(dataDir: string): Promise<Map<string, Scores>> {
  try {
    const file = schema.parse(JSON.parse(await readFile(join(dataDir, FILE), 'utf8')));
    return new Map(Object.entries(file.scores));
  } catch {
    // Absent or damaged: it is measured again.
    return new Map();
  }
}

export async function writeScores(dataDir: string, scores: ReadonlyMap<string, Scores>): Promise<void> {
  await mkdir(dataDir, { recursive: true });
  const path = join(dataDir, FILE);
  const own = `${path}.${process.pid}`;
  await writeFile(own, `${JSON.stringify({ version: 1, scores: Object.fromEntries(scores) }, null, 2)}\n`);
  await rename(own, path);
}
