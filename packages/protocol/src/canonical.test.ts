import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { keccak256, stringToBytes } from 'viem';
import { describe, expect, it } from 'vitest';
import { sampleReceipt } from '../testkit/index.ts';
import { canonicalJson, hashObject, hashWire } from './canonical.ts';
import { contentHash } from './content.ts';
import { LodeError } from './errors.ts';
import { receiptSchema } from './receipt.ts';

describe('canonicalJson', () => {
  it('is RFC 8785: its example of section 3.2.2, as sorted in 3.2.3', () => {
    const wire = {
      numbers: [Number('333333333.33333329'), 1e30, 4.5, 2e-3, 0.000000000000000000000000001],
      string: '\u20ac$\u000F\u000aA\'\u0042\u0022\u005c\\"/',
      literals: [null, true, false],
    };
    expect(canonicalJson(wire)).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    );
  });

  it('sorts keys by UTF-16 code units, as section 3.2.3 says', () => {
    const wire = { '\u20ac': 1, '\r': 2, '\ufb33': 3, '1': 4, '\u{1f600}': 5, '\u0080': 6, '\u00f6': 7 };
    expect(canonicalJson(wire)).toBe('{"\\r":2,"1":4,"\u0080":6,"ö":7,"€":1,"\u{1f600}":5,"\ufb33":3}');
  });

  it('reads back as the same value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = canonicalJson(value);
        expect(canonicalJson(JSON.parse(text))).toBe(text);
        expect(hashWire(value)).toBe(keccak256(stringToBytes(text)));
      }),
    );
  });

  const circle: unknown[] = [];
  circle.push(circle);
  it.each([
    ['NaN', Number.NaN],
    ['infinity', { a: Number.POSITIVE_INFINITY }],
    ['a bigint', { a: 1n }],
    ['nothing', undefined],
    ['a function', () => 1],
    ['a circle', circle],
  ])('refuses %s', (_what, value) => {
    expect(() => canonicalJson(value)).toThrow(LodeError);
  });
});

it('an object that breaks its schema has no hash, and the error says why', () => {
  const broken = { ...sampleReceipt, priceMicroUsd: -1n, device: 'NOT LOWER' };
  expect(() => hashObject(receiptSchema, broken)).toThrow(
    expect.objectContaining({
      code: 'NOT_ENCODABLE',
      message: expect.stringContaining('priceMicroUsd: money is never negative'),
    }),
  );
});

it('the content hash is SHA-256', () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      expect(contentHash(bytes)).toBe(`0x${createHash('sha256').update(bytes).digest('hex')}`);
    }),
  );
});
