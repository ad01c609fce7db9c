/** Conversions between JavaScript values and the core's words: four u64 limbs, least significant first. */

const U64 = (1n << 64n) - 1n;
export const MAX_WORD = (1n << 256n) - 1n;
export const ADDRESS_BYTES = 20;

/** A byte for every index: `bytes[i]` without the undefined. */
function byteAt(bytes: Uint8Array, i: number): number {
  return bytes[i] ?? 0;
}

/** Writes a number of up to 256 bits at `at`. */
export function writeWord(view: DataView, at: number, value: bigint): void {
  view.setBigUint64(at, value & U64, true);
  view.setBigUint64(at + 8, (value >> 64n) & U64, true);
  view.setBigUint64(at + 16, (value >> 128n) & U64, true);
  view.setBigUint64(at + 24, (value >> 192n) & U64, true);
}

export function readWord(view: DataView, at: number): bigint {
  return (
    view.getBigUint64(at, true) |
    (view.getBigUint64(at + 8, true) << 64n) |
    (view.getBigUint64(at + 16, true) << 128n) |
    (view.getBigUint64(at + 24, true) << 192n)
  );
}

/** Writes big-endian bytes (at most 32) as a word. */
export function writeBytesWord(target: Uint8Array, at: number, bytes: Uint8Array): void {
  const n = bytes.length;
  for (let i = 0; i < n; i++) target[at + i] = byteAt(bytes, n - 1 - i);
  target.fill(0, at + n, at + 32);
}

/** The low `size` bytes of a word, big-endian. */
export function readBytesWord(source: Uint8Array, at: number, size: number): Uint8Array {
  return source.slice(at, at + size).reverse();
}

export interface AddressLimbs {
  a0: bigint;
  a1: bigint;
  a2: bigint;
}

export function addressLimbs(address: Uint8Array): AddressLimbs {
  const view = new DataView(address.buffer, address.byteOffset, address.byteLength);
  return { a0: view.getBigUint64(12), a1: view.getBigUint64(4), a2: BigInt(view.getUint32(0)) };
}

/** Writes an address as 24 bytes: its limbs, the third padded to 64 bits. */
export function writeAddress(target: Uint8Array, at: number, address: Uint8Array): void {
  for (let i = 0; i < ADDRESS_BYTES; i++) target[at + i] = byteAt(address, ADDRESS_BYTES - 1 - i);
  target.fill(0, at + ADDRESS_BYTES, at + 24);
}

export function wordLimbs(value: bigint): [bigint, bigint, bigint, bigint] {
  return [value & U64, (value >> 64n) & U64, (value >> 128n) & U64, (value >> 192n) & U64];
}

export function bytesToBigInt(bytes: Uint8Array): bigint {
  return bytes.length === 0 ? 0n : BigInt(`0x${bytes.toHex()}`);
}

export function slotKey(slot: bigint): string {
  return `0x${slot.toString(16).padStart(64, '0')}`;
}

/** 32 bytes, big-endian. */
export function fixedWord(value: bigint): Uint8Array {
  return Uint8Array.fromHex(value.toString(16).padStart(64, '0'));
}
