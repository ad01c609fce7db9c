import { describe, expect, it } from 'vitest';
import { closingLines, hardhatCounts, NO_TESTS, sum } from './counts.ts';

const HARDHAT = [
  'Running Solidity tests',
  '  contracts/Market.t.sol:MarketTest',
  '    \u001b[32m✔\u001b[39m test_fund()',
  '    \u001b[36m- test_later()\u001b[39m',
  '\u001b[32m12 passing\u001b[39m',
  '\u001b[31m1 failing\u001b[39m',
  '\u001b[36m1 skipped\u001b[39m',
  'Tests  3 passed (3)',
].join('\n');

describe('hardhatCounts', () => {
  it('reads the summary, in colour, and the names of what was skipped', () => {
    expect(hardhatCounts(HARDHAT)).toEqual({
      passed: 12,
      failed: 1,
      skipped: [{ name: 'contracts > test_later()', reason: 'vm.skip in the test' }],
    });
  });

  it('is nothing where Hardhat did not start', () => {
    expect(hardhatCounts('Error: 5 passing thoughts')).toEqual(NO_TESTS);
  });
});

describe('closingLines', () => {
  it('end with the totals of every runner', () => {
    const counts = sum([
      { passed: 2, failed: 0, skipped: [{ name: 'a', reason: 'no GPU' }] },
      { ...NO_TESTS, passed: 3 },
    ]);
    expect(closingLines(counts, [])).toEqual(['skipped: a (no GPU)', '5 passed, 0 failed, 1 skipped']);
  });

  it('never say 0 failed when a phase failed', () => {
    expect(closingLines({ ...NO_TESTS, passed: 3 }, ['types', 'lint'])).toEqual([
      'failed phases: types, lint',
      '3 passed, 2 failed, 0 skipped',
    ]);
  });
});
