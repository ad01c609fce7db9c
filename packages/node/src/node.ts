import { askNetwork, type PeerHost, rpcOverPeer, serveNetwork, serveRpc, systemClock } from '@lode/market';
import { LodeError } from '@lode/protocol';
import { createBackend } from '@lode/provider';
import { custom } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { bestAddress, isLocalAddress } from './addresses.ts';
import { startEmbeddedChain } from './chain/embedded.ts';
import { DEFAULT_PORTS, isLoopback } from './config.ts';
import { prepareDataDir } from './data-dir.ts';
import { loadWalletKey } from './keys.ts';
import { createLifecycle } from './lifecycle.ts';
import { lockDataDir } from './lock.ts';
import type { Network } from './network-file.ts';
import { type ChainAccess, httpChain, rememberNetwork, settleNetwork } from './network-setup.ts';
import { createNotices } from './notices.ts';
import { startHost } from './peers.ts';
import { startBuyerSide, startGateway } from './roles/buyer-side.ts';
import { beginBackend, startProviderSide } from './roles/provider-side.ts';
import type { SidesInput, Starting } from './starting.ts';
import type { LodeNode, NodeOptions, NodeReady } from './types.ts';

/** See `createNode` in the package's index. */
export function composeNode(options: NodeOptions): LodeNode {
  const clock = options.clock ?? systemClock;
  const onProgress = (text: string) => options.onProgress?.(text);
  const notices = createNotices(onProgress, clock.nowMs);
  const life = createLifecycle(notices.trouble);
  const stopping = new AbortController();
  let started: Promise<NodeReady> | undefined;
  return {
    start: () => {
      started ??= startNode({
        clock,
        createBackend,
        env: process.env,
        ...options,
        life,
        signal: stopping.signal,
        notices,
        onProgress,
      });
      return started.catch(async (error: unknown) => {
        await life.stopAll();
        throw error;
      });
    },
    stop: async () => {
      stopping.abort(new LodeError('CANCELLED', 'The node is stopping.'));
      // What is still starting either sees the signal or finishes its step; then all that was started is stopped.
      await life.stopAll();
      await started?.catch(() => undefined);
      await life.stopAll();
    },
  };
}

async function startNode(node: Starting): Promise<NodeReady> {
  const { dir, life } = node;
  await prepareDataDir(dir);
  const lock = await lockDataDir(dir.root);
  life.started('data directory lock', () => lock.release());
  warnWhereOpen(node);
  const backend = node.config.provider ? beginBackend(node) : undefined;
  return node.role.mode === 'up' ? startUp(node, backend) : startJoin(node, node.role.peer, backend);
}

/** All roles on this machine: the chain, the hub that others join through, the provider, the gateway. */
async function startUp(node: Starting, backend: SidesInput['backend']): Promise<NodeReady> {
  const { config, dir, clock } = node;
  const access = await startChain(node);
  const account = privateKeyToAccount(await loadWalletKey(dir.walletKeyFile, node.env.LODE_PRIVATE_KEY));
  const network = await settleNetwork({ access, config, dir, deployer: account, clock, onProgress: node.onProgress });
  node.onProgress('connecting to peers');
  const host = await startHost(node, 'peers', {
    keyPath: dir.peerKeyFile,
    listen: config.listen.length > 0 ? config.listen : [`/ip4/0.0.0.0/tcp/${DEFAULT_PORTS.peer}`],
    announce: config.announce,
    bootstrap: config.bootstrap,
    relay: config.relay ?? true,
    relays: config.relays,
  });
  const { rpcUrl: _own, ...parameters } = network;
  await serveNetwork(host, { ...parameters, rpcUrls: [] });
  const request = access.transport({ retryCount: 0 }).request as (call: {
    method: string;
    params: unknown;
  }) => Promise<unknown>;
  await serveRpc(host, (call) => request(call));
  const local = host.addresses().find(isLocalAddress) ?? host.addresses()[0];
  return startSides(node, {
    access,
    network,
    account,
    host,
    bootstrap: local === undefined ? [] : [local],
    relays: config.relays,
    backend,
  });
}

/** The GPUs of this machine for the network of another node. */
async function startJoin(node: Starting, peer: string, backend: SidesInput['backend']): Promise<NodeReady> {
  if (!/^\/.+\/p2p\/[1-9A-HJ-NP-Za-km-z]{32,}/.test(peer)) {
    throw new LodeError('BAD_ADDRESS', `"${peer}" is not the address of a node.`, {
      hint: 'Write it as the other node prints it, such as /ip4/192.0.2.7/tcp/8422/p2p/12D3KooW…',
    });
  }
  const { config, dir } = node;
  const account = privateKeyToAccount(await loadWalletKey(dir.walletKeyFile, node.env.LODE_PRIVATE_KEY));
  const host = await startHost(node, 'peers', {
    keyPath: dir.peerKeyFile,
    // Addresses are given for whom others must reach: the provider where there is one. A buyer only dials.
    ...(backend === undefined ? { listen: config.listen, announce: config.announce } : {}),
    bootstrap: [peer, ...config.bootstrap],
  });
  const { access, network } = await reachChain(node, host, peer);
  return startSides(node, {
    access,
    network,
    account,
    host,
    bootstrap: [peer, ...config.bootstrap],
    relays: [peer, ...config.relays],
    backend,
  });
}

/** The network of the node at `peer`, and its chain: through that peer, unless the config names an endpoint. */
export async function reachChain(
  node: Starting,
  host: PeerHost,
  peer: string,
): Promise<{ access: ChainAccess; network: Network }> {
  const { config, dir } = node;
  node.onProgress(`asking ${peer} for its network`);
  const { peerId, parameters } = await reachNetwork(node, host, peer);
  const { rpcUrls: _urls, ...told } = parameters;
  const access: ChainAccess =
    config.chain.url === undefined
      ? { transport: custom({ request: rpcOverPeer(host, peerId) }), url: undefined, embedded: false }
      : httpChain(config.chain.url, false);
  const network: Network = { ...told, rpcUrl: access.url ?? null };
  await rememberNetwork(dir, network, access);
  return { access, network };
}

/**
 * The buyer's and the provider's side, each with its own account and its own peer: a peer cannot lease to itself, and
 * the key that earns is not the key that spends.
 */
async function startSides(node: Starting, input: SidesInput): Promise<NodeReady> {
  const { dir } = node;
  const { backend } = input;
  const buyer = await startBuyerSide(node, input);
  const provider = backend === undefined ? undefined : await startProviderSide(node, input, backend);
  const gateway = await startGateway(node, input, buyer, provider?.service);
  const addresses = node.role.mode === 'join' && provider !== undefined ? provider.addresses : input.host.addresses();
  const joinAddress = node.role.mode === 'up' ? bestAddress(addresses) : undefined;
  return {
    network: input.network,
    account: buyer.chain.account,
    ...(provider === undefined ? {} : { providerAccount: provider.account }),
    gatewayUrl: gateway.url,
    ...(input.access.url === undefined ? {} : { rpcUrl: input.access.url }),
    addresses,
    ...(joinAddress === undefined ? {} : { joinAddress }),
    notices: node.notices.facts(),
    dataDir: dir.root,
  };
}

async function startChain(node: Starting): Promise<ChainAccess> {
  const { config, dir, clock, life } = node;
  if (config.chain.url !== undefined) return httpChain(config.chain.url, false);
  node.onProgress('starting the chain');
  const { host, port } = config.rpc;
  const chain = await startEmbeddedChain({
    folder: dir.chainDir,
    chainId: config.chain.id,
    host,
    port,
    nowMs: clock.nowMs,
    onNotice: node.notices.trouble,
  });
  life.started('chain', () => chain.stop());
  const { registry } = chain.ledger;
  const metrics = async () => ({ text: await registry.metrics(), type: registry.contentType });
  return { ...httpChain(chain.url, true), metrics };
}

/** A node that starts together with the one it joins asks again for a while. */
const JOIN_TRIES = 10;
const JOIN_RETRY_MS = 1_000;

async function reachNetwork(node: Starting, host: PeerHost, peer: string) {
  for (let tries = 1; ; tries++) {
    try {
      const peerId = await host.connect(peer, node.signal);
      return { peerId, parameters: await askNetwork(host, peerId, node.signal) };
    } catch (error) {
      if (tries === JOIN_TRIES || (error instanceof LodeError && error.code === 'BAD_ADDRESS')) throw error;
      if (tries === 1) node.onProgress('no answer yet, trying again ...');
      await node.clock.sleep(JOIN_RETRY_MS, node.signal);
    }
  }
}

/** Whatever can be reached from other machines is named, in plain words. */
function warnWhereOpen({ config, notices, role }: Starting): void {
  if (!isLoopback(config.gateway.host)) {
    notices.fact(
      `The gateway listens on ${config.gateway.host}, without encryption: whoever can reach it and has the token spends your wallet, and whoever watches the network sees the token. Put a TLS proxy in front of it.`,
    );
  }
  if (role.mode === 'up' && config.chain.url === undefined && !isLoopback(config.rpc.host)) {
    notices.fact(`The chain's RPC listens on ${config.rpc.host}: anybody who can reach it may send transactions.`);
  }
}
