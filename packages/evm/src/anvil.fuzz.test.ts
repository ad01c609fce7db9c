import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findAnvilMismatch } from '../testkit/fuzz/anvilDifferential.ts';
import { anvilScenario } from '../testkit/fuzz/anvilScenario.ts';
import { type AnvilPeer, createAnvilPeer } from '../testkit/peers/anvil.ts';
import { RUNS_SEED } from '../testkit/seed.ts';

const RUNS = 80;

describe(`against anvil: EIP-7702, CLZ, precompiles, system contracts (seed ${RUNS_SEED})`, {
  timeout: 300_000,
}, () => {
  let anvil: AnvilPeer;

  beforeAll(async () => {
    anvil = await createAnvilPeer('osaka');
  });
  afterAll(() => anvil.stop());

  for (const tier of ['interpreter', 'compiled'] as const) {
    it(`tier ${tier}`, async () => {
      await fc.assert(
        fc.asyncProperty(anvilScenario(), async (scenario) => {
          expect(await findAnvilMismatch(scenario, anvil, tier)).toBeUndefined();
        }),
        { seed: RUNS_SEED, numRuns: RUNS },
      );
    });
  }
});
