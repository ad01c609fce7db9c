import { LodeError } from './errors.ts';
import { quoted } from './text.ts';

/** Millionths of a US dollar, the smallest unit of TestUSD and USDC (6 decimals). */
export type MicroUsd = bigint;

/** Largest amount that fits the contracts' `uint128`. */
export const MAX_MICRO_USD: MicroUsd = 2n ** 128n - 1n;

const USD = /^\$?(\d{1,33})(?:\.(\d{1,6}))?$/;
/** Below it a JavaScript number still tells micro-dollars apart (2^53 is 9.007e15, with a digit to spare). */
const MAX_USD_AS_NUMBER = 1e9;

/**
 * Reads a dollar amount written by a person: `0.25`, `"$0.25"`, `"12"`.
 * Refuses negative amounts, exponents and more than six decimals, which would have to be rounded,
 * and numbers (not strings) so large that reading them has already rounded them.
 *
 * @throws LodeError `BAD_AMOUNT`
 * @example parseUsd('$0.25') // 250000n
 */
export function parseUsd(value: string | number): MicroUsd {
  const match = USD.exec(String(value).trim());
  if (match === null) {
    throw new LodeError('BAD_AMOUNT', `${quoted(value)} is not a dollar amount.`, {
      hint: 'Write a number of dollars that is not negative, with at most six decimals, such as "0.25".',
    });
  }
  if (typeof value === 'number' && value > MAX_USD_AS_NUMBER) {
    throw new LodeError('BAD_AMOUNT', `${value} is too large to be read exactly as a number.`, {
      hint: 'Put the amount in quotes.',
    });
  }
  const micro = BigInt(match[1] ?? '0') * 1_000_000n + BigInt((match[2] ?? '').padEnd(6, '0'));
  if (micro > MAX_MICRO_USD)
    throw new LodeError('BAD_AMOUNT', `${quoted(value)} is more money than the contracts can hold.`);
  return micro;
}

/** `250000n` as `$0.25`; never rounds. */
export function formatUsd(microUsd: MicroUsd): string {
  const sign = microUsd < 0n ? '-' : '';
  const digits = (microUsd < 0n ? -microUsd : microUsd).toString().padStart(7, '0');
  const fraction = digits.slice(-6).replace(/0{1,4}$/, '');
  return `${sign}$${digits.slice(0, -6)}.${fraction}`;
}

const BYTE_UNITS: Readonly<Record<string, number>> = {
  B: 1,
  kB: 1e3,
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
  TiB: 2 ** 40,
};

/**
 * Reads a size: a whole number of bytes, or a number with a unit (`"64 MiB"`, `"1.5GB"`); parts of a byte round up.
 *
 * @throws LodeError `BAD_SIZE`
 */
export function parseBytes(value: string | number): number {
  const bytes = scaled(value, BYTE_UNITS);
  if (bytes === undefined) {
    throw new LodeError('BAD_SIZE', `${quoted(value)} is not a size.`, {
      hint: `Write bytes as a whole number, or with a unit: ${Object.keys(BYTE_UNITS).join(', ')}.`,
    });
  }
  return bytes;
}

const DURATION_UNITS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/**
 * Reads a duration in milliseconds: a whole number of them, or a number with a unit (`"90s"`, `"1.5 h"`);
 * parts of a millisecond round up, so that a timeout never becomes zero.
 *
 * @throws LodeError `BAD_DURATION`
 */
export function parseDurationMs(value: string | number): number {
  const durationMs = scaled(value, DURATION_UNITS);
  if (durationMs === undefined) {
    throw new LodeError('BAD_DURATION', `${quoted(value)} is not a duration.`, {
      hint: `Write milliseconds as a whole number, or with a unit: ${Object.keys(DURATION_UNITS).join(', ')}.`,
    });
  }
  return durationMs;
}

/** `1.1` of a unit, in whole base units rounded up; decimal arithmetic, since `1.1 * 1e9` is not 1,100,000,000. */
function scaled(value: string | number, units: Readonly<Record<string, number>>): number | undefined {
  const match = /^(\d{1,16})(?:\.(\d{1,9}))?\s*([A-Za-z]+)?$/.exec(String(value).trim());
  if (match === null) return undefined;
  const [, whole = '', fraction = '', unit] = match;
  if (unit === undefined ? fraction !== '' : !Object.hasOwn(units, unit)) return undefined;
  const divisor = 10n ** BigInt(fraction.length);
  const product = BigInt(whole + fraction) * BigInt(unit === undefined ? 1 : (units[unit] ?? 1));
  const result = (product + divisor - 1n) / divisor;
  return result <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(result) : undefined;
}

/**
 * The price of metered GPU time, rounded up to the micro-dollar and never above the quote:
 * the bill is `min(metered, quoted)` because GPU time is reported by the provider itself.
 *
 * @throws LodeError `BAD_METERING` where `gpuMs` is not a whole number of milliseconds
 */
export function billMicroUsd(gpuMs: number, microUsdPerGpuSecond: MicroUsd, maxMicroUsd: MicroUsd): MicroUsd {
  if (!Number.isSafeInteger(gpuMs) || gpuMs < 0)
    throw new LodeError('BAD_METERING', `${gpuMs} is not a number of GPU-milliseconds.`);
  const metered = (BigInt(gpuMs) * microUsdPerGpuSecond + 999n) / 1_000n;
  return metered < maxMicroUsd ? metered : maxMicroUsd;
}

/** The part of a price that is held back in escrow until the work is accepted; rounds in the provider's favour. */
export function holdbackOf(priceMicroUsd: MicroUsd, holdbackBps: number): MicroUsd {
  return (priceMicroUsd * BigInt(holdbackBps) + 9_999n) / 10_000n;
}

/** The part of a price that is paid by voucher while the work runs. */
export const streamedOf = (priceMicroUsd: MicroUsd, holdbackBps: number): MicroUsd =>
  priceMicroUsd - holdbackOf(priceMicroUsd, holdbackBps);
