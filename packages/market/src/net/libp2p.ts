import { noise } from '@chainsafe/libp2p-noise';
import { yamux } from '@chainsafe/libp2p-yamux';
import { circuitRelayServer, circuitRelayTransport } from '@libp2p/circuit-relay-v2';
import { gossipsub } from '@libp2p/gossipsub';
import { identify, identifyPush } from '@libp2p/identify';
import type { Ed25519PrivateKey, Transport } from '@libp2p/interface';
import { ping } from '@libp2p/ping';
import { tcp } from '@libp2p/tcp';
import type { Multiaddr } from '@multiformats/multiaddr';
import { multiaddr } from '@multiformats/multiaddr';
import { createLibp2p } from 'libp2p';
import {
  ADDRESS_DIAL_TIMEOUT_MS,
  DIAL_TIMEOUT_MS,
  INBOUND_CONNECTIONS_PER_SECOND,
  MAX_CONNECTIONS,
  MAX_OFFER_BYTES,
  MAX_READ_BUFFER_BYTES,
  MAX_STREAM_WINDOW_BYTES,
} from './limits.ts';

export interface RelayLimits {
  readonly maxReservations: number;
  /** Of one relayed connection, both ways together. */
  readonly dataBytes: bigint;
  readonly durationMs: number;
  readonly reservationMs: number;
  readonly maxRelayedStreams: number;
}

export interface SwarmOptions {
  readonly key: Ed25519PrivateKey;
  readonly listen: readonly string[];
  readonly announce: readonly string[];
  readonly relay: RelayLimits | undefined;
  readonly maxConnections: number | undefined;
  isBlocked(peerId: string): boolean;
}

export type Swarm = Awaited<ReturnType<typeof createSwarm>>;

/** A missed ping ends a connection: a machine whose cores are all busy computing may answer late. */
const PING = { pingInterval: 15_000, pingTimeout: { minTimeout: 15_000, maxTimeout: 60_000 } } as const;
/** Streams a connection may hold, of all protocols. */
const MAX_STREAMS = 256;

/** libp2p as we configure it. */
export async function createSwarm(options: SwarmOptions) {
  let relayTransport: Transport | undefined;
  let listen: ((addresses: Multiaddr[]) => Promise<void>) | undefined;
  const makeRelayTransport = circuitRelayTransport();
  const node = await createLibp2p({
    start: false,
    privateKey: options.key,
    addresses: {
      listen: [...options.listen],
      // Relayed addresses come and go with reservations, so they are always added to what is announced.
      announceFilter: (addresses) =>
        options.announce.length === 0
          ? addresses
          : [
              ...options.announce.map((one) => withPeerId(one, options.key.publicKey.toString())),
              ...addresses.filter((one) => one.toString().includes('/p2p-circuit')),
            ],
    },
    transports: [
      tcp(),
      (components) => {
        relayTransport = makeRelayTransport(components);
        return relayTransport;
      },
    ],
    connectionEncrypters: [noise()],
    streamMuxers: [
      yamux({
        maxInboundStreams: MAX_STREAMS,
        maxOutboundStreams: MAX_STREAMS,
        streamOptions: { maxStreamWindowSize: MAX_STREAM_WINDOW_BYTES, maxReadBufferLength: MAX_READ_BUFFER_BYTES },
      }),
    ],
    connectionManager: {
      maxConnections: options.maxConnections ?? MAX_CONNECTIONS,
      inboundConnectionThreshold: INBOUND_CONNECTIONS_PER_SECOND,
      maxIncomingPendingConnections: INBOUND_CONNECTIONS_PER_SECOND,
      dialTimeout: DIAL_TIMEOUT_MS,
      addressDialTimeout: ADDRESS_DIAL_TIMEOUT_MS,
    },
    connectionMonitor: PING,
    connectionGater: {
      denyDialMultiaddr: () => false,
      denyDialPeer: (peer) => options.isBlocked(peer.toString()),
      denyInboundEncryptedConnection: (peer) => options.isBlocked(peer.toString()),
    },
    services: {
      identify: identify(),
      identifyPush: identifyPush(),
      ping: ping(),
      pubsub: gossipsub({
        allowPublishToZeroTopicPeers: true,
        maxInboundDataLength: MAX_OFFER_BYTES,
        // Twenty nodes on one machine, or a company behind one address, are not an attack by themselves.
        scoreParams: { IPColocationFactorWeight: 0 },
      }),
      ...(options.relay === undefined ? {} : { relay: circuitRelayServer(relayInit(options.relay)) }),
      // A service sees libp2p's parts: the only way to listen on a relay after the start.
      lateListen: (components) => {
        listen = (addresses) => components.transportManager.listen(addresses);
        return {};
      },
    },
  });
  return {
    node,
    relayTransport: () => relayTransport,
    listen: async (addresses: Multiaddr[]) => listen?.(addresses),
  };
}

const relayInit = (limits: RelayLimits) => ({
  reservations: {
    maxReservations: limits.maxReservations,
    defaultDataLimit: limits.dataBytes,
    defaultDurationLimit: limits.durationMs,
    reservationTtl: limits.reservationMs,
  },
  maxInboundHopStreams: limits.maxRelayedStreams,
  maxOutboundStopStreams: limits.maxRelayedStreams,
});

const withPeerId = (address: string, peerId: string): Multiaddr =>
  multiaddr(address.endsWith(`/p2p/${peerId}`) ? address : `${address}/p2p/${peerId}`);
