import { peerIdFromString } from '@libp2p/peer-id';
import { type Hex, LodeError } from '@lode/protocol';
import { multiaddr } from '@multiformats/multiaddr';
import { bytesToHex, hexToBytes } from 'viem';
import type { Clock } from '../seams.ts';
import type { PeerChannel } from './channel.ts';
import { systemClock } from './clock.ts';
import {
  bestConnection,
  dialAddress,
  identify,
  keepConnected,
  onIdentified,
  openStream,
  upgradeRelayed,
} from './dial.ts';
import { textOf } from './errors.ts';
import { type Gossip, gossipOver } from './gossip.ts';
import { createPeerGuard, type PeerGuard } from './guard.ts';
import type { Keeper } from './keeper.ts';
import { loadPeerKey } from './key.ts';
import { createSwarm, type RelayLimits } from './libp2p.ts';
import { RELAY_DEFAULTS } from './limits.ts';
import { keepReservations } from './relays.ts';
import { createServing, type ServeOptions } from './serving.ts';

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
    onPeer: (listener) => onIdentified(swarm, (peer) => listener(peer.toString())),
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
