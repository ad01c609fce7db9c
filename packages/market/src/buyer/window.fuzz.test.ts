import fc from 'fast-check';
import { expect, it } from 'vitest';
import { acceptanceWindowMs } from './window.ts';

const DAY_MS = 86_400_000;
const ms = (max: number, min = 0) => fc.integer({ min, max });

const given = fc.record({
  replicas: fc.integer({ min: 1, max: 7 }),
  acceptanceMs: ms(7 * DAY_MS, 1_000),
  totalMs: ms(30 * DAY_MS, 1),
  ageMs: ms(31 * DAY_MS),
  leaseMs: ms(30 * DAY_MS, 1),
  objectionWindowMs: ms(7 * DAY_MS),
  maxAcceptanceMs: ms(30 * DAY_MS, 1_000),
  unbondingDelayMs: fc.option(ms(40 * DAY_MS, 1), { nil: undefined }),
});

it('reaches past every other replica from a claim made at once, unless a limit comes first', () => {
  fc.assert(
    fc.property(given, (one) => {
      const submittedAtMs = 1_800_000_000_000;
      const nowMs = submittedAtMs + one.ageMs;
      const { acceptanceMs, totalMs } = one;
      const windowMs = acceptanceWindowMs({
        job: {
          timeouts: { taskMs: 1, compileMs: 1, totalMs, acceptanceMs },
          verify: { replicas: one.replicas, quorum: 1 },
        },
        submittedAtMs,
        nowMs,
        expiresAtMs: nowMs + one.leaseMs,
        objectionWindowMs: one.objectionWindowMs,
        maxAcceptanceMs: one.maxAcceptanceMs,
        unbondingDelayMs: one.unbondingDelayMs,
      });
      expect(Number.isSafeInteger(windowMs)).toBe(true);
      expect(windowMs).toBeGreaterThanOrEqual(acceptanceMs);
      if (one.replicas === 1) {
        expect(windowMs).toBe(acceptanceMs);
        return;
      }
      // Above what the job itself asks for, neither limit is ever passed.
      if (windowMs > acceptanceMs) {
        expect(windowMs).toBeLessThanOrEqual(one.maxAcceptanceMs);
        const endsInMs = one.leaseMs + windowMs + one.objectionWindowMs;
        if (one.unbondingDelayMs !== undefined) expect(endsInMs).toBeLessThan(one.unbondingDelayMs);
      }
      const jobEndMs = submittedAtMs + totalMs;
      const roomMs = (one.unbondingDelayMs ?? Infinity) - one.leaseMs - one.objectionWindowMs - 60_000;
      const needMs = Math.max(0, jobEndMs - nowMs) + acceptanceMs;
      // The job's last replica is due, or lost, by its end; the buyer then has acceptanceMs to object.
      if (needMs <= Math.min(one.maxAcceptanceMs, roomMs))
        expect(nowMs + windowMs).toBeGreaterThanOrEqual(jobEndMs + acceptanceMs);
    }),
    { seed: 0x10de, numRuns: 1_000 },
  );
});
