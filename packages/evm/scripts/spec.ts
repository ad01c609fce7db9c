import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { DEFAULT_VECTORS, vectorFiles } from '../testkit/spec/files.ts';
import type { Failure, FileReport } from '../testkit/spec/runFile.ts';
import { readFlags, readNumber, readTier } from './arguments.ts';
import { runFiles } from './specPool.ts';

const USAGE = `npm run spec -- [options]
  --vectors DIR        state tests and precompile suites, searched recursively (default: ../shared/vectors)
  --tier TIER          interpreter, compiled or auto (default auto)
  --native             the native precompiles instead of the portable ones
  --only TEXT          cases whose file, name, fork or d/g/v contains TEXT
  --threads N          default: the processor's cores
  --max-failures N     failures printed in full (default 40; all are counted)
  --explain            run failing cases with @ethereumjs/vm too and name the first accounts that differ`;

const flags = readFlags(USAGE, ['vectors', 'tier', 'only', 'threads', 'max-failures'], ['native', 'explain']);
const folder = resolve(typeof flags.vectors === 'string' ? flags.vectors : DEFAULT_VECTORS);
const tier = readTier(flags.tier);
const maxFailures = readNumber(flags['max-failures'], 40);
const only = typeof flags.only === 'string' ? flags.only : undefined;

const PROGRESS_MS = 30_000;

const totals = { passed: 0, failed: 0, files: 0 };
const skips = new Map<string, number>();
const printed: Failure[] = [];

if (!existsSync(folder)) {
  console.log(`No vectors at ${folder}. Pass --vectors with a checkout of ethereum/tests (GeneralStateTests).`);
  console.log('0 passed, 0 failed');
  process.exit(typeof flags.vectors === 'string' ? 2 : 0);
}
await main();

async function main(): Promise<void> {
  const all = vectorFiles(folder);
  // A pattern that names a file spares reading the others; otherwise it can only be tried on each case.
  const named = only === undefined ? [] : all.filter((file) => only.includes(file.name) || file.name.includes(only));
  const files = named.length > 0 ? named : all;
  const threads = readNumber(flags.threads, availableParallelism());
  const started = performance.now();
  const progress = setInterval(() => {
    console.error(`${totals.files} of ${files.length} files, ${totals.passed} passed, ${totals.failed} failed`);
  }, PROGRESS_MS);
  await runFiles(
    files,
    threads,
    { folder, tier, native: flags.native === true, ...(only === undefined ? {} : { only }) },
    collect,
  );
  clearInterval(progress);
  if (flags.explain === true) await explain();
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  for (const [reason, cases] of [...skips].sort()) console.log(`skipped ${cases}: ${reason}`);
  console.log(`${files.length} files, tier ${tier}, ${threads} threads, ${seconds} s`);
  console.log(`${totals.passed} passed, ${totals.failed} failed`);
  process.exit(totals.failed === 0 ? 0 : 1);
}

function collect(report: FileReport): void {
  totals.files++;
  totals.passed += report.passed;
  totals.failed += report.failures.length;
  for (const skip of report.skips) {
    const reason = `${skip.reason} (${report.file})`;
    skips.set(reason, (skips.get(reason) ?? 0) + skip.cases);
  }
  for (const failure of report.failures) {
    if (printed.length >= maxFailures) continue;
    printed.push(failure);
    print(failure);
  }
}

function print(failure: Failure): void {
  const at = failure.index === undefined ? '' : ` d${failure.index.data}g${failure.index.gas}v${failure.index.value}`;
  console.log(`FAIL ${failure.file}\n  ${failure.test} ${failure.fork}${at}\n  ${failure.reason}`);
  for (const line of failure.details) console.log(`  ${line}`);
  console.log(`  npm run spec -- --vectors ${folder} --tier ${tier} --only '${failure.test}' --explain`);
}

async function explain(): Promise<void> {
  const { explainFailure } = await import('./specExplain.ts');
  for (const failure of printed) {
    console.log(`explain ${failure.test}`);
    for (const line of await explainFailure(folder, failure, tier)) console.log(`  ${line}`);
  }
}
