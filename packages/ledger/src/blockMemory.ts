import { sharedBytes } from './sharedBytes.ts';

/**
 * Memory that blocks leave behind, for the next ones. A block of 20,000 token transfers needs 30 MB; freed by a collection
 * and given back to the system, it comes back page by page, each zeroed and, in a virtual machine, brought by the host:
 * that was a third of the main thread's time at a million accounts.
 */
export interface BlockMemory {
  /** Shared memory of so many bytes; what is in it is anything. */
  take(length: number): Uint8Array;
  /** Nobody reads it any more, whatever part of what was taken it is. Other memory is left to the collector. */
  give(bytes: Uint8Array): void;
}

/** Less is not worth its place here: malloc has it at hand. */
const LEAST_BYTES = 64 * 1024;
/** Of what waits to be taken again. */
const MOST_FREE_BYTES = 64 * 1024 ** 2;

export function createBlockMemory(mostFreeBytes = MOST_FREE_BYTES): BlockMemory {
  const free: ArrayBufferLike[] = [];
  let freeBytes = 0;
  return {
    take(length) {
      if (length < LEAST_BYTES) return sharedBytes(length);
      // Blocks are alike: what was large enough once mostly is, and not much too large.
      const at = free.findIndex(({ byteLength }) => byteLength >= length && byteLength < 2 * length);
      const [found] = at < 0 ? [] : free.splice(at, 1);
      freeBytes -= found?.byteLength ?? 0;
      return found === undefined ? sharedBytes(withRoom(length)).subarray(0, length) : new Uint8Array(found, 0, length);
    },
    give({ buffer }) {
      if (!(buffer instanceof SharedArrayBuffer) || buffer.byteLength < LEAST_BYTES || free.includes(buffer)) return;
      free.push(buffer);
      freeBytes += buffer.byteLength;
      while (freeBytes > mostFreeBytes) freeBytes -= free.shift()?.byteLength ?? 0;
    },
  };
}

/** So that the next block, which has a few rows more, fits too. */
const withRoom = (length: number): number => Math.ceil((length * 1.125) / LEAST_BYTES) * LEAST_BYTES;
