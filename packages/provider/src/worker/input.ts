import { closeSync, openSync, readSync } from 'node:fs';
import type { Stream } from '@lode/protocol/seal';
import { Fault, messageOf } from './fault.ts';

/** Reads an input from its beginning. */
export interface InputReader {
  /** Fills the first `bytes` of `into`, or throws. */
  read(into: Uint8Array, bytes: number): void;
  close(): void;
}

/** Opens an input's file; one that is sealed is opened in memory, piece by piece, as it is read. @throws Fault */
export function openInput(path: string, opener: Stream | undefined): InputReader {
  const file = openSync(path, 'r');
  const next = opener === undefined ? plainPart(file) : openedPart(file, opener);
  let part: Uint8Array = new Uint8Array(0);
  return {
    read(into, bytes) {
      for (let have = 0; have < bytes; ) {
        if (part.byteLength === 0) part = next(bytes - have);
        const got = part.subarray(0, bytes - have);
        into.set(got, have);
        have += got.byteLength;
        part = part.subarray(got.byteLength);
      }
    },
    close: () => closeSync(file),
  };
}

/** What is read at once. */
const READ_BYTES = 2 ** 20;

type NextPart = (wanted: number) => Uint8Array;

function plainPart(file: number): NextPart {
  const buffer = new Uint8Array(READ_BYTES);
  return (wanted) => {
    const got = readSync(file, buffer, 0, Math.min(wanted, READ_BYTES), null);
    if (got === 0) throw shorter();
    return buffer.subarray(0, got);
  };
}

function openedPart(file: number, opener: Stream): NextPart {
  const buffer = new Uint8Array(READ_BYTES);
  const opened: Uint8Array[] = [];
  let over = false;
  return () => {
    while (opened.length === 0) {
      if (over) throw shorter();
      const got = readSync(file, buffer, 0, READ_BYTES, null);
      over = got === 0;
      try {
        opened.push(...(over ? [opener.end()] : opener.push(buffer.subarray(0, got))));
      } catch (error) {
        throw new Fault('SEAL_BROKEN', `An input does not open: ${messageOf(error)}`);
      }
    }
    return opened.shift() ?? new Uint8Array(0);
  };
}

const shorter = (): Fault => new Fault('GPU_ERROR', 'An input file became shorter while it was read.');
