import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import {
  canonicalJson,
  contentHash,
  encode,
  jobSchema,
  type Lease,
  LodeError,
  leaseId,
  leaseSchema,
  type ProposedLease,
  receiptKind,
  verify,
} from '@lode/protocol';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { TEST_NETWORK } from '../../testkit/net/chain.ts';
import { collect, createTestMarket, receiptsOf, type TestMarket } from '../../testkit/net/market.ts';
import { randomHash, testJob, testLease, testSigner } from '../../testkit/net/objects.ts';
import { addressOf, connected, until } from '../../testkit/net/peers.ts';
import { createLeaseClient } from '../net/lease-client.ts';
import { createOfferBoard } from '../net/offers.ts';
import { PROTOCOLS } from '../net/protocols.ts';
import type { LeaseEvent } from '../seams.ts';

const FOLLOW = () => ({ lostAfterMs: 20_000, signal: AbortSignal.timeout(30_000) });

let market: TestMarket;
beforeEach(async () => {
  market = await createTestMarket();
});
afterEach(() => market.stop());

test('a lease runs end to end: inputs in, tasks in order, receipts signed, outputs out, paid by acceptance', async () => {
  const provider = await market.provider();
  const buyer = await market.buyer();
  await connected(buyer.host, provider.host);
  const bytes = new Uint8Array(randomBytes(300_000));
  const hash = await buyer.store.putBytes(bytes);
  const job = testJob({ tasks: 3, inputs: [{ name: 'data', hash, sizeBytes: bytes.byteLength }] });
  const { id } = await buyer.lease(provider, job);
  const events = await collect(buyer.client.follow(provider.host.peerId, id, FOLLOW()));
  expect(events.at(-1)).toMatchObject({ type: 'ended' });
  expect(events.at(-1)).not.toHaveProperty('error');
  const receipts = receiptsOf(events);
  expect(receipts.map((receipt) => receipt.value.task)).toEqual([0, 1, 2]);
  for (const { value, signature } of receipts) {
    expect(await verify(receiptKind, TEST_NETWORK, value, signature, provider.signer.address)).toBe(true);
    expect(value).toMatchObject({ gpuMs: 1_000, priceMicroUsd: 100n, holdbackMicroUsd: 100n, lease: id });
    const [output] = value.outputs;
    if (output === undefined) throw new Error('no output');
    await buyer.blobs.fetch(
      provider.host.peerId,
      { hash: output.hash, sizeBytes: output.sizeBytes, lease: id },
      { signal: AbortSignal.timeout(20_000) },
    );
    const expected = Buffer.concat([bytes, Buffer.from(`task ${value.task}`)]);
    expect(contentHash(new Uint8Array(await readFile(await buyer.store.pathOf(output.hash))))).toBe(
      contentHash(new Uint8Array(expected)),
    );
  }
  const acceptance = await buyer.accept(id, receipts);
  await buyer.client.answer(provider.host.peerId, id, { acceptance }, AbortSignal.timeout(20_000));
  await until(async () => (await provider.service.status()).earnedMicroUsd === 300n);
  const status = await provider.service.status();
  expect(status.pendingMicroUsd).toBe(0n);
  expect(status.leases[0]).toMatchObject({ state: 'paid', tasks: { total: 3, done: 3, failed: 0 } });
  expect(status.devices[0]?.state).toBe('idle');
  expect(provider.backend.open_.now).toBe(0);
  expect(market.ledger.balances.get(provider.signer.address)).toBe(300n);
});

test('what cannot be taken is refused with its reason, and the owner sees it', async () => {
  const provider = await market.provider();
  const buyer = await market.buyer();
  const thief = await market.buyer();
  await connected(buyer.host, provider.host);
  await connected(thief.host, provider.host);
  const job = testJob({ tasks: 2 });
  const offer = provider.offer();
  const good = await testLease({ buyer: buyer.signer, buyerPeer: buyer.host.peerId, offer, job });
  const refuse = (lease: ProposedLease, by = buyer, what = job) =>
    expect(by.client.propose(provider.host.peerId, { lease, job: what }, AbortSignal.timeout(20_000))).rejects;
  await refuse(good, thief).toMatchObject({ code: 'WRONG_BUYER' });
  await refuse({ ...good, signature: `0x${'11'.repeat(65)}` }).toMatchObject({ code: 'BAD_SIGNATURE' });
  await refuse(good, buyer, testJob()).toMatchObject({ code: 'JOB_MISMATCH' });
  const lease = (changes: Partial<Lease>) =>
    testLease({ buyer: buyer.signer, buyerPeer: buyer.host.peerId, offer, job, changes });
  await refuse(await lease({ offer: randomHash() })).toMatchObject({ code: 'OFFER_UNKNOWN' });
  await refuse(await lease({ provider: buyer.signer.address })).toMatchObject({ code: 'WRONG_PROVIDER' });
  market.ledger.fail('balance', new LodeError('CHAIN_UNREACHABLE', 'no chain'));
  await refuse(good).toMatchObject({ code: 'CHAIN_UNREACHABLE' });
  market.ledger.balances.set(buyer.signer.address, 1_999n);
  await refuse(good).toMatchObject({ code: 'BUYER_UNFUNDED' });
  market.ledger.balances.set(buyer.signer.address, 2_000n);
  const first = await buyer.client.propose(provider.host.peerId, { lease: good, job }, AbortSignal.timeout(20_000));
  // Asked again, because the answer may have been lost: the same answer, not a second lease.
  const again = await buyer.client.propose(provider.host.peerId, { lease: good, job }, AbortSignal.timeout(20_000));
  expect(again).toEqual(first);
  await refuse(await lease({})).toMatchObject({ code: 'DEVICE_BUSY' });
  const { refusals, devices } = await provider.service.status();
  expect(refusals.map((one) => one.code)).toEqual([
    'WRONG_BUYER',
    'BAD_SIGNATURE',
    'JOB_MISMATCH',
    'OFFER_UNKNOWN',
    'WRONG_PROVIDER',
    'CHAIN_UNREACHABLE',
    'BUYER_UNFUNDED',
    'DEVICE_BUSY',
  ]);
  expect(devices[0]?.state).toBe('leased');
  expect(provider.host.guard.counts()).toMatchObject({ WRONG_BUYER: 1, BAD_SIGNATURE: 1 });
});

test('a lease that is never reserved runs nothing and frees its device; a buyer who does it again and again is refused', async () => {
  const provider = await market.provider({ service: { reserveWithinMs: 60 } });
  const buyer = await market.buyer();
  await connected(buyer.host, provider.host);
  const job = testJob();
  for (let i = 0; i < 3; i++) {
    const lease = await testLease({
      buyer: buyer.signer,
      buyerPeer: buyer.host.peerId,
      offer: provider.offer(),
      job,
    });
    await buyer.client.propose(provider.host.peerId, { lease, job }, AbortSignal.timeout(20_000));
    const id = leaseId(TEST_NETWORK, lease.value);
    const events = await collect(buyer.client.follow(provider.host.peerId, id, FOLLOW()));
    expect(events).toHaveLength(1);
    expect(events[0]).toMatchObject({ type: 'ended', error: { code: 'LEASE_NOT_RESERVED' } });
    await until(async () => (await provider.service.status()).devices[0]?.state === 'idle');
  }
  await expect(buyer.lease(provider, job)).rejects.toMatchObject({ code: 'BUYER_UNRELIABLE' });
  expect(provider.backend.open_.now).toBe(0);
});

test('a broken stream is taken up after the last event seen; nobody else can follow, answer or cancel', async () => {
  const gate = Promise.withResolvers<void>();
  const provider = await market.provider({ backend: { onTask: (index) => (index === 1 ? gate.promise : undefined) } });
  const buyer = await market.buyer();
  const thief = await market.buyer();
  await connected(buyer.host, provider.host);
  await connected(thief.host, provider.host);
  const { id } = await buyer.lease(provider, testJob({ tasks: 2 }));
  const seen: LeaseEvent[] = [];
  for await (const event of buyer.client.follow(provider.host.peerId, id, FOLLOW())) {
    seen.push(event);
    if (event.type === 'receipt' && event.receipt.value.task === 0) {
      await buyer.host.disconnect(provider.host.peerId);
      await buyer.host.learn(provider.host.peerId, provider.host.addresses());
      gate.resolve();
    }
  }
  expect(receiptsOf(seen).map((receipt) => receipt.value.task)).toEqual([0, 1]);
  expect(seen.map((event) => event.seq)).toEqual([...new Set(seen.map((event) => event.seq))].sort((a, b) => a - b));
  const middle = seen[Math.floor(seen.length / 2)]?.seq ?? 0;
  const rest = await collect(buyer.client.follow(provider.host.peerId, id, { ...FOLLOW(), afterSeq: middle }));
  expect(rest).toEqual(seen.filter((event) => event.seq > middle));
  const theft = collect(thief.client.follow(provider.host.peerId, id, FOLLOW()));
  await expect(theft).rejects.toMatchObject({ code: 'LEASE_UNKNOWN' });
  await expect(thief.client.cancel(provider.host.peerId, id, 'mine')).rejects.toMatchObject({ code: 'LEASE_UNKNOWN' });
});

test('a provider that is gone is reported as lost within the given time', async () => {
  const gate = Promise.withResolvers<void>();
  const provider = await market.provider({ backend: { onTask: () => gate.promise } });
  const buyer = await market.buyer();
  await connected(buyer.host, provider.host);
  const { id } = await buyer.lease(provider, testJob());
  const follow = async () => {
    for await (const event of buyer.client.follow(provider.host.peerId, id, { ...FOLLOW(), lostAfterMs: 300 }))
      if (event.type === 'task-phase') await provider.host.stop();
  };
  await expect(follow()).rejects.toMatchObject({ code: 'PEER_LOST' });
  gate.resolve();
});

test('a cancelled lease stops its task and keeps the receipts it has', async () => {
  const started = Promise.withResolvers<void>();
  const provider = await market.provider({
    backend: {
      onTask: (index, { signal }) => {
        if (index === 0) return;
        started.resolve();
        return new Promise((resolve) => signal.addEventListener('abort', () => resolve()));
      },
    },
  });
  const buyer = await market.buyer();
  await connected(buyer.host, provider.host);
  const { id } = await buyer.lease(provider, testJob({ tasks: 2 }));
  const following = collect(buyer.client.follow(provider.host.peerId, id, FOLLOW()));
  await started.promise;
  await buyer.client.cancel(provider.host.peerId, id, 'not needed');
  const events = await following;
  expect(receiptsOf(events)).toHaveLength(1);
  expect(events.at(-1)).toMatchObject({ type: 'ended', error: { code: 'CANCELLED' } });
  expect(provider.backend.open_.now).toBe(0);
});

test('a task that kills its session is reported and the next one runs in a new session; a broken program ends the lease', async () => {
  const fail = (code: string) => Promise.reject(new LodeError(code, `made to fail: ${code}`));
  const provider = await market.provider({
    backend: {
      onTask: (index) => (index === 1 ? fail('WORKER_DIED') : index === 3 ? fail('SHADER_INVALID') : undefined),
    },
  });
  const buyer = await market.buyer();
  await connected(buyer.host, provider.host);
  const { id } = await buyer.lease(provider, testJob({ tasks: 6 }));
  const events = await collect(buyer.client.follow(provider.host.peerId, id, FOLLOW()));
  expect(receiptsOf(events).map((receipt) => receipt.value.task)).toEqual([0, 2]);
  const failures = events.filter((event) => event.type === 'task-failed');
  expect(failures).toMatchObject([
    { task: 1, error: { code: 'WORKER_DIED' } },
    { task: 3, error: { code: 'SHADER_INVALID' } },
  ]);
  expect(events.at(-1)).toMatchObject({ type: 'ended', error: { code: 'SHADER_INVALID' } });
  expect(provider.backend.open_).toEqual({ now: 0, total: 2 });
});

test('inputs whose bytes are not what the job names end the lease before anything runs', async () => {
  const provider = await market.provider();
  const buyer = await market.buyer();
  await connected(buyer.host, provider.host);
  const hash = await buyer.store.putBytes(new Uint8Array(100));
  const job = testJob({ inputs: [{ name: 'data', hash, sizeBytes: 100 }] });
  const spoiled = { ...job, inputs: [{ name: 'data', hash, sizeBytes: 99 }] };
  const { id } = await buyer.lease(provider, spoiled);
  const events = await collect(buyer.client.follow(provider.host.peerId, id, FOLLOW()));
  expect(events.at(-1)).toMatchObject({ type: 'ended', error: { code: 'INPUT_MISMATCH' } });
  expect(receiptsOf(events)).toEqual([]);
  expect(provider.backend.open_.total).toBe(0);
});

test('a whole lease runs through a relay: offer, proposal, inputs, events, outputs, answer', async () => {
  const relay = await market.peers.host({ relay: true });
  const board = createOfferBoard({ host: relay, network: TEST_NETWORK });
  await board.start();
  market.peers.defer(() => board.stop());
  const hidden = { listen: [], relays: [addressOf(relay)], bootstrap: [addressOf(relay)] };
  const provider = await market.provider({ host: hidden });
  // Published again by itself once the relay gave an address.
  await until(() => provider.offer().addresses.length > 0);
  const buyer = await market.buyer({ listen: [], upgradeRelayed: false, bootstrap: [addressOf(relay)] });
  await until(() =>
    buyer.board
      .list()
      .some(({ offer }) => offer.value.peerId === provider.host.peerId && offer.value.addresses.length > 0),
  );
  const bytes = new Uint8Array(randomBytes(4_000_000));
  const hash = await buyer.store.putBytes(bytes);
  const job = testJob({ tasks: 2, inputs: [{ name: 'data', hash, sizeBytes: bytes.byteLength }] });
  const { id } = await buyer.lease(provider, job);
  expect(buyer.host.isRelayed(provider.host.peerId)).toBe(true);
  const receipts = receiptsOf(await collect(buyer.client.follow(provider.host.peerId, id, FOLLOW())));
  expect(receipts).toHaveLength(2);
  for (const output of receipts.flatMap(({ value }) => value.outputs)) {
    const blob = { hash: output.hash, sizeBytes: output.sizeBytes, lease: id };
    await buyer.blobs.fetch(provider.host.peerId, blob, { signal: AbortSignal.timeout(30_000) });
    expect(await buyer.store.has(output.hash)).toBe(true);
  }
  const acceptance = await buyer.accept(id, receipts);
  await buyer.client.answer(provider.host.peerId, id, { acceptance }, AbortSignal.timeout(20_000));
  await until(async () => (await provider.service.status()).earnedMicroUsd === 200n);
});

test('a provider whose chain is away at the start publishes when it is back, with its bond', async () => {
  market.ledger.fail('publishRecord', new LodeError('CHAIN_UNREACHABLE', 'down'));
  const provider = await market.provider({ service: { bondMicroUsd: 5_000n } });
  expect(provider.warnings.join()).toContain('The offer is not published');
  expect(await provider.service.status()).toMatchObject({ bondMicroUsd: 5_000n, account: provider.signer.address });
  expect(market.ledger.records.get(provider.signer.address)).toBe(provider.offer().nodeRecord);
});

test('a proposal that is nested to the depth of the stack is garbage like any other', async () => {
  const provider = await market.provider();
  const [bad, buyer] = [await market.buyer(), await market.buyer()];
  await connected(bad.host, provider.host);
  await connected(buyer.host, provider.host);
  const depth = 50_000;
  const steps = `${'[{"loop":{"count":1,"steps":'.repeat(depth)}[]${'}}]'.repeat(depth)}`;
  const lease = await testLease({
    buyer: bad.signer,
    buyerPeer: bad.host.peerId,
    offer: provider.offer(),
    job: testJob(),
  });
  const job = encode(jobSchema, testJob());
  const wire = canonicalJson({
    type: 'propose',
    lease: { value: encode(leaseSchema, lease.value), signature: lease.signature },
    job: { ...job, webgpu: { ...job.webgpu, steps: 'STEPS' } },
  }).replace('"STEPS"', steps);
  const body = new TextEncoder().encode(wire);
  const framed = new Uint8Array(4 + body.byteLength);
  new DataView(framed.buffer).setUint32(0, body.byteLength);
  framed.set(body, 4);
  const channel = await bad.host.open(provider.host.peerId, PROTOCOLS.lease, AbortSignal.timeout(20_000));
  await channel.writeBytes(framed);
  await expect(channel.readBytes(1, 'answer')).rejects.toMatchObject({ code: 'PEER_LOST' });
  expect(provider.host.guard.counts()).toMatchObject({ PEER_PROTOCOL: 1 });
  const { id } = await buyer.lease(provider, testJob());
  expect(receiptsOf(await collect(buyer.client.follow(provider.host.peerId, id, FOLLOW())))).toHaveLength(1);
});

test('a node that is buyer and provider at once leases from itself', async () => {
  const provider = await market.provider();
  const signer = testSigner();
  const chain = market.ledger.client(signer.address);
  await chain.faucet(1_000_000n);
  const { host } = provider;
  const client = createLeaseClient({ host, network: TEST_NETWORK });
  const job = testJob({ tasks: 2 });
  const lease = await testLease({ buyer: signer, buyerPeer: host.peerId, offer: provider.offer(), job });
  const signed = await client.propose(host.peerId, { lease, job }, AbortSignal.timeout(20_000));
  await chain.reserve(signed.lease.jobKey, 0n, [signed]);
  const id = leaseId(TEST_NETWORK, signed.lease);
  expect(receiptsOf(await collect(client.follow(host.peerId, id, FOLLOW())))).toHaveLength(2);
});
