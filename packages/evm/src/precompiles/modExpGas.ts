import { readBigInt } from './bytes.ts';
import { type ModExpLengths, modExpLengths } from './modExp.ts';

/** How MODEXP is priced. `eip198` (Byzantium) is no fork of ours; the conformance suites still carry its cases. */
export type ModExpPricing = 'eip198' | 'eip2565' | 'eip7883';

const HEADER_BYTES = 96;
/** EIP-7823: no operand is longer. */
export const MODEXP_LENGTH_LIMIT = 1024n;

export function modExpGas(input: Uint8Array, pricing: ModExpPricing): bigint {
  const lengths = modExpLengths(input);
  const longest = max(lengths.base, lengths.modulus);
  if (pricing === 'eip198') return (complexityEip198(longest) * iterations(input, lengths, 8n)) / 20n;
  const words = (longest + 7n) / 8n;
  if (pricing === 'eip2565') return max(200n, (words * words * iterations(input, lengths, 8n)) / 3n);
  const complexity = longest <= 32n ? 16n : 2n * words * words;
  return max(500n, complexity * iterations(input, lengths, 16n));
}

export function modExpLengthsAllowed(input: Uint8Array): boolean {
  const lengths = modExpLengths(input);
  return (
    lengths.base <= MODEXP_LENGTH_LIMIT &&
    lengths.exponent <= MODEXP_LENGTH_LIMIT &&
    lengths.modulus <= MODEXP_LENGTH_LIMIT
  );
}

function complexityEip198(x: bigint): bigint {
  if (x <= 64n) return x * x;
  if (x <= 1024n) return (x * x) / 4n + 96n * x - 3072n;
  return (x * x) / 16n + 480n * x - 199680n;
}

/** Bit length of the exponent's first 32 bytes less one, plus `perByte` for each further byte; at least 1. */
function iterations(input: Uint8Array, lengths: ModExpLengths, perByte: bigint): bigint {
  const headLength = lengths.exponent < 32n ? Number(lengths.exponent) : 32;
  const head =
    lengths.base > BigInt(input.length) ? 0n : readBigInt(input, HEADER_BYTES + Number(lengths.base), headLength);
  const headBits = head === 0n ? 0n : BigInt(head.toString(2).length - 1);
  const tail = lengths.exponent > 32n ? perByte * (lengths.exponent - 32n) : 0n;
  return max(1n, tail + headBits);
}

function max(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}
