import fc from 'fast-check';
import { RUNS_SEED } from '../seed.ts';
import { findMismatch, type Subject } from './differential.ts';
import type { Scenario } from './scenario.ts';

/** Fails with the shrunk scenario's differences where the subjects disagree. The seed is in the error's text. */
export async function assertAgreement(
  scenarios: fc.Arbitrary<Scenario>,
  subjects: readonly Subject[],
  numRuns: number,
): Promise<void> {
  await fc.assert(
    fc.asyncProperty(scenarios, async (scenario) => {
      const mismatch = await findMismatch(scenario, subjects);
      if (mismatch !== undefined) throw new Error(`transaction ${mismatch.transaction}: ${mismatch.lines.join('\n')}`);
    }),
    { seed: RUNS_SEED, numRuns, interruptAfterTimeLimit: 240_000, markInterruptAsFailure: true },
  );
}
