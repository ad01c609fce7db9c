import { closeSync, constants, openSync, writeSync } from 'node:fs';

/** What O_DIRECT wants of memory, place and length (durability's direct-write.ts says what it saves). */
const ALIGN = 4096;
/** Records that are not in aligned memory go through this much of it. */
const STAGE_BYTES = 1024 * 1024;

/** A file that is written past the page cache: a block is written once, and seldom read. */
export interface DirectFile {
  /** `aligned`: its memory is. False where place or length do not allow it: nothing was written. */
  write(bytes: Uint8Array, position: number, aligned: boolean): boolean;
  close(): void;
}

/** Undefined where the file system has no such thing (tmpfs). */
export function openDirect(file: string): DirectFile | undefined {
  const fd = openOrNot(file);
  if (fd === undefined) return undefined;
  return {
    write(bytes, position, aligned) {
      if (position % ALIGN !== 0 || bytes.length % ALIGN !== 0) return false;
      if (aligned) writeAll(fd, bytes, position);
      else writeStaged(fd, bytes, position);
      return true;
    },
    close: () => closeSync(fd),
  };
}

function openOrNot(file: string): number | undefined {
  try {
    return openSync(file, constants.O_WRONLY | constants.O_DIRECT);
  } catch {
    return undefined;
  }
}

let stage: Uint8Array | undefined;

function writeStaged(fd: number, bytes: Uint8Array, position: number): void {
  // WebAssembly's memory begins at a page.
  stage ??= new Uint8Array(new WebAssembly.Memory({ initial: STAGE_BYTES / 65_536 }).buffer);
  for (let at = 0; at < bytes.length; at += STAGE_BYTES) {
    const piece = bytes.subarray(at, at + STAGE_BYTES);
    stage.set(piece);
    writeAll(fd, stage.subarray(0, piece.length), position + at);
  }
}

function writeAll(fd: number, bytes: Uint8Array, position: number): void {
  for (let done = 0; done < bytes.length; ) {
    const written = writeSync(fd, bytes, done, bytes.length - done, position + done);
    if (written % ALIGN !== 0) throw new Error(`the disk took ${written} bytes of ${bytes.length - done}`);
    done += written;
  }
}
