import { createPeerHost, type PeerHost } from '@lode/market';
import { LodeError } from '@lode/protocol';
import type { Starting } from './starting.ts';

/** Starts a peer and hands it to the node's lifecycle under this name. @throws LodeError `BAD_PORT` */
export async function startHost(
  node: Starting,
  name: string,
  options: Parameters<typeof createPeerHost>[0],
): Promise<PeerHost> {
  node.signal.throwIfAborted();
  const { listen = [], announce = [], ...rest } = options;
  const host = await createPeerHost({
    ...rest,
    listen,
    ...(announce.length === 0 ? {} : { announce }),
    clock: node.clock,
    onWarning: node.notices.trouble,
  });
  try {
    await host.start();
  } catch (cause) {
    const inUse = String(cause).includes('EADDRINUSE');
    const why = inUse ? 'the port is taken' : (String(cause).split('\n')[0] ?? '');
    throw new LodeError('BAD_PORT', `Peers cannot be listened for on ${listen.join(', ')}: ${why}.`, {
      hint: `${inUse ? 'Stop the other program, or choose another port' : 'Choose another address'} with --listen /ip4/0.0.0.0/tcp/PORT.`,
      cause,
    });
  }
  node.life.started(name, () => host.stop());
  return host;
}
