import fs from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';

/**
 * All that the log asks of a disk. Durable is only what was synced: a file's bytes by its `sync`, a file's name (made,
 * renamed or removed) by `syncDir` of its folder. The tests' disk forgets or tears everything else.
 */
export interface Disk {
  /** Makes a folder whose parent exists, or finds it there; durable when it resolves. */
  makeDir(folder: string): Promise<void>;
  /** Names in a folder, sorted; none where it does not exist. */
  list(folder: string): string[];
  /** A new empty file; fails where there is one. */
  create(file: string): Promise<DiskFile>;
  open(file: string): DiskFile;
  rename(from: string, to: string): Promise<void>;
  unlink(file: string): Promise<void>;
  syncDir(folder: string): Promise<void>;
}

export interface DiskFile {
  size(): number;
  /** Bytes read: fewer than asked for only at the end of the file. Synchronous: start-up and the checkpoint's thread. */
  read(offset: number, into: Uint8Array): number;
  /** Writes all parts, one after the other, at the end of the file. One at a time. */
  append(parts: readonly Uint8Array[]): Promise<void>;
  sync(): Promise<void>;
  truncate(bytes: number): Promise<void>;
  close(): void;
}

const writev = promisify(fs.writev);
const fdatasync = promisify(fs.fdatasync);
const ftruncate = promisify(fs.ftruncate);

export function createRealDisk(): Disk {
  return {
    async makeDir(folder) {
      await fs.promises.mkdir(folder, { recursive: true, mode: 0o700 });
      await syncFolder(path.dirname(folder));
    },
    list: (folder) => (fs.existsSync(folder) ? fs.readdirSync(folder).sort() : []),
    async create(file) {
      return realFile(fs.openSync(file, 'wx+', 0o600));
    },
    open: (file) => realFile(fs.openSync(file, 'r+')),
    rename: (from, to) => fs.promises.rename(from, to),
    unlink: (file) => fs.promises.unlink(file),
    syncDir: syncFolder,
  };
}

function realFile(fd: number): DiskFile {
  return {
    size: () => fs.fstatSync(fd).size,
    read: (offset, into) => readAt(fd, offset, into),
    async append(parts) {
      let rest = parts.filter((part) => part.length > 0);
      let position = fs.fstatSync(fd).size;
      // The kernel may take fewer bytes than it was given (2 GiB at most): what is left is given again.
      while (rest.length > 0) {
        const { bytesWritten } = await writev(fd, rest, position);
        position += bytesWritten;
        rest = after(rest, bytesWritten);
      }
    },
    sync: () => fdatasync(fd),
    truncate: (bytes) => ftruncate(fd, bytes),
    close: () => fs.closeSync(fd),
  };
}

function readAt(fd: number, offset: number, into: Uint8Array): number {
  let done = 0;
  while (done < into.length) {
    // Node reads at most 2^31 - 1 bytes at once.
    const step = fs.readSync(fd, into, done, Math.min(into.length - done, 1 << 30), offset + done);
    if (step === 0) break;
    done += step;
  }
  return done;
}

function after(parts: readonly Uint8Array[], bytes: number): Uint8Array[] {
  let skip = bytes;
  const rest: Uint8Array[] = [];
  for (const part of parts) {
    if (skip < part.length) rest.push(skip > 0 ? part.subarray(skip) : part);
    skip = Math.max(0, skip - part.length);
  }
  return rest;
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await fs.promises.open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
