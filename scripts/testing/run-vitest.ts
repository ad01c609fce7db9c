import { writeFile } from 'node:fs/promises';
import type { Reporter, TestCase, TestModule } from 'vitest/node';
import { startVitest } from 'vitest/node';
import type { Counts, Skipped } from './counts.ts';

/** Runs Vitest over the files whose path has one of the given words in it (all without any), and writes its counts. */
const [countsFile = '', ...filters] = process.argv.slice(2);

function whySkipped(test: TestCase): string {
  for (let suite = test.parent; suite.type !== 'module'; suite = suite.parent)
    if (suite.errors().length > 0) return 'its suite failed before it ran';
  if (test.module.errors().length > 0) return 'its file failed before it ran';
  return test.options.mode === 'todo' ? 'to do' : 'no reason given';
}

function countsOf(modules: readonly TestModule[]): Counts {
  let passed = 0;
  let failed = 0;
  const skipped: Skipped[] = [];
  for (const module of modules) {
    // A file that throws while it is read, or a suite whose set-up throws, has failed without a test.
    failed += [module, ...module.children.allSuites()].filter((suite) => suite.errors().length > 0).length;
    for (const test of module.children.allTests()) {
      const result = test.result();
      if (result.state === 'passed') passed += 1;
      else if (result.state === 'skipped')
        skipped.push({
          name: `${module.relativeModuleId} > ${test.fullName}`,
          reason: result.note ?? whySkipped(test),
        });
      else failed += 1;
    }
  }
  return { passed, failed, skipped };
}

const counter: Reporter = {
  onTestRunEnd: (modules) => writeFile(countsFile, JSON.stringify(countsOf(modules))),
};

const vitest = await startVitest('test', filters, { watch: false, run: true, reporters: ['default', counter] });
await vitest.close();
