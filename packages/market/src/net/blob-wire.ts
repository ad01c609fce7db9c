import { createHash } from 'node:crypto';
import { byteCount, hash } from '@lode/protocol';
import { z } from 'zod';
import type { PeerChannel } from './channel.ts';
import { peerProtocol } from './errors.ts';
import { refusedWire } from './wire.ts';

/**
 * A blob on its stream: request, answer, then frames of length (4 bytes), SHA-256 (32 bytes) and content.
 * A frame of length 0 is the end: a stream that ends without it was cut. The receiver acknowledges as it goes,
 * and the sender stays at most a window ahead, so that nobody between them has to hold more than that:
 * libp2p's relay buffers without bound what its slower side does not take.
 */
export const getWire = z.strictObject({
  type: z.literal('get'),
  hash,
  lease: hash,
  sizeBytes: byteCount,
  offsetBytes: byteCount,
});
export const foundWire = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('found'), sizeBytes: byteCount }),
  refusedWire,
]);
export const ackWire = z.strictObject({ type: z.literal('ack'), offsetBytes: byteCount });

export const FRAME_BYTES = 256 * 1024;
/** At 50 ms round trip a window of 8 MiB allows 160 MB/s; a relay holds at most this for one transfer. */
export const WINDOW_BYTES = 8 * 1024 * 1024;
export const ACK_EVERY_BYTES = 2 * 1024 * 1024;

const LENGTH_BYTES = 4;
const HASH_BYTES = 32;

const sha256 = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest();

export async function writeFrame(channel: PeerChannel, content: Uint8Array): Promise<void> {
  const frame = new Uint8Array(LENGTH_BYTES + HASH_BYTES + content.byteLength);
  new DataView(frame.buffer).setUint32(0, content.byteLength);
  frame.set(sha256(content), LENGTH_BYTES);
  frame.set(content, LENGTH_BYTES + HASH_BYTES);
  await channel.writeBytes(frame);
}

/** The next frame, checked; empty at the end. */
export async function readFrame(channel: PeerChannel, maxBytes: number, signal: AbortSignal): Promise<Uint8Array> {
  const header = await channel.readBytes(LENGTH_BYTES + HASH_BYTES, 'blob frame', { signal });
  const length = new DataView(header.buffer, header.byteOffset).getUint32(0);
  if (length > Math.min(FRAME_BYTES, maxBytes))
    throw peerProtocol(`a frame of ${length} bytes where at most ${Math.min(FRAME_BYTES, maxBytes)} may come`);
  const content = await channel.readBytes(length, 'blob frame', { signal });
  if (!Buffer.from(header.subarray(LENGTH_BYTES)).equals(sha256(content)))
    throw peerProtocol('a frame whose bytes do not match their hash');
  return content;
}
