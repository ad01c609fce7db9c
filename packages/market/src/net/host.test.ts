import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ed25519 } from '@noble/curves/ed25519.js';
import { hexToBytes } from 'viem';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { addressOf, connected, createPeers, type Peers, until } from '../../testkit/net/peers.ts';
import { createPeerHost } from './host.ts';
import { peerIdOf } from './key.ts';

const PROTOCOL = '/test/1.0.0';
const LIMITS = { rate: { burst: 1_000, perSecond: 1_000 }, maxPerPeer: 4, maxTotal: 8 } as const;
const helloWire = z.strictObject({ hello: z.string() });
const signal = () => AbortSignal.timeout(20_000);

let peers: Peers;
beforeEach(async () => {
  peers = await createPeers();
});
afterEach(() => peers.stop());

test('the key is kept in a file of its owner, makes the peer id, and signs', async () => {
  const host = await peers.host();
  const path = join(peers.folder, 'peer-0.key');
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect(await readFile(path, 'utf8')).toMatch(/^0x[0-9a-f]{64}\n$/);
  expect(peerIdOf(host.publicKey)).toBe(host.peerId);
  const digest = `0x${'ab'.repeat(32)}` as const;
  const signature = await host.sign(digest);
  expect(ed25519.verify(hexToBytes(signature), hexToBytes(digest), hexToBytes(host.publicKey))).toBe(true);
  const again = await createPeerHost({ keyPath: path });
  expect(again.peerId).toBe(host.peerId);
});

test('messages go both ways, and the server knows who asks', async () => {
  const [server, client] = [await peers.host(), await peers.host()];
  await server.serve(PROTOCOL, LIMITS, async (channel) => {
    const { hello } = await channel.read(helloWire, 'greeting');
    await channel.write(helloWire, { hello: `${hello} ${channel.peerId}` });
  });
  await connected(client, server);
  const channel = await client.open(server.peerId, PROTOCOL, signal());
  await channel.write(helloWire, { hello: 'I am' });
  expect(await channel.read(helloWire, 'greeting')).toEqual({ hello: `I am ${client.peerId}` });
  await channel.close();
});

test('a peer that sends garbage, oversize or the wrong shape is counted, then blocked; others are served', async () => {
  const server = await peers.host({ guard: { offencesToBlock: 4 } });
  const [bad, good] = [await peers.host(), await peers.host()];
  await server.serve(PROTOCOL, LIMITS, async (channel) => {
    await channel.write(helloWire, await channel.read(helloWire, 'greeting', { maxBytes: 1_000 }));
  });
  const framed = (text: string) => {
    const body = new TextEncoder().encode(text);
    const bytes = new Uint8Array(4 + body.byteLength);
    new DataView(bytes.buffer).setUint32(0, body.byteLength);
    bytes.set(body, 4);
    return bytes;
  };
  const attacks = [
    new Uint8Array([0xff, 0xff, 0xff, 0xff, 1, 2, 3]),
    framed('not json'),
    framed('{"hello":"a","extra":1}'),
    framed(JSON.stringify({ hello: 'x'.repeat(2_000) })),
  ];
  await connected(bad, server);
  await connected(good, server);
  for (const bytes of attacks) {
    const channel = await bad.open(server.peerId, PROTOCOL, signal());
    await channel.writeBytes(bytes);
    await expect(channel.read(helloWire, 'greeting')).rejects.toMatchObject({ code: 'PEER_LOST' });
  }
  expect(server.guard.counts()).toMatchObject({ PEER_PROTOCOL: 4, PEER_BLOCKED: 1 });
  expect(server.guard.isBlocked(bad.peerId)).toBe(true);
  await until(() => !bad.isConnected(server.peerId));
  const refused = bad.open(server.peerId, PROTOCOL, signal()).then(async (channel) => {
    await channel.write(helloWire, { hello: 'again' });
    return channel.read(helloWire, 'greeting');
  });
  await expect(refused).rejects.toThrow();
  const channel = await good.open(server.peerId, PROTOCOL, signal());
  await channel.write(helloWire, { hello: 'still here' });
  expect(await channel.read(helloWire, 'greeting')).toEqual({ hello: 'still here' });
});

test('a peer that opens too many streams at once is refused the rest, and blocked when it goes on', async () => {
  const server = await peers.host({ guard: { offencesToBlock: 3, floodEveryMs: 0 } });
  const [bad, good] = [await peers.host(), await peers.host()];
  let open = 0;
  await server.serve(PROTOCOL, LIMITS, async (channel) => {
    open += 1;
    await channel.read(helloWire, 'greeting', { timeoutMs: 60_000 });
  });
  await connected(bad, server);
  await connected(good, server);
  for (let i = 0; i < 7; i++) await bad.open(server.peerId, PROTOCOL, signal()).catch(() => undefined);
  await until(() => server.guard.isBlocked(bad.peerId));
  expect(open).toBe(LIMITS.maxPerPeer);
  const channel = await good.open(server.peerId, PROTOCOL, signal());
  await channel.write(helloWire, { hello: 'me' });
  await until(() => open === LIMITS.maxPerPeer + 1);
});

test('a peer that stalls loses its stream when the time is up', async () => {
  const [server, client] = [await peers.host(), await peers.host()];
  await server.serve(PROTOCOL, LIMITS, async (channel) => {
    await channel.read(helloWire, 'greeting', { timeoutMs: 50 });
  });
  await connected(client, server);
  const channel = await client.open(server.peerId, PROTOCOL, signal());
  await channel.writeBytes(new Uint8Array([0, 0, 0, 9, 1]));
  await expect(channel.read(helloWire, 'greeting')).rejects.toMatchObject({ code: 'PEER_LOST' });
  expect(server.guard.counts()).toMatchObject({ PEER_STALLED: 1 });
});

test('a reader that is slow stops the sender instead of holding everything', async () => {
  const [server, client] = [await peers.host(), await peers.host()];
  const total = 24 * 1024 * 1024;
  let sent = 0;
  await server.serve(PROTOCOL, LIMITS, async (channel) => {
    await channel.read(helloWire, 'greeting');
    const chunk = new Uint8Array(256 * 1024).fill(7);
    for (; sent < total; sent += chunk.byteLength) await channel.writeBytes(chunk);
  });
  await connected(client, server);
  const channel = await client.open(server.peerId, PROTOCOL, signal());
  await channel.write(helloWire, { hello: 'send' });
  await until(() => sent > 0);
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(sent).toBeLessThan(16 * 1024 * 1024);
  for (let got = 0; got < total; got += 1024 * 1024) {
    const bytes = await channel.readBytes(1024 * 1024, 'data');
    expect(bytes.every((one) => one === 7)).toBe(true);
  }
});

test('an address that is not one, and a peer that is not there, say so', async () => {
  const host = await peers.host();
  await expect(host.connect('nonsense')).rejects.toMatchObject({ code: 'BAD_ADDRESS' });
  const gone = await peers.host();
  const address = addressOf(gone);
  await gone.stop();
  await expect(host.connect(address)).rejects.toMatchObject({ code: 'PEER_UNREACHABLE' });
});

test('a provider without an open port is reached through a relay, and again after the relay restarted', async () => {
  const keyPath = join(peers.folder, 'relay.key');
  const relay = await createPeerHost({ keyPath, relay: true });
  await relay.start();
  const relayAddress = addressOf(relay);
  const port = relayAddress.split('/')[4];
  const hidden = await peers.host({ listen: [], relays: [relayAddress] });
  await hidden.serve(PROTOCOL, LIMITS, async (channel) => {
    await channel.write(helloWire, await channel.read(helloWire, 'greeting'));
  });
  const relayed = () => hidden.addresses().find((one) => one.includes('/p2p-circuit'));
  await until(relayed);
  const buyer = await peers.host({ upgradeRelayed: false, listen: [] });
  const talk = async () => {
    await buyer.connect(relayed() ?? '');
    const channel = await buyer.open(hidden.peerId, PROTOCOL, signal());
    expect(channel.relayed).toBe(true);
    await channel.write(helloWire, { hello: 'through' });
    expect(await channel.read(helloWire, 'greeting')).toEqual({ hello: 'through' });
    await channel.close();
  };
  await talk();
  await relay.stop();
  await until(() => relayed() === undefined);
  const back = await createPeerHost({ keyPath, relay: true, listen: [`/ip4/127.0.0.1/tcp/${port}`] });
  await back.start();
  peers.defer(() => back.stop());
  await until(relayed);
  await talk();
});

test('who is reached through a relay dials back, and streams then leave the relay', async () => {
  const relay = await peers.host({ relay: true });
  const hidden = await peers.host({ listen: [], relays: [addressOf(relay)] });
  await hidden.serve(PROTOCOL, LIMITS, async (channel) => void (await channel.read(helloWire, 'greeting')));
  await until(() => hidden.addresses().length > 0);
  const buyer = await peers.host();
  await buyer.connect(hidden.addresses()[0] ?? '');
  await until(() => !buyer.isRelayed(hidden.peerId));
  const channel = await buyer.open(hidden.peerId, PROTOCOL, signal());
  expect(channel.relayed).toBe(false);
});
