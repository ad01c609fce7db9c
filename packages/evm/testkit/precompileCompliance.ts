import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type OperationName, type Operations, PRECOMPILES, portableOperations } from '../src/precompiles/index.ts';
import { KNOWN_ANSWERS } from './precompileAnswers.ts';
import { precompileInput } from './precompileInputs.ts';
import { RUNS_SEED } from './seed.ts';

/** Slow operations get fewer random inputs, so that the suite takes seconds. */
const RUNS: Partial<Record<OperationName, number>> = {
  bn254Pairing: 6,
  blsPairing: 6,
  blsG2Msm: 8,
  blsMapFp2ToG2: 10,
  pointEvaluation: 8,
};
const DEFAULT_RUNS = 60;

/** What every set of operations has to do: published answers, and the portable set's answer on random inputs. */
export function describeOperations(name: string, operations: Operations): void {
  describe(`precompile operations: ${name}`, () => {
    for (const answer of KNOWN_ANSWERS) {
      it(`${answer.operation}: ${answer.name}`, () => {
        const output = operations[answer.operation](Uint8Array.fromHex(answer.input));
        expect(output?.toHex()).toBe(answer.output);
      });
    }
    for (const operation of new Set([...PRECOMPILES.osaka.values()].map((entry) => entry.operation))) {
      it(`${operation} gives the portable answer on random inputs`, () => {
        fc.assert(
          fc.property(precompileInput(operation), (input) => {
            const expected = portableOperations[operation](input.slice());
            expect(operations[operation](input)?.toHex()).toBe(expected?.toHex());
          }),
          { seed: RUNS_SEED, numRuns: RUNS[operation] ?? DEFAULT_RUNS },
        );
      });
    }
  });
}
