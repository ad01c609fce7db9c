import type { Connection, PeerId } from '@libp2p/interface';
import { peerIdFromString } from '@libp2p/peer-id';
import { type Hex, LodeError } from '@lode/protocol';
import { multiaddr } from '@multiformats/multiaddr';
import { bytesToHex, hexToBytes } from 'viem';
import type { Clock } from '../seams.ts';
import type { Rate } from './bucket.ts';
import { openChannel, type PeerChannel } from './channel.ts';
import { systemClock } from './clock.ts';
import { isCode, peerUnreachable, textOf } from './errors.ts';
import { type Gossip, gossipOver } from './gossip.ts';
import { createPeerGuard, type PeerGuard } from './guard.ts';
import { type Keeper, startKeeper } from './keeper.ts';
import { loadPeerKey } from './key.ts';
import { createSwarm, type RelayLimits, type Swarm } from './libp2p.ts';
import { DIAL_TIMEOUT_MS, RELAY_DEFAULTS } from './limits.ts';
import { loopbackPair } from './loopback.ts';
import { keepReservations } from './relays.ts';

export interface PeerHostOptions {
  /** File of the peer's Ed25519 key; made if it is not there. */
  readonly keyPath: string;
  /** Multiaddrs to listen on; default: loopback, any port. Empty: dial only. */
  readonly listen?: readonly string[];
  /** Multiaddrs to tell others instead of those listened on. */
  readonly announce?: readonly string[];
  /** Nodes to stay connected to, with their peer ids. */
  readonly bootstrap?: readonly string[];
  /** Serves as a relay for others: `true` for the defaults. */
  readonly relay?: boolean | Partial<RelayLimits>;
  /** Relays to be reachable through, with their peer ids: for a host behind a NAT. */
  readonly relays?: readonly string[];
  /** Dials a peer back that reached us through a relay, so that work leaves the relay where one side is public. Default true. */
  readonly upgradeRelayed?: boolean;
  readonly maxConnections?: number;
  readonly guard?: { readonly offencesToBlock?: number; readonly blockMs?: number; readonly floodEveryMs?: number };
  readonly clock?: Clock;
  /** Where trouble that nobody waits for is told. */
  onWarning?(message: string): void;
}

export interface ServeOptions {
  readonly rate: Rate;
  /** Streams of this protocol open at once: from one peer, and in all. One more is refused. */
  readonly maxPerPeer: number;
  readonly maxTotal: number;
}

/** This machine among its peers: the only door to libp2p. */
export interface PeerHost {
  readonly peerId: string;
  /** Ed25519 public key: what the peer id is made from. */
  readonly publicKey: Hex;
  /** Signs 32 bytes with the peer's key: for its NodeRecord. */
  sign(digest: Hex): Promise<Hex>;
  /** Where others can dial us, with our peer id; relayed addresses too. Changes: see `onAddresses`. */
  addresses(): string[];
  /** Remembers where a peer can be dialled. */
  learn(peerId: string, addresses: readonly string[]): Promise<void>;
  /** Connects to a multiaddr and returns whose it is. @throws LodeError `PEER_UNREACHABLE`, `BAD_ADDRESS` */
  connect(address: string, signal?: AbortSignal): Promise<string>;
  isConnected(peerId: string): boolean;
  /** True when every connection to the peer goes through a relay. */
  isRelayed(peerId: string): boolean;
  peers(): string[];
  disconnect(peerId: string): Promise<void>;
  /** Opens a stream, over a direct connection where there is one. @throws LodeError `PEER_UNREACHABLE`, `PEER_BLOCKED` */
  open(peerId: string, protocol: string, signal: AbortSignal): Promise<PeerChannel>;
  /** Answers a protocol. What a handler throws ends its stream; breaking the protocol is counted against the peer. */
  serve(protocol: string, options: ServeOptions, handler: (channel: PeerChannel) => Promise<void>): Promise<void>;
  unserve(protocol: string): Promise<void>;
  readonly gossip: Gossip;
  readonly guard: PeerGuard;
  /** Calls back when a peer has said which protocols it speaks; returns the way to stop. */
  onPeer(listener: (peerId: string) => void): () => void;
  onAddresses(listener: () => void): () => void;
  start(): Promise<void>;
  stop(): Promise<void>;
}

const RECONNECT = { everyMs: 15_000, firstRetryMs: 500, maxRetryMs: 15_000 } as const;

/**
 * @throws LodeError `PEER_KEY_UNREADABLE`
 * @example
 * const host = await createPeerHost({ keyPath: 'data/peer.key', bootstrap: ['/ip4/127.0.0.1/tcp/4001/p2p/12D3…'] });
 * await host.start();
 */
export async function createPeerHost(options: PeerHostOptions): Promise<PeerHost> {
  const clock = options.clock ?? systemClock;
  const key = await loadPeerKey(options.keyPath);
  const warn = (message: string) => options.onWarning?.(message);
  const guard = createPeerGuard({
    ...options.guard,
    clock,
    onBlocked: (peerId) => {
      warn(`Blocked the peer ${peerId}: it broke the protocol too often.`);
      void swarm.node.hangUp(peerIdFromString(peerId)).catch(() => undefined);
    },
  });
  const swarm = await createSwarm({
    key,
    listen: options.listen ?? ['/ip4/127.0.0.1/tcp/0'],
    announce: options.announce ?? [],
    relay: relayLimits(options.relay),
    maxConnections: options.maxConnections,
    isBlocked: (peerId) => guard.isBlocked(peerId),
  });
  const { node } = swarm;
  const serving = createServing(swarm, guard);
  const keepers: Keeper[] = [];
  let stopUpgrades = () => {};

  const host: PeerHost = {
    peerId: node.peerId.toString(),
    publicKey: bytesToHex(key.publicKey.raw),
    sign: async (digest) => bytesToHex(await key.sign(hexToBytes(digest))),
    addresses: () => node.getMultiaddrs().map((address) => address.toString()),
    async learn(peerId, addresses) {
      if (peerId === host.peerId || addresses.length === 0) return;
      await node.peerStore.merge(peerIdFromString(peerId), { multiaddrs: addresses.map((one) => multiaddr(one)) });
    },
    connect: async (address, signal) => (await dialAddress(swarm, address, signal)).remotePeer.toString(),
    isConnected: (peerId) => bestConnection(swarm, peerIdFromString(peerId)) !== undefined,
    isRelayed: (peerId) => bestConnection(swarm, peerIdFromString(peerId))?.direct === false,
    peers: () => node.getPeers().map((peer) => peer.toString()),
    disconnect: (peerId) => node.hangUp(peerIdFromString(peerId)),
    async open(peerId, protocol, signal) {
      if (guard.isBlocked(peerId))
        throw new LodeError('PEER_BLOCKED', `The peer ${peerId} is blocked: it broke the protocol too often.`);
      if (peerId === host.peerId) return serving.openOwn(protocol);
      return openStream(swarm, peerId, protocol, signal);
    },
    serve: serving.serve,
    unserve: serving.unserve,
    gossip: gossipOver(node.services.pubsub),
    guard,
    onPeer: (listener) => listen(swarm, 'peer:identify', (peer) => listener(peer.toString())),
    onAddresses(listener) {
      let last = host.addresses().join();
      // The event also tells of protocols.
      const onUpdate = () => {
        const now = host.addresses().join();
        if (now === last) return;
        last = now;
        listener();
      };
      node.addEventListener('self:peer:update', onUpdate);
      return () => node.removeEventListener('self:peer:update', onUpdate);
    },
    async start() {
      await node.start();
      keepers.push(...keepConnected(options.bootstrap ?? [], swarm, clock, warn));
      keepers.push(
        ...keepReservations(options.relays ?? [], {
          clock,
          transport: swarm.relayTransport(),
          listen: swarm.listen,
          identify: (address, signal) => identify(swarm, address, signal),
          onFailure: (error) => warn(`No reservation on a relay: ${textOf(error)}`),
        }),
      );
      node.addEventListener('connection:close', nudge);
      if (options.upgradeRelayed ?? true) stopUpgrades = upgradeRelayed(swarm);
    },
    async stop() {
      node.removeEventListener('connection:close', nudge);
      stopUpgrades();
      await Promise.all(keepers.splice(0).map((keeper) => keeper.stop()));
      await serving.stop();
      await node.stop();
    },
  };
  const nudge = () => {
    for (const keeper of keepers) keeper.nudge();
  };
  return host;
}

const relayLimits = (relay: PeerHostOptions['relay']): RelayLimits | undefined =>
  relay === undefined || relay === false ? undefined : { ...RELAY_DEFAULTS, ...(relay === true ? {} : relay) };

/** Direct before relayed; a relayed one only while it may still carry something. */
function bestConnection({ node }: Swarm, peer: PeerId): Connection | undefined {
  const open = node.getConnections(peer).filter((one) => one.status === 'open');
  return open.find((one) => one.direct) ?? open.find((one) => one.limits?.bytes === undefined || one.limits.bytes > 0n);
}

/** How many connections to try: one that is just closing looks open for a moment. */
const OPEN_ATTEMPTS = 2;

async function openStream(swarm: Swarm, peerId: string, protocol: string, signal: AbortSignal): Promise<PeerChannel> {
  const peer = peerIdFromString(peerId);
  const bounded = AbortSignal.any([signal, AbortSignal.timeout(DIAL_TIMEOUT_MS)]);
  for (let attempt = 1; ; attempt++) {
    try {
      const connection = bestConnection(swarm, peer) ?? (await swarm.node.dial(peer, { signal: bounded }));
      const stream = await connection.newStream(protocol, { signal: bounded, runOnLimitedConnection: true });
      return openChannel(stream, connection);
    } catch (cause) {
      signal.throwIfAborted();
      if (attempt === OPEN_ATTEMPTS || bounded.aborted) throw peerUnreachable(peerId, cause);
    }
  }
}

async function dialAddress({ node }: Swarm, address: string, signal?: AbortSignal): Promise<Connection> {
  let target: ReturnType<typeof multiaddr>;
  try {
    target = multiaddr(address);
  } catch (cause) {
    throw new LodeError('BAD_ADDRESS', `"${address}" is not a peer address.`, {
      hint: 'Write it as the other node prints it, such as /ip4/203.0.113.7/tcp/4001/p2p/12D3KooW…',
      cause,
    });
  }
  const timeout = AbortSignal.timeout(DIAL_TIMEOUT_MS);
  try {
    return await node.dial(target, { signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]) });
  } catch (cause) {
    signal?.throwIfAborted();
    throw peerUnreachable(address, cause);
  }
}

/** Connects to an address and waits for the identify protocol, which runs by itself on every new connection. */
async function identify(swarm: Swarm, address: string, signal: AbortSignal) {
  const { remotePeer } = await dialAddress(swarm, address, signal);
  const known = async () => (await swarm.node.peerStore.get(remotePeer)).protocols;
  let protocols = await known();
  const until = AbortSignal.any([signal, AbortSignal.timeout(DIAL_TIMEOUT_MS)]);
  while (protocols.length === 0) {
    await new Promise<void>((resolve, reject) => {
      const stop = listen(swarm, 'peer:identify', (peer) => {
        if (!peer.equals(remotePeer)) return;
        stop();
        resolve();
      });
      until.addEventListener('abort', () => {
        stop();
        reject(peerUnreachable(address, until.reason));
      });
    });
    protocols = await known();
  }
  return { peer: remotePeer, protocols };
}

function listen({ node }: Swarm, event: 'peer:identify', listener: (peer: PeerId) => void): () => void {
  const onEvent = (happened: CustomEvent<{ peerId: PeerId }>) => listener(happened.detail.peerId);
  node.addEventListener(event, onEvent);
  return () => node.removeEventListener(event, onEvent);
}

function keepConnected(addresses: readonly string[], swarm: Swarm, clock: Clock, warn: (message: string) => void) {
  return addresses.map((address) =>
    startKeeper({
      ...RECONNECT,
      clock,
      // Dialling a peer that is connected returns the connection there is.
      attempt: async (signal) => void (await dialAddress(swarm, address, signal)),
      onFailure: (error) => warn(`Cannot reach ${address}: ${textOf(error)}`),
    }),
  );
}

/** A dial back that fails is not repeated for this peer within this time. */
const UPGRADE_PAUSE_MS = 60_000;
const MAX_UPGRADES_TRACKED = 1_024;

/** When somebody reaches us through a relay, dials the addresses they listen on: work then leaves the relay. Best effort. */
function upgradeRelayed(swarm: Swarm): () => void {
  const { node } = swarm;
  const triedMs = new Map<string, number>();
  const onIdentify = (
    event: CustomEvent<{ peerId: PeerId; connection: Connection; listenAddrs: { toString(): string }[] }>,
  ) => {
    const { connection, peerId, listenAddrs } = event.detail;
    const direct = listenAddrs.map(String).filter((one) => !one.includes('/p2p-circuit'));
    if (connection.direct || connection.direction === 'outbound' || direct.length === 0) return;
    const last = triedMs.get(peerId.toString());
    if (last !== undefined && performance.now() - last < UPGRADE_PAUSE_MS) return;
    if (triedMs.size >= MAX_UPGRADES_TRACKED) triedMs.clear();
    triedMs.set(peerId.toString(), performance.now());
    const targets = direct.map((one) => multiaddr(one.includes('/p2p/') ? one : `${one}/p2p/${peerId}`));
    void node.dial(targets, { signal: AbortSignal.timeout(DIAL_TIMEOUT_MS) }).catch(() => undefined);
  };
  node.addEventListener('peer:identify', onIdentify);
  return () => node.removeEventListener('peer:identify', onIdentify);
}

type Handler = (channel: PeerChannel) => Promise<void>;

/** Runs handlers under the guard: rate, concurrency, blame. */
function createServing({ node }: Swarm, guard: PeerGuard) {
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
  const serve: PeerHost['serve'] = async (protocol, limits, handler) => {
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
