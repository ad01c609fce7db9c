import { parseArgs } from 'node:util';
import type { Tier } from '../src/types.ts';

export type Flags = Record<string, string | boolean | undefined>;

/** Parses `--name value` and `--flag`; an unknown option ends the process with the usage text. */
export function readFlags(usage: string, strings: readonly string[], booleans: readonly string[] = []): Flags {
  const options = Object.fromEntries([
    ...strings.map((name) => [name, { type: 'string' as const }]),
    ...[...booleans, 'help'].map((name) => [name, { type: 'boolean' as const }]),
  ]);
  try {
    const { values } = parseArgs({ options, strict: true });
    const flags = values as Flags;
    if (flags.help !== true) return flags;
    console.log(usage);
    process.exit(0);
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
    process.exit(2);
  }
}

export function readTier(value: string | boolean | undefined): Tier {
  if (value === undefined) return 'auto';
  if (value === 'interpreter' || value === 'compiled' || value === 'auto') return value;
  console.error(`--tier is interpreter, compiled or auto, not ${value}`);
  process.exit(2);
}

/** A positive number, or `fallback` where the option is absent. */
export function readNumber(value: string | boolean | undefined, fallback: number): number {
  if (value === undefined) return fallback;
  const number = Number(value);
  if (Number.isFinite(number) && number > 0) return number;
  console.error(`${value} is no positive number`);
  process.exit(2);
}
