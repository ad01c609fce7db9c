import { join } from 'node:path';
import { type ChannelConfig, channelId, claimBatchTypedData, type Hex, voucherTypedData } from '@lode/protocol';
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { keccak256 } from 'viem';
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createFakeLedger, TEST_NETWORK } from '../../testkit/net/chain.ts';
import { randomHash } from '../../testkit/net/objects.ts';
import { connected, createPeers, type Peers } from '../../testkit/net/peers.ts';
import type { ChannelState } from '../chain/channels.ts';
import { systemClock } from '../net/clock.ts';
import type { PeerHost } from '../net/host.ts';
import { PROTOCOLS } from '../net/protocols.ts';
import type { MarketChain } from '../seams.ts';
import { type GuardRequest, guardAnswerWire, guardWire } from './watch-wire.ts';
import { createWatchtower, type Watchtower, type WatchtowerOptions } from './watchtower.ts';

const { chainId } = TEST_NETWORK;
const ZERO: Hex = `0x${'00'.repeat(20)}`;
/** As the watchtower's own limits say: a peer's burst, and its streams at once. */
const BURST = 64;
const AT_ONCE = 4;

let peers: Peers;
beforeEach(async () => {
  peers = await createPeers();
});
afterEach(() => peers.stop());

/** A chain that knows a few channels, counts how often it is asked, and can keep who asks waiting. */
function fakeChannels() {
  const known = new Map<Hex, ChannelState>();
  const asked: Hex[] = [];
  const claimed: Hex[] = [];
  const held = new Map<Hex, Promise<void>>();
  const unused = () => Promise.reject(new Error('A watchtower does not do this.'));
  const channels: NonNullable<MarketChain['channels']> = {
    token: ZERO,
    available: async () => true,
    async state(id) {
      asked.push(id);
      await held.get(id);
      return known.get(id) ?? { balanceMicroUsd: 0n, claimedMicroUsd: 0n };
    },
    async claimFor(claims) {
      claimed.push(...claims.map((one) => one.voucher.value.channelId));
    },
    deposit: unused,
    claim: unused,
    refund: unused,
    initiateWithdraw: unused,
    finalizeWithdraw: unused,
  };
  const chain = { ...createFakeLedger(systemClock).client(ZERO), network: TEST_NETWORK, channels };
  return { known, asked, claimed, held, chain };
}

/** A clock that stands still, so that rates give their burst and nothing more. */
const frozen = { nowMs: () => 1_000_000, sleep: systemClock.sleep };

async function towerOf(chain: MarketChain, more: Partial<WatchtowerOptions> = {}) {
  const host = await peers.host({ clock: frozen });
  const path = join(peers.folder, 'tower.sqlite');
  // Looks at the start only: what is asked after that is asked because of a peer.
  const tower = createWatchtower({ host, chain, path, everyMs: 3_600_000, ...more });
  await tower.start();
  peers.defer(() => tower.stop());
  return { host, tower };
}

const session = privateKeyToAccount(generatePrivateKey());
const receiver = privateKeyToAccount(generatePrivateKey());

const configOf = (more: Partial<ChannelConfig> = {}): ChannelConfig => ({
  payer: session.address.toLowerCase() as Hex,
  payerAuthorizer: session.address.toLowerCase() as Hex,
  receiver: receiver.address.toLowerCase() as Hex,
  receiverAuthorizer: receiver.address.toLowerCase() as Hex,
  token: ZERO,
  withdrawDelay: 900,
  salt: randomHash(),
  ...more,
});

/** A claim that lacks nothing but, where the test has not put it there, its channel on chain. */
async function claimOf(totalClaimed: bigint, config = configOf()): Promise<GuardRequest & { readonly id: Hex }> {
  const id = channelId(chainId, config);
  const value = { channelId: id, maxClaimableAmount: totalClaimed };
  const signature = await session.signTypedData(voucherTypedData(chainId, value));
  const claim = { config, voucher: { value, signature }, totalClaimed };
  const authorizerSignature = await receiver.signTypedData(claimBatchTypedData(chainId, [claim]));
  return { id, type: 'guard', claim, authorizerSignature };
}

/** What the tower says of a claim; `cut` where it ends the stream unread. */
async function leave(from: PeerHost, tower: PeerHost, { type, claim, authorizerSignature }: GuardRequest) {
  const signal = AbortSignal.timeout(20_000);
  try {
    const channel = await from.open(tower.peerId, PROTOCOLS.watch, signal);
    await channel.write(guardWire, { type, claim, authorizerSignature });
    const answer = await channel.read(guardAnswerWire, 'answer', { signal });
    await channel.close();
    return answer.type === 'refused' ? answer.error.code : answer.type;
  } catch (error) {
    if (signal.aborted) throw error;
    return 'cut';
  }
}

const guarded = (tower: Watchtower) => tower.status().guarded;

test('vouchers are checked by the crypto that is given, and accounts whose contract would have to be asked are refused', async () => {
  const { chain, known, asked } = fakeChannels();
  let recovered = 0;
  const voucherCrypto: NonNullable<WatchtowerOptions['voucherCrypto']> = {
    keccak256: (bytes) => keccak256(bytes, 'bytes'),
    recover(digest, signature, yParity, address) {
      recovered++;
      const key = secp256k1.Signature.fromBytes(signature, 'compact').addRecoveryBit(yParity).recoverPublicKey(digest);
      address.set(keccak256(key.toBytes(false).subarray(1), 'bytes').subarray(12));
      return true;
    },
  };
  const { host, tower } = await towerOf(chain, { voucherCrypto });
  const peer = await peers.host();
  await connected(peer, host);
  const good = await claimOf(5n);
  known.set(good.id, { balanceMicroUsd: 5n, claimedMicroUsd: 0n });
  expect(await leave(peer, host, good)).toBe('noted');
  expect(recovered).toBe(1);
  const contract = await claimOf(5n, configOf({ payer: `0x${'c0'.repeat(20)}`, payerAuthorizer: ZERO }));
  known.set(contract.id, { balanceMicroUsd: 5n, claimedMicroUsd: 0n });
  expect(await leave(peer, host, contract)).toBe('BAD_CLAIM');
  expect(recovered).toBe(2);
  expect(asked).not.toContain(contract.id);
  expect(guarded(tower)).toBe(1);
});

test('a flood of made-up channels is not stored, costs reads of the chain for its burst alone, and keeps nobody else out', async () => {
  const { chain, known, asked } = fakeChannels();
  const { host, tower } = await towerOf(chain);
  const [flooder, honest] = [await peers.host(), await peers.host()];
  await connected(flooder, host);
  await connected(honest, host);
  const real = await claimOf(7n);
  known.set(real.id, { balanceMicroUsd: 7n, claimedMicroUsd: 0n });
  const answers: string[] = [];
  for (let i = 0; i < BURST + 16; i++) {
    // Not on chain, on chain with too little, and on chain with nothing left to claim.
    const made = await claimOf(BigInt(i % 3));
    if (i % 3 === 2) known.set(made.id, { balanceMicroUsd: 1n, claimedMicroUsd: 0n });
    answers.push(await leave(flooder, host, made));
    if (i === BURST / 2) expect(await leave(honest, host, real)).toBe('noted');
  }
  expect(answers.slice(BURST)).toEqual(Array(16).fill('cut'));
  expect(answers.slice(0, BURST)).not.toContain('cut');
  expect(asked.filter((id) => id !== real.id).length).toBeLessThanOrEqual(BURST);
  expect(guarded(tower)).toBe(1);
  expect(host.guard.counts().PEER_FLOOD).toBe(16);
  const newer = await claimOf(8n, real.claim.config);
  known.set(real.id, { balanceMicroUsd: 8n, claimedMicroUsd: 0n });
  expect(await leave(honest, host, newer)).toBe('noted');
});

test('what a channel has paid out already is not stored: it would take up room for nothing', async () => {
  const { chain, known } = fakeChannels();
  const { host, tower } = await towerOf(chain);
  const peer = await peers.host();
  await connected(peer, host);
  expect(await leave(peer, host, await claimOf(0n))).toBe('noted');
  const old = await claimOf(5n);
  known.set(old.id, { balanceMicroUsd: 9n, claimedMicroUsd: 5n });
  expect(await leave(peer, host, old)).toBe('noted');
  expect(guarded(tower)).toBe(0);
});

test('a peer that keeps the tower waiting for the chain has so many seats, and others are served meanwhile', async () => {
  const { chain, known, held } = fakeChannels();
  const { host, tower } = await towerOf(chain);
  const [flooder, honest] = [await peers.host(), await peers.host()];
  await connected(flooder, host);
  await connected(honest, host);
  const slow = Promise.withResolvers<void>();
  const made = await Promise.all(Array.from({ length: AT_ONCE + 2 }, () => claimOf(3n)));
  for (const { id } of made) held.set(id, slow.promise);
  const waiting = made.map((one) => leave(flooder, host, one));
  const first = await Promise.race(waiting);
  expect(first).toBe('cut');
  const real = await claimOf(7n);
  known.set(real.id, { balanceMicroUsd: 7n, claimedMicroUsd: 0n });
  expect(await leave(honest, host, real)).toBe('noted');
  slow.resolve();
  expect((await Promise.all(waiting)).sort()).toEqual([...Array(AT_ONCE).fill('BAD_CLAIM'), 'cut', 'cut']);
  expect(guarded(tower)).toBe(1);
});
