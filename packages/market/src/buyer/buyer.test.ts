import { type Hex, jobHash, LodeError } from '@lode/protocol';
import { afterEach, describe, expect, it } from 'vitest';
import type { Behaviour } from '../../testkit/buyer/provider.ts';
import { runJob, untilEnded, untilHome, violations } from '../../testkit/buyer/run.ts';
import { type BuyerChoices, createWorld, FUNDS, fakeJob, type World } from '../../testkit/buyer/world.ts';
import type { Buyer, JobEvent } from '../api.ts';

const buyers: Buyer[] = [];
async function startBuyer(world: World, choices: BuyerChoices = {}): Promise<Buyer> {
  const buyer = world.buyer(choices);
  buyers.push(buyer);
  await buyer.start();
  return buyer;
}

function worldWith(...behaviours: Behaviour[]): World {
  const world = createWorld();
  for (const behaviour of behaviours) world.add(behaviour);
  return world;
}

/** 20 ms at 1,000 micro-USD a second. */
const TASK_PRICE = 20n;

afterEach(async () => {
  await Promise.all(buyers.splice(0).map((buyer) => buyer.stop()));
});

describe('a job that goes well', () => {
  it('is spread over providers, checked, paid as metered, and the rest comes back', async () => {
    const world = worldWith({}, {}, {});
    const buyer = await startBuyer(world);
    const status = await runJob(world, buyer, fakeJob({ tasks: 16, replicas: 2 }));
    expect(status).toMatchObject({ state: 'completed' });
    expect(violations(status)).toEqual([]);
    expect(status.bill.paidMicroUsd).toBe(16n * 2n * TASK_PRICE);
    expect(status.bill.lockedMicroUsd).toBe(0n);
    expect(world.escrow.wallet(world.account)).toBe(FUNDS - 16n * 2n * TASK_PRICE);
    expect(status.checked).toContain('16 agreed');
    expect(new Set(status.bill.lines.map((line) => line.provider)).size).toBe(3);
    expect(buyer.receipts(status.id)).toHaveLength(32);
    expect(buyer.outputPath(status.id, 3, 'out')).toMatch(/^mem:0x/);
    expect(status.tasks[3]?.outputs?.[0]?.file).toBe('out');
    // Made once, however often it is looked at.
    expect(buyer.get(status.id).bill).toBe(buyer.get(status.id).bill);
  });

  it('tells every change in order, and the same again to a late reader', async () => {
    const world = worldWith({}, {});
    const buyer = await startBuyer(world);
    const job = fakeJob({ tasks: 3, replicas: 2 });
    await buyer.submit(job);
    const id = jobHash(job);
    const live: JobEvent[] = [];
    const reading = (async () => {
      for await (const event of buyer.events(id, { signal: AbortSignal.timeout(30_000) })) live.push(event);
    })();
    await untilEnded(world, buyer, id);
    await reading;
    const states = live.flatMap((event) => (event.type === 'state' ? [event.state] : []));
    expect(states).toEqual(['queued', 'matching', 'funding', 'running', 'settling', 'completed']);
    expect(live.map((event) => event.seq)).toEqual(live.map((_, i) => i + 1));
    const late: JobEvent[] = [];
    for await (const event of buyer.events(id, { afterSeq: 5, signal: new AbortController().signal })) late.push(event);
    expect(late).toEqual(live.slice(5));
    const bill = live.findLast((event) => event.type === 'bill');
    expect(bill).toMatchObject({ bill: { paidMicroUsd: 6n * TASK_PRICE } });
  });

  it('shows no result before its task is decided', async () => {
    const world = worldWith({ taskMs: 20 }, { taskMs: 5_000 });
    const buyer = await startBuyer(world);
    const job = fakeJob({ tasks: 1, replicas: 2 });
    await buyer.submit(job);
    const id = jobHash(job);
    const returned = () => buyer.get(id).tasks[0]?.attempts.some((one) => one.state === 'returned') === true;
    await world.clock.runUntil(returned, 'the first result');
    expect(JSON.stringify(buyer.get(id).tasks)).not.toContain('outputsRoot');
    const status = await untilEnded(world, buyer, id);
    expect(status.tasks[0]?.attempts.every((one) => one.outputsRoot !== undefined)).toBe(true);
  });

  it('runs two jobs at once on the same devices', async () => {
    const world = worldWith({}, {});
    const buyer = await startBuyer(world);
    const [one, two] = [fakeJob({ tasks: 6 }), fakeJob({ tasks: 6 })];
    await Promise.all([buyer.submit(one), buyer.submit(two)]);
    expect((await untilEnded(world, buyer, jobHash(one))).state).toBe('completed');
    expect((await untilEnded(world, buyer, jobHash(two))).state).toBe('completed');
    expect(buyer.list()).toHaveLength(2);
  });
});

describe('providers that are wrong', () => {
  it('does not pay a minority, and keeps the right result', async () => {
    const world = worldWith({ lies: () => true }, {}, {});
    const liar = world.providers[0]?.account as Hex;
    const buyer = await startBuyer(world);
    const ended = await runJob(world, buyer, fakeJob({ tasks: 8, replicas: 2 }));
    expect(ended).toMatchObject({ state: 'completed' });
    const status = await untilHome(world, buyer, ended.id);
    expect(violations(status)).toEqual([]);
    expect(world.escrow.wallet(liar)).toBe(0n);
    const against = status.bill.lines.filter((line) => line.provider === liar);
    expect(against.length).toBeGreaterThan(0);
    expect(against.every((line) => line.outcome === 'unpaid-minority')).toBe(true);
    expect(status.checked).toContain('disagreed');
    expect(world.escrow.wallet(world.account)).toBe(FUNDS - 8n * 2n * TASK_PRICE);
  });

  it('objects to a minority that claims on chain, and proves it', async () => {
    const world = worldWith({ lies: () => true, claims: true }, { taskMs: 30 }, { taskMs: 30 });
    const liar = world.providers[0]?.account as Hex;
    const buyer = await startBuyer(world);
    const ended = await runJob(world, buyer, fakeJob({ tasks: 4, replicas: 3 }));
    expect(ended.state).toBe('completed');
    const status = await untilHome(world, buyer, ended.id);
    expect(world.escrow.wallet(liar)).toBe(0n);
    expect(violations(status)).toEqual([]);
    expect(world.escrow.wallet(world.account)).toBe(FUNDS - status.bill.paidMicroUsd);
  });

  it('finds a claim whose receipt was never shown, and proves it wrong', async () => {
    const world = worldWith({ lies: () => true, silent: true }, { taskMs: 30 }, { taskMs: 30 }, { taskMs: 30 });
    const liar = world.providers[0]?.account as Hex;
    const buyer = await startBuyer(world);
    const ended = await runJob(world, buyer, fakeJob({ tasks: 4, replicas: 2 }));
    expect(ended.state).toBe('completed');
    const status = await untilHome(world, buyer, ended.id);
    expect(world.escrow.wallet(liar)).toBe(0n);
    expect(status.bill.paidMicroUsd).toBe(4n * 2n * 30n);
  });

  it('does not pay a claim by silence before the other replicas are in', async () => {
    const world = worldWith({ lies: () => true, claims: true }, { taskMs: 5_000 }, { taskMs: 5_000 });
    const liar = world.providers[0]?.account as Hex;
    const buyer = await startBuyer(world);
    const timeouts = { taskMs: 10_000, compileMs: 1_000, totalMs: 3_600_000, acceptanceMs: 1_000 };
    const ended = await runJob(world, buyer, fakeJob({ tasks: 2, replicas: 3, more: { timeouts } }));
    expect(ended.state).toBe('completed');
    const status = await untilHome(world, buyer, ended.id);
    expect(violations(status)).toEqual([]);
    expect(world.escrow.wallet(liar)).toBe(0n);
  });

  it.each<[string, Behaviour]>([
    ['vanishes at once', { vanishesAfter: 0 }],
    ['vanishes half way', { vanishesAfter: 1 }],
    ['stalls', { stallsAfter: 1 }],
    ['refuses', { refuses: 'DEVICE_BUSY' }],
    ['cannot be reached', { refuses: 'PEER_UNREACHABLE' }],
    ['forges the lease', { forges: 'lease' }],
    ['forges receipts', { forges: 'receipt' }],
    ['overcharges', { overcharges: true }],
    ['withholds outputs', { withholdsOutputs: true }],
    ['fails every task', { failsTasks: 'GPU_ERROR' }],
    ['says the shader is wrong', { failsTasks: 'SHADER_INVALID' }],
    ['repeats itself', { repeats: true }],
  ])('finishes although one %s', async (_name, behaviour) => {
    for (const replicas of [1, 2]) {
      const world = worldWith(behaviour, {}, {});
      const bad = world.providers[0]?.account as Hex;
      const buyer = await startBuyer(world);
      const ended = await runJob(world, buyer, fakeJob({ tasks: 6, replicas }));
      expect(ended.reason).toBeUndefined();
      expect(ended.state).toBe('completed');
      const status = await untilHome(world, buyer, ended.id);
      expect(violations(status)).toEqual([]);
      const paid = status.tasks.flatMap((task) => task.attempts).filter((one) => one.state === 'accepted');
      expect(status.bill.paidMicroUsd).toBe(BigInt(paid.length) * TASK_PRICE);
      expect(paid.length).toBe(6 * replicas);
      if (behaviour.overcharges === true || behaviour.forges !== undefined) expect(world.escrow.wallet(bad)).toBe(0n);
    }
  });

  it('pays a provider that never settles, by claiming for it', async () => {
    const world = worldWith({ ignoresAnswers: true });
    const buyer = await startBuyer(world);
    const status = await runJob(world, buyer, fakeJob({ tasks: 4 }));
    expect(status.state).toBe('completed');
    expect(status.bill).toMatchObject({ paidMicroUsd: 4n * TASK_PRICE, lockedMicroUsd: 0n });
    expect(world.escrow.wallet(world.providers[0]?.account as Hex)).toBe(4n * TASK_PRICE);
  });

  it('fails with the reason when two results stand against each other and nobody is left', async () => {
    const world = worldWith({ lies: () => true }, {});
    const buyer = await startBuyer(world);
    const status = await runJob(world, buyer, fakeJob({ tasks: 2, replicas: 2, retries: 0 }));
    expect(status).toMatchObject({ state: 'failed', reason: { code: 'NO_QUORUM' } });
    expect((await untilHome(world, buyer, status.id)).bill.paidMicroUsd).toBe(0n);
  });

  it('fails with the reason when everybody is gone', async () => {
    const world = worldWith({ vanishesAfter: 0 });
    const buyer = await startBuyer(world);
    const status = await runJob(world, buyer, fakeJob({ tasks: 2 }));
    expect(status.state).toBe('failed');
    expect(['PROVIDERS_LOST', 'NO_PROVIDER_LEFT', 'JOB_TIMEOUT', 'BUDGET_EXHAUSTED']).toContain(status.reason?.code);
    const home = await untilHome(world, buyer, status.id);
    expect(home.bill.refundedMicroUsd).toBe(home.bill.fundedMicroUsd);
  });

  it('fails at once when the only provider says that the shader is wrong', async () => {
    const world = worldWith({ failsTasks: 'SHADER_INVALID' });
    const buyer = await startBuyer(world);
    const status = await runJob(world, buyer, fakeJob({ tasks: 2 }));
    expect(status).toMatchObject({
      state: 'failed',
      reason: { code: 'TASK_FAILED', details: { error: { code: 'SHADER_INVALID' } } },
    });
    expect((status.endedAtMs ?? 0) - status.submittedAtMs).toBeLessThan(5_000);
  });

  it("fails with the work's own error once its retries are used up", async () => {
    const world = worldWith({ failsTasks: 'GPU_ERROR' }, { failsTasks: 'GPU_ERROR' }, { failsTasks: 'GPU_ERROR' });
    const buyer = await startBuyer(world);
    const status = await runJob(world, buyer, fakeJob({ tasks: 2, retries: 1 }));
    expect(status).toMatchObject({
      state: 'failed',
      reason: { code: 'TASK_FAILED', details: { error: { code: 'GPU_ERROR' } } },
    });
  });
});

describe('a chain that is away', () => {
  /** Reserving fails from the n-th time on, until `untilMs` after the first failure. */
  function breakReserve(world: World, moment: 'before' | 'after', fromNth: number, forMs: number): void {
    let nth = 0;
    let untilMs: number | undefined;
    world.escrow.fault = (account, what, when) => {
      if (account !== world.account || what !== 'reserve' || when !== moment || ++nth < fromNth) return;
      untilMs ??= world.clock.nowMs() + forMs;
      if (world.clock.nowMs() < untilMs) throw new LodeError('CHAIN_UNREACHABLE', 'nobody answers');
    };
  }

  it.each<['before' | 'after', number]>([
    ['before', 1],
    ['after', 1],
    ['before', 2],
    ['after', 2],
  ])('is waited for when a reserve fails %s it was sent (reserve %i of the job)', async (moment, fromNth) => {
    const world = worldWith({}, {}, {});
    breakReserve(world, moment, fromNth, 60_000);
    const buyer = await startBuyer(world);
    const job = fakeJob({ tasks: 12, replicas: 2 });
    await buyer.submit(job);
    const id = jobHash(job);
    const waits = () => buyer.get(id).reason?.code === 'CHAIN_UNREACHABLE' || buyer.get(id).endedAtMs !== undefined;
    if (moment === 'before') await world.clock.runUntil(waits, 'the reason');
    const ended = await untilEnded(world, buyer, id);
    expect(ended.reason).toBeUndefined();
    expect(ended.state).toBe('completed');
    const status = await untilHome(world, buyer, id);
    expect(violations(status)).toEqual([]);
    expect(status.bill.paidMicroUsd).toBe(12n * 2n * TASK_PRICE);
    expect(world.escrow.wallet(world.account)).toBe(FUNDS - status.bill.paidMicroUsd);
  });

  it('is waited for longer than a lease may start, by new leases', async () => {
    const world = worldWith({}, {});
    breakReserve(world, 'before', 1, 300_000);
    const buyer = await startBuyer(world);
    const ended = await runJob(world, buyer, fakeJob({ tasks: 2, replicas: 2 }));
    expect(ended.reason).toBeUndefined();
    expect(ended.state).toBe('completed');
    expect(violations(await untilHome(world, buyer, ended.id))).toEqual([]);
  });

  it('asks those again whose leases came to nothing, and waits for nobody who always refuses', async () => {
    const world = worldWith({}, {}, { refuses: 'DEVICE_BUSY' });
    breakReserve(world, 'before', 1, 300_000);
    const buyer = await startBuyer(world);
    const ended = await runJob(world, buyer, fakeJob({ tasks: 2, replicas: 2 }));
    expect(ended.reason).toBeUndefined();
    expect(ended.state).toBe('completed');
  });

  it('ends the job at its time limit, no later', async () => {
    const world = worldWith({}, {});
    breakReserve(world, 'before', 1, 86_400_000);
    const buyer = await startBuyer(world);
    const timeouts = { taskMs: 10_000, compileMs: 1_000, totalMs: 200_000, acceptanceMs: 60_000 };
    const ended = await runJob(world, buyer, fakeJob({ tasks: 2, replicas: 2, more: { timeouts } }));
    expect(ended).toMatchObject({ state: 'failed', reason: { code: 'JOB_TIMEOUT' } });
    expect((ended.endedAtMs ?? 0) - ended.submittedAtMs).toBeLessThan(220_000);
    expect(world.escrow.total()).toBe(FUNDS);
  });
});

describe('a job nobody can take', () => {
  it('waits and says why, and starts when somebody comes', async () => {
    const world = createWorld();
    const buyer = await startBuyer(world);
    const job = fakeJob({ tasks: 2, replicas: 2 });
    await buyer.submit(job);
    const id = jobHash(job);
    await world.clock.runUntil(() => buyer.get(id).reason !== undefined, 'a reason');
    expect(buyer.get(id)).toMatchObject({ state: 'matching', reason: { code: 'NO_OFFERS' } });
    world.add();
    world.add({}, { microUsdPerGpuSecond: 50_000n });
    await world.clock.runUntil(() => buyer.get(id).reason?.code === 'NO_FIT', 'another reason');
    expect(buyer.get(id).reason?.message).toContain('2 distinct providers');
    expect(buyer.get(id).exclusions).toMatchObject([{ code: 'PRICE_ABOVE_CAP' }]);
    world.add();
    expect((await untilEnded(world, buyer, id)).state).toBe('completed');
  });

  it('starts once a provider that offered first has bonded', async () => {
    const world = worldWith({});
    const provider = world.providers[0]?.account as Hex;
    world.escrow.setBond(provider, 0n);
    const buyer = await startBuyer(world);
    const job = fakeJob({ tasks: 2 });
    await buyer.submit(job);
    const id = jobHash(job);
    await world.clock.runUntil(() => buyer.get(id).exclusions[0]?.code === 'BOND_TOO_LOW', 'the reason');
    world.escrow.setBond(provider, 1_000_000_000n);
    const ended = await untilEnded(world, buyer, id);
    expect(ended.state).toBe('completed');
    expect((ended.endedAtMs ?? 0) - ended.submittedAtMs).toBeLessThan(10_000);
  });

  it('ends at its time limit with the reason it waited for', async () => {
    const world = createWorld();
    const buyer = await startBuyer(world);
    const status = await runJob(world, buyer, fakeJob());
    expect(status).toMatchObject({
      state: 'failed',
      reason: { code: 'JOB_TIMEOUT', details: { waitedFor: { code: 'NO_OFFERS' } } },
    });
    expect(status.bill.fundedMicroUsd).toBe(0n);
  });

  it('fails at once where that was asked for', async () => {
    const world = createWorld();
    const buyer = await startBuyer(world, { tuning: { failFast: true } });
    const status = await runJob(world, buyer, fakeJob());
    expect(status).toMatchObject({ state: 'failed', reason: { code: 'NO_OFFERS' } });
  });

  it('says what the quote came to and what would fit', async () => {
    const world = worldWith({});
    const buyer = await startBuyer(world);
    const price = { maxMicroUsdPerGpuSecond: 10_000n, maxTotalMicroUsd: 20_000n, streamedBps: 0 };
    const status = await runJob(world, buyer, fakeJob({ tasks: 4, more: { price } }));
    expect(status).toMatchObject({
      state: 'failed',
      reason: { code: 'QUOTE_ABOVE_MAX', details: { fitsTaskMs: 5_000 } },
    });
    expect(status.reason?.message).toContain('$0.04');
    expect(status.reason?.hint).toContain('5000 ms');
  });

  it('is explained without being run', async () => {
    const world = worldWith({}, {});
    const buyer = await startBuyer(world);
    const plan = await buyer.explain(fakeJob({ tasks: 4, replicas: 2 }));
    expect(plan.candidates).toHaveLength(2);
    expect(plan.maxMicroUsd).toBe(4n * 2n * 10_000n);
    const alone = await buyer.explain(fakeJob({ replicas: 3, quorum: 2 }));
    expect(alone.candidates).toEqual([]);
    expect(alone.exclusions.map((one) => one.code)).toEqual(['TOO_FEW_ALIKE', 'TOO_FEW_ALIKE']);
  });
});

describe('what is refused before it starts', () => {
  it('refuses the same job twice, missing inputs, and an empty wallet', async () => {
    const world = worldWith({});
    const buyer = await startBuyer(world);
    const job = fakeJob({ tasks: 1 });
    await buyer.submit(job);
    await expect(buyer.submit(job)).rejects.toMatchObject({ code: 'JOB_EXISTS' });
    const hash = await world.blobs.putBytes(new Uint8Array([1, 2, 3]));
    const input = (sizeBytes: number, of = hash) => ({ inputs: [{ name: 'a', hash: of, sizeBytes }] });
    await expect(buyer.submit(fakeJob({ more: input(3, `0x${'9'.repeat(64)}`) }))).rejects.toMatchObject({
      code: 'INPUT_MISSING',
    });
    await expect(buyer.submit(fakeJob({ more: input(4) }))).rejects.toMatchObject({ code: 'INPUT_MISMATCH' });
    world.escrow.mint(world.account, -FUNDS);
    await expect(buyer.submit(fakeJob())).rejects.toMatchObject({ code: 'INSUFFICIENT_FUNDS' });
    expect(() => buyer.get(`0x${'1'.repeat(64)}`)).toThrow(expect.objectContaining({ code: 'JOB_UNKNOWN' }));
  });

  it('refuses more jobs than its queue holds', async () => {
    const world = createWorld();
    const buyer = await startBuyer(world, { tuning: { maxActiveJobs: 1, maxQueuedJobs: 1 } });
    await buyer.submit(fakeJob());
    const second = await buyer.submit(fakeJob());
    await expect(buyer.submit(fakeJob())).rejects.toMatchObject({ code: 'QUEUE_FULL' });
    expect(second.state).toBe('queued');
    expect((await buyer.cancel(second.id)).state).toBe('cancelled');
  });
});

describe('cancelling', () => {
  it.each([0, 3, 8, 30, 60, 200])(
    'ends the job %i ms after submit, with every micro-dollar accounted for',
    async (afterMs) => {
      const world = worldWith({ taskMs: 50 }, { taskMs: 50 });
      const buyer = await startBuyer(world);
      const job = fakeJob({ tasks: 8, replicas: 2 });
      await buyer.submit(job);
      const id = jobHash(job);
      const startMs = world.clock.nowMs();
      void world.clock.sleep(afterMs);
      await world.clock.runUntil(() => world.clock.nowMs() >= startMs + afterMs, 'the moment');
      await Promise.all([buyer.cancel(id), buyer.cancel(id)]);
      const ended = await untilEnded(world, buyer, id);
      expect(ended).toMatchObject({ state: 'cancelled', reason: { code: 'CANCELLED' } });
      const status = await untilHome(world, buyer, id);
      expect(violations(status)).toEqual([]);
      expect(world.escrow.wallet(world.account)).toBe(FUNDS - status.bill.paidMicroUsd);
      expect(world.escrow.total()).toBe(FUNDS);
    },
  );
});

describe('forgetting', () => {
  it('tells of the oldest ended job once nothing of it can be asked for, and of no other', async () => {
    const world = worldWith({});
    const forgotten: Hex[] = [];
    const buyer: Buyer = await startBuyer(world, {
      tuning: { maxEndedJobs: 2 },
      onForgotten: (id) => {
        expect(() => buyer.outputPath(id, 0, 'out')).toThrow(expect.objectContaining({ code: 'JOB_UNKNOWN' }));
        forgotten.push(id);
      },
    });
    const ids: Hex[] = [];
    for (let i = 0; i < 4; i++) {
      const { id } = await runJob(world, buyer, fakeJob({ tasks: 1 }));
      ids.push(id);
      await world.clock.runUntil(() => forgotten.length >= i - 1, 'the oldest to be forgotten');
      expect(forgotten).toEqual(ids.slice(0, Math.max(0, i - 1)));
      for (const kept of ids.slice(-2)) expect(buyer.outputPath(kept, 0, 'out')).toMatch(/^mem:0x/);
    }
  });
});
