import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createEvm } from '../../src/createEvm.ts';
import { createPrecompiles } from '../../src/precompiles/index.ts';
import type { Evm, Fork, Tier } from '../../src/types.ts';
import { DEFAULT_VECTORS, vectorFiles } from './files.ts';
import { type RunnerContext, runFile } from './runFile.ts';

/** One case in this many of the state tests, chosen by its name: a fast slice that is always the same. */
const STATE_SLICE = 12;
const PRECOMPILE_SLICE = 8;
/** Cases made to be slow; `npm run spec` runs them. */
const SLOW = /stTimeConsuming|stQuadraticComplexity|vmPerformance|stZeroKnowledge\//;

const files = vectorFiles(DEFAULT_VECTORS).filter((file) => !SLOW.test(file.name));
const precompiles = createPrecompiles();

function contextFor(tier: Tier): RunnerContext {
  const evms = new Map<Fork, Evm>();
  return {
    precompiles,
    evm(fork) {
      const evm = evms.get(fork) ?? createEvm({ fork, tier, precompiles });
      evms.set(fork, evm);
      return evm;
    },
    wants: (id) => checksum(id) % (id.startsWith('precompiles') ? PRECOMPILE_SLICE : STATE_SLICE) === 0,
  };
}

/** FNV-1a: any fixed hash would do. */
function checksum(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

function failuresOf(selected: typeof files, tier: Tier): { passed: number; failures: string[] } {
  const context = contextFor(tier);
  const failures: string[] = [];
  let passed = 0;
  for (const file of selected) {
    const report = runFile(file.name, readFileSync(join(DEFAULT_VECTORS, file.name), 'utf8'), context);
    passed += report.passed;
    failures.push(...report.failures.map((failure) => `${failure.file} ${failure.test}: ${failure.reason}`));
  }
  return { passed, failures };
}

const isPrecompile = (name: string) => name.startsWith('precompiles');

const absent =
  files.length === 0
    ? `no vectors in ${DEFAULT_VECTORS}: npm run spec -- --vectors DIR runs those of a checkout of ethereum/tests`
    : undefined;

describe('a slice of the conformance vectors', () => {
  it('precompiles', (context) => {
    if (absent !== undefined) return context.skip(absent);
    const { passed, failures } = failuresOf(
      files.filter((file) => isPrecompile(file.name)),
      'interpreter',
    );
    expect(failures).toEqual([]);
    expect(passed).toBeGreaterThan(100);
  });

  for (const tier of ['interpreter', 'compiled'] as const) {
    it(`state tests, tier ${tier}`, { timeout: 300_000 }, (context) => {
      if (absent !== undefined) return context.skip(absent);
      const { passed, failures } = failuresOf(
        files.filter((file) => !isPrecompile(file.name)),
        tier,
      );
      expect(failures).toEqual([]);
      expect(passed).toBeGreaterThan(800);
    });
  }
});
