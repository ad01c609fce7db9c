import { LodeError } from '@lode/protocol';
import type { Rate } from './bucket.ts';
import { openChannel, type PeerChannel } from './channel.ts';
import { isCode, peerUnreachable } from './errors.ts';
import type { PeerGuard } from './guard.ts';
import type { Swarm } from './libp2p.ts';
import { loopbackPair } from './loopback.ts';

export interface ServeOptions {
  readonly rate: Rate;
  /** Streams of this protocol open at once: from one peer, and in all. One more is refused. */
  readonly maxPerPeer: number;
  readonly maxTotal: number;
}

type Handler = (channel: PeerChannel) => Promise<void>;

/** Runs handlers under the guard: rate, concurrency, blame. */
export function createServing({ node }: Swarm, guard: PeerGuard) {
  const open = new Set<PeerChannel>();
  const handlers = new Map<string, Handler>();

  const run = async (channel: PeerChannel, handler: Handler) => {
    open.add(channel);
    try {
      await handler(channel);
      await channel.close();
    } catch (error) {
      if (error instanceof LodeError && isCode(error, 'PEER_PROTOCOL', 'PEER_STALLED', 'PEER_FLOOD'))
        guard.offend(channel.peerId, error.code);
      channel.abort(error instanceof Error ? error : new Error(String(error)));
    } finally {
      open.delete(channel);
    }
  };
  const serve = async (protocol: string, limits: ServeOptions, handler: Handler) => {
    const seats = createSeats(limits);
    const refusal = (peerId: string): string | undefined => {
      if (guard.isBlocked(peerId)) return 'PEER_BLOCKED';
      if (!guard.admit(peerId, protocol, limits.rate)) return 'PEER_FLOOD';
      return seats.take(peerId);
    };
    handlers.set(protocol, handler);
    await node.handle(
      protocol,
      async (stream, connection) => {
        const channel = openChannel(stream, connection);
        const { peerId } = channel;
        const refused = refusal(peerId);
        if (refused !== undefined) {
          if (refused === 'PEER_FLOOD') guard.offend(peerId, refused);
          channel.abort(new LodeError(refused, 'The stream is refused.'));
          return;
        }
        await run(channel, handler);
        seats.leave(peerId);
      },
      { runOnLimitedConnection: true, maxInboundStreams: limits.maxPerPeer * 2 },
    );
  };
  return {
    serve,
    async unserve(protocol: string) {
      handlers.delete(protocol);
      await node.unhandle(protocol);
    },
    /** A stream to ourselves: a node may be buyer and provider at once. */
    openOwn(protocol: string): PeerChannel {
      const handler = handlers.get(protocol);
      if (handler === undefined) throw peerUnreachable(node.peerId.toString(), `${protocol} is not served here`);
      const [ours, theirs] = loopbackPair(node.peerId.toString());
      void run(theirs, handler);
      return ours;
    },
    async stop() {
      for (const channel of open) channel.abort(new LodeError('PEER_LOST', 'This node stops.'));
    },
  };
}

/** Streams of one protocol open at once: each peer has so many seats, and there are so many in all. */
function createSeats({ maxPerPeer, maxTotal }: ServeOptions) {
  const perPeer = new Map<string, number>();
  let total = 0;
  return {
    take(peerId: string): 'PEER_FLOOD' | 'SERVER_BUSY' | undefined {
      const taken = perPeer.get(peerId) ?? 0;
      if (taken >= maxPerPeer) return 'PEER_FLOOD';
      if (total >= maxTotal) return 'SERVER_BUSY';
      perPeer.set(peerId, taken + 1);
      total += 1;
      return undefined;
    },
    leave(peerId: string) {
      const left = (perPeer.get(peerId) ?? 1) - 1;
      total -= 1;
      if (left === 0) perPeer.delete(peerId);
      else perPeer.set(peerId, left);
    },
  };
}
