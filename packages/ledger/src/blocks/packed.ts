import type { Packed } from '../seams.ts';
import { sharedBytes } from '../sharedBytes.ts';

export function packedLength(packed: Packed): number {
  return packed.offsets.length - 1;
}

/** Bytes of the items from `first` to before `end`. */
export function packedSpan({ offsets }: Packed, first: number, end: number): number {
  return (offsets[end] ?? 0) - (offsets[first] ?? 0);
}

/** Item i, without a copy. */
export function packedItem(packed: Packed, i: number): Uint8Array {
  return packed.bytes.subarray(packed.offsets[i], packed.offsets[i + 1]);
}

/** Whether the offsets rise and stay within the bytes: to be asked of what comes from elsewhere. */
export function isPacked({ bytes, offsets }: Packed): boolean {
  for (let i = 1; i < offsets.length; i++) if ((offsets[i] ?? 0) < (offsets[i - 1] ?? 0)) return false;
  return offsets.length > 0 && (offsets.at(-1) ?? 0) <= bytes.length;
}

/** In shared memory: what a block is made of goes to other threads. */
export function pack(items: readonly Uint8Array[]): Packed {
  const offsets = new Uint32Array(items.length + 1);
  items.forEach((item, i) => {
    offsets[i + 1] = (offsets[i] ?? 0) + item.length;
  });
  const bytes = sharedBytes(offsets[items.length] ?? 0);
  items.forEach((item, i) => {
    bytes.set(item, offsets[i]);
  });
  return { bytes, offsets };
}

/** The items whose entry of `keep` is not zero, of the first `keep.length`. Neighbours are copied together. */
export function packedFilter(packed: Packed, keep: Uint8Array, kept: number): Packed {
  const { bytes, offsets } = packed;
  const out = { bytes: new Uint8Array(offsets[keep.length] ?? 0), offsets: new Uint32Array(kept + 1) };
  let size = 0;
  let n = 0;
  for (let i = 0; i < keep.length; ) {
    if (keep[i] === 0) {
      i++;
      continue;
    }
    const start = offsets[i] ?? 0;
    for (; i < keep.length && keep[i] !== 0; i++) out.offsets[++n] = size + (offsets[i + 1] ?? 0) - start;
    out.bytes.set(bytes.subarray(start, offsets[i]), size);
    size = out.offsets[n] ?? 0;
  }
  return { bytes: out.bytes.subarray(0, size), offsets: out.offsets };
}

/** The same for items of a fixed size. */
export function fixedFilter(bytes: Uint8Array, itemBytes: number, keep: Uint8Array, kept: number): Uint8Array {
  const out = new Uint8Array(kept * itemBytes);
  let n = 0;
  for (let i = 0; i < keep.length; i++) {
    if (keep[i] === 0) continue;
    const from = i * itemBytes;
    out.set(bytes.subarray(from, from + itemBytes), n++ * itemBytes);
  }
  return out;
}
