/**
 * BLAKE2b's rounds as a WebAssembly module, written out by hand: 64-bit words live in locals, where JavaScript would
 * need two halves a word and 40 times as long. EIP-152 prices a round at one gas, so its speed is a bound of the chain.
 */

const SIGMA = [
  [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15],
  [14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3],
  [11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4],
  [7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8],
  [9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13],
  [2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9],
  [12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11],
  [13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10],
  [6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5],
  [10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0],
];

/** Rows of v that a round mixes: columns, then diagonals. */
const MIXES = [
  [0, 4, 8, 12],
  [1, 5, 9, 13],
  [2, 6, 10, 14],
  [3, 7, 11, 15],
  [0, 5, 10, 15],
  [1, 6, 11, 12],
  [2, 7, 8, 13],
  [3, 4, 9, 14],
];

/** Bytes of v (16 words) and then of m (16 words) at the start of the module's memory. */
export const V_BYTES = 128;
export const M_BYTES = 128;

/** The rounds are unrolled by the period of SIGMA, so a call that is not the last must ask for a multiple of it. */
export const PERIOD = SIGMA.length;

const LOCAL_ROUNDS = 0;
const LOCAL_V = 1;
const LOCAL_M = 17;

const OP = {
  block: 0x02,
  loop: 0x03,
  end: 0x0b,
  br: 0x0c,
  brIf: 0x0d,
  get: 0x20,
  set: 0x21,
  load64: 0x29,
  store64: 0x37,
  const32: 0x41,
  const64: 0x42,
  eqz32: 0x45,
  sub32: 0x6b,
  add64: 0x7c,
  xor64: 0x85,
  rotr64: 0x8a,
} as const;
const EMPTY_TYPE = 0x40;
const I32 = 0x7f;
const I64 = 0x7e;
const ALIGN_8 = 3;

export interface Blake2Exports {
  memory: WebAssembly.Memory;
  /** Does `rounds` rounds on v and m in memory, beginning with SIGMA's first row. */
  mix(rounds: number): void;
}

export function instantiateBlake2(): Blake2Exports {
  const instance = new WebAssembly.Instance(new WebAssembly.Module(moduleBytes()));
  return instance.exports as unknown as Blake2Exports;
}

function moduleBytes(): Uint8Array<ArrayBuffer> {
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(1, [1, 0x60, 1, I32, 0]), // one type: (i32) -> ()
    ...section(3, [1, 0]),
    ...section(5, [1, 0, 1]), // one memory of one page
    ...section(7, [2, ...name('memory'), 2, 0, ...name('mix'), 0, 0]),
    ...section(10, [1, ...sized(functionBody())]),
  ]);
}

function functionBody(): number[] {
  const code = [1, 32, I64]; // 32 locals: v and m
  for (let i = 0; i < 32; i++) code.push(OP.const32, 0, OP.load64, ALIGN_8, ...leb(8 * i), OP.set, LOCAL_V + i);
  code.push(OP.block, EMPTY_TYPE, OP.loop, EMPTY_TYPE);
  for (const row of SIGMA) {
    code.push(OP.get, LOCAL_ROUNDS, OP.eqz32, OP.brIf, 1);
    code.push(OP.get, LOCAL_ROUNDS, OP.const32, 1, OP.sub32, OP.set, LOCAL_ROUNDS);
    MIXES.forEach(([a = 0, b = 0, c = 0, d = 0], i) => {
      code.push(...mixCode(a, b, c, d, row[2 * i] ?? 0, row[2 * i + 1] ?? 0));
    });
  }
  code.push(OP.br, 0, OP.end, OP.end);
  for (let i = 0; i < 16; i++) code.push(OP.const32, 0, OP.get, LOCAL_V + i, OP.store64, ALIGN_8, ...leb(8 * i));
  code.push(OP.end);
  return code;
}

/** RFC 7693's G. */
function mixCode(a: number, b: number, c: number, d: number, x: number, y: number): number[] {
  return [
    ...addTo(a, b, x),
    ...xorRotate(d, a, 32),
    ...addTo(c, d),
    ...xorRotate(b, c, 24),
    ...addTo(a, b, y),
    ...xorRotate(d, a, 16),
    ...addTo(c, d),
    ...xorRotate(b, c, 63),
  ];
}

function addTo(target: number, other: number, message?: number): number[] {
  const sum = [OP.get, LOCAL_V + target, OP.get, LOCAL_V + other, OP.add64];
  const more = message === undefined ? [] : [OP.get, LOCAL_M + message, OP.add64];
  return [...sum, ...more, OP.set, LOCAL_V + target];
}

function xorRotate(target: number, other: number, bits: number): number[] {
  const mixed = [OP.get, LOCAL_V + target, OP.get, LOCAL_V + other, OP.xor64];
  return [...mixed, OP.const64, ...signedLeb(bits), OP.rotr64, OP.set, LOCAL_V + target];
}

function section(id: number, content: number[]): number[] {
  return [id, ...sized(content)];
}

function sized(content: number[]): number[] {
  return [...leb(content.length), ...content];
}

function name(text: string): number[] {
  return sized([...new TextEncoder().encode(text)]);
}

function leb(value: number): number[] {
  const low = value & 0x7f;
  return value < 0x80 ? [low] : [low | 0x80, ...leb(value >>> 7)];
}

/** For small positive numbers: one more byte where the sign bit of the first is taken. */
function signedLeb(value: number): number[] {
  return value < 0x40 ? [value] : [(value & 0x7f) | 0x80, value >> 7];
}
