import { billMicroUsd, holdbackOf, type Job, jobHash } from '@lode/protocol';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { violations } from '../../testkit/buyer/run.ts';
import { until } from '../../testkit/net/peers.ts';
import {
  createStreamWorld,
  meteredWork,
  type StreamBuyer,
  type StreamWorld,
  streamJob,
} from '../../testkit/stream/world.ts';

let world: StreamWorld;
beforeEach(async () => {
  world = await createStreamWorld();
});
afterEach(() => world.stop());

const started = async ({ buyer }: StreamBuyer, job: Job) => {
  await buyer.submit(job);
  const id = jobHash(job);
  return { id, status: () => buyer.get(id), ended: () => until(() => buyer.get(id).endedAtMs !== undefined) };
};
const usdOf = async (one: { chain: StreamBuyer['chain'] }) => (await one.chain.balance()).microUsd;

test('half is paid while it runs and half after checking; the claim, the refund and the bill agree to the micro-dollar', async () => {
  const provider = await world.provider({ backend: { onTask: meteredWork(1_500), gpuMs: 1_500 } });
  const buyer = await world.buyer();
  const before = { buyer: await usdOf(buyer), provider: await usdOf(provider) };
  const job = streamJob({ tasks: 2 });
  const run = await started(buyer, job);
  await until(() => run.status().bill.streamedMicroUsd > 0n);
  expect(run.status().endedAtMs).toBeUndefined();
  await run.ended();
  const { bill, state } = run.status();
  expect(violations(run.status())).toEqual([]);
  expect(state).toBe('completed');
  const price = billMicroUsd(1_500, 1_000n, 10n ** 9n);
  expect(bill.streamedMicroUsd).toBe(2n * (price - holdbackOf(price, 5_000)));
  expect(bill.paidMicroUsd).toBe(2n * holdbackOf(price, 5_000));
  for (const line of bill.lines) expect(line.paidMicroUsd + line.streamedMicroUsd).toBe(line.priceMicroUsd);
  const paid = bill.paidMicroUsd + bill.streamedMicroUsd;
  await until(async () => (await usdOf(provider)) === before.provider + paid);
  await until(async () => (await usdOf(buyer)) === before.buyer - paid);
  expect((await provider.service.status()).earnedMicroUsd).toBe(paid);
});

test('a buyer that vanishes costs the provider an interval; what was paid until then is claimed', async () => {
  const provider = await world.provider({ backend: { onTask: meteredWork(30_000), gpuMs: 30_000 } });
  const buyer = await world.buyer();
  const before = await usdOf(provider);
  await started(buyer, streamJob());
  const earned = async () => (await provider.service.status()).earnedMicroUsd;
  await until(async () => (await earned()) > 0n);
  const streamed = await earned();
  const atMs = Date.now();
  await buyer.vanish();
  await until(async () => (await provider.service.status()).leases[0]?.state !== 'running');
  const workedMs = Date.now() - atMs;
  const [lease] = (await provider.service.status()).leases;
  expect(lease?.reason?.code).toBe('LEASE_UNPAID');
  // One interval of work, and what a loaded machine adds to timers; without the rule it would work for 30 s.
  expect(workedMs).toBeLessThan(10_000);
  await until(async () => (await usdOf(provider)) >= before + streamed);
});

test('a provider that vanishes is paid for what it reported, and the rest of the channel is withdrawn', async () => {
  const provider = await world.provider({ backend: { onTask: meteredWork(30_000), gpuMs: 30_000 } });
  const buyer = await world.buyer({ tuning: { strandedMs: 200, settleWaitMs: 500 } });
  const before = await usdOf(buyer);
  const run = await started(buyer, streamJob());
  await until(() => run.status().bill.streamedMicroUsd > 0n);
  await provider.stop();
  await run.ended();
  const { bill, state } = run.status();
  expect(state).toBe('failed');
  expect(violations(run.status())).toEqual([]);
  // 500 micro-dollars a second are streamed: far below the 30,000 that the whole task would have streamed.
  expect(bill.streamedMicroUsd).toBeGreaterThan(0n);
  expect(bill.streamedMicroUsd).toBeLessThan(10_000n);
  expect(bill.lines).toMatchObject([
    { outcome: 'unfinished', streamedMicroUsd: bill.streamedMicroUsd, paidMicroUsd: 0n },
  ]);
  expect((await usdOf(buyer)) + bill.streamedMicroUsd).toBeLessThan(before);
});

test('a provider that meters more than can be is paid for the time that passed, and stops by its own rule', async () => {
  const provider = await world.provider({ backend: { onTask: meteredWork(20_000, 50), gpuMs: 1_000_000 } });
  const buyer = await world.buyer({ tuning: { strandedMs: 200, settleWaitMs: 500 } });
  const fromMs = Date.now();
  const run = await started(buyer, streamJob());
  await run.ended();
  const passedMs = BigInt(Date.now() - fromMs) + 1_000n;
  const { bill } = run.status();
  expect(bill.streamedMicroUsd).toBeLessThanOrEqual((passedMs * 1_000n) / 2_000n);
  expect(bill.paidMicroUsd).toBe(0n);
  expect((await provider.service.status()).leases[0]?.reason?.code).toBe('LEASE_UNPAID');
});
