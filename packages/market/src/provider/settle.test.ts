import {
  type Hex,
  LodeError,
  objectionKind,
  receiptId,
  type SignedObjection,
  type SignedReceipt,
  sign,
  ZERO_HASH,
} from '@lode/protocol';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { TEST_NETWORK } from '../../testkit/net/chain.ts';
import {
  collect,
  createTestMarket,
  receiptsOf,
  type TestBuyer,
  type TestMarket,
  type TestProvider,
} from '../../testkit/net/market.ts';
import { testJob } from '../../testkit/net/objects.ts';
import { connected, until } from '../../testkit/net/peers.ts';
import { systemClock } from '../net/clock.ts';
import type { Clock } from '../seams.ts';

/** Real time, moved forward by hand. */
let aheadMs = 0;
const clock: Clock = { nowMs: () => Date.now() + aheadMs, sleep: systemClock.sleep };
const CLAIM_AFTER_MS = 3_600_000 / 10;

let market: TestMarket;
let provider: TestProvider;
let buyer: TestBuyer;
beforeEach(async () => {
  aheadMs = 0;
  market = await createTestMarket(clock);
  provider = await market.provider({ service: { claimAfterMs: CLAIM_AFTER_MS } });
  buyer = await market.buyer();
  await connected(buyer.host, provider.host);
});
afterEach(() => market.stop());

async function work(tasks: number) {
  const { id, signed } = await buyer.lease(provider, testJob({ tasks }), { expiresAtMs: Date.now() + 3_600_000 });
  const options = { lostAfterMs: 10_000, signal: AbortSignal.timeout(30_000) };
  const receipts = receiptsOf(await collect(buyer.client.follow(provider.host.peerId, id, options)));
  return { id, lease: signed.lease, receipts };
}
const answer = async (id: Hex, receipts: readonly SignedReceipt[]) =>
  buyer.client.answer(
    provider.host.peerId,
    id,
    { acceptance: await buyer.accept(id, receipts) },
    AbortSignal.timeout(20_000),
  );
const count = (method: string) =>
  market.ledger.calls.filter((call) => call === `${provider.signer.address} ${method}`).length;
const earned = async () => (await provider.service.status()).earnedMicroUsd;
const paid = () => market.ledger.balances.get(provider.signer.address) ?? 0n;

async function objectionTo(id: Hex, receipt: SignedReceipt): Promise<SignedObjection> {
  const value = {
    version: 1 as const,
    lease: id,
    task: receipt.value.task,
    receipt: receiptId(TEST_NETWORK, receipt.value),
    reason: 'minority' as const,
    text: 'the others disagree',
    evidence: ZERO_HASH,
    objectedAtMs: Date.now(),
  };
  return { value, signature: await sign(objectionKind, TEST_NETWORK, value, buyer.signer) };
}

test('one acceptance of many receipts is one transaction; smaller ones within it are not sent', async () => {
  const { id, receipts } = await work(3);
  market.ledger.fail('settle', new LodeError('CHAIN_UNREACHABLE', 'down'));
  await answer(id, receipts.slice(0, 1));
  await answer(id, receipts);
  await until(async () => {
    aheadMs += 100;
    return (await earned()) === 300n;
  });
  expect(paid()).toBe(300n);
  expect(count('settle')).toBeLessThanOrEqual(3);
});

test('silence is claimed on chain, and paid after the window', async () => {
  const { receipts } = await work(2);
  expect(receipts).toHaveLength(2);
  expect(await provider.service.status()).toMatchObject({ earnedMicroUsd: 0n, pendingMicroUsd: 200n });
  expect(count('claim')).toBe(0);
  aheadMs += CLAIM_AFTER_MS + 1_000;
  await until(() => count('claim') === 1);
  await until(async () => (await provider.service.status()).leases[0]?.state === 'claimed');
  expect(count('finalize')).toBe(0);
  aheadMs += 62_000;
  await until(async () => (await earned()) === 200n);
  expect(paid()).toBe(200n);
  await until(async () => (await provider.service.status()).leases[0]?.state === 'paid');
});

test('a restarted provider still knows its receipts, serves its events and outputs, and claims', async () => {
  const { id, receipts } = await work(2);
  await provider.stop();
  await provider.host.stop();
  const again = await market.provider({ again: provider, service: { claimAfterMs: CLAIM_AFTER_MS } });
  expect(again.host.peerId).toBe(provider.host.peerId);
  await connected(buyer.host, again.host);
  const options = { lostAfterMs: 10_000, signal: AbortSignal.timeout(30_000) };
  const events = await collect(buyer.client.follow(again.host.peerId, id, options));
  expect(receiptsOf(events)).toEqual(receipts);
  const output = receipts[0]?.value.outputs[0];
  if (output === undefined) throw new Error('no output');
  const blob = { hash: output.hash, sizeBytes: output.sizeBytes, lease: id };
  await buyer.blobs.fetch(again.host.peerId, blob, { signal: AbortSignal.timeout(20_000) });
  aheadMs += CLAIM_AFTER_MS + 1_000;
  await until(() => count('claim') === 1);
  aheadMs += 62_000;
  await until(async () => (await again.service.status()).earnedMicroUsd === 200n);
});

test('a lease that a restart interrupts ends with that reason, under a number the buyer has not seen', async () => {
  const started = Promise.withResolvers<number>();
  const hung = await market.provider({
    backend: {
      onTask: (index, { signal }) =>
        index === 0 ? undefined : new Promise((resolve) => signal.addEventListener('abort', () => resolve())),
    },
  });
  await connected(buyer.host, hung.host);
  const { id } = await buyer.lease(hung, testJob({ tasks: 2 }));
  const seen: number[] = [];
  const follow = async () => {
    for await (const event of buyer.client.follow(hung.host.peerId, id, {
      lostAfterMs: 20_000,
      signal: AbortSignal.timeout(30_000),
    })) {
      seen.push(event.seq);
      if (event.type === 'task-phase' && event.task === 1) started.resolve(event.seq);
      if (event.type === 'ended') return event;
    }
    return undefined;
  };
  const ended = follow();
  const before = await started.promise;
  // As if killed: the journal is left as it is, and nothing is told.
  await hung.host.stop();
  const again = await market.provider({ again: hung });
  await buyer.host.learn(again.host.peerId, again.host.addresses());
  expect(await ended).toMatchObject({ type: 'ended', error: { code: 'PROVIDER_RESTARTED' } });
  expect(Math.max(...seen)).toBeGreaterThan(before);
  expect((await again.service.status()).leases[0]).toMatchObject({ tasks: { done: 1 }, pendingMicroUsd: 100n });
});

test('an objection that is not proved in time is dropped and pays; one that is upheld does not', async () => {
  const { id, lease, receipts } = await work(2);
  const [first, second] = receipts;
  if (first === undefined || second === undefined) throw new Error('no receipts');
  const objections = [await objectionTo(id, first), await objectionTo(id, second)] as const;
  await buyer.client.answer(provider.host.peerId, id, { objection: objections[0] }, AbortSignal.timeout(20_000));
  aheadMs += CLAIM_AFTER_MS + 1_000;
  await until(() => count('claim') === 1);
  await buyer.chain.object(lease, objections[0]);
  await buyer.chain.object(lease, objections[1]);
  aheadMs += 62_000;
  await until(() => count('drop') === 2 || paid() === 200n);
  await until(async () => (await earned()) === 200n);
});

test('an upheld objection is found in the log: not paid, and not counted as earned', async () => {
  const { id, lease, receipts } = await work(2);
  const [first, second] = receipts;
  if (first === undefined || second === undefined) throw new Error('no receipts');
  aheadMs += CLAIM_AFTER_MS + 1_000;
  await until(async () => (await provider.service.status()).leases[0]?.state === 'claimed');
  await buyer.chain.object(lease, await objectionTo(id, first));
  await buyer.chain.uphold(lease, first.value.task, []);
  aheadMs += 62_000;
  await until(async () => (await provider.service.status()).pendingMicroUsd === 0n);
  expect(await earned()).toBe(100n);
  expect(paid()).toBe(100n);
});

test('an acceptance of another lease, of a smaller amount or by another key is refused', async () => {
  const { id, receipts } = await work(1);
  const send = (acceptance: Awaited<ReturnType<TestBuyer['accept']>>) =>
    expect(buyer.client.answer(provider.host.peerId, id, { acceptance }, AbortSignal.timeout(20_000))).rejects;
  await send(await buyer.accept(ZERO_HASH, receipts)).toMatchObject({ code: 'BAD_ANSWER' });
  const lower = receipts.map((receipt) => ({ ...receipt, value: { ...receipt.value, holdbackMicroUsd: 1n } }));
  await send(await buyer.accept(id, lower)).toMatchObject({ code: 'BAD_ANSWER' });
  const other = await market.buyer();
  await send(await other.accept(id, receipts)).toMatchObject({ code: 'BAD_ANSWER' });
  expect(count('settle')).toBe(0);
  expect(provider.host.guard.counts()).toMatchObject({ BAD_ANSWER: 3 });
});

test('money the buyer settled itself is found paid, and a chain that fails is asked again', async () => {
  const { id, lease, receipts } = await work(1);
  const acceptance = await buyer.accept(id, receipts);
  await buyer.chain.settle(lease, acceptance);
  market.ledger.fail('settle', new LodeError('CHAIN_UNREACHABLE', 'down'));
  await buyer.client.answer(provider.host.peerId, id, { acceptance }, AbortSignal.timeout(20_000));
  await until(async () => {
    aheadMs += 100;
    return (await earned()) === 100n;
  });
  expect(paid()).toBe(100n);
  expect(provider.warnings.join()).toContain('not settled yet');
});

test('content leaves the disk when no open lease needs it', async () => {
  const own = await market.provider({ service: { removeContent: true } });
  await connected(buyer.host, own.host);
  const options = { lostAfterMs: 10_000, signal: AbortSignal.timeout(30_000) };
  const hash = await buyer.store.putBytes(new Uint8Array(1_000));
  const job = () => testJob({ inputs: [{ name: 'data', hash, sizeBytes: 1_000 }] });
  const leases = [];
  for (let i = 0; i < 2; i++) {
    const { id } = await buyer.lease(own, job());
    leases.push({ id, receipts: receiptsOf(await collect(buyer.client.follow(own.host.peerId, id, options))) });
    await until(async () => (await own.service.status()).devices[0]?.state === 'idle');
  }
  for (const [left, { id, receipts }] of [...leases.entries()].reverse()) {
    const acceptance = await buyer.accept(id, receipts);
    await buyer.client.answer(own.host.peerId, id, { acceptance }, AbortSignal.timeout(20_000));
    await until(async () => (await own.store.has(hash)) === left > 0);
    await until(async () => (await own.service.status()).earnedMicroUsd === 100n * BigInt(2 - left));
  }
});
