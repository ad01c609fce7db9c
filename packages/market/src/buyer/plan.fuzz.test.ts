import { type Hex, jobHash, programHash, ZERO_HASH } from '@lode/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fakeDevice, fakeOffer } from '../../testkit/buyer/provider.ts';
import { fakeJob } from '../../testkit/buyer/world.ts';
import type { MatchCandidate } from '../match/match.ts';
import { changeTask, type JobRun, neededBy, newTask } from './model.ts';
import { nextRun, runLength } from './plan.ts';

const PEER = '12D3KooWQ6vNgYmXyDMUTKCyz5rHkUqyMpSLqoKYjjy6dBDyUMxL';
const account = (n: number): Hex => `0x${n.toString(16).padStart(40, '0')}`;

function candidateOf(n: number, scoreClass: number, maxTasksPerLease: number): MatchCandidate {
  const device = fakeDevice({ scoreClass });
  const offer = fakeOffer(account(n), PEER, 0, { devices: [device] });
  const from = { ...offer, limits: { ...offer.limits, maxTasksPerLease } };
  return { offer: ZERO_HASH, provider: account(n), device, microUsdPerGpuSecond: 1_000n, from };
}

function runOf(tasks: number, replicas: number): JobRun {
  const job = fakeJob({ tasks, replicas });
  return {
    id: jobHash(job),
    job,
    jobKey: ZERO_HASH,
    programHash: programHash(job),
    submittedAtMs: 0,
    tasks: Array.from({ length: tasks }, (_, index) => newTask(index, job)),
    leases: new Map(),
    state: 'matching',
    fromBlock: 0n,
    fundedMicroUsd: 0n,
    refundedMicroUsd: 0n,
    maxMicroUsd: 0n,
    exclusions: [],
    seq: 0,
    needed: tasks * replicas,
    accepted: 0,
    pendingMicroUsd: 0n,
  };
}

const lengthGiven = (needed: number, candidate: MatchCandidate, devices: readonly MatchCandidate[], replicas = 1) =>
  runLength({
    needed,
    candidate,
    devices,
    replicas,
    bondMicroUsd: 10n ** 12n,
    holdbackMicroUsdPerTask: 1n,
    taskMs: 0,
    targetLeaseMs: 2_000,
  });

describe('splitting', () => {
  it('hands every task to as many distinct providers as asked, within every limit', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 80 }),
        fc.integer({ min: 1, max: 3 }),
        fc.array(fc.tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 1, max: 40 })), {
          minLength: 3,
          maxLength: 6,
        }),
        (tasks, replicas, kinds) => {
          const run = runOf(tasks, replicas);
          const devices = kinds.map(([score, most], i) => candidateOf(i + 1, score, most));
          const others = new Set(devices.map((one) => one.provider));
          const had = new Map<number, Hex[]>();
          // Each round every device takes one lease, until nothing is needed: more rounds than tasks cannot be needed.
          for (let round = 0; run.needed > 0; round++) {
            expect(round).toBeLessThanOrEqual(tasks * replicas);
            for (const candidate of devices) {
              const length = lengthGiven(run.needed, candidate, devices, replicas);
              const found = run.needed > 0 ? nextRun(run, candidate, others, length) : undefined;
              if (found === undefined) continue;
              expect(found.taskCount).toBeLessThanOrEqual(candidate.from.limits.maxTasksPerLease);
              for (const task of run.tasks.slice(found.firstTask, found.firstTask + found.taskCount)) {
                changeTask(run, task, () => task.proposed.add(candidate.provider));
                had.set(task.index, [...(had.get(task.index) ?? []), candidate.provider]);
              }
            }
          }
          for (const task of run.tasks) {
            expect(neededBy(task)).toBe(0);
            expect(new Set(had.get(task.index)).size).toBe(replicas);
            expect(had.get(task.index)).toHaveLength(replicas);
          }
        },
      ),
      { seed: 0x10de, numRuns: 200 },
    );
  });

  it('gives fast devices more, later leases less, and a bond no more than it covers', () => {
    const devices = [candidateOf(1, 24, 1_000), candidateOf(2, 20, 1_000), candidateOf(3, 20, 1_000)];
    const [fast, slow] = devices as [MatchCandidate, MatchCandidate];
    expect(lengthGiven(600, fast, devices)).toBe(200);
    expect(lengthGiven(600, slow, devices)).toBe(50);
    expect(lengthGiven(60, fast, devices)).toBe(20);
    // Nobody to share with: all at once.
    expect(lengthGiven(600, fast, [fast])).toBe(600);
    const bonded = { needed: 600, candidate: fast, devices, replicas: 1, taskMs: 0, targetLeaseMs: 2_000 };
    expect(runLength({ ...bonded, bondMicroUsd: 70n, holdbackMicroUsdPerTask: 10n })).toBe(7);
    // Tiny tasks: a lease should be worth its handshake.
    expect(runLength({ ...bonded, needed: 8, taskMs: 10, bondMicroUsd: 10n ** 9n, holdbackMicroUsdPerTask: 1n })).toBe(
      200,
    );
  });
});
