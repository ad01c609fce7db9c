import fs from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { createDirectWrite, DIRECT_ALIGN, type DirectWrite } from './direct-write.ts';

/**
 * All that the log asks of a disk. Durable is only what was synced: a file's bytes by its `sync`, a file's name (made,
 * renamed or removed) by `syncDir` of its folder. The tests' disk forgets or tears everything else.
 */
export interface Disk {
  /** Makes a folder and those above it, or finds them there; durable when it resolves. */
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
  /** Writes all parts, one after the other, at the end of the file. One call at a time on a disk. */
  append(parts: readonly Uint8Array[]): Promise<void>;
  sync(): Promise<void>;
  truncate(bytes: number): Promise<void>;
  close(): void;
}

const writev = promisify(fs.writev);
const fdatasync = promisify(fs.fdatasync);
const ftruncate = promisify(fs.ftruncate);

export function createRealDisk(): Disk {
  let direct: DirectWrite | undefined;
  const writeDirect: DirectWrite = (fd, parts, position) => {
    direct ??= createDirectWrite();
    return direct(fd, parts, position);
  };
  return {
    async makeDir(folder) {
      const absolute = path.resolve(folder);
      const first = await fs.promises.mkdir(absolute, { recursive: true, mode: 0o700 });
      // Each folder that was made is a name in the one above it.
      for (let made = absolute; ; made = path.dirname(made)) {
        await syncFolder(path.dirname(made));
        if (first === undefined || made === first) return;
      }
    },
    list: (folder) => (fs.existsSync(folder) ? fs.readdirSync(folder).sort() : []),
    async create(file) {
      return realFile(file, fs.openSync(file, 'wx+', 0o600), writeDirect);
    },
    open: (file) => realFile(file, fs.openSync(file, 'r+'), writeDirect),
    rename: (from, to) => fs.promises.rename(from, to),
    unlink: (file) => fs.promises.unlink(file),
    syncDir: syncFolder,
  };
}

function realFile(file: string, fd: number, writeDirect: DirectWrite): DiskFile {
  /** Opened at the first append that fits it; undefined where the file system has no such thing (tmpfs). */
  let directFd: number | undefined;
  let tried = false;
  const openDirect = (): number | undefined => {
    if (!tried) directFd = tryOpenDirect(file);
    tried = true;
    return directFd;
  };
  return {
    size: () => fs.fstatSync(fd).size,
    read: (offset, into) => readAt(fd, offset, into),
    append(parts) {
      const position = fs.fstatSync(fd).size;
      const bytes = parts.reduce((sum, part) => sum + part.length, 0);
      const aligned = position % DIRECT_ALIGN === 0 && bytes % DIRECT_ALIGN === 0;
      const direct = aligned ? openDirect() : undefined;
      return direct === undefined ? writeCached(fd, parts, position) : writeDirect(direct, parts, position);
    },
    sync: () => fdatasync(fd),
    truncate: (bytes) => ftruncate(fd, bytes),
    close() {
      fs.closeSync(fd);
      if (directFd !== undefined) fs.closeSync(directFd);
    },
  };
}

function tryOpenDirect(file: string): number | undefined {
  try {
    return fs.openSync(file, fs.constants.O_WRONLY | fs.constants.O_DIRECT);
  } catch {
    return undefined;
  }
}

/** The kernel may take fewer bytes than it was given (2 GiB at most): what is left is given again. */
async function writeCached(fd: number, parts: readonly Uint8Array[], position: number): Promise<void> {
  let rest = parts.filter((part) => part.length > 0);
  for (let at = position; rest.length > 0; ) {
    const { bytesWritten } = await writev(fd, rest, at);
    at += bytesWritten;
    rest = after(rest, bytesWritten);
  }
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
