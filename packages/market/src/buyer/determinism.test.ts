import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Hex } from '@lode/protocol';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { honestBytes } from '../../testkit/buyer/provider.ts';
import { runJob, untilHome, violations } from '../../testkit/buyer/run.ts';
import { createWorld, FUNDS, fakeJob, type JobChoices, type World } from '../../testkit/buyer/world.ts';
import type { Buyer, JobStatus } from '../api.ts';

/** Whole jobs whose results are equal within a tolerance, or within a class of devices only. */

const buyers: Buyer[] = [];
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lode-determinism-'));
});
afterEach(async () => {
  await Promise.all(buyers.splice(0).map((buyer) => buyer.stop()));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Until all money is home; checks what must hold of any job. */
async function runHome(world: World, choices: JobChoices): Promise<{ status: JobStatus; buyer: Buyer }> {
  const buyer = world.buyer();
  buyers.push(buyer);
  await buyer.start();
  const ended = await runJob(world, buyer, fakeJob(choices));
  expect(ended.reason).toBeUndefined();
  expect(ended.state).toBe('completed');
  const status = await untilHome(world, buyer, ended.id);
  expect(violations(status).filter((one) => !one.endsWith('two results accepted'))).toEqual([]);
  expect(world.escrow.total()).toBe(FUNDS);
  expect(world.escrow.wallet(world.account)).toBe(FUNDS - status.bill.paidMicroUsd);
  return { status, buyer };
}

const TASK_PRICE = 20n;
const attemptsOf = (status: JobStatus) => status.tasks.flatMap((task) => task.attempts);
const accountOf = (world: World, index: number): Hex => world.providers[index]?.account as Hex;

describe('a job with a tolerance', () => {
  const more = { determinism: { tolerance: { relative: 0, absolute: 0.01 } } };
  const tolerant = () => createWorld(1, undefined, folder);

  it('takes results that are alike and not equal, and leaves out one that is not', async () => {
    const world = tolerant();
    for (const noise of [0.004, 0, -0.004, 100]) world.add({ noise });
    const { status, buyer } = await runHome(world, { tasks: 4, replicas: 3, more });
    const liar = accountOf(world, 3);
    for (const attempt of attemptsOf(status))
      expect(attempt.state).toBe(attempt.provider === liar ? 'rejected' : 'accepted');
    expect(new Set(attemptsOf(status).map((one) => one.outputsRoot)).size).toBeGreaterThan(4);
    expect(world.escrow.wallet(liar)).toBe(0n);
    for (const { index } of status.tasks) {
      const value = readFileSync(buyer.outputPath(status.id, index, 'out')).readFloatLE(0);
      expect(Math.abs(value - (index + 1))).toBeLessThan(0.01);
    }
    expect(status.checked).toContain('4 agreed within the tolerance');
  });

  it('asks others where two results are too far apart', async () => {
    const world = tolerant();
    for (const noise of [0, 0.02, 0.001]) world.add({ noise });
    const { status } = await runHome(world, { tasks: 2, replicas: 2, more });
    for (const attempt of attemptsOf(status))
      expect(attempt.state).toBe(attempt.provider === accountOf(world, 1) ? 'rejected' : 'accepted');
  });

  it('proves a wrong claim by those of the accepted results that are equal', async () => {
    const world = tolerant();
    // The cheapest is asked first: the first accepted result is the one nobody else gave.
    world.add({ noise: 0.004, taskMs: 30 }, { microUsdPerGpuSecond: 900n });
    for (let i = 0; i < 3; i++) world.add({ taskMs: 30 });
    world.add({ noise: 100, claims: true });
    const { status } = await runHome(world, { tasks: 2, replicas: 5, more });
    expect(world.escrow.wallet(accountOf(world, 4))).toBe(0n);
    expect(status.checked).toContain('is not paid for it');
  });

  it('lets a wrong claim be that nothing equal speaks against, rather than pay a bond on top, and says so', async () => {
    const world = tolerant();
    world.add({ noise: 0.004, taskMs: 30 });
    world.add({ noise: -0.004, taskMs: 30 });
    world.add({ noise: 100, claims: true });
    const { status } = await runHome(world, { tasks: 1, replicas: 3, more });
    const against = status.bill.lines.find((line) => line.provider === accountOf(world, 2));
    expect(against).toMatchObject({ outcome: 'paid', paidMicroUsd: TASK_PRICE });
    // Its price, and no objection's bond with it.
    expect(world.escrow.wallet(accountOf(world, 2))).toBe(TASK_PRICE);
    expect(status.checked).toContain('claimed its pay for 1 of them on chain');
  });
});

describe('a job that is exact within a class of devices', () => {
  const more = { determinism: 'deviceClass' as const };

  it('compares only devices of one class, and uses every class that has enough', async () => {
    const world = createWorld();
    for (const adapterClass of ['a', 'b', 'a', 'b', 'c']) world.add({}, {}, adapterClass);
    const { status } = await runHome(world, { tasks: 12, replicas: 2, more });
    const classOf = new Map(
      world.providers.map((one) => [one.account, one.known.offer.value.devices[0]?.adapterClass]),
    );
    const used = status.tasks.map((task) => [...new Set(task.attempts.map((one) => classOf.get(one.provider)))]);
    for (const classes of used) expect(classes).toHaveLength(1);
    expect(new Set(used.flat())).toEqual(new Set(['a', 'b']));
    expect(status.bill.paidMicroUsd).toBe(12n * 2n * TASK_PRICE);
  });

  it('replaces a liar by another of its class, and refutes its claim', async () => {
    const world = createWorld();
    world.add({ lies: () => true, claims: true }, { microUsdPerGpuSecond: 900n }, 'a');
    world.add({ taskMs: 30 }, {}, 'a');
    world.add({ taskMs: 30 }, {}, 'a');
    world.add({}, {}, 'b');
    const job: JobChoices = { tasks: 3, replicas: 2, more };
    const { status } = await runHome(world, job);
    expect(world.escrow.wallet(accountOf(world, 0))).toBe(0n);
    const rejected = attemptsOf(status).filter((one) => one.state === 'rejected');
    expect(rejected.length).toBeGreaterThan(0);
    expect(rejected.every((one) => one.provider === accountOf(world, 0))).toBe(true);
    expect(attemptsOf(status).some((one) => one.provider === accountOf(world, 3))).toBe(false);
  });

  it('waits, and says why, where no class has enough', async () => {
    const world = createWorld();
    for (const adapterClass of ['a', 'b', 'c']) world.add({}, {}, adapterClass);
    const buyer = world.buyer({ tuning: { failFast: true } });
    buyers.push(buyer);
    await buyer.start();
    const status = await runJob(world, buyer, fakeJob({ replicas: 2, more }));
    expect(status).toMatchObject({ state: 'failed', reason: { code: 'NO_FIT' } });
    expect(status.reason?.message).toContain('of one device class');
  });
});

it('computes other bytes on another class, as the fake devices do', () => {
  const job = fakeJob({ more: { determinism: 'deviceClass' } });
  expect(honestBytes(job, 0, { adapterClass: 'a' })).not.toEqual(honestBytes(job, 0, { adapterClass: 'b' }));
});
