import { type ByteLink, channelOver, type PeerChannel } from './channel.ts';
import { peerLost } from './errors.ts';
import { READ_HIGH_WATER_BYTES } from './limits.ts';

/**
 * Two channels that are each other's end, in memory: a node that is buyer and provider at once talks to itself,
 * and libp2p does not dial the own peer. Same framing, same bounds, same backpressure.
 */
export function loopbackPair(peerId: string): readonly [PeerChannel, PeerChannel] {
  const [there, back] = [createPipe(), createPipe()];
  const ended = new AbortController();
  let closed = 0;
  const link = (input: Pipe, output: Pipe): ByteLink => {
    let isClosed = false;
    return {
      peerId,
      relayed: false,
      ended: ended.signal,
      take: input.take,
      writeBytes: output.write,
      async close() {
        if (isClosed) return;
        isClosed = true;
        output.end();
        closed += 1;
        if (closed === 2) ended.abort(peerLost('it was finished'));
      },
      abort(reason) {
        input.fail(reason);
        output.fail(peerLost('it was finished', reason));
        ended.abort(reason);
      },
    };
  };
  return [channelOver(link(back, there)), channelOver(link(there, back))];
}

interface Pipe {
  write(bytes: Uint8Array): Promise<void>;
  take(count: number, what: string, signal: AbortSignal): Promise<Uint8Array>;
  end(): void;
  fail(reason: Error): void;
}

/** Bytes in order from one writer to one reader; the writer waits while more than the high-water mark is unread. */
function createPipe(): Pipe {
  let unread = new Uint8Array();
  let isEnded = false;
  let failure: Error | undefined;
  const waiting = new Set<() => void>();
  const changed = () => {
    for (const wake of [...waiting]) wake();
  };
  const change = (signal?: AbortSignal) =>
    new Promise<void>((resolve, reject) => {
      const onAbort = () => {
        waiting.delete(wake);
        reject(signal?.reason);
      };
      const wake = () => {
        waiting.delete(wake);
        signal?.removeEventListener('abort', onAbort);
        resolve();
      };
      if (signal?.aborted) return onAbort();
      waiting.add(wake);
      signal?.addEventListener('abort', onAbort, { once: true });
    });
  const pipe: Pipe = {
    async write(bytes) {
      if (failure !== undefined || isEnded) throw peerLost('everything was sent', failure);
      const joined = new Uint8Array(unread.byteLength + bytes.byteLength);
      joined.set(unread);
      joined.set(bytes, unread.byteLength);
      unread = joined;
      changed();
      while (unread.byteLength > READ_HIGH_WATER_BYTES && failure === undefined) await change();
    },
    async take(count, what, signal) {
      while (unread.byteLength < count) {
        if (failure !== undefined || isEnded) throw peerLost(`its ${what} was complete`, failure);
        // A message larger than the mark: taken as it comes, or its writer would wait for ever.
        if (unread.byteLength > READ_HIGH_WATER_BYTES) {
          const part = unread;
          unread = new Uint8Array();
          changed();
          const rest = await pipe.take(count - part.byteLength, what, signal);
          const whole = new Uint8Array(count);
          whole.set(part);
          whole.set(rest, part.byteLength);
          return whole;
        }
        await change(signal);
      }
      const taken = unread.subarray(0, count);
      unread = unread.slice(count);
      changed();
      return taken;
    },
    end() {
      isEnded = true;
      changed();
    },
    fail(reason) {
      failure ??= reason;
      changed();
    },
  };
  return pipe;
}
