import type { Hex } from '@lode/protocol';

/** What others send is shown, never obeyed: control characters, which move cursors and rename windows, become `?`. */
export const safe = (text: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '?');

/** Enough of a hash or an address to tell two apart by eye. */
export const short = (hex: Hex): string => `${hex.slice(0, 8)}…${hex.slice(-4)}`;
/** Enough of a job's id to name it again: see `findJob`. */
export const shortId = (hex: Hex): string => hex.slice(0, 12);

export function duration(durationMs: number): string {
  if (durationMs < 1_000) return `${Math.round(durationMs)} ms`;
  if (durationMs < 60_000) return `${(durationMs / 1_000).toFixed(1)} s`;
  const minutes = Math.floor(durationMs / 60_000);
  if (minutes < 60) return `${minutes} min ${Math.floor((durationMs % 60_000) / 1_000)} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

const BYTE_STEPS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const;

export function bytes(count: number): string {
  let value = count;
  let step = 0;
  while (value >= 1_024 && step < BYTE_STEPS.length - 1) {
    value /= 1_024;
    step++;
  }
  return `${step === 0 ? value : value.toFixed(1)} ${BYTE_STEPS[step]}`;
}

export const joules = (millijoules: number): string =>
  millijoules >= 3_600_000_000
    ? `${(millijoules / 3_600_000_000).toFixed(3)} kWh`
    : `${(millijoules / 1_000).toFixed(millijoules < 10_000 ? 2 : 1)} J`;

export const plural = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;
