export const EMPTY = new Uint8Array(0);

/** `length` bytes from `offset`; what lies beyond the input reads as zero, as the EVM's call data does. */
export function slicePadded(input: Uint8Array, offset: number, length: number): Uint8Array {
  const out = new Uint8Array(length);
  if (offset < input.length) out.set(input.subarray(offset, offset + length));
  return out;
}

export function bytesToBigInt(bytes: Uint8Array): bigint {
  if (bytes.length === 0) return 0n;
  return BigInt(`0x${bytes.toHex()}`);
}

/** Big-endian number of `length` bytes at `offset`, zero-padded on the right. */
export function readBigInt(input: Uint8Array, offset: number, length: number): bigint {
  return bytesToBigInt(slicePadded(input, offset, length));
}

/** Writes `value` big-endian so that it ends at `end`. `target` must be zero there. */
export function writeBigInt(target: Uint8Array, value: bigint, end: number): void {
  const hex = value.toString(16);
  const even = hex.length % 2 === 0 ? hex : `0${hex}`;
  target.set(Uint8Array.fromHex(even), end - even.length / 2);
}

export function isZero(bytes: Uint8Array): boolean {
  for (const byte of bytes) if (byte !== 0) return false;
  return true;
}

/** The 32-byte word 1 or 0 that the pairing checks and P256VERIFY return. */
export function booleanWord(value: boolean): Uint8Array {
  const out = new Uint8Array(32);
  if (value) out[31] = 1;
  return out;
}
