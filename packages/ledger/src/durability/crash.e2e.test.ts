import path from 'node:path';
import { expect, test } from 'vitest';
import { runCrashRounds } from '../../scripts/crash-rounds.ts';

/** Hundreds of rounds: node packages/ledger/scripts/crash.ts */
test('a process that is killed at random moments under load loses no block that it acknowledged', async () => {
  const report = await runCrashRounds({
    rounds: 12,
    seed: 20_260_101,
    child: path.join(import.meta.dirname, '../../scripts/crash-child.ts'),
    maxLifeMs: 150,
    roundsPerDirectory: 6,
  });
  expect(report.rounds).toBe(12);
  expect(report.acked).toBeGreaterThan(12n);
  // Processes one after the other: 25 s seen at a load of 12, 43 s at 30.
}, 180_000);
