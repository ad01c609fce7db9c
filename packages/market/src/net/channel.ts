import type { Connection, Stream } from '@libp2p/interface';
import { canonicalJson, encode, LodeError } from '@lode/protocol';
import type { z } from 'zod';
import { peerLost, peerProtocol, peerStalled } from './errors.ts';
import { isWithin, type JsonLimits, MESSAGE_PARTS, parseWire } from './json.ts';
import { MAX_MESSAGE_BYTES, MAX_READ_BUFFER_BYTES, READ_HIGH_WATER_BYTES, STALL_TIMEOUT_MS } from './limits.ts';

export interface ReadOptions {
  /** For the whole message, so that a byte now and then does not hold the stream open. */
  readonly timeoutMs?: number;
  readonly maxBytes?: number;
  readonly parts?: JsonLimits;
  readonly signal?: AbortSignal;
}

/**
 * A stream to one peer: control messages (4-byte length, canonical JSON, checked against a schema both ways)
 * and raw bytes, in order, with backpressure and a deadline on everything.
 */
export interface PeerChannel {
  readonly peerId: string;
  /** True while it runs through a relay, which may cut it cleanly in the middle. */
  readonly relayed: boolean;
  /** @throws LodeError `PEER_LOST`, `PEER_STALLED`, `PEER_PROTOCOL` */
  read<Schema extends z.ZodType>(schema: Schema, what: string, options?: ReadOptions): Promise<z.output<Schema>>;
  readBytes(count: number, what: string, options?: ReadOptions): Promise<Uint8Array>;
  /** @throws LodeError `PEER_LOST`, `PEER_STALLED`, `MESSAGE_TOO_LARGE` */
  write<Schema extends z.ZodType>(
    schema: Schema,
    value: z.output<Schema>,
    maxBytes?: number,
    parts?: JsonLimits,
  ): Promise<void>;
  writeBytes(bytes: Uint8Array): Promise<void>;
  /** Sends what is queued, then ends our side; the other side's is dropped if it stays open. */
  close(): Promise<void>;
  /** Ends both sides at once and throws away what is queued. */
  abort(reason: Error): void;
  /** Fires when the stream is over, for whatever reason. */
  readonly ended: AbortSignal;
}

/** How long the other side may keep its half open after we ended ours. */
const LINGER_MS = 5_000;
const LENGTH_BYTES = 4;

/** What a channel is made over: a libp2p stream, or memory. */
export interface ByteLink {
  readonly peerId: string;
  readonly relayed: boolean;
  readonly ended: AbortSignal;
  take(count: number, what: string, signal: AbortSignal): Promise<Uint8Array>;
  writeBytes(bytes: Uint8Array): Promise<void>;
  close(): Promise<void>;
  abort(reason: Error): void;
}

export function channelOver(link: ByteLink): PeerChannel {
  return {
    peerId: link.peerId,
    relayed: link.relayed,
    ended: link.ended,
    writeBytes: link.writeBytes,
    close: link.close,
    abort: link.abort,
    readBytes: (count, what, options = {}) =>
      withDeadline(options.timeoutMs ?? STALL_TIMEOUT_MS, options.signal, what, (signal) =>
        link.take(count, what, signal),
      ),
    async read(schema, what, options = {}) {
      const { timeoutMs = STALL_TIMEOUT_MS, maxBytes = MAX_MESSAGE_BYTES } = options;
      const body = await withDeadline(timeoutMs, options.signal, `sending its ${what}`, async (signal) => {
        const header = await link.take(LENGTH_BYTES, what, signal);
        const length = new DataView(header.buffer, header.byteOffset).getUint32(0);
        if (length === 0 || length > maxBytes)
          throw peerProtocol(`a ${what} of ${length} bytes; at most ${maxBytes} are taken`);
        return link.take(length, what, signal);
      });
      const parsed = parseWire(schema, body, options.parts);
      if ('fault' in parsed) throw peerProtocol(`its ${what} cannot be used: ${parsed.fault}`);
      return parsed.value;
    },
    async write(schema, value, maxBytes = MAX_MESSAGE_BYTES, parts = MESSAGE_PARTS) {
      const wire = encode(schema, value);
      const body = new TextEncoder().encode(canonicalJson(wire));
      // The other side would blame us for it.
      if (body.byteLength > maxBytes || !isWithin(wire, parts)) {
        throw new LodeError(
          'MESSAGE_TOO_LARGE',
          `A message has ${body.byteLength} bytes; peers take ${maxBytes}, in at most ${parts.maxParts} parts.`,
          { hint: 'Move large values of the job into inputs, and repeated steps into loops.' },
        );
      }
      const framed = new Uint8Array(LENGTH_BYTES + body.byteLength);
      new DataView(framed.buffer).setUint32(0, body.byteLength);
      framed.set(body, LENGTH_BYTES);
      await link.writeBytes(framed);
    },
  };
}

export function openChannel(stream: Stream, connection: Connection): PeerChannel {
  const ended = new AbortController();
  const reader = createByteReader(stream);
  stream.addEventListener('close', () => ended.abort(peerLost('it was finished')), { once: true });
  return channelOver({
    peerId: connection.remotePeer.toString(),
    relayed: !connection.direct,
    ended: ended.signal,
    take: reader.take,
    writeBytes: createByteWriter(stream),
    async close() {
      try {
        await stream.close({ signal: AbortSignal.timeout(LINGER_MS) });
      } catch (error) {
        stream.abort(asError(error));
        return;
      }
      if (ended.signal.aborted) return;
      const linger = setTimeout(() => stream.abort(peerStalled('ending the stream')), LINGER_MS);
      linger.unref();
      ended.signal.addEventListener('abort', () => clearTimeout(linger), { once: true });
    },
    abort: (reason) => stream.abort(reason),
  });
}

interface ByteReader {
  take(count: number, what: string, signal: AbortSignal): Promise<Uint8Array>;
}

/**
 * Bytes in order, with a bound: above the high-water mark the stream is paused and yamux stops the sender.
 * The stream's own async iterator has no such bound.
 */
function createByteReader(stream: Stream): ByteReader {
  const chunks: Uint8Array[] = [];
  let size = 0;
  let wanted = 0;
  let over = false;
  let failure: Error | undefined;
  let wake: (() => void) | undefined;

  stream.maxReadBufferLength = MAX_READ_BUFFER_BYTES;
  stream.addEventListener('message', (event) => {
    const chunk = event.data.subarray();
    chunks.push(chunk);
    size += chunk.byteLength;
    if (size >= Math.max(READ_HIGH_WATER_BYTES, wanted) && stream.readStatus === 'readable') stream.pause();
    wake?.();
  });
  stream.addEventListener('end', () => {
    over = true;
    wake?.();
  });
  stream.addEventListener('close', (event) => {
    failure = event.error;
    if (event.error !== undefined || stream.readBufferLength === 0) over = true;
    wake?.();
  });

  const consume = (count: number): Uint8Array => {
    const taken = new Uint8Array(count);
    let filled = 0;
    while (filled < count) {
      const [chunk] = chunks;
      if (chunk === undefined) break;
      const part = chunk.subarray(0, count - filled);
      taken.set(part, filled);
      filled += part.byteLength;
      if (part.byteLength === chunk.byteLength) chunks.shift();
      else chunks[0] = chunk.subarray(part.byteLength);
    }
    size -= filled;
    return taken;
  };

  /** Tells the peer that there is room. It throws where the connection under the stream is gone and nobody knows yet. */
  const resume = () => {
    if (stream.readStatus !== 'paused') return;
    try {
      stream.resume();
    } catch (cause) {
      failure ??= asError(cause);
      over = true;
    }
  };

  return {
    async take(count, what, signal) {
      wanted = count;
      while (size < count) {
        resume();
        if (size >= count) break;
        if (over || stream.readableEnded) throw peerLost(`its ${what} was complete`, failure);
        await new Promise<void>((resolve, reject) => {
          const onAbort = () => reject(signal.reason);
          wake = () => {
            signal.removeEventListener('abort', onAbort);
            resolve();
          };
          if (signal.aborted) return onAbort();
          signal.addEventListener('abort', onAbort, { once: true });
        });
      }
      wake = undefined;
      wanted = 0;
      const bytes = consume(count);
      if (size < READ_HIGH_WATER_BYTES / 2) resume();
      return bytes;
    },
  };
}

/** Writes, and waits while the stream says that it is full; a peer that takes nothing for too long is given up. */
function createByteWriter(stream: Stream): (bytes: Uint8Array) => Promise<void> {
  return async (bytes) => {
    let more: boolean;
    try {
      more = stream.send(bytes);
    } catch (cause) {
      throw peerLost('everything was sent', cause);
    }
    if (more) return;
    await new Promise<void>((resolve, reject) => {
      const done = (error?: Error) => {
        clearTimeout(timer);
        stream.removeEventListener('drain', onDrain);
        stream.removeEventListener('close', onClose);
        if (error === undefined) resolve();
        else reject(error);
      };
      const onDrain = () => done();
      const onClose = () => done(peerLost('everything was sent'));
      const timer = setTimeout(() => done(peerStalled('taking what we send')), STALL_TIMEOUT_MS);
      stream.addEventListener('drain', onDrain, { once: true });
      stream.addEventListener('close', onClose, { once: true });
      if (stream.status !== 'open') onClose();
    });
  };
}

/** Runs `work` under a deadline and the caller's signal. */
async function withDeadline<T>(
  timeoutMs: number,
  outer: AbortSignal | undefined,
  what: string,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  outer?.throwIfAborted();
  const inner = new AbortController();
  const onOuter = () => inner.abort(outer?.reason);
  const timer = setTimeout(() => inner.abort(peerStalled(what)), timeoutMs);
  outer?.addEventListener('abort', onOuter, { once: true });
  try {
    return await work(inner.signal);
  } finally {
    clearTimeout(timer);
    outer?.removeEventListener('abort', onOuter);
  }
}

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));
