import type { Evm, Fork, Precompiles } from '../../src/types.ts';
import { FORKS, unsupportedConfig } from './environment.ts';
import { type PrecompileTest, readTestFile, type StateTest } from './format.ts';
import { precompileSuite, runPrecompileCase } from './runPrecompileCase.ts';
import { type CaseFailure, runStateCase } from './runStateCase.ts';

export interface Failure extends CaseFailure {
  file: string;
  test: string;
  fork: Fork;
  index?: { data: number; gas: number; value: number };
}

export interface Skip {
  reason: string;
  cases: number;
}

export interface FileReport {
  file: string;
  passed: number;
  failures: Failure[];
  skips: Skip[];
}

export interface RunnerContext {
  /** One EVM a fork, kept between files. */
  evm(fork: Fork): Evm;
  precompiles: Precompiles;
  /** Which cases to run; absent: all. */
  wants?(caseId: string): boolean;
  /** Told before each case, so that a watchdog can name the one that hangs. */
  starting?(caseId: string): void;
}

export function runFile(file: string, text: string, context: RunnerContext): FileReport {
  const report: FileReport = { file, passed: 0, failures: [], skips: [] };
  const content = readTestFile(text);
  if (content.kind === 'other') report.skips.push({ reason: content.reason, cases: 1 });
  else if (content.kind === 'precompile') runPrecompiles(report, content.tests, context);
  else for (const [name, test] of Object.entries(content.tests)) runStateTest(report, name, test, context);
  return report;
}

function runPrecompiles(report: FileReport, tests: PrecompileTest[], context: RunnerContext): void {
  const suite = precompileSuite(report.file.split('/').at(-1) ?? report.file);
  if (suite === undefined) {
    report.skips.push({ reason: 'a precompile suite of unknown name', cases: tests.length });
    return;
  }
  tests.forEach((test, i) => {
    const id = `${report.file}#${i} ${test.Name}`;
    runCase(report, id, { test: `${test.Name} (entry ${i})`, fork: suite.fork }, context, () =>
      runPrecompileCase(context.precompiles, suite, test),
    );
  });
}

function runStateTest(report: FileReport, name: string, test: StateTest, context: RunnerContext): void {
  for (const [forkName, posts] of Object.entries(test.post)) {
    const fork = FORKS.get(forkName);
    const refusal = fork === undefined ? `fork ${forkName} is none of ours` : skipReason(test, forkName, fork);
    if (fork === undefined || refusal !== undefined) {
      report.skips.push({ reason: refusal ?? '', cases: posts.length });
      continue;
    }
    for (const post of posts) {
      const { data, gas, value } = post.indexes;
      const id = `${report.file} ${name} ${forkName} d${data}g${gas}v${value}`;
      runCase(report, id, { test: name, fork, index: post.indexes }, context, () =>
        runStateCase(context.evm(fork), test, post),
      );
    }
  }
}

function skipReason(test: StateTest, forkName: string, fork: Fork): string | undefined {
  if (test.transaction.initcodes !== undefined) return 'an EOF creation transaction';
  return unsupportedConfig(test.config, forkName, fork);
}

function runCase(
  report: FileReport,
  id: string,
  named: Pick<Failure, 'test' | 'fork' | 'index'>,
  context: RunnerContext,
  run: () => CaseFailure | undefined,
): void {
  if (context.wants !== undefined && !context.wants(id)) return;
  context.starting?.(id);
  let outcome: CaseFailure | undefined;
  try {
    outcome = run();
  } catch (error) {
    const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
    outcome = { reason: `threw: ${stack.split('\n')[0]}`, details: stack.split('\n').slice(1, 4) };
  }
  if (outcome === undefined) report.passed++;
  else report.failures.push({ ...named, ...outcome, file: report.file });
}
