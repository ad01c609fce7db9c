import type { Connection, Stream } from '@libp2p/interface';
import { expect, test } from 'vitest';
import { openChannel } from './channel.ts';
import { READ_HIGH_WATER_BYTES } from './limits.ts';

/** A stream whose connection was cut a moment ago: that it is paused is known, that nothing can be sent is not. */
class CutStream extends EventTarget {
  readStatus = 'readable';
  readableEnded = false;
  readBufferLength = 0;
  pause(): void {
    this.readStatus = 'paused';
  }
  resume(): void {
    throw new Error('Cannot write to a stream that is closed');
  }
  deliver(bytes: Uint8Array): void {
    this.dispatchEvent(Object.assign(new Event('message'), { data: { subarray: () => bytes } }));
  }
}

test('who reads on when the connection under a paused stream is gone gets what came, and then that the peer is lost', async () => {
  const stream = new CutStream();
  const connection = { remotePeer: { toString: () => 'peer' }, direct: true };
  const channel = openChannel(stream as unknown as Stream, connection as unknown as Connection);
  stream.deliver(new Uint8Array(READ_HIGH_WATER_BYTES).fill(7));
  expect(stream.readStatus).toBe('paused');
  expect(await channel.readBytes(READ_HIGH_WATER_BYTES, 'blob')).toEqual(new Uint8Array(READ_HIGH_WATER_BYTES).fill(7));
  await expect(channel.readBytes(1, 'blob')).rejects.toMatchObject({ code: 'PEER_LOST' });
});
