import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Hex, jobHash, LodeError } from '@lode/protocol';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Behaviour, honestBytes } from '../../testkit/buyer/provider.ts';
import { createRandom, type Random } from '../../testkit/buyer/random.ts';
import { untilEnded, untilHome, violations } from '../../testkit/buyer/run.ts';
import { createWorld, FUNDS, fakeJob, type World } from '../../testkit/buyer/world.ts';
import type { Buyer, JobStatus } from '../api.ts';

/** Seeded schedules of faults. A failing run prints its seed; the same seed gives the same run. */
const RUNS = Number(process.env.LODE_FUZZ_RUNS ?? 8);

const FAULTS: readonly ((random: Random) => Behaviour)[] = [
  (random) => ({ lies: (task) => (task * 7 + random.below(2)) % 3 !== 0 }),
  () => ({ lies: () => true, claims: true }),
  (random) => ({ vanishesAfter: random.below(4) }),
  (random) => ({ stallsAfter: random.below(4) }),
  () => ({ refuses: 'DEVICE_BUSY' }),
  () => ({ forges: 'receipt' }),
  () => ({ forges: 'lease' }),
  () => ({ overcharges: true }),
  () => ({ withholdsOutputs: true }),
  () => ({ failsTasks: 'GPU_ERROR' }),
  () => ({ ignoresAnswers: true }),
  () => ({ claims: true }),
  () => ({ claims: true, ignoresAnswers: true }),
  () => ({ repeats: true }),
  () => ({ silent: true }),
  () => ({ silent: true, lies: () => true }),
];

interface Scene {
  readonly world: World;
  readonly random: Random;
  readonly honest: number;
}

function sceneOf(seed: number, honest: number, bad: number): Scene {
  const world = createWorld(seed);
  const random = createRandom(seed);
  const kinds = [...Array(honest).fill(true), ...Array(bad).fill(false)] as boolean[];
  kinds.sort(() => random.next() - 0.5);
  for (const good of kinds) {
    const fault = FAULTS[random.below(FAULTS.length)];
    const taskMs = 5 + random.below(60);
    world.add(good || fault === undefined ? { taskMs } : { taskMs, ...fault(random) }, {
      microUsdPerGpuSecond: BigInt(500 + random.below(1_500)),
    });
  }
  return { world, random, honest };
}

function checkEnd({ world }: Scene, job: ReturnType<typeof fakeJob>, status: JobStatus): void {
  expect(violations(status)).toEqual([]);
  expect(status.bill.lockedMicroUsd).toBe(0n);
  // Conservation over everything there is, and the wallet short of exactly what the bill says was paid.
  expect(world.escrow.total()).toBe(FUNDS);
  expect(world.escrow.wallet(world.account)).toBe(FUNDS - status.bill.paidMicroUsd);
  for (const task of status.tasks) {
    if (task.state !== 'accepted') continue;
    const accepted = task.attempts.filter((one) => one.state === 'accepted');
    expect(accepted.length).toBeGreaterThanOrEqual(job.verify.quorum);
    const hash = task.outputs?.[0]?.hash as Hex;
    // With two or more that must agree, liars (who do not agree with each other) never win.
    if (job.verify.quorum > 1) expect(world.blobs.bytesOf(hash)).toEqual(honestBytes(job, task.index));
    expect(accepted.every((one) => one.error === undefined)).toBe(true);
  }
  for (const line of status.bill.lines) if (line.outcome !== 'paid') expect(line.paidMicroUsd).toBe(0n);
}

describe('buyer under faults', () => {
  it('ends, pays only what was checked, and accounts for every micro-dollar', { timeout: 240_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 2 ** 31 }),
        fc.integer({ min: 0, max: 3 }),
        fc.integer({ min: 0, max: 3 }),
        fc.integer({ min: 1, max: 6 }),
        fc.constantFrom([1, 1], [2, 2], [3, 2]),
        async (seed, honest, bad, tasks, [replicas, quorum]) => {
          const scene = sceneOf(seed, honest, bad);
          const buyer = scene.world.buyer();
          await buyer.start();
          try {
            const job = fakeJob({ tasks, replicas: replicas ?? 1, quorum: quorum ?? 1, retries: 6 });
            await buyer.submit(job);
            const ended = await untilEnded(scene.world, buyer, jobHash(job));
            // Enough providers that are well: nothing the others do may stop the job.
            if (honest >= (replicas ?? 1) && honest > 0) expect(ended.reason).toBeUndefined();
            checkEnd(scene, job, await untilHome(scene.world, buyer, ended.id));
          } finally {
            await buyer.stop();
          }
        },
      ),
      { numRuns: RUNS, seed: 0x10de },
    );
  });
});

describe('buyer under a chain that fails', () => {
  it('never loses money to a transaction whose fate it does not know', { timeout: 240_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 2 ** 31 }), async (seed) => {
        const scene = sceneOf(seed, 3, 0);
        const { world, random } = scene;
        let faults = 4;
        world.escrow.fault = (account, what, moment) => {
          if (account !== world.account || faults === 0 || !random.chance(0.3)) return;
          faults--;
          throw new LodeError(
            'CHAIN_UNREACHABLE',
            `${what} was ${moment === 'after' ? 'sent' : 'not sent'}, nobody answers`,
          );
        };
        const buyer = world.buyer();
        await buyer.start();
        try {
          const job = fakeJob({ tasks: 4, replicas: 2 });
          await buyer.submit(job);
          const ended = await untilEnded(world, buyer, jobHash(job));
          // A chain that comes back stops no job.
          expect(ended.reason).toBeUndefined();
          checkEnd(scene, job, await untilHome(world, buyer, ended.id));
        } finally {
          await buyer.stop();
        }
      }),
      { numRuns: RUNS, seed: 0x10de },
    );
  });
});

describe('buyer killed at any moment', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'lode-buyer-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** What a killed process leaves on disk: the file and its log as they are between two writes. */
  function copyStore(from: string, to: string): void {
    for (const end of ['', '-wal']) if (existsSync(from + end)) copyFileSync(from + end, to + end);
  }

  it('takes the job up again, and brings all money home', { timeout: 240_000 }, async () => {
    let run = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 2 ** 31 }),
        fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 3 }),
        fc.integer({ min: 0, max: 1 }),
        async (seed, kills, bad) => {
          const scene = sceneOf(seed, 3, bad);
          const { world } = scene;
          const job = fakeJob({ tasks: 6, replicas: 2 });
          const id = jobHash(job);
          const retired: Buyer[] = [];
          let path = join(folder, `run-${run++}.sqlite`);
          let life = world.mortal({ storePath: path });
          await life.buyer.start();
          await life.buyer.submit(job);
          for (const [i, afterMs] of kills.entries()) {
            const atMs = world.clock.nowMs() + afterMs;
            void world.clock.sleep(afterMs);
            await world.clock.runUntil(() => world.clock.nowMs() >= atMs, 'the kill');
            life.kill();
            const next = `${path}.${i}`;
            copyStore(path, next);
            retired.push(life.buyer);
            path = next;
            life = world.mortal({ storePath: path });
            await life.buyer.start();
          }
          const ended = await untilEnded(world, life.buyer, id);
          expect(ended.reason).toBeUndefined();
          expect(ended.state).toBe('completed');
          checkEnd(scene, job, await untilHome(world, life.buyer, id));
          await life.buyer.stop();
        },
      ),
      { numRuns: RUNS, seed: 0x10de },
    );
  });
});
