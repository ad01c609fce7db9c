import { expect, test } from 'vitest';
import { z } from 'zod';
import { loopbackPair } from './loopback.ts';

const wire = z.strictObject({ text: z.string() });
const SIZE = 3 * 1024 * 1024;

test('messages and bytes larger than the buffer go both ways', async () => {
  const [a, b] = loopbackPair('self');
  const large = new Uint8Array(SIZE).map((_, i) => i % 251);
  const sent = a.writeBytes(large);
  expect(Buffer.from(await b.readBytes(SIZE, 'bytes')).equals(Buffer.from(large))).toBe(true);
  await sent;
  const said = b.write(wire, { text: 'x'.repeat(SIZE) });
  expect((await a.read(wire, 'text')).text).toHaveLength(SIZE);
  await said;
});

test('a writer waits for its reader, a closed side ends the other, and an abort reaches both', async () => {
  const [a, b] = loopbackPair('self');
  let written = false;
  const sent = a.writeBytes(new Uint8Array(SIZE)).then(() => {
    written = true;
  });
  await b.readBytes(1, 'bytes');
  expect(written).toBe(false);
  await b.readBytes(SIZE - 1, 'bytes');
  await sent;
  await a.close();
  await expect(b.readBytes(1, 'bytes')).rejects.toMatchObject({ code: 'PEER_LOST' });
  expect(b.ended.aborted).toBe(false);
  const reading = a.readBytes(1, 'bytes');
  b.abort(new Error('enough'));
  await expect(reading).rejects.toMatchObject({ code: 'PEER_LOST' });
  expect([a.ended.aborted, b.ended.aborted]).toEqual([true, true]);
  await expect(a.writeBytes(new Uint8Array(1))).rejects.toMatchObject({ code: 'PEER_LOST' });
});

test('a read that takes too long is a stall', async () => {
  const [a] = loopbackPair('self');
  await expect(a.read(wire, 'text', { timeoutMs: 5 })).rejects.toMatchObject({ code: 'PEER_STALLED' });
});
