import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { decode } from './decode.ts';
import { LodeError } from './errors.ts';
import {
  address,
  byteCount,
  f32Value,
  hash,
  microUsd,
  name,
  peerId,
  region,
  signature,
  timeMs,
  u32,
} from './scalars.ts';
import { MAX_MICRO_USD } from './units.ts';

const ab = (bytes: number) => `0x${'ab'.repeat(bytes)}`;

describe('refused', () => {
  it.each<[string, z.ZodType, unknown]>([
    ['a hash in capitals', hash, ab(32).toUpperCase()],
    ['a short hash', hash, ab(31)],
    ['a hash with a newline', hash, `${ab(32)}\n`],
    ['an address without 0x', address, ab(20).slice(2)],
    ['an empty signature', signature, '0x'],
    ['half a byte of signature', signature, '0xabc'],
    ['a signature without end', signature, ab(2_049)],
    ['money as a number', microUsd, 1],
    ['negative money', microUsd, '-1'],
    ['money with a leading zero', microUsd, '01'],
    ['money in hex', microUsd, '0x10'],
    ['money with a fraction', microUsd, '1.5'],
    ['money past uint128', microUsd, (MAX_MICRO_USD + 1n).toString()],
    ['a negative time', timeMs, -1],
    ['a time that is not whole', timeMs, 1.5],
    ['a time after the end of dates', timeMs, 8_640_000_000_000_001],
    ['2^32', u32, 2 ** 32],
    ['a size past 2^53', byteCount, 2 ** 53],
    ['infinity', f32Value, Number.POSITIVE_INFINITY],
    ['a float past f32', f32Value, 3.5e38],
    ['an empty name', name, ''],
    ['a name with a dot', name, 'a.b'],
    ['a name that every object has', name, 'constructor'],
    ['a name of 65 letters', name, 'a'.repeat(65)],
    ['a country in small letters', region, 'de'],
    ['a peer id with a zero', peerId, `0${'a'.repeat(40)}`],
  ])('%s', (_what, schema, wire) => {
    expect(() => decode(schema, wire, 'scalar')).toThrow(LodeError);
  });
});

it('-0 is 0, as it is in JSON', () => {
  expect(Object.is(decode(f32Value, -0, 'scalar'), 0)).toBe(true);
});
