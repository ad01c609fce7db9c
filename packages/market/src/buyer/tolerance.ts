import { open } from 'node:fs/promises';

/** How far two honest runs may differ in each value. */
export interface Tolerance {
  readonly relative: number;
  readonly absolute: number;
}

/** Read at once from each file; a multiple of 4. */
const CHUNK_BYTES = 2 ** 20;

/** Compares two outputs as little-endian f32, value by value: |a - b| <= absolute + relative * max(|a|, |b|). */
export async function filesAlike(
  pathA: string,
  pathB: string,
  tolerance: Tolerance,
  signal: AbortSignal,
): Promise<boolean> {
  const [a, b] = await Promise.all([open(pathA), open(pathB)]);
  try {
    const sizeBytes = (await a.stat()).size;
    if (sizeBytes !== (await b.stat()).size) return false;
    const left = new Uint8Array(CHUNK_BYTES);
    const right = new Uint8Array(CHUNK_BYTES);
    for (let at = 0; at < sizeBytes; at += CHUNK_BYTES) {
      signal.throwIfAborted();
      const length = Math.min(CHUNK_BYTES, sizeBytes - at);
      await Promise.all([readFully(a, left, at, length), readFully(b, right, at, length)]);
      if (!bytesAlike(left.subarray(0, length), right.subarray(0, length), tolerance)) return false;
    }
    return true;
  } finally {
    await Promise.all([a.close(), b.close()]);
  }
}

/** Bytes past the last whole f32 must be equal. */
export function bytesAlike(a: Uint8Array, b: Uint8Array, tolerance: Tolerance): boolean {
  if (a.byteLength !== b.byteLength) return false;
  const left = new DataView(a.buffer, a.byteOffset, a.byteLength);
  const right = new DataView(b.buffer, b.byteOffset, b.byteLength);
  const whole = a.byteLength - (a.byteLength % 4);
  for (let at = 0; at < whole; at += 4) {
    if (!valuesAlike(left.getFloat32(at, true), right.getFloat32(at, true), tolerance)) return false;
  }
  for (let at = whole; at < a.byteLength; at++) if (a[at] !== b[at]) return false;
  return true;
}

function valuesAlike(a: number, b: number, { relative, absolute }: Tolerance): boolean {
  if (Object.is(a, b) || a === b) return true;
  // An infinity or a NaN is like nothing but itself: no tolerance reaches it.
  if (!Number.isFinite(a) || !Number.isFinite(b)) return Number.isNaN(a) && Number.isNaN(b);
  return Math.abs(a - b) <= absolute + relative * Math.max(Math.abs(a), Math.abs(b));
}

async function readFully(
  file: Awaited<ReturnType<typeof open>>,
  into: Uint8Array,
  position: number,
  length: number,
): Promise<void> {
  for (let done = 0; done < length; ) {
    const { bytesRead } = await file.read(into, done, length - done, position + done);
    if (bytesRead === 0) throw new Error('The file became shorter while it was read.');
    done += bytesRead;
  }
}
