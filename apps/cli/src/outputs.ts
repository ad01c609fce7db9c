import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileName, type JobView, LodeError } from '@lode/protocol';
import type { Client } from '@lode/sdk';
import { shortId } from './format/text.ts';

export interface SavedFile {
  readonly task: number;
  readonly name: string;
  readonly path: string;
  readonly sizeBytes: number;
}

/** Where a job's outputs go unless it is said. */
export const resultFolder = (job: JobView): string => join('out', `${fileSafe(job.name)}-${shortId(job.id)}`);

const fileSafe = (name: string): string =>
  name
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[.-]+/, '')
    .slice(0, 48) || 'job';

/**
 * Fetches a job's accepted outputs into `FOLDER/task-00000/FILE` and so on, checking each against its hash; half a file is never left.
 *
 * @throws LodeError `OUTPUT_MISMATCH`, `SEAL_KEY_UNKNOWN`, and what the gateway answers
 */
export async function saveOutputs(client: Client, job: JobView, folder: string): Promise<SavedFile[]> {
  const opened = job.sealed === true;
  if (opened && !(await client.holdsKey(job.id))) throw keyUnknown(job.id);
  const saved: SavedFile[] = [];
  const taken = new Set<string>();
  for (const task of job.tasks) {
    for (const [position, output] of (task.outputs ?? []).entries()) {
      const path = outputPath(folder, task.index, output.file, position, taken);
      await mkdir(dirname(path), { recursive: true });
      const body = await client.output(job.id, task.index, output.name);
      const sizeBytes = await saveOne(body, { ...output, opened }, path);
      saved.push({ task: task.index, name: output.name, path, sizeBytes });
    }
  }
  return saved;
}

/**
 * `task-00007/NAME`. Names come over the network, so anything but a plain file name is replaced, and a second file of
 * the same name (whatever its case: some file systems do not tell it apart) does not overwrite the first.
 */
function outputPath(folder: string, task: number, file: string, position: number, taken: Set<string>): string {
  const inTask = join(folder, `task-${String(task).padStart(5, '0')}`);
  const plain = join(inTask, fileName.safeParse(file).success ? file : `output-${position}`);
  const path = taken.has(plain.toLowerCase()) ? join(inTask, `output-${position}`) : plain;
  taken.add(path.toLowerCase());
  return path;
}

async function saveOne(
  body: ReadableStream<Uint8Array>,
  output: { readonly hash: string; readonly sizeBytes: number; readonly name: string; readonly opened: boolean },
  path: string,
): Promise<number> {
  const temporary = `${path}.${process.pid}.part`;
  const hash = createHash('sha256');
  let bytes = 0;
  const check = new Transform({
    transform(chunk: Uint8Array, _encoding, done) {
      hash.update(chunk);
      bytes += chunk.byteLength;
      // More than was announced is not stored, however much it is.
      done(bytes > output.sizeBytes ? mismatch(output.name) : null, chunk);
    },
  });
  try {
    await pipeline(
      Readable.fromWeb(body as Parameters<typeof Readable.fromWeb>[0]),
      check,
      createWriteStream(temporary),
    );
    // What was sealed, the client has checked as it opened it.
    if (!output.opened && `0x${hash.digest('hex')}` !== output.hash) throw mismatch(output.name);
    await rename(temporary, path);
    return bytes;
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

const keyUnknown = (job: string) =>
  new LodeError('SEAL_KEY_UNKNOWN', `The outputs of job ${job} are sealed, and its key is not kept here.`, {
    hint: 'Fetch them where the job was submitted (the key is in the data directory there, under keys/).',
  });

const mismatch = (name: string) =>
  new LodeError('OUTPUT_MISMATCH', `The bytes of output "${name}" do not match the hash in its receipt.`, {
    hint: 'Fetch it again; if it happens again, the node’s disk is damaged.',
  });
