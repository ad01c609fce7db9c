import type { Packed } from '../seams.ts';

/** Byte strings one after the other, in memory that other threads can share. */
export function pack(items: readonly Uint8Array[]): Packed {
  const offsets = new Uint32Array(new SharedArrayBuffer((items.length + 1) * 4));
  let end = 0;
  items.forEach((item, i) => {
    end += item.length;
    offsets[i + 1] = end;
  });
  const bytes = new Uint8Array(new SharedArrayBuffer(end));
  items.forEach((item, i) => {
    bytes.set(item, offsets[i]);
  });
  return { bytes, offsets };
}

export const packedCount = (packed: Packed): number => packed.offsets.length - 1;

/** A view of item `i`. */
export const packedItem = (packed: Packed, i: number): Uint8Array =>
  packed.bytes.subarray(packed.offsets[i], packed.offsets[i + 1]);

/** Items `from` to `to` as a Packed of their own, in memory of its own. */
export function packedSlice(packed: Packed, from: number, to: number): Packed {
  const start = packed.offsets[from] ?? 0;
  const end = packed.offsets[to] ?? start;
  const offsets = new Uint32Array(new SharedArrayBuffer((to - from + 1) * 4));
  for (let i = from; i <= to; i++) offsets[i - from] = (packed.offsets[i] ?? 0) - start;
  const bytes = new Uint8Array(new SharedArrayBuffer(end - start));
  bytes.set(packed.bytes.subarray(start, end));
  return { bytes, offsets };
}

/** The items whose `keep` is not zero, in memory of their own. */
export function packedFilter(packed: Packed, keep: Uint8Array): Packed {
  const items: Uint8Array[] = [];
  for (let i = 0; i < packedCount(packed); i++) if (keep[i] !== 0) items.push(packedItem(packed, i));
  return pack(items);
}
