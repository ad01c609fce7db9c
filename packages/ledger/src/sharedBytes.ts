/**
 * Zeros for what is large and made for every block. V8 collects the whole heap for every 64 MiB of array buffers that are
 * made, four threads marking; shared memory it does not count. Blocks of 20,000 token transfers brought on two
 * collections each, a quarter of all processor time. What is still counted of a block frees these in time.
 * Other threads can be given it without a copy: once written, it must not change.
 */
export function sharedBytes(length: number): Uint8Array {
  return new Uint8Array(new SharedArrayBuffer(length));
}

export const isShared = ({ buffer }: Uint8Array): boolean => buffer instanceof SharedArrayBuffer;
