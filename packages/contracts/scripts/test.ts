import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { packageRoot } from './generated.ts';
import { hardhat, run } from './hardhat.ts';

// One after the other, since each takes all of two cores. Every part runs, so that one failure does not hide another.
const vitest = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs');
const workspaceRoot = join(packageRoot, '..', '..');
const parts = [
  // First, since the predeployed contracts' tests take their code from the artifacts.
  ['build', () => hardhat(['build', '--quiet'])],
  ['Solidity: unit, fuzz and invariant tests', () => hardhat(['test', 'solidity'])],
  ['gas, against snapshots/', () => run([join(import.meta.dirname, 'gas.ts'), '--check'])],
  [
    'TypeScript: EIP-712 against viem, generated files',
    () => run([vitest, 'run', 'packages/contracts/'], workspaceRoot),
  ],
] as const;

const results: { readonly title: string; readonly code: number }[] = [];
for (const [title, start] of parts) {
  console.log(`\n== ${title}`);
  results.push({ title, code: await start() });
}
console.log('');
for (const { title, code } of results) console.log(`${code === 0 ? 'ok  ' : 'FAIL'}  ${title}`);
process.exit(results.every(({ code }) => code === 0) ? 0 : 1);
