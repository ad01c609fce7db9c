import type { Connection, PeerId } from '@libp2p/interface';
import { peerIdFromString } from '@libp2p/peer-id';
import { LodeError } from '@lode/protocol';
import { multiaddr } from '@multiformats/multiaddr';
import type { Clock } from '../seams.ts';
import { openChannel, type PeerChannel } from './channel.ts';
import { peerUnreachable, textOf } from './errors.ts';
import { startKeeper } from './keeper.ts';
import type { Swarm } from './libp2p.ts';
import { DIAL_TIMEOUT_MS } from './limits.ts';

const RECONNECT = { everyMs: 15_000, firstRetryMs: 500, maxRetryMs: 15_000 } as const;

/** Direct before relayed; a relayed one only while it may still carry something. */
export function bestConnection({ node }: Swarm, peer: PeerId): Connection | undefined {
  const open = node.getConnections(peer).filter((one) => one.status === 'open');
  return open.find((one) => one.direct) ?? open.find((one) => one.limits?.bytes === undefined || one.limits.bytes > 0n);
}

/** How many connections to try: one that is just closing looks open for a moment. */
const OPEN_ATTEMPTS = 2;

export async function openStream(
  swarm: Swarm,
  peerId: string,
  protocol: string,
  signal: AbortSignal,
): Promise<PeerChannel> {
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

export async function dialAddress({ node }: Swarm, address: string, signal?: AbortSignal): Promise<Connection> {
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
export async function identify(swarm: Swarm, address: string, signal: AbortSignal) {
  const { remotePeer } = await dialAddress(swarm, address, signal);
  const known = async () => (await swarm.node.peerStore.get(remotePeer)).protocols;
  let protocols = await known();
  const until = AbortSignal.any([signal, AbortSignal.timeout(DIAL_TIMEOUT_MS)]);
  while (protocols.length === 0) {
    await new Promise<void>((resolve, reject) => {
      const stop = onIdentified(swarm, (peer) => {
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

export function onIdentified({ node }: Swarm, listener: (peer: PeerId) => void): () => void {
  const onEvent = (happened: CustomEvent<{ peerId: PeerId }>) => listener(happened.detail.peerId);
  node.addEventListener('peer:identify', onEvent);
  return () => node.removeEventListener('peer:identify', onEvent);
}

export function keepConnected(
  addresses: readonly string[],
  swarm: Swarm,
  clock: Clock,
  warn: (message: string) => void,
) {
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
export function upgradeRelayed(swarm: Swarm): () => void {
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
