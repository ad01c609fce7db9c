import { join } from 'node:path';
import {
  billMicroUsd,
  type Hex,
  holdbackOf,
  type Job,
  jobHash,
  LodeError,
  type SignedVoucher,
  voucherTypedData,
} from '@lode/protocol';
import { generatePrivateKey, type PrivateKeyAccount, privateKeyToAccount } from 'viem/accounts';
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
import { systemClock } from '../net/clock.ts';
import { type ChannelRow, openJournal } from '../provider/journal.ts';
import type { Clock, LeaseClient } from '../seams.ts';

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
  const streamed = bill.streamedMicroUsd;
  expect(await world.work()).toMatchObject([
    {
      receiver: provider.account.address,
      payer: buyer.account.address,
      receipts: 2,
      gpuMs: 3_000n,
      paid: streamed,
    },
  ]);
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

/** The one channel of a provider, as its journal has it. */
function channelOf(provider: { folder: string }): ChannelRow {
  const journal = openJournal(join(provider.folder, 'journal.sqlite'));
  try {
    const [row] = journal.channels();
    if (row === undefined) throw new Error('The provider has no channel.');
    return row;
  } finally {
    journal.close();
  }
}

test('a payer that withdraws while the provider is offline takes nothing that was promised: the watchtower claims', async () => {
  const { address, tower } = await world.tower();
  const onTask = meteredWork(1_000);
  const service = { watchtowers: [address], channelIdleMs: 3_600_000 };
  const provider = await world.provider({ backend: { onTask, gpuMs: 1_000 }, service });
  const buyer = await world.buyer();
  const run = await started(buyer, streamJob());
  await run.ended();
  const row = channelOf(provider);
  const promised = row.voucher?.value.maxClaimableAmount ?? 0n;
  expect(promised).toBe(run.status().bill.streamedMicroUsd);
  await provider.stop();
  expect(tower.status().guarded).toBe(1);
  const { channels } = buyer.chain;
  if (channels === undefined) throw new Error('no channels');
  const { balance } = await world.channel(row.id);
  await channels.initiateWithdraw(row.config, balance);
  await until(() => tower.status().claimed === 1);
  expect(tower.status().guarded).toBe(0);
  expect((await world.channel(row.id)).claimed).toBe(promised);
  await world.passTime(901);
  await channels.finalizeWithdraw(row.config);
  expect((await world.channel(row.id)).balance).toBe(promised);
});

test('vouchers of another channel, chain or key are refused, an old one says nothing new', async () => {
  const provider = await world.provider({ backend: { onTask: meteredWork(1_200), gpuMs: 1_200 } });
  const seen: { leaseId: Hex; voucher: SignedVoucher }[] = [];
  const clients: LeaseClient[] = [];
  const buyer = await world.buyer({
    wrap: (client) => {
      clients.push(client);
      const pay: LeaseClient['pay'] = (peerId, leaseId, voucher, signal) => {
        seen.push({ leaseId, voucher });
        return client.pay(peerId, leaseId, voucher, signal);
      };
      return { ...client, pay };
    },
  });
  const run = await started(buyer, streamJob());
  await run.ended();
  const [first] = seen;
  const [client] = clients;
  const row = channelOf(provider);
  if (first === undefined || client === undefined || row.voucher === undefined) throw new Error('nothing was paid');
  const peerId = (await provider.service.status()).peerId;
  const send = (voucher: SignedVoucher) => client.pay(peerId, first.leaseId, voucher, AbortSignal.timeout(10_000));
  const signedBy = async (account: PrivateKeyAccount, chainId: number, value: SignedVoucher['value']) => ({
    value,
    signature: await account.signTypedData(voucherTypedData(chainId, value)),
  });
  const stranger = privateKeyToAccount(generatePrivateKey());
  const more = { channelId: row.id, maxClaimableAmount: row.voucher.value.maxClaimableAmount + 1n };
  const other = { ...more, channelId: jobHash(streamJob()) };
  const { chainId } = world.anvil;
  await expect(send(await signedBy(stranger, chainId, more))).rejects.toMatchObject({ code: 'BAD_VOUCHER' });
  await expect(send(await signedBy(buyer.session, chainId, other))).rejects.toMatchObject({ code: 'BAD_VOUCHER' });
  await expect(send(await signedBy(buyer.session, chainId + 1, more))).rejects.toMatchObject({ code: 'BAD_VOUCHER' });
  const huge = { ...more, maxClaimableAmount: 10n ** 12n };
  await expect(send(await signedBy(buyer.session, chainId, huge))).rejects.toMatchObject({ code: 'BAD_VOUCHER' });
  await send(first.voucher);
  expect(channelOf(provider).voucher).toEqual(row.voucher);
});

test('a buyer killed between writing a voucher down and sending it pays once, and goes on', async () => {
  const provider = await world.provider({ backend: { onTask: meteredWork(6_000), gpuMs: 6_000 } });
  let sent = 0;
  // The first voucher is taken; from then on nothing leaves this process any more.
  const tuning = { meteringIntervalMs: 8_000 };
  const buyer = await world.buyer({
    tuning,
    wrap: (client) => ({
      ...client,
      pay: async (...args) => {
        sent += 1;
        if (sent > 1) throw new LodeError('PEER_LOST', 'nothing leaves');
        return client.pay(...args);
      },
    }),
  });
  const job = streamJob();
  const run = await started(buyer, job);
  await until(() => sent > 1);
  const lost = run.status().bill.streamedMicroUsd;
  await buyer.vanish();
  const again = await world.buyer({ again: buyer, tuning });
  const id = jobHash(job);
  expect(again.buyer.get(id).bill.streamedMicroUsd).toBe(lost);
  await until(() => again.buyer.get(id).endedAtMs !== undefined);
  const { bill, state } = again.buyer.get(id);
  expect(state).toBe('completed');
  const price = billMicroUsd(6_000, 1_000n, 10n ** 9n);
  expect(bill.streamedMicroUsd).toBe(price - holdbackOf(price, 5_000));
  await until(async () => channelOf(provider).voucher?.value.maxClaimableAmount === bill.streamedMicroUsd);
});

test('a provider that restarts keeps its vouchers, and claims them', async () => {
  const backend = { onTask: meteredWork(30_000), gpuMs: 30_000 };
  const provider = await world.provider({ backend, service: { channelIdleMs: 3_600_000 } });
  const buyer = await world.buyer({ tuning: { strandedMs: 500, settleWaitMs: 500 } });
  const before = await usdOf(provider);
  const run = await started(buyer, streamJob());
  await until(async () => (await provider.service.status()).earnedMicroUsd > 0n);
  await provider.stop();
  const promised = channelOf(provider).voucher?.value.maxClaimableAmount ?? 0n;
  expect(promised).toBeGreaterThan(0n);
  const again = await world.provider({ backend, again: provider });
  await until(async () => (await usdOf(again)) === before + promised);
  await run.ended();
  // Signed and not taken in the last moment: the buyer's own record is the larger one, and the chain pays the taken one.
  expect(run.status().bill.streamedMicroUsd).toBeGreaterThanOrEqual(promised);
});

test('clocks that differ by minutes change nothing of what is paid', async () => {
  const skewed = (byMs: number): Clock => ({ ...systemClock, nowMs: () => Date.now() + byMs });
  const provider = await world.provider({ backend: { onTask: meteredWork(1_000), gpuMs: 1_000 } });
  const buyer = await world.buyer({ clock: skewed(-25_000) });
  const run = await started(buyer, streamJob());
  await run.ended();
  const price = billMicroUsd(1_000, 1_000n, 10n ** 9n);
  expect(run.status()).toMatchObject({
    state: 'completed',
    bill: { streamedMicroUsd: price - holdbackOf(price, 5_000), paidMicroUsd: holdbackOf(price, 5_000) },
  });
  expect((await provider.service.status()).leases[0]?.tasks).toMatchObject({ done: 1 });
});
