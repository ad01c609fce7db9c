import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  evaluate,
  makeJob,
  model,
  openSession,
  runTask,
  testBackend,
  toProgram,
  wordBytes,
  words,
} from '../../testkit/index.ts';
import type { ProviderBackend } from '../index.ts';

let backend: ProviderBackend;
beforeAll(async () => {
  backend = await testBackend();
});
afterAll(() => backend?.stop());

/** Each run is a lease: a process, two compilations and three tasks. */
const RUNS = 20;
/** Two seconds a run on a machine that is busy with ten other things. */
const TIMEOUT_MS = 180_000;

it(
  'random programs leave in their buffers what a model without a GPU computes',
  async () => {
    await fc.assert(
      fc.asyncProperty(model, async (given) => {
        const inputs = { b1: wordBytes(given.initial[1] ?? []) };
        const session = await openSession(
          backend,
          makeJob(toProgram(given), { tasks: 3, seed: given.seed, inputs }),
          inputs,
        );
        try {
          // Not in order, and the first one twice: a task must not see what another left.
          for (const index of [1, 0, 2, 1]) {
            const result = await runTask(session, index);
            const expected = evaluate(given, index);
            expect(['b0', 'b1', 'b2'].map((name) => words(result, name))).toEqual(expected);
          }
        } finally {
          await session.close();
        }
      }),
      { numRuns: RUNS },
    );
  },
  TIMEOUT_MS,
);
