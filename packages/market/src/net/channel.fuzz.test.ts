import { LodeError } from '@lode/protocol';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { connected, createPeers, type Peers } from '../../testkit/net/peers.ts';
import type { PeerHost } from './host.ts';

const PROTOCOL = '/fuzz/1.0.0';
const LIMITS = { rate: { burst: 10_000, perSecond: 10_000 }, maxPerPeer: 64, maxTotal: 64 } as const;
const wire = z.strictObject({ text: z.string(), list: z.array(z.int()) });

let peers: Peers;
let server: PeerHost;
let client: PeerHost;
beforeAll(async () => {
  peers = await createPeers();
  server = await peers.host({ guard: { offencesToBlock: 1_000_000 } });
  client = await peers.host();
  await server.serve(PROTOCOL, LIMITS, async (channel) => {
    await channel.write(wire, await channel.read(wire, 'message', { timeoutMs: 2_000, maxBytes: 4_096 }));
  });
  await connected(client, server);
});
afterAll(() => peers.stop());

test('any message arrives as it was sent, however it is cut into pieces', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        text: fc.string({ unit: 'binary', maxLength: 200 }),
        list: fc.array(fc.integer(), { maxLength: 50 }),
      }),
      fc.array(fc.integer({ min: 1, max: 64 }), { minLength: 1, maxLength: 8 }),
      async (message, cuts) => {
        fc.pre(message.text.isWellFormed());
        const channel = await client.open(server.peerId, PROTOCOL, AbortSignal.timeout(20_000));
        const body = new TextEncoder().encode(JSON.stringify(message));
        const framed = new Uint8Array(4 + body.byteLength);
        new DataView(framed.buffer).setUint32(0, body.byteLength);
        framed.set(body, 4);
        for (let at = 0, i = 0; at < framed.byteLength; i++) {
          const length = cuts[i % cuts.length] ?? 1;
          await channel.writeBytes(framed.subarray(at, at + length));
          at += length;
        }
        expect(await channel.read(wire, 'echo')).toEqual(message);
        await channel.close();
      },
    ),
    { numRuns: 60 },
  );
});

test('any bytes end the stream or are answered; the server goes on', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 300 }), async (bytes) => {
      const channel = await client.open(server.peerId, PROTOCOL, AbortSignal.timeout(20_000));
      await channel.writeBytes(bytes).catch(() => undefined);
      await channel.close();
      const answer = await channel.read(wire, 'echo').catch((error: unknown) => error);
      if (answer instanceof Error) {
        expect(answer).toBeInstanceOf(LodeError);
        expect(answer).toMatchObject({ code: 'PEER_LOST' });
      } else expect(wire.parse(answer)).toEqual(answer);
    }),
    { numRuns: 60 },
  );
  const channel = await client.open(server.peerId, PROTOCOL, AbortSignal.timeout(20_000));
  await channel.write(wire, { text: 'alive', list: [1] });
  expect(await channel.read(wire, 'echo')).toEqual({ text: 'alive', list: [1] });
});
