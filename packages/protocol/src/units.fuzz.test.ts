import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyBps, anyMicroUsd } from '../testkit/index.ts';
import { LodeError } from './errors.ts';
import { billMicroUsd, formatUsd, holdbackOf, MAX_MICRO_USD, parseBytes, parseDurationMs, parseUsd } from './units.ts';

const codeOf = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    if (error instanceof LodeError) return error.code;
    throw error;
  }
  return 'none';
};

describe('dollars', () => {
  it.each([
    ['0.25', 250_000n],
    ['$0.25', 250_000n],
    [' 12 ', 12_000_000n],
    [0.1, 100_000n],
    [0, 0n],
    ['0.000001', 1n],
    [999_999_999.999999, 999_999_999_999_999n],
    ['340282366920938463463374607431768.211455', MAX_MICRO_USD],
  ])('%j is %s micro-dollars', (written, micro) => {
    expect(parseUsd(written)).toBe(micro);
  });

  it.each([
    -1,
    '-0.01',
    '1e3',
    1e21,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    '0.0000001',
    '1,5',
    '',
    '$',
    '0x10',
    '1.',
    '.5',
  ])('%j is refused', (written) => {
    expect(codeOf(() => parseUsd(written))).toBe('BAD_AMOUNT');
  });

  it('refuses more than a uint128, and numbers too large to be exact', () => {
    expect(codeOf(() => parseUsd('340282366920938463463374607431768.211456'))).toBe('BAD_AMOUNT');
    expect(codeOf(() => parseUsd(9_007_199_254_740_992))).toBe('BAD_AMOUNT');
  });

  it('survive being written and read', () => {
    fc.assert(
      fc.property(anyMicroUsd, (micro) => {
        expect(parseUsd(formatUsd(micro))).toBe(micro);
      }),
    );
  });

  it('are exact as numbers below a billion', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 999_999_999_999_999 }), (micro) => {
        const written = `${Math.floor(micro / 1e6)}.${String(micro % 1e6).padStart(6, '0')}`;
        // Amounts that JavaScript writes with an exponent (under 1e-6 there are none) are refused, never misread.
        const number = Number(written);
        expect(parseUsd(/e/.test(String(number)) ? written : number)).toBe(BigInt(micro));
      }),
    );
  });

  it.each([
    [0n, '$0.00'],
    [250_000n, '$0.25'],
    [1n, '$0.000001'],
    [-1_500_000n, '-$1.50'],
    [1_234_567n, '$1.234567'],
  ])('%s is written %s', (micro, written) => {
    expect(formatUsd(micro)).toBe(written);
  });
});

describe('sizes', () => {
  it.each([
    ['64 MiB', 67_108_864],
    ['1.5GB', 1_500_000_000],
    ['1.1 GB', 1_100_000_000],
    ['0.1 KiB', 103],
    [4096, 4096],
    ['16B', 16],
  ])('%j is %d bytes', (written, bytes) => {
    expect(parseBytes(written)).toBe(bytes);
  });

  it.each([-1, 1.5, '1.5', '10 XB', '10 constructor', 'MiB', '', '9999999 TiB', Number.NaN, 1e21])(
    '%j is refused',
    (written) => {
      expect(codeOf(() => parseBytes(written))).toBe('BAD_SIZE');
    },
  );
});

describe('durations', () => {
  it.each([
    ['90s', 90_000],
    ['1.5 h', 5_400_000],
    [250, 250],
    ['0.2ms', 1],
    ['2 min', 120_000],
    ['1d', 86_400_000],
  ])('%j is %d ms', (written, durationMs) => {
    expect(parseDurationMs(written)).toBe(durationMs);
  });

  it.each([-5, '-5s', '1w', 's', '1.5', 'toString', '1 toString', Number.NaN])('%j is refused', (written) => {
    expect(codeOf(() => parseDurationMs(written))).toBe('BAD_DURATION');
  });
});

it('any text is a value or a LodeError', () => {
  const written = fc.oneof(fc.string(), fc.double(), fc.stringMatching(/^[0-9.]{0,20} ?[a-zA-Z]{0,4}$/));
  fc.assert(
    fc.property(written, (value) => {
      for (const read of [parseUsd, parseBytes, parseDurationMs]) codeOf(() => read(value));
    }),
  );
});

describe('bills', () => {
  const anyGpuMs = fc.oneof(fc.nat(), fc.maxSafeNat());

  it('never exceed the quote nor fall short of what was metered, and grow with time', () => {
    fc.assert(
      fc.property(anyGpuMs, anyMicroUsd, anyMicroUsd, (gpuMs, rate, quote) => {
        const bill = billMicroUsd(gpuMs, rate, quote);
        expect(bill >= 0n && bill <= quote).toBe(true);
        const owedTimes1000 = BigInt(gpuMs) * rate;
        if (bill < quote) expect(bill * 1_000n >= owedTimes1000 && bill * 1_000n < owedTimes1000 + 1_000n).toBe(true);
        if (gpuMs > 0) expect(billMicroUsd(gpuMs - 1, rate, quote) <= bill).toBe(true);
      }),
    );
  });

  it.each([-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])('%d GPU-ms are refused', (gpuMs) => {
    expect(codeOf(() => billMicroUsd(gpuMs, 1n, 1n))).toBe('BAD_METERING');
  });

  it('hold back a part, at least its share, at most all', () => {
    fc.assert(
      fc.property(anyMicroUsd, anyBps, (price, bps) => {
        const holdback = holdbackOf(price, bps);
        expect(holdback >= 0n && holdback <= price).toBe(true);
        expect(holdback * 10_000n >= price * BigInt(bps)).toBe(true);
        expect(holdbackOf(price, 10_000)).toBe(price);
        expect(holdbackOf(price, 0)).toBe(0n);
      }),
    );
  });
});
