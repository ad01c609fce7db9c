import { address, LodeError } from '@lode/protocol';
import { z } from 'zod';
import type { PeerHost } from './host.ts';
import { REQUEST_TIMEOUT_MS, SMALL_MESSAGE_BYTES } from './limits.ts';
import { PROTOCOLS } from './protocols.ts';

/** What a newcomer needs to know of a network; told by the first node it reaches. */
export const networkParametersSchema = z.strictObject({
  name: z.string().min(1).max(64),
  chainId: z.int().min(1),
  /** JSON-RPC endpoints that are reachable from outside; often none: see `rpcOverPeer`. */
  rpcUrls: z.array(z.url({ protocol: /^https?$/ })).max(8),
  token: address,
  registry: address,
  market: address,
});
export type NetworkParameters = z.output<typeof networkParametersSchema>;

const askWire = z.strictObject({ type: z.literal('network') });
const LIMITS = { rate: { burst: 8, perSecond: 1 }, maxPerPeer: 2, maxTotal: 64 } as const;

export function serveNetwork(host: PeerHost, parameters: NetworkParameters): Promise<void> {
  return host.serve(PROTOCOLS.network, LIMITS, async (channel) => {
    await channel.read(askWire, 'request', { timeoutMs: REQUEST_TIMEOUT_MS, maxBytes: SMALL_MESSAGE_BYTES });
    await channel.write(networkParametersSchema, parameters);
  });
}

/**
 * Asks a peer which network it belongs to. The answer is as trustworthy as whoever gave the peer's address:
 * a newcomer that knows the chain already should compare.
 *
 * @param peer a peer id, or a multiaddr that ends in one
 * @throws LodeError `PEER_UNREACHABLE`, `PEER_STALLED`, `PEER_PROTOCOL`, `PEER_LOST`
 */
export async function askNetwork(host: PeerHost, peer: string, signal: AbortSignal): Promise<NetworkParameters> {
  const peerId = peer.startsWith('/') ? await host.connect(peer, signal) : peer;
  const channel = await host.open(peerId, PROTOCOLS.network, signal);
  try {
    await channel.write(askWire, { type: 'network' });
    const answer = await channel.read(networkParametersSchema, 'network parameters', {
      timeoutMs: REQUEST_TIMEOUT_MS,
      maxBytes: SMALL_MESSAGE_BYTES,
      signal,
    });
    await channel.close();
    return answer;
  } catch (error) {
    channel.abort(error instanceof Error ? error : new LodeError('PEER_LOST', String(error)));
    throw error;
  }
}
