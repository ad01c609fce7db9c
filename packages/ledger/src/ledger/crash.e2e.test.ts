import path from 'node:path';
import { expect, test } from 'vitest';
import { runCrashRounds } from '../../scripts/crash-rounds.ts';

/** Hundreds of rounds: npm run crash:ledger */
test('a chain that is killed under load comes back whole, with every block that it told of', async () => {
  const report = await runCrashRounds({
    rounds: 6,
    seed: 20_260_102,
    child: path.join(import.meta.dirname, '../../scripts/crash-ledger-child.ts'),
    maxLifeMs: 600,
    roundsPerDirectory: 6,
  });
  expect(report.rounds).toBe(6);
  expect(report.acked).toBeGreaterThan(6n);
}, 180_000);
