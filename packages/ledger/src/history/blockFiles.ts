import { closeSync, fdatasyncSync, fsyncSync, openSync, readdirSync, readSync, unlinkSync, writeSync } from 'node:fs';
import path from 'node:path';
import { type DirectFile, openDirect } from './directFile.ts';
import { HistoryFault } from './errors.ts';

/** Bytes after which the next file begins: pruning removes whole files. */
export const FILE_BYTES = 256 * 1024 * 1024;
const PATTERN = /^blocks-(\d{8})$/;

function nameOf(dir: string, file: number): string {
  return path.join(dir, `blocks-${String(file).padStart(8, '0')}`);
}

/** So that a name in it survives a crash. */
export function syncFolder(name: string): void {
  const fd = openSync(name, 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

/** Records one after the other in files: written by the history's thread alone. */
export interface BlockWriter {
  /** Takes effect in the files at once, on the disk with `sync`. `aligned`: in memory, at a multiple of 4,096. */
  write(file: number, offset: number, bytes: Uint8Array, aligned: boolean): void;
  sync(): void;
  /** Removes the files that are not named. */
  keep(files: ReadonlySet<number>): void;
  close(): void;
}

export function createBlockWriter(dir: string): BlockWriter {
  let current: { file: number; fd: number; direct: DirectFile | undefined } | undefined;
  function close(): void {
    if (current === undefined) return;
    closeSync(current.fd);
    current.direct?.close();
    current = undefined;
  }
  function sync(): void {
    if (current !== undefined) fdatasyncSync(current.fd);
  }
  /** What a crash left after the last commit is written over. */
  function opened(file: number, offset: number): NonNullable<typeof current> {
    if (current?.file === file) return current;
    sync();
    close();
    const fd = openSync(nameOf(dir, file), offset === 0 ? 'w' : 'r+');
    current = { file, fd, direct: openDirect(nameOf(dir, file)) };
    if (offset === 0) syncFolder(dir);
    return current;
  }
  return {
    write(file, offset, bytes, aligned) {
      const { fd, direct } = opened(file, offset);
      if (direct?.write(bytes, offset, aligned)) return;
      for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at, bytes.length - at, offset + at);
    },
    sync,
    keep(files) {
      for (const name of readdirSync(dir)) {
        const found = PATTERN.exec(name)?.[1];
        if (found !== undefined && !files.has(Number(found))) unlinkSync(path.join(dir, name));
      }
    },
    close,
  };
}

export interface BlockReader {
  /** @throws HistoryFault corrupt, where the file is shorter */
  read(file: number, offset: number, bytes: number): Uint8Array;
  close(): void;
}

/** Files kept open for reading. */
const MOST_OPEN = 16;

export function createBlockReader(dir: string): BlockReader {
  const open = new Map<number, number>();
  function descriptor(file: number): number {
    const known = open.get(file);
    if (known !== undefined) return known;
    const [oldest] = open;
    if (open.size >= MOST_OPEN && oldest !== undefined) {
      closeSync(oldest[1]);
      open.delete(oldest[0]);
    }
    const fd = openSync(nameOf(dir, file), 'r');
    open.set(file, fd);
    return fd;
  }
  return {
    read(file, offset, bytes) {
      const out = new Uint8Array(bytes);
      const fd = descriptor(file);
      for (let at = 0; at < bytes; ) {
        const count = readSync(fd, out, at, bytes - at, offset + at);
        if (count === 0) {
          const message = 'a file of the history is cut off: remove the history directory and it fills anew';
          throw new HistoryFault('corrupt', message, { file, offset });
        }
        at += count;
      }
      return out;
    },
    close() {
      for (const fd of open.values()) closeSync(fd);
      open.clear();
    },
  };
}
