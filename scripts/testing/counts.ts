import { stripVTControlCharacters } from 'node:util';

export interface Skipped {
  readonly name: string;
  readonly reason: string;
}

/** What one test runner did. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: readonly Skipped[];
}

export const NO_TESTS: Counts = { passed: 0, failed: 0, skipped: [] };

export const sum = (all: readonly Counts[]): Counts => ({
  passed: all.reduce((total, one) => total + one.passed, 0),
  failed: all.reduce((total, one) => total + one.failed, 0),
  skipped: all.flatMap((one) => one.skipped),
});

/**
 * Hardhat's counts, read from its output: its reporter writes `N passing`, `N failing` and `N skipped` on lines of
 * their own, and a skipped test as `- name`. It offers no file to read them from.
 */
export function hardhatCounts(output: string): Counts {
  const lines = stripVTControlCharacters(output).split('\n');
  const total = (word: string): number =>
    lines.reduce((count, line) => count + Number(new RegExp(`^\\s*(\\d+) ${word}\\s*$`).exec(line)?.[1] ?? 0), 0);
  const names = lines.flatMap((line) => /^\s*- (\S.*)$/.exec(line)?.[1] ?? []);
  const skipped = Array.from({ length: total('skipped') }, (_, i) => ({
    name: `contracts > ${names[i] ?? 'a Solidity test'}`,
    reason: 'vm.skip in the test',
  }));
  return { passed: total('passing'), failed: total('failing'), skipped };
}

/** The last lines of the output: each skipped test with its reason, then one line of totals. */
export function closingLines(counts: Counts, failedPhases: readonly string[]): string[] {
  const skips = counts.skipped.map(({ name, reason }) => `skipped: ${name} (${reason})`);
  // A phase can fail without a failing test: the compiler, the linter, a runner that did not start.
  const failed = Math.max(counts.failed, failedPhases.length);
  const phases = failedPhases.length === 0 ? [] : [`failed phases: ${failedPhases.join(', ')}`];
  return [...phases, ...skips, `${counts.passed} passed, ${failed} failed, ${skips.length} skipped`];
}
