import { bytesToBigInt, EMPTY, readBigInt, slicePadded, writeBigInt } from './bytes.ts';

const HEADER_BYTES = 96;
/** Below this many exponent bytes the table of a 4-bit window costs more than it saves. */
const WINDOW_FROM_BYTES = 8;

export interface ModExpLengths {
  base: bigint;
  exponent: bigint;
  modulus: bigint;
}

export function modExpLengths(input: Uint8Array): ModExpLengths {
  return { base: readBigInt(input, 0, 32), exponent: readBigInt(input, 32, 32), modulus: readBigInt(input, 64, 32) };
}

/** EIP-198. The gas charged before bounds every length that is used here. */
export function modExpOperation(input: Uint8Array): Uint8Array {
  const lengths = modExpLengths(input);
  if (lengths.modulus === 0n) return EMPTY;
  const baseLength = Number(lengths.base);
  const exponentLength = Number(lengths.exponent);
  const modulusLength = Number(lengths.modulus);
  const base = readBigInt(input, HEADER_BYTES, baseLength);
  const exponent = slicePadded(input, HEADER_BYTES + baseLength, exponentLength);
  const modulus = readBigInt(input, HEADER_BYTES + baseLength + exponentLength, modulusLength);
  const out = new Uint8Array(modulusLength);
  if (modulus > 1n) writeBigInt(out, power(base % modulus, exponent, modulus), modulusLength);
  return out;
}

/** Takes the exponent as bytes: shifting a BigInt of a megabyte bit by bit would be quadratic. */
function power(base: bigint, exponentBytes: Uint8Array, modulus: bigint): bigint {
  const exponent = withoutLeadingZeros(exponentBytes);
  if (exponent.length === 0) return 1n;
  if (base === 0n) return 0n;
  return exponent.length < WINDOW_FROM_BYTES
    ? powerBinary(base, bytesToBigInt(exponent), modulus)
    : powerWindowed(base, exponent, modulus);
}

function withoutLeadingZeros(bytes: Uint8Array): Uint8Array {
  const first = bytes.findIndex((byte) => byte !== 0);
  return first < 0 ? EMPTY : bytes.subarray(first);
}

function powerBinary(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = base;
  for (const bit of exponent.toString(2).slice(1)) {
    result = (result * result) % modulus;
    if (bit === '1') result = (result * base) % modulus;
  }
  return result;
}

function powerWindowed(base: bigint, exponent: Uint8Array, modulus: bigint): bigint {
  const table = [1n];
  for (let i = 1, last = 1n; i < 16; i++) {
    last = (last * base) % modulus;
    table.push(last);
  }
  let result = 1n;
  const step = (nibble: number) => {
    for (let i = 0; i < 4; i++) result = (result * result) % modulus;
    if (nibble !== 0) result = (result * (table[nibble] ?? 1n)) % modulus;
  };
  for (const byte of exponent) {
    step(byte >> 4);
    step(byte & 15);
  }
  return result;
}
