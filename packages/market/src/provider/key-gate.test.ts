import { randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import { type Job, leaseKeyKind, newContentKey, type SessionRequest, sealContentKey, verify } from '@lode/protocol';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createVirtualClock } from '../../testkit/buyer/clock.ts';
import { TEST_NETWORK } from '../../testkit/net/chain.ts';
import { collect, createTestMarket, type TestMarket } from '../../testkit/net/market.ts';
import { randomHash, testJob, testSigner } from '../../testkit/net/objects.ts';
import { connected } from '../../testkit/net/peers.ts';
import { SEAL_WITHIN_MS } from '../net/lease-wire.ts';
import { createKeyGate } from './key-gate.ts';

const LEASE = randomHash();
const JOB = randomHash();
const never = new AbortController().signal;

test('the key is signed for this lease and job; what is sealed to it is waited for, kept, and overwritten at the end', async () => {
  const signer = testSigner();
  const clock = createVirtualClock();
  const gate = await createKeyGate({ network: TEST_NETWORK, signer, clock }, LEASE, JOB);
  const { value, signature } = gate.leaseKey;
  expect(value).toMatchObject({ lease: LEASE, job: JOB });
  expect(await verify(leaseKeyKind, TEST_NETWORK, value, signature, signer.address)).toBe(true);

  const waiting = gate.contentKey(never);
  const foreign = await sealContentKey(TEST_NETWORK, { ...value, job: randomHash() }, newContentKey());
  await expect(gate.take(foreign)).rejects.toMatchObject({ code: 'SEAL_BROKEN' });
  const contentKey = newContentKey();
  await gate.take(await sealContentKey(TEST_NETWORK, value, contentKey));
  const key = await waiting;
  expect(key).toEqual(contentKey);
  // Nobody who comes later can change it.
  await gate.take(await sealContentKey(TEST_NETWORK, value, newContentKey()));
  expect(await gate.contentKey(never)).toBe(key);
  gate.forget();
  expect(key).toEqual(new Uint8Array(32));
});

test('a key that does not come ends the wait with a reason; so does a cancelled lease', async () => {
  const clock = createVirtualClock();
  const gate = await createKeyGate({ network: TEST_NETWORK, signer: testSigner(), clock }, LEASE, JOB);
  const startMs = clock.nowMs();
  let why: unknown;
  gate.contentKey(never).catch((error: unknown) => {
    why = error;
  });
  await clock.runUntil(() => why !== undefined, 'the end of the wait');
  expect(why).toMatchObject({ code: 'SEAL_MISSING' });
  expect(clock.nowMs() - startMs).toBe(SEAL_WITHIN_MS);
  await expect(gate.contentKey(AbortSignal.abort(new Error('cancelled')))).rejects.toThrow('cancelled');
});

let market: TestMarket | undefined;
beforeEach(() => {
  market = undefined;
});
afterEach(() => market?.stop());

const sealed = (job: Job): Job => ({ ...job, sealed: true });

test('over the wire: a sealed lease opens its session with the key, which only its own buyer can bring', async () => {
  market = await createTestMarket();
  const opened: SessionRequest[] = [];
  // Copied, as the key is overwritten when the lease ends.
  const onOpen = (request: SessionRequest) =>
    void opened.push({ ...request, ...(request.contentKey && { contentKey: request.contentKey.slice() }) });
  const provider = await market.provider({ backend: { onOpen } });
  const buyer = await market.buyer();
  const thief = await market.buyer();
  await connected(buyer.host, provider.host);
  await connected(thief.host, provider.host);
  const bytes = new Uint8Array(randomBytes(1_000));
  const hash = await buyer.store.putBytes(bytes);
  const job = sealed(testJob({ inputs: [{ name: 'data', hash, sizeBytes: bytes.byteLength }] }));
  const { signed, id } = await buyer.lease(provider, job);
  const { leaseKey } = signed;
  if (leaseKey === undefined) throw new Error('no key was named');
  expect(leaseKey.value).toMatchObject({ lease: id, job: signed.lease.job });

  const contentKey = newContentKey();
  const key = await sealContentKey(TEST_NETWORK, leaseKey.value, contentKey);
  const peer = provider.host.peerId;
  const signal = AbortSignal.timeout(20_000);
  await expect(thief.client.seal(peer, key, signal)).rejects.toMatchObject({ code: 'LEASE_UNKNOWN' });
  expect(opened).toEqual([]);
  await buyer.client.seal(peer, key, signal);
  const events = await collect(buyer.client.follow(peer, id, { lostAfterMs: 20_000, signal }));
  expect(events.at(-1)).not.toHaveProperty('error');
  expect(opened.map((one) => one.contentKey?.toHex())).toEqual([contentKey.toHex()]);
  expect(inspect(events, { depth: null })).not.toContain(contentKey.toHex());
  // Of a lease that is over there is nothing to open, and nothing to complain of.
  await buyer.client.seal(peer, key, signal);
});

test('a lease of a job that is not sealed names no key', async () => {
  market = await createTestMarket();
  const provider = await market.provider();
  const buyer = await market.buyer();
  await connected(buyer.host, provider.host);
  const { signed } = await buyer.lease(provider, testJob());
  expect(signed).not.toHaveProperty('leaseKey');
});
