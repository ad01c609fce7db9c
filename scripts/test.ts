import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Counts, closingLines, hardhatCounts, NO_TESTS, sum } from './testing/counts.ts';
import { type PhaseResult, runPhase } from './testing/phase.ts';
import { installSystemPackages } from './testing/system-packages.ts';

/**
 * The whole check: types, lint, imports, contracts, then every Vitest file. A phase that fails does not hide the
 * next one; the exit status is 1 if any failed. The last lines are each skipped test with its reason, and the totals.
 *
 *     npm test                    everything
 *     npm test -- protocol lease  only the Vitest files whose path has one of these words in it
 */
const root = path.join(import.meta.dirname, '..');
const filters = process.argv.slice(2);
const bin = (name: string) => path.join(root, 'node_modules', '.bin', name);
const node = process.execPath;
const folder = await mkdtemp(path.join(tmpdir(), 'lode-test-'));
const vitestCounts = path.join(folder, 'vitest.json');

interface Phase {
  readonly name: string;
  readonly command: readonly string[];
  count?(result: PhaseResult): Promise<Counts>;
}

const vitest: Phase = {
  name: 'vitest',
  command: [node, path.join(root, 'scripts/testing/run-vitest.ts'), vitestCounts, ...filters],
  count: async () => JSON.parse(await readFile(vitestCounts, 'utf8')) as Counts,
};
const phases: readonly Phase[] = [
  { name: 'types', command: [bin('tsc'), '--noEmit'] },
  { name: 'lint', command: [bin('biome'), 'check', '.'] },
  { name: 'imports', command: [node, path.join(root, 'scripts/check-imports.ts')] },
  {
    name: 'contracts',
    command: ['npm', 'test', '--workspace', 'packages/contracts'],
    count: async ({ output }) => hardhatCounts(output),
  },
  vitest,
];

const seconds = (fromMs: number): string => `${((Date.now() - fromMs) / 1_000).toFixed(1)} s`;

installSystemPackages();
const counts: Counts[] = [];
const failed: string[] = [];
const timings: string[] = [];
const startedMs = Date.now();
const chosen = filters.length === 0 ? phases : [vitest];
for (const [i, { name, command, count }] of chosen.entries()) {
  console.log(`\n[${i + 1}/${chosen.length}] ${name}`);
  const phaseStartedMs = Date.now();
  const result = await runPhase(command, root);
  counts.push((await count?.(result).catch(() => undefined)) ?? NO_TESTS);
  if (result.code !== 0) failed.push(name);
  const line = `${name}: ${result.code === 0 ? 'ok' : `failed (exit status ${result.code})`} in ${seconds(phaseStartedMs)}`;
  timings.push(line);
  console.log(line);
}
await rm(folder, { recursive: true, force: true });

console.log(`\n${timings.join('\n')}\nall: ${seconds(startedMs)}\n`);
for (const line of closingLines(sum(counts), failed)) console.log(line);
process.exitCode = failed.length === 0 ? 0 : 1;
