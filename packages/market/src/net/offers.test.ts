import { canonicalJson, encode, type Hex, signedNodeRecordSchema, signedOfferSchema } from '@lode/protocol';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { TEST_NETWORK } from '../../testkit/net/chain.ts';
import { testOffer, testRecord, testSigner } from '../../testkit/net/objects.ts';
import { addressOf, connected, createPeers, type Peers, until } from '../../testkit/net/peers.ts';
import { systemClock } from './clock.ts';
import type { PeerHost } from './host.ts';
import { offerFault } from './offer-check.ts';
import { createOfferTable } from './offer-table.ts';
import { createOfferBoard, type StartableOfferBoard } from './offers.ts';
import { offersTopic } from './protocols.ts';

let peers: Peers;
beforeEach(async () => {
  peers = await createPeers();
});
afterEach(() => peers.stop());

async function boardOf(host: PeerHost): Promise<StartableOfferBoard> {
  const board = createOfferBoard({ host, network: TEST_NETWORK });
  await board.start();
  peers.defer(() => board.stop());
  return board;
}
const providersOn = (board: StartableOfferBoard) => board.list().map(({ offer }) => offer.value.provider);
const topic = offersTopic(TEST_NETWORK);
const wire = (pair: Awaited<ReturnType<typeof testOffer>>) =>
  new TextEncoder().encode(
    canonicalJson({
      type: 'offer',
      offer: encode(signedOfferSchema, pair.offer),
      record: encode(signedNodeRecordSchema, pair.record),
    }),
  );

test('an offer reaches peers of peers by gossip, is asked for by those who come later, and goes when it is withdrawn', async () => {
  const hosts = [await peers.host(), await peers.host(), await peers.host()] as const;
  const boards = await Promise.all(hosts.map(boardOf));
  await connected(hosts[0], hosts[1]);
  await connected(hosts[1], hosts[2]);
  await until(() => hosts[0].gossip.subscribers(topic) === 1 && hosts[1].gossip.subscribers(topic) === 2);
  const signer = testSigner();
  const { offer, record } = await testOffer(hosts[0], signer);
  let changes = 0;
  boards[2]?.onChange(() => {
    changes += 1;
  });
  await boards[0]?.publish(offer, record);
  await until(() => boards.every((board) => providersOn(board).includes(signer.address)));
  expect(changes).toBe(1);
  expect(boards[2]?.list()[0]).toMatchObject({ offer, record });
  const late = await peers.host();
  const lateBoard = await boardOf(late);
  await connected(late, hosts[2]);
  await until(() => providersOn(lateBoard).length === 1);
  // The address came with the offer: the late peer can dial the provider without being told where it is.
  expect(await late.open(hosts[0].peerId, '/lode/offers/1.0.0', AbortSignal.timeout(20_000))).toMatchObject({
    relayed: false,
  });
  await boards[0]?.withdraw();
  await until(() => boards.every((board) => providersOn(board).length === 0));
});

test('a newer offer replaces the older one; an older or repeated one changes nothing', async () => {
  const [a, b] = [await peers.host(), await peers.host()];
  const [boardA, boardB] = [await boardOf(a), await boardOf(b)];
  await connected(a, b);
  await until(() => a.gossip.subscribers(topic) === 1);
  const signer = testSigner();
  const first = await testOffer(a, signer, { sequence: 5, microUsdPerGpuSecond: 1n });
  const second = await testOffer(a, signer, { sequence: 6, microUsdPerGpuSecond: 2n });
  await boardA.publish(first.offer, first.record);
  await until(() => providersOn(boardB).length === 1);
  await boardA.publish(second.offer, second.record);
  await until(() => boardB.list()[0]?.offer.value.sequence === 6);
  await a.gossip.publish(topic, wire(first));
  await boardB.refresh(AbortSignal.timeout(20_000));
  expect(boardB.list().map(({ offer }) => offer.value.microUsdPerGpuSecond)).toEqual([2n]);
});

test('forged, mismatched and over-long offers are told apart; expired ones blame nobody', async () => {
  const host = await peers.host();
  const other = await peers.host();
  const [signer, thief] = [testSigner(), testSigner()];
  const good = await testOffer(host, signer);
  const fault = (pair: typeof good) => offerFault(TEST_NETWORK, pair, systemClock);
  expect(await fault(good)).toBe(undefined);
  expect(
    await fault({ ...good, offer: { ...good.offer, value: { ...good.offer.value, microUsdPerGpuSecond: 1n } } }),
  ).toBe('OFFER_BAD_SIGNATURE');
  expect(await fault(await testOffer(host, signer, { provider: thief.address }))).toBe('OFFER_WITHOUT_RECORD');
  expect(await fault({ ...good, record: await testRecord(other, signer) })).toBe('OFFER_WITHOUT_RECORD');
  expect(await fault(await testOffer(host, signer, { peerId: other.peerId }))).toBe('OFFER_PEER_MISMATCH');
  const forged = { ...good.record, peerSignature: `0x${'11'.repeat(64)}` as Hex };
  expect(await fault({ ...good, record: forged })).toBe('RECORD_BAD_SIGNATURE');
  expect(await fault(await testOffer(host, signer, { expiresAtMs: Date.now() - 1 }))).toBe('OFFER_EXPIRED');
  expect(await fault(await testOffer(host, signer, { issuedAtMs: Date.now() + 120_000 }))).toBe(
    'OFFER_FROM_THE_FUTURE',
  );
  expect(await fault(await testOffer(host, signer, { expiresAtMs: Date.now() + 86_400_000 }))).toBe('OFFER_TOO_LONG');
  expect(
    await offerFault({ ...TEST_NETWORK, chainId: 1 }, good, systemClock),
    'a signature for another network is worth nothing',
  ).toBe('RECORD_BAD_SIGNATURE');
});

test('gossip that is garbage, forged or about somebody else is not passed on, and its sender is blocked', async () => {
  const middle = await peers.host({ guard: { offencesToBlock: 3 } });
  const [bad, far] = [await peers.host(), await peers.host()];
  const [boardMiddle, boardFar] = [await boardOf(middle), await boardOf(far)];
  await bad.gossip.subscribe(topic, async () => 'ignore');
  await connected(bad, middle);
  await connected(far, middle);
  await until(() => bad.gossip.subscribers(topic) === 1 && middle.gossip.subscribers(topic) === 2);
  const victim = await testOffer(far, testSigner());
  const forged = await testOffer(bad, testSigner());
  await bad.gossip.publish(topic, new TextEncoder().encode('garbage'));
  await bad.gossip.publish(topic, wire(victim));
  await bad.gossip.publish(
    topic,
    wire({ ...forged, offer: { ...forged.offer, value: { ...forged.offer.value, region: 'DE' } } }),
  );
  await until(() => middle.guard.isBlocked(bad.peerId));
  expect(middle.guard.counts()).toMatchObject({ PEER_PROTOCOL: 1, OFFER_PEER_MISMATCH: 1, OFFER_BAD_SIGNATURE: 1 });
  expect([...boardMiddle.list(), ...boardFar.list()]).toEqual([]);
  expect(far.guard.counts()).toEqual({});
  const honest = await testOffer(far, testSigner());
  await boardFar.publish(honest.offer, honest.record);
  await until(() => boardMiddle.list().length === 1);
});

test('a withdrawal counts only from the peer of the offer', async () => {
  const [a, b, c] = [await peers.host(), await peers.host(), await peers.host()];
  const [boardA, boardB] = [await boardOf(a), await boardOf(b)];
  await c.gossip.subscribe(topic, async () => 'ignore');
  await connected(a, b);
  await connected(c, b);
  await until(() => a.gossip.subscribers(topic) === 1 && c.gossip.subscribers(topic) === 1);
  const signer = testSigner();
  const { offer, record } = await testOffer(a, signer);
  await boardA.publish(offer, record);
  await until(() => boardB.list().length === 1);
  const withdrawal = { type: 'withdraw', provider: signer.address, sequence: 9 };
  await c.gossip.publish(topic, new TextEncoder().encode(canonicalJson(withdrawal)));
  await connected(b, a);
  const marker = await testOffer(c, testSigner());
  await c.gossip.publish(topic, wire(marker));
  await until(() => boardB.list().length === 2);
  expect(providersOn(boardB)).toContain(signer.address);
});

test('a board refuses to publish what others would refuse', async () => {
  const host = await peers.host();
  const board = await boardOf(host);
  const { offer, record } = await testOffer(host, testSigner());
  const spoiled = { ...offer, value: { ...offer.value, region: 'DE' } };
  await expect(board.publish(spoiled, record)).rejects.toMatchObject({ code: 'OFFER_BAD_SIGNATURE' });
  expect(addressOf(host)).toContain(host.peerId);
});

test('a full table makes the peer that filled it pay', async () => {
  const host = await peers.host();
  const table = createOfferTable({ clock: systemClock, maxOffers: 4 });
  const put = async (introducer: string, expiresAtMs: number) => {
    const { offer, record } = await testOffer(host, testSigner(), { expiresAtMs });
    table.put({ offer, record, hash: `0x${'00'.repeat(32)}`, seenAtMs: 0 }, introducer);
    return offer.value.provider;
  };
  const soon = Date.now() + 60_000;
  const honest = await put('honest', soon);
  for (let i = 0; i < 20; i++) await put('flood', soon + i);
  const left = table.list().map(({ offer }) => offer.value.provider);
  expect(left).toHaveLength(4);
  expect(left).toContain(honest);
  expect(table.remove(honest, 7)).toBe(true);
  expect(table.isNews(honest, 7)).toBe(false);
  expect(table.isNews(honest, 8)).toBe(true);
});

test('a board asks peers that were connected before it started', async () => {
  const [provider, buyer] = [await peers.host(), await peers.host()];
  const board = await boardOf(provider);
  const { offer, record } = await testOffer(provider, testSigner());
  await board.publish(offer, record);
  await connected(provider, buyer);
  const late = await boardOf(buyer);
  await until(() => late.list().length === 1);
});
