import type { Packed } from '../src/seams.ts';

/** keccak256 of nothing. */
export const EMPTY_HASH = Uint8Array.fromHex('c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470');

export function packOf(items: readonly Uint8Array[]): Packed {
  const offsets = new Uint32Array(items.length + 1);
  let end = 0;
  items.forEach((item, i) => {
    end += item.length;
    offsets[i + 1] = end;
  });
  const bytes = new Uint8Array(end);
  items.forEach((item, i) => {
    bytes.set(item, offsets[i]);
  });
  return { bytes, offsets };
}
