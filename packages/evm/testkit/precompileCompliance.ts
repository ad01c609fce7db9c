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

/** The output of an operation in hex, `undefined` where it fails. */
export type OperationOracle = (operation: OperationName, input: Uint8Array) => Promise<string | undefined>;

/** What every set of operations has to do: give published answers, and the oracle's answer on random inputs. */
export function describeOperations(name: string, operations: Operations, oracle: OperationOracle): void {
  describe(`precompile operations: ${name}`, () => {
    for (const answer of KNOWN_ANSWERS) {
      it(`${answer.operation}: ${answer.name}`, () => {
        const output = operations[answer.operation](Uint8Array.fromHex(answer.input));
        expect(output?.toHex()).toBe(answer.output);
      });
    }
    for (const operation of new Set([...PRECOMPILES.osaka.values()].map((entry) => entry.operation))) {
      it(`${operation} gives the oracle's answer on random inputs`, async () => {
        await fc.assert(
          fc.asyncProperty(precompileInput(operation), async (input) => {
            const expected = await oracle(operation, input.slice());
            expect(operations[operation](input)?.toHex()).toBe(expected);
          }),
          { seed: RUNS_SEED, numRuns: RUNS[operation] ?? DEFAULT_RUNS },
        );
      });
    }
  });
}

/** The portable set as an oracle for faster ones. */
export const portableOracle: OperationOracle = async (operation, input) =>
  portableOperations[operation](input)?.toHex();
