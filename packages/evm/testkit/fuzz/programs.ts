import fc from 'fast-check';
import { assemble, type Item } from './assembler.ts';

const WORD_MAX = (1n << 256n) - 1n;

/** Values at the borders of limbs, signs and bytes, where arithmetic goes wrong. */
const EDGES: readonly bigint[] = [
  0n,
  1n,
  2n,
  3n,
  7n,
  31n,
  32n,
  33n,
  64n,
  255n,
  256n,
  257n,
  (1n << 32n) - 1n,
  (1n << 63n) - 1n,
  1n << 63n,
  (1n << 64n) - 1n,
  1n << 64n,
  (1n << 128n) - 1n,
  1n << 128n,
  (1n << 192n) - 1n,
  1n << 192n,
  (1n << 255n) - 1n,
  1n << 255n,
  WORD_MAX - 1n,
  WORD_MAX,
];

export const word: fc.Arbitrary<bigint> = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...EDGES) },
  { weight: 2, arbitrary: fc.bigInt({ min: 0n, max: WORD_MAX }) },
  { weight: 1, arbitrary: fc.bigInt({ min: 0n, max: 1n << 70n }) },
);

const offset = fc.oneof(
  { weight: 12, arbitrary: fc.bigInt({ min: 0n, max: 200n }) },
  { weight: 2, arbitrary: fc.bigInt({ min: 0n, max: 70_000n }) },
  { weight: 1, arbitrary: fc.constantFrom(...EDGES) },
);
const size = fc.oneof(
  { weight: 12, arbitrary: fc.bigInt({ min: 0n, max: 130n }) },
  { weight: 1, arbitrary: fc.bigInt({ min: 0n, max: 30_000n }) },
);
const slot = fc.bigInt({ min: 0n, max: 5n });
const slotValue = fc.oneof(fc.bigInt({ min: 0n, max: 3n }), word);
const callGas = fc.constantFrom(0n, 700n, 2300n, 3000n, 30_000n, 100_000n, WORD_MAX);
const callValue = fc.constantFrom(0n, 0n, 0n, 1n, 5n, 1n << 100n);

const PURE = [
  0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x0b, 0x10, 0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17, 0x18, 0x19,
];
const PURE_MORE = [0x08, 0x09, 0x0a, 0x1a, 0x1b, 0x1c, 0x1d, 0x1e];
const ENVIRONMENT = [
  0x30, 0x32, 0x33, 0x34, 0x36, 0x38, 0x3a, 0x3d, 0x41, 0x42, 0x43, 0x44, 0x45, 0x46, 0x47, 0x48, 0x4a,
];
const COUNTERS = [0x58, 0x59, 0x5a];

function op(code: fc.Arbitrary<number>, ...args: fc.Arbitrary<bigint>[]): fc.Arbitrary<Item> {
  return fc.tuple(code, fc.tuple(...args)).map(([opcode, operands]) => ({ kind: 'op', op: opcode, args: operands }));
}

function bare(...codes: number[]): fc.Arbitrary<Item> {
  return fc.constantFrom(...codes).map((opcode) => ({ kind: 'op', op: opcode }));
}

const one = (code: number) => fc.constant(code);

/** The initcodes a created contract may have: 32 bytes say all that CREATE distinguishes. */
const initCode: fc.Arbitrary<Uint8Array> = fc.oneof(
  fc
    .constantFrom(
      '', // an empty account
      '600a600c600039600a6000f3', // copies what follows it, which is nothing: ten zero bytes of code
      '60015f5360015ff3', // code 01: ADD
      '60ef5f5360015ff3', // code beginning with EF is refused (EIP-3541)
      '6001600155', // stores, then leaves no code
      '5f5ffd',
      'fe',
      '33ff', // self-destructs to the creator
      '6127105ff3', // 10,000 zero bytes of code
      '6160015ff3', // one byte more than the code size limit
      '5f5f5f5f5f335af15f5500', // calls back its creator
    )
    .map((hex) => Uint8Array.fromHex(hex.length % 2 === 0 ? hex : `${hex}0`)),
  fc.uint8Array({ maxLength: 32 }),
);

const create: fc.Arbitrary<Item> = fc
  .tuple(fc.constantFrom<0xf0 | 0xf5>(0xf0, 0xf5), initCode, callValue, slot)
  .map(([opcode, code, value, salt]) => ({ kind: 'create', op: opcode, initCode: code, value, salt }));

/** Single items; calls go to `addresses`, so that contracts meet each other, the precompiles and the void. */
function leaf(addresses: readonly bigint[]): fc.Arbitrary<Item> {
  const address = fc.constantFrom(...addresses);
  return fc.oneof(
    { weight: 6, arbitrary: word.map((value): Item => ({ kind: 'push', value })) },
    { weight: 6, arbitrary: bare(...PURE, ...PURE_MORE) },
    { weight: 6, arbitrary: op(fc.constantFrom(...PURE), word, word) },
    { weight: 4, arbitrary: op(fc.constantFrom(...PURE_MORE), word, word, word) },
    { weight: 3, arbitrary: bare(...ENVIRONMENT) },
    { weight: 3, arbitrary: bare(...COUNTERS) },
    { weight: 3, arbitrary: shuffle },
    { weight: 2, arbitrary: op(fc.constantFrom(0x31, 0x3b, 0x3f), address) },
    { weight: 1, arbitrary: op(fc.constantFrom(0x35, 0x40, 0x49, 0x51), offset) },
    { weight: 2, arbitrary: op(fc.constantFrom(0x37, 0x39, 0x5e), offset, offset, size) },
    { weight: 1, arbitrary: op(one(0x3e), offset, fc.bigInt(0n, 40n), fc.bigInt(0n, 40n)) },
    { weight: 1, arbitrary: op(one(0x3c), address, offset, offset, size) },
    { weight: 3, arbitrary: op(fc.constantFrom(0x52, 0x53), offset, word) },
    { weight: 2, arbitrary: op(one(0x20), offset, size) },
    { weight: 3, arbitrary: op(fc.constantFrom(0x54, 0x5c), slot) },
    { weight: 5, arbitrary: op(fc.constantFrom(0x55, 0x5d), slot, slotValue) },
    { weight: 1, arbitrary: bare(0x55, 0x54, 0x5d, 0x52) },
    { weight: 2, arbitrary: op(fc.constantFrom(0xa0, 0xa1, 0xa2, 0xa3, 0xa4), offset, size, word, word, word, word) },
    { weight: 4, arbitrary: op(fc.constantFrom(0xf1, 0xf2), callGas, address, callValue, offset, size, offset, size) },
    { weight: 4, arbitrary: op(fc.constantFrom(0xf4, 0xfa), callGas, address, offset, size, offset, size) },
    { weight: 2, arbitrary: create },
  );
}

const shuffle: fc.Arbitrary<Item> = fc
  .tuple(fc.constantFrom<'dup' | 'swap'>('dup', 'swap'), fc.integer({ min: 1, max: 16 }))
  .map(([kind, depth]) => ({ kind, depth }));

function terminal(addresses: readonly bigint[]): fc.Arbitrary<Item> {
  return fc.oneof(
    { weight: 6, arbitrary: op(one(0xf3), offset, size) },
    { weight: 2, arbitrary: op(one(0xfd), offset, size) },
    { weight: 1, arbitrary: op(one(0xff), fc.constantFrom(...addresses)) },
    { weight: 1, arbitrary: bare(0x00, 0xfe, 0x0c) },
  );
}

/** A well-formed contract with loops and branches. */
export function contractCode(addresses: readonly bigint[]): fc.Arbitrary<Uint8Array> {
  const item = leaf(addresses);
  const small = fc.array(item, { maxLength: 6 });
  const nested: fc.Arbitrary<Item> = fc.oneof(
    { weight: 8, arbitrary: item },
    {
      weight: 1,
      arbitrary: fc
        .tuple(fc.integer({ min: 1, max: 12 }), small)
        .map(([count, body]): Item => ({ kind: 'loop', count, body })),
    },
    {
      weight: 1,
      arbitrary: fc.tuple(word, small).map(([condition, body]): Item => ({ kind: 'if', condition, body })),
    },
  );
  return fc
    .tuple(fc.array(nested, { minLength: 1, maxLength: 25 }), terminal(addresses))
    .map(([items, end]) => assemble([...items, end]));
}

/** Bytes without any structure: undefined opcodes, underflows, jumps to anywhere, truncated pushes. */
export const randomCode: fc.Arbitrary<Uint8Array> = fc.oneof(
  fc.uint8Array({ maxLength: 80 }),
  fc
    .array(fc.constantFrom(...Array.from({ length: 0x100 }, (_, i) => i).filter((i) => i < 0xa5 || i >= 0xf0)), {
      maxLength: 120,
    })
    .map((list) => Uint8Array.from(list)),
  // Mostly small pushes and jumps: code that does reach somewhere.
  fc
    .array(
      fc.oneof(
        fc.constantFrom(0x60, 0x5b, 0x56, 0x57, 0x80, 0x90, 0x50, 0x5f, 0x01, 0x03),
        fc.integer({ min: 0, max: 40 }),
      ),
      {
        maxLength: 60,
      },
    )
    .map((list) => Uint8Array.from(list)),
);
