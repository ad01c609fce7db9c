import { join } from 'node:path';
import { createMarketChain, createWatchtower, systemClock, type Watchtower } from '@lode/market';
import { LodeError } from '@lode/protocol';
import { createBackend } from '@lode/provider';
import { privateKeyToAccount } from 'viem/accounts';
import { isLocalAddress } from './addresses.ts';
import { DEFAULT_PORTS } from './config.ts';
import { prepareDataDir } from './data-dir.ts';
import { loadWalletKey } from './keys.ts';
import { createLifecycle } from './lifecycle.ts';
import { lockDataDir } from './lock.ts';
import { reachChain } from './node.ts';
import { createNotices } from './notices.ts';
import { startHost } from './peers.ts';
import { nativeVoucherCrypto } from './roles/voucher-crypto.ts';
import type { Starting } from './starting.ts';
import type { NodeOptions } from './types.ts';

export interface WatchOptions extends Omit<NodeOptions, 'role' | 'createBackend'> {
  /** Multiaddr of a node of the network. */
  readonly peer: string;
  /** See the market's `WatchtowerOptions`. */
  readonly everyMs?: number;
}

export interface WatchReady {
  /** What providers put under `watchtowers`. */
  readonly addresses: readonly string[];
  readonly account: string;
  status(): ReturnType<Watchtower['status']>;
}

export interface WatchNode {
  /** @throws LodeError; what was started by then is stopped again */
  start(): Promise<WatchReady>;
  stop(): Promise<void>;
}

/**
 * A node that only guards payment channels: it claims for receivers that are offline when a payer withdraws. See
 * `createWatchNode` in the package's index.
 */
export function composeWatchNode(options: WatchOptions): WatchNode {
  const clock = options.clock ?? systemClock;
  const onProgress = (text: string) => options.onProgress?.(text);
  const notices = createNotices(onProgress, clock.nowMs);
  const life = createLifecycle(notices.trouble);
  const stopping = new AbortController();
  const node: Starting = {
    clock,
    createBackend,
    env: process.env,
    ...options,
    role: { mode: 'join', peer: options.peer },
    life,
    signal: stopping.signal,
    notices,
    onProgress,
  };
  return {
    async start() {
      try {
        return await start(node, options);
      } catch (error) {
        await life.stopAll();
        throw error;
      }
    },
    async stop() {
      stopping.abort(new LodeError('CANCELLED', 'The watchtower is stopping.'));
      await life.stopAll();
    },
  };
}

async function start(node: Starting, { peer, everyMs }: WatchOptions): Promise<WatchReady> {
  const { dir, life, clock, config } = node;
  await prepareDataDir(dir);
  const lock = await lockDataDir(dir.root);
  life.started('data directory lock', () => lock.release());
  const account = privateKeyToAccount(await loadWalletKey(dir.walletKeyFile, node.env.LODE_PRIVATE_KEY));
  const host = await startHost(node, 'peers', {
    keyPath: dir.peerKeyFile,
    listen: config.listen.length > 0 ? config.listen : [`/ip4/0.0.0.0/tcp/${DEFAULT_PORTS.watch}`],
    announce: config.announce,
    bootstrap: [peer, ...config.bootstrap],
    relays: [peer, ...config.relays],
  });
  const { access, network } = await reachChain(node, host, peer);
  const chain = createMarketChain({ ...network, transport: access.transport, account, clock });
  life.started('chain client', () => chain.stop());
  const tower = createWatchtower({
    host,
    chain,
    clock,
    path: join(dir.root, 'watch', 'claims.sqlite'),
    voucherCrypto: await nativeVoucherCrypto(),
    onNotice: node.onProgress,
    ...(everyMs === undefined ? {} : { everyMs }),
  });
  await tower.start();
  life.started('watchtower', () => tower.stop());
  const addresses = [...host.addresses()].sort((a, b) => Number(isLocalAddress(b)) - Number(isLocalAddress(a)));
  return { addresses, account: chain.account, status: () => tower.status() };
}
