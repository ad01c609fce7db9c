import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Hex, LodeError } from '@lode/protocol';
import type { BlobStore } from '../seams.ts';

export interface FileBlobStore extends BlobStore {
  /** Moves a file in, such as a finished download: what was at `path` is gone afterwards. @throws LodeError `INPUT_MISMATCH` */
  adopt(path: string, expected?: Hex): Promise<Hex>;
  /** A folder on the same file system for files on their way in; emptied at the start. */
  readonly partialFolder: string;
}

/** Content whose file was checked since it last changed: forgotten ones are checked again. */
const MAX_CHECKED = 8_192;
const READ_CHUNK_BYTES = 1024 * 1024;

/**
 * Files named by the SHA-256 of their content, under `folder/ab/abcd…`. A file appears whole and checked (rename),
 * and is checked again when it is asked for and its size, time or inode changed since.
 */
export async function createBlobStore(folder: string): Promise<FileBlobStore> {
  const temporary = join(folder, 'tmp');
  const partialFolder = join(folder, 'partial');
  for (const scratch of [temporary, partialFolder]) {
    await rm(scratch, { recursive: true, force: true });
    await mkdir(scratch, { recursive: true });
  }
  const checked = new Map<Hex, string>();
  const pathFor = (hash: Hex) => join(folder, hash.slice(2, 4), hash.slice(2));
  const scratchPath = () => join(temporary, randomBytes(12).toString('hex'));

  const remember = (hash: Hex, mark: string) => {
    checked.delete(hash);
    checked.set(hash, mark);
    const [oldest] = checked.keys();
    if (checked.size > MAX_CHECKED && oldest !== undefined) checked.delete(oldest);
  };
  /** Puts a checked scratch file in its place; one that is there already is the same content. */
  const settle = async (scratch: string, hash: Hex): Promise<Hex> => {
    const path = pathFor(hash);
    await mkdir(join(folder, hash.slice(2, 4)), { recursive: true });
    await rename(scratch, path);
    remember(hash, await markOf(path));
    return hash;
  };
  const writeScratch = async (chunks: AsyncIterable<Uint8Array>, maxBytes: number, expected: Hex | undefined) => {
    const scratch = scratchPath();
    const file = await open(scratch, 'wx', 0o600);
    try {
      const { hash, sizeBytes } = await copyInto(file, chunks, maxBytes);
      if (expected !== undefined && hash !== expected) throw mismatch(expected, hash);
      await file.close();
      return { hash: await settle(scratch, hash), sizeBytes };
    } catch (error) {
      await file.close().catch(() => undefined);
      await rm(scratch, { force: true });
      throw error;
    }
  };

  return {
    partialFolder,
    async has(hash) {
      return (await stat(pathFor(hash)).catch(() => undefined)) !== undefined;
    },
    async pathOf(hash) {
      const path = pathFor(hash);
      const mark = await markOf(path).catch(() => undefined);
      if (mark === undefined) throw unknown(hash);
      if (checked.get(hash) === mark) return path;
      if ((await hashFile(path)) !== hash) {
        // Damaged on disk: it is of no use to anybody, and its place must be free for a good copy.
        await rm(path, { force: true });
        throw unknown(hash, 'its file was damaged and has been removed');
      }
      remember(hash, mark);
      return path;
    },
    async putBytes(bytes) {
      const { hash } = await writeScratch(once(bytes), bytes.byteLength, undefined);
      return hash;
    },
    async putFile(path, expected) {
      // Copied and hashed in one pass, so that what is kept is what was hashed even if the file changes meanwhile.
      const { hash } = await writeScratch(readFrom(path), Number.MAX_SAFE_INTEGER, expected);
      return hash;
    },
    putStream: (chunks, { maxBytes, expected }) => writeScratch(chunks, maxBytes, expected),
    async adopt(path, expected) {
      const scratch = scratchPath();
      try {
        await rename(path, scratch);
      } catch {
        // Another file system: copy, then remove.
        const { hash } = await writeScratch(readFrom(path), Number.MAX_SAFE_INTEGER, expected);
        await rm(path, { force: true });
        return hash;
      }
      const hash = await hashFile(scratch);
      if (expected !== undefined && hash !== expected) {
        await rm(scratch, { force: true });
        throw mismatch(expected, hash);
      }
      return settle(scratch, hash);
    },
    async remove(hash) {
      checked.delete(hash);
      await rm(pathFor(hash), { force: true });
    },
  };
}

async function copyInto(file: FileHandle, chunks: AsyncIterable<Uint8Array>, maxBytes: number) {
  const hasher = createHash('sha256');
  let sizeBytes = 0;
  for await (const chunk of chunks) {
    sizeBytes += chunk.byteLength;
    if (sizeBytes > maxBytes)
      throw new LodeError('BLOB_TOO_LARGE', `The content is longer than the ${maxBytes} bytes that were announced.`);
    hasher.update(chunk);
    await file.writeFile(chunk);
  }
  return { hash: `0x${hasher.digest('hex')}` as Hex, sizeBytes };
}

async function hashFile(path: string): Promise<Hex> {
  const hasher = createHash('sha256');
  for await (const chunk of readFrom(path)) hasher.update(chunk);
  return `0x${hasher.digest('hex')}`;
}

const readFrom = (path: string): AsyncIterable<Uint8Array> =>
  createReadStream(path, { highWaterMark: READ_CHUNK_BYTES });

async function* once(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes;
}

/** Changes when the file does, as far as the file system can tell. */
async function markOf(path: string): Promise<string> {
  const { size, mtimeNs, ino } = await stat(path, { bigint: true });
  return `${size}:${mtimeNs}:${ino}`;
}

const mismatch = (expected: Hex, hash: Hex) =>
  new LodeError('INPUT_MISMATCH', `The content has the hash ${hash}, not ${expected} as was announced.`, {
    hint: 'The file changed, or the sender sent something else.',
    details: { expected, hash },
  });

const unknown = (hash: Hex, why = 'it is not here') =>
  new LodeError('BLOB_UNKNOWN', `There is no content ${hash}: ${why}.`, { details: { hash } });
