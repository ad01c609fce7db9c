import { type Blake2Exports, instantiateBlake2, PERIOD, V_BYTES } from './blake2fModule.ts';

/** BLAKE2b's compression function F (EIP-152): rounds, h, m, t and the final flag in 213 bytes. */
const INPUT_BYTES = 213;
const H_OFFSET = 4;
const M_OFFSET = 68;
const T_OFFSET = 196;
const FLAG_OFFSET = 212;

const IV = [
  0x6a09e667f3bcc908n,
  0xbb67ae8584caa73bn,
  0x3c6ef372fe94f82bn,
  0xa54ff53a5f1d36f1n,
  0x510e527fade682d1n,
  0x9b05688c2b3e6c1fn,
  0x1f83d9abfb41bd6bn,
  0x5be0cd19137e2179n,
];

/**
 * Rounds in one call of the module. V8 replaces code between calls and not within one: a single call of four billion
 * rounds would run unoptimised to its end.
 */
const ROUNDS_PER_CALL = 10_000 * PERIOD;

let module: Blake2Exports | undefined;

export function blake2fRounds(input: Uint8Array): number {
  return input.length === INPUT_BYTES ? new DataView(input.buffer, input.byteOffset, 4).getUint32(0) : 0;
}

export function blake2fOperation(input: Uint8Array): Uint8Array | undefined {
  if (input.length !== INPUT_BYTES || (input[FLAG_OFFSET] ?? 2) > 1) return undefined;
  module ??= instantiateBlake2();
  const view = new DataView(input.buffer, input.byteOffset, INPUT_BYTES);
  const memory = new DataView(module.memory.buffer);
  new Uint8Array(module.memory.buffer).set(input.subarray(M_OFFSET, T_OFFSET), V_BYTES);
  for (let i = 0; i < 8; i++) {
    memory.setBigUint64(8 * i, view.getBigUint64(H_OFFSET + 8 * i, true), true);
    memory.setBigUint64(8 * (8 + i), (IV[i] ?? 0n) ^ tweak(view, i), true);
  }
  for (let left = view.getUint32(0); left > 0; left -= Math.min(left, ROUNDS_PER_CALL)) {
    module.mix(Math.min(left, ROUNDS_PER_CALL));
  }
  return output(view, memory);
}

/** What the offset counters and the final flag change in the second half of v. */
function tweak(view: DataView, i: number): bigint {
  if (i === 4 || i === 5) return view.getBigUint64(T_OFFSET + 8 * (i - 4), true);
  return i === 6 && view.getUint8(FLAG_OFFSET) === 1 ? 0xffff_ffff_ffff_ffffn : 0n;
}

function output(view: DataView, memory: DataView): Uint8Array {
  const out = new Uint8Array(64);
  const words = new DataView(out.buffer);
  for (let i = 0; i < 8; i++) {
    const mixed = memory.getBigUint64(8 * i, true) ^ memory.getBigUint64(8 * (8 + i), true);
    words.setBigUint64(8 * i, view.getBigUint64(H_OFFSET + 8 * i, true) ^ mixed, true);
  }
  return out;
}
