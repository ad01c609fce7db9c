import { type Input, RLP } from '@ethereumjs/rlp';
import { describe, expect, it } from 'vitest';
import { buildSeal } from '../../scripts/build-seal.ts';
import { decodeTransactions } from './decode.ts';
import { pack } from './packed.ts';
import { parseTransaction } from './parse.ts';
import { MAX_TRANSACTION_BYTES, refusalOf } from './refusals.ts';

const CHAIN = 5n;
const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
const TO = new Uint8Array(20).fill(0x11);
const KEY = new Uint8Array(32).fill(0x22);

/** Type 2 with fields replaced, by position: chain, nonce, tip, cap, gas, to, value, data, access, parity, r, s. */
function dynamic(replaced: Readonly<Record<number, Input>> = {}, type = 2): Uint8Array {
  const fields: Input[] = [CHAIN, 1n, 2n, 3n, 21_000n, TO, 5n, KEY, [], 1n, 7n, 9n];
  for (const [i, value] of Object.entries(replaced)) fields[Number(i)] = value;
  return Uint8Array.from([type, ...RLP.encode(fields)]);
}

function legacy(v: Input, replaced: Readonly<Record<number, Input>> = {}): Uint8Array {
  const fields: Input[] = [1n, 2n, 21_000n, TO, 5n, KEY, v, 7n, 9n];
  for (const [i, value] of Object.entries(replaced)) fields[Number(i)] = value;
  return RLP.encode(fields);
}

function setCode(list: Input, to: Input = TO): Uint8Array {
  return Uint8Array.from([4, ...RLP.encode([CHAIN, 1n, 2n, 3n, 21_000n, to, 5n, KEY, [], list, 1n, 7n, 9n])]);
}

function edited(raw: Uint8Array, edit: (bytes: number[]) => void): Uint8Array {
  const bytes = [...raw];
  edit(bytes);
  return Uint8Array.from(bytes);
}

/** Type 2 whose payload is a list in a list in a list: libraries recurse into it. Written from the inside out. */
function nested(depth: number): Uint8Array {
  const reversed: number[] = [0xc0];
  for (let i = 0; i < depth; i++) {
    const size = reversed.length;
    if (size < 56) reversed.push(0xc0 + size);
    else if (size < 256) reversed.push(size, 0xf8);
    else reversed.push(size & 255, size >> 8, 0xf9);
  }
  return Uint8Array.from([2, ...reversed.reverse()]);
}

const longHeader = Uint8Array.of(2, 0xf8, 0x01, 0x80);
const tuple: Input = [CHAIN, TO, 1n, 0n, 7n, 9n];

const REFUSED: readonly (readonly [string, Uint8Array, string])[] = [
  ['nothing', new Uint8Array(), 'empty'],
  ['too many bytes', dynamic({ 7: new Uint8Array(MAX_TRANSACTION_BYTES) }), 'oversized'],
  ['type 0 as an envelope', Uint8Array.of(0, 0xc0), 'type not supported'],
  ['type 5', dynamic({}, 5), 'type not supported'],
  ['a string', Uint8Array.of(0x85, 1, 2, 3, 4, 5), 'type not supported'],
  ['a blob transaction', dynamic({}, 3), 'blob'],
  ['a type alone', Uint8Array.of(2), 'longer than what contains it'],
  ['a list cut short', dynamic().slice(0, -1), 'longer than what contains it'],
  ['a byte too many', Uint8Array.from([...dynamic(), 0]), 'after the end'],
  ['a long header for a short list', longHeader, 'not canonical'],
  ['a length with a leading zero', Uint8Array.of(2, 0xf9, 0x00, 0x40, ...new Uint8Array(64)), 'not canonical'],
  ['a length of 8 bytes', Uint8Array.of(2, 0xff, ...new Uint8Array(8).fill(0xff)), 'longer than what contains it'],
  ['a nonce with a leading zero', dynamic({ 1: Uint8Array.of(0, 1) }), 'not canonical'],
  ['a zero written as a byte', dynamic({ 6: Uint8Array.of(0) }), 'not canonical'],
  ['r with a leading zero', dynamic({ 10: Uint8Array.of(0, 7) }), 'not canonical'],
  [
    'a byte below 0x80 with a header',
    edited(dynamic(), (bytes) => {
      bytes[2] = (bytes[2] ?? 0) + 1;
      bytes.splice(3, 1, 0x81, 5);
    }),
    'not canonical',
  ],
  ['a field missing', Uint8Array.from([2, ...RLP.encode([CHAIN, 1n, 2n, 3n])]), 'fields'],
  [
    'a field too many',
    Uint8Array.from([2, ...RLP.encode([CHAIN, 1n, 2n, 3n, 4n, TO, 5n, KEY, [], 1n, 7n, 9n, 1n])]),
    'fields',
  ],
  ['a list for a number', dynamic({ 1: [] }), 'fields'],
  ['a string for a list', dynamic({ 8: new Uint8Array() }), 'fields'],
  ['lists nested deeply', nested(20_000), 'fields'],
  ['a nonce of 9 bytes', dynamic({ 1: 1n << 64n }), 'too large'],
  ['a value of 33 bytes', dynamic({ 6: 1n << 256n }), 'too large'],
  ['a recipient of 19 bytes', dynamic({ 5: TO.slice(1) }), 'address'],
  ['an access list address of 21 bytes', dynamic({ 8: [[new Uint8Array(21), []]] }), 'address'],
  ['a storage key of 31 bytes', dynamic({ 8: [[TO, [KEY.slice(1)]]] }), 'fields'],
  ['an access list entry of three', dynamic({ 8: [[TO, [], []]] }), 'fields'],
  ['another chain', dynamic({ 0: 6n }), 'chain id'],
  ['another chain, EIP-155', legacy(6n * 2n + 35n), 'chain id'],
  ['a chain id of 32 bytes', dynamic({ 0: KEY }), 'chain id'],
  ['no chain id', legacy(27n), 'replay-protected'],
  ['v of 26', legacy(26n), 'signature'],
  ['v of 0', legacy(0n), 'signature'],
  ['a y parity of 2', dynamic({ 9: 2n }), 'signature'],
  ['r of zero', dynamic({ 10: 0n }), 'signature'],
  ['r of the order', dynamic({ 10: ORDER }), 'signature'],
  ['s of zero', dynamic({ 11: 0n }), 'signature'],
  ['s in the upper half', dynamic({ 11: ORDER / 2n + 1n }), 'upper half'],
  ['a set-code transaction that creates', setCode([tuple], new Uint8Array()), 'recipient'],
  ['a set-code transaction without authorizations', setCode([]), 'authorization'],
  ['an authorization with five fields', setCode([[CHAIN, TO, 1n, 0n, 7n]]), 'fields'],
  ['an authorization with a nonce of 9 bytes', setCode([[CHAIN, TO, 1n << 64n, 0n, 7n, 9n]]), 'too large'],
  ['an authorization with a y parity of 256', setCode([[CHAIN, TO, 1n, 256n, 7n, 9n]]), 'too large'],
];

describe('decoding', () => {
  it.each(REFUSED)('refuses %s', (_, raw, wanted) => {
    const parsed = parseTransaction(raw, { chainId: CHAIN });
    expect(parsed.ok ? 'accepted' : parsed.refusal.message).toContain(wanted);
    expect(parsed.ok).toBe(false);
  });

  it('accepts the limits', () => {
    for (const raw of [
      dynamic({ 1: (1n << 64n) - 1n, 6: (1n << 256n) - 1n, 10: ORDER - 1n, 11: ORDER / 2n }),
      dynamic({
        5: new Uint8Array(),
        8: [
          [TO, [KEY, KEY]],
          [TO, []],
        ],
      }),
      legacy(CHAIN * 2n + 36n),
    ]) {
      expect(parseTransaction(raw, { chainId: CHAIN }).ok).toBe(true);
    }
  });

  it('takes transactions without a chain id where that is allowed', () => {
    const parsed = parseTransaction(legacy(28n), { chainId: CHAIN, allowUnprotected: true });
    expect(parsed.ok && [parsed.transaction.isProtected, parsed.transaction.signature.yParity]).toEqual([false, 1]);
  });

  it('keeps an authorization that nobody can have signed, and says so', () => {
    const list = [
      [CHAIN, TO, 1n, 255n, 7n, 9n],
      [0n, TO, 1n, 0n, 7n, ORDER / 2n + 1n],
      [0n, TO, 1n, 0n, 0n, 9n],
      [0n, TO, 1n, 1n, 7n, 9n],
    ];
    const { refusals, authorizations } = decodeTransactions(pack([setCode(list)]), { chainId: CHAIN });
    expect([refusals[0], [...authorizations.recoverable]]).toEqual([0, [0, 0, 0, 1]]);
  });

  it('puts refused transactions among accepted ones, each in its place', () => {
    const items = [
      dynamic(),
      dynamic({ 0: 6n }),
      setCode([tuple]),
      new Uint8Array(MAX_TRANSACTION_BYTES + 1),
      setCode([tuple]),
    ];
    const { refusals, encoded, authorizations, hashes } = decodeTransactions(pack(items), { chainId: CHAIN });
    expect([...refusals].map((reason) => refusalOf(reason)?.code)).toEqual([
      undefined,
      'wrong-chain',
      undefined,
      'too-large',
      undefined,
    ]);
    const sizes = [...refusals].map((_, i) => (encoded.offsets[i + 1] ?? 0) - (encoded.offsets[i] ?? 0));
    expect(sizes).toEqual([248, 0, 344, 0, 344]);
    expect([...authorizations.transaction]).toEqual([2, 4]);
    expect([...authorizations.position]).toEqual([248 + 248, 248 + 344 + 248]);
    expect(hashes.subarray(32, 64).every((byte) => byte === 0)).toBe(true);
  });

  it('has a word for every reason', () => {
    for (let reason = 1; reason <= 16; reason++) expect(refusalOf(reason)?.message).not.toMatch(/^refused/);
    expect(refusalOf(0)).toBeUndefined();
  });

  it('runs on what its sources give', { timeout: 120_000 }, async () => {
    expect(await buildSeal(true)).toBe(false);
  });
});
