import { createHash, randomBytes } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { contentHash, type Hex } from '@lode/protocol';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { addressOf, connected, createPeers, type Peers, until } from '../../testkit/net/peers.ts';
import { createBlobStore, type FileBlobStore } from './blob-store.ts';
import { FRAME_BYTES, foundWire, getWire, writeFrame } from './blob-wire.ts';
import { createBlobTransfer, type StartableBlobTransfer } from './blobs.ts';
import type { PeerHost } from './host.ts';
import { PROTOCOLS } from './protocols.ts';

const LEASE: Hex = `0x${'1e'.repeat(32)}`;
const LIMITS = { rate: { burst: 100, perSecond: 100 }, maxPerPeer: 8, maxTotal: 8 } as const;
const random = (size: number) => new Uint8Array(randomBytes(size));
const sha256 = (bytes: Uint8Array): Hex => `0x${createHash('sha256').update(bytes).digest('hex')}`;
const signal = () => AbortSignal.timeout(50_000);

interface Node {
  readonly host: PeerHost;
  readonly store: FileBlobStore;
  readonly transfer: StartableBlobTransfer;
}

let peers: Peers;
beforeEach(async () => {
  peers = await createPeers();
});
afterEach(() => peers.stop());

async function node(options: Parameters<Peers['host']>[0] = {}): Promise<Node> {
  const host = await peers.host(options);
  const store = await createBlobStore(join(peers.folder, `store-${host.peerId}`));
  const transfer = createBlobTransfer({ host, store });
  await transfer.start();
  return { host, store, transfer };
}

/** A peer that answers the blob protocol as it likes. */
async function liar(serve: Parameters<PeerHost['serve']>[2]): Promise<PeerHost> {
  const host = await peers.host();
  await host.serve(PROTOCOLS.blob, LIMITS, serve);
  return host;
}

const partials = (store: FileBlobStore) => readdir(store.partialFolder);

test('a store checks on write and again on read, and starts without leftovers', async () => {
  const folder = join(peers.folder, 'blobs');
  const store = await createBlobStore(folder);
  const bytes = random(1_000);
  const hash = await store.putBytes(bytes);
  expect(hash).toBe(contentHash(bytes));
  expect(new Uint8Array(await readFile(await store.pathOf(hash)))).toEqual(bytes);
  const source = join(peers.folder, 'source');
  await writeFile(source, bytes);
  await expect(store.putFile(source, LEASE)).rejects.toMatchObject({ code: 'INPUT_MISMATCH' });
  expect(await store.putFile(source, hash)).toBe(hash);
  const chunks = async function* () {
    yield bytes;
    yield bytes;
  };
  await expect(store.putStream(chunks(), { maxBytes: 1_999 })).rejects.toMatchObject({ code: 'BLOB_TOO_LARGE' });
  expect(await store.putStream(chunks(), { maxBytes: 2_000 })).toMatchObject({ sizeBytes: 2_000 });
  await expect(store.pathOf(LEASE)).rejects.toMatchObject({ code: 'BLOB_UNKNOWN' });
  await writeFile(await store.pathOf(hash), random(1_000));
  await expect(store.pathOf(hash)).rejects.toMatchObject({ code: 'BLOB_UNKNOWN' });
  expect(await store.has(hash)).toBe(false);
  await writeFile(join(store.partialFolder, 'left'), 'over');
  const again = await createBlobStore(folder);
  expect(await readdir(again.partialFolder)).toEqual([]);
  expect(await readdir(join(folder, 'tmp'))).toEqual([]);
});

test('a blob arrives whole, of any size, under a lease; without one it is refused', async () => {
  const [from, to] = [await node(), await node()];
  await connected(to.host, from.host);
  for (const size of [0, 1, FRAME_BYTES, FRAME_BYTES + 1, 20 * 1024 * 1024]) {
    const bytes = random(size);
    const hash = await from.store.putBytes(bytes);
    const blob = { hash, sizeBytes: size, lease: LEASE };
    await expect(to.transfer.fetch(from.host.peerId, blob, { signal: signal() })).rejects.toMatchObject({
      code: 'BLOB_REFUSED',
    });
    from.transfer.allow(to.host.peerId, LEASE, [hash]);
    let last = 0;
    await to.transfer.fetch(from.host.peerId, blob, { signal: signal(), onProgress: (got) => (last = got) });
    expect(last).toBe(size);
    expect(sha256(new Uint8Array(await readFile(await to.store.pathOf(hash))))).toBe(hash);
  }
  from.transfer.revoke(LEASE);
  const secret = await from.store.putBytes(random(10));
  const ask = to.transfer.fetch(from.host.peerId, { hash: secret, sizeBytes: 10, lease: LEASE }, { signal: signal() });
  await expect(ask).rejects.toMatchObject({ code: 'BLOB_REFUSED' });
  expect(await partials(to.store)).toEqual([]);
});

test('a permission is for one peer only', async () => {
  const [from, to, thief] = [await node(), await node(), await node()];
  await connected(thief.host, from.host);
  const hash = await from.store.putBytes(random(100));
  from.transfer.allow(to.host.peerId, LEASE, [hash]);
  const theft = thief.transfer.fetch(from.host.peerId, { hash, sizeBytes: 100, lease: LEASE }, { signal: signal() });
  await expect(theft).rejects.toMatchObject({ code: 'BLOB_REFUSED' });
});

test('a stream that is cut cleanly in the middle, again and again, is taken up where it stopped', async () => {
  const bytes = random(5 * FRAME_BYTES + 77);
  const hash = sha256(bytes);
  const offsets: number[] = [];
  const cutting = await liar(async (channel) => {
    const { offsetBytes } = await channel.read(getWire, 'request');
    offsets.push(offsetBytes);
    await channel.write(foundWire, { type: 'found', sizeBytes: bytes.byteLength });
    await writeFrame(channel, bytes.subarray(offsetBytes, offsetBytes + FRAME_BYTES));
    if (offsetBytes + FRAME_BYTES >= bytes.byteLength) await writeFrame(channel, new Uint8Array());
    // Returning closes our side: to the receiver a clean end of file.
  });
  const to = await node();
  await connected(to.host, cutting);
  await to.transfer.fetch(cutting.peerId, { hash, sizeBytes: bytes.byteLength, lease: LEASE }, { signal: signal() });
  expect(offsets).toEqual([0, 1, 2, 3, 4, 5].map((i) => i * FRAME_BYTES));
  expect(await to.store.has(hash)).toBe(true);
  expect(await partials(to.store)).toEqual([]);
});

test('wrong bytes never become visible: in a frame, in the whole, or past the announced size', async () => {
  const bytes = random(1_000);
  const hash = sha256(bytes);
  const attacks: Record<string, Parameters<PeerHost['serve']>[2]> = {
    INPUT_MISMATCH: async (channel) => {
      await channel.read(getWire, 'request');
      await channel.write(foundWire, { type: 'found', sizeBytes: 1_000 });
      await writeFrame(channel, random(1_000));
      await writeFrame(channel, new Uint8Array());
      await channel.read(getWire, 'nothing').catch(() => undefined);
    },
    PEER_PROTOCOL: async (channel) => {
      await channel.read(getWire, 'request');
      await channel.write(foundWire, { type: 'found', sizeBytes: 1_000 });
      const frame = new Uint8Array(36 + 1_000);
      new DataView(frame.buffer).setUint32(0, 1_000);
      await channel.writeBytes(frame);
      await channel.read(getWire, 'nothing').catch(() => undefined);
    },
    'PEER_PROTOCOL ': async (channel) => {
      await channel.read(getWire, 'request');
      await channel.write(foundWire, { type: 'found', sizeBytes: 1_000 });
      await writeFrame(channel, random(1_001));
      await channel.read(getWire, 'nothing').catch(() => undefined);
    },
    'INPUT_MISMATCH ': async (channel) => {
      await channel.read(getWire, 'request');
      await channel.write(foundWire, { type: 'found', sizeBytes: 2 ** 40 });
    },
  };
  for (const [code, attack] of Object.entries(attacks)) {
    const bad = await liar(attack);
    const to = await node();
    await connected(to.host, bad);
    const fetched = to.transfer.fetch(bad.peerId, { hash, sizeBytes: 1_000, lease: LEASE }, { signal: signal() });
    await expect(fetched).rejects.toMatchObject({ code: code.trim() });
    expect(await to.store.has(hash)).toBe(false);
    expect(await partials(to.store)).toEqual([]);
    expect(to.host.guard.counts()).toMatchObject({ BLOB_WRONG: 1 });
  }
});

test('a peer that never gives a byte is given up, and a cancelled transfer stops at once', async () => {
  const dead = await liar(async (channel) => {
    await channel.read(getWire, 'request');
  });
  const to = await node();
  await connected(to.host, dead);
  const clock = { nowMs: () => Date.now(), sleep: async () => {} };
  const hurried = createBlobTransfer({ host: to.host, store: to.store, clock });
  const blob = { hash: LEASE, sizeBytes: 5, lease: LEASE };
  await expect(hurried.fetch(dead.peerId, blob, { signal: signal() })).rejects.toMatchObject({ code: 'PEER_LOST' });
  const silent = await liar(async (channel) => {
    await channel.read(getWire, 'request');
    await channel.read(getWire, 'nothing', { timeoutMs: 60_000 });
  });
  await connected(to.host, silent);
  const control = new AbortController();
  const waiting = to.transfer.fetch(silent.peerId, blob, { signal: control.signal });
  setTimeout(() => control.abort(new Error('changed my mind')), 50);
  await expect(waiting).rejects.toThrow('changed my mind');
});

test('64 MB go through a relay that cuts the connection at its limit on the way', async () => {
  const MB = 1_000_000;
  const bytes = random(64 * MB);
  const relay = await peers.host({ relay: { dataBytes: BigInt(40 * MB) } });
  const from = await node({ listen: [], relays: [addressOf(relay)] });
  const to = await node({ listen: [], upgradeRelayed: false });
  const hash = await from.store.putBytes(bytes);
  from.transfer.allow(to.host.peerId, LEASE, [hash]);
  await until(() => from.host.addresses().length > 0);
  await to.host.learn(from.host.peerId, from.host.addresses().slice(0, 1));
  await to.transfer.fetch(from.host.peerId, { hash, sizeBytes: bytes.byteLength, lease: LEASE }, { signal: signal() });
  expect(to.host.isRelayed(from.host.peerId)).toBe(true);
  expect(sha256(new Uint8Array(await readFile(await to.store.pathOf(hash))))).toBe(hash);
});
