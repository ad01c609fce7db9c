import type { JobSpec } from '@lode/protocol';
import type { ProviderBackend } from '@lode/provider';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readWords } from '../shared/outputs.ts';
import { runExample, stopBackend, testBackend, withConstants } from '../testkit/run.ts';
import { blackScholesCall, normalCdf } from './black-scholes.ts';
import { collectMontecarlo } from './collect.ts';

/** 3 x 32,768 paths. */
const small = (spec: JobSpec): JobSpec => ({
  ...withConstants(spec, { PATHS: 8 }),
  tasks: { ...spec.tasks, count: 3 },
});

let backend: ProviderBackend;
beforeAll(async () => {
  backend = await testBackend();
});
afterAll(() => stopBackend(backend));

describe('the simulated price', () => {
  it('is within four standard errors of the formula, and the error is what theory says', async () => {
    const { spec, outDir } = await runExample(backend, import.meta.dirname, small);
    const result = await collectMontecarlo(outDir, spec);
    expect(result.paths).toBe(3 * 32_768);
    expect(Math.abs(result.deviations)).toBeLessThan(4);
    // The payoff's deviation is 25.1 (from its second moment), so the error is 25.1 x 0.956 / sqrt(98,304) = 0.0765.
    expect(result.standardError).toBeGreaterThan(0.06);
    expect(result.standardError).toBeLessThan(0.1);
    expect(result.text).toContain('Black-Scholes');
  });

  it('is the same bits again, and another with another seed or task', async () => {
    const one = (seed: number) => (spec: JobSpec) => ({ ...small(spec), tasks: { count: 2, seed } });
    const runs = await Promise.all([await sums(one(7)), await sums(one(7)), await sums(one(8))]);
    expect(runs[0]).toEqual(runs[1]);
    expect(runs[0]).not.toEqual(runs[2]);
    expect(runs[0]?.[0]).not.toEqual(runs[0]?.[1]);
  });

  it('that disagrees with the formula is refused', async () => {
    const { spec, outDir } = await runExample(backend, import.meta.dirname, small);
    const wrong = structuredClone(spec);
    const market = wrong.webgpu.buffers.market;
    if (market !== undefined) market.f32 = [100, 90, 0.03, 0.25, 1.5];
    await expect(collectMontecarlo(outDir, wrong)).rejects.toThrow('disagrees');
  });
});

async function sums(change: (spec: JobSpec) => JobSpec): Promise<number[][]> {
  const { spec, outDir } = await runExample(backend, import.meta.dirname, change);
  return (await readWords(outDir, spec, 'sums.u32')).map((words) => [...words]);
}

describe('the formula', () => {
  it('gives the textbook price (Hull, example 15.6)', () => {
    const price = blackScholesCall({ spot: 42, strike: 40, rate: 0.1, volatility: 0.2, years: 0.5 });
    expect(price).toBeCloseTo(4.76, 2);
  });

  it.each([
    [0, 0.5],
    [1, 0.841344746068543],
    [-1.959963984540054, 0.025],
    [3, 0.99865010196837],
  ])('knows the normal distribution at %d', (x, probability) => {
    expect(normalCdf(x)).toBeCloseTo(probability, 12);
  });
});
