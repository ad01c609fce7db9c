import type { LodeNode, NodeOptions } from './types.ts';
import type { WatchNode, WatchOptions } from './watch.ts';

export { joinDirName } from './addresses.ts';
export { loadConfig, type NodeConfig, type NodeConfigInput, nodeConfigSchema } from './config.ts';
export { type DataDir, dataDirAt, defaultDataRoot } from './data-dir.ts';
export { type GatewayAccess, readGatewayAccess } from './gateway-file.ts';
export { type Network, networkSchema, readNetwork } from './network-file.ts';
export type { LodeNode, NodeOptions, NodeReady } from './types.ts';
export { VERSION } from './version.ts';
export type { WatchNode, WatchOptions, WatchReady } from './watch.ts';

/**
 * A node: chain, peers, provider, buyer and gateway, as its config says.
 *
 * Its parts are loaded here, not with this module: a command that only asks a running node need not wait for them.
 *
 * @example
 * const dir = dataDirAt('/var/lib/lode');
 * const node = await createNode({ dir, config: await loadConfig(dir.configFile), role: { mode: 'up' } });
 * const { gatewayUrl } = await node.start();
 * await node.stop();
 */
export async function createNode(options: NodeOptions): Promise<LodeNode> {
  const { composeNode } = await import('./node.ts');
  return composeNode(options);
}

/** A watchtower: guards the payment channels of providers that may be offline (`lode watch`). */
export async function createWatchNode(options: WatchOptions): Promise<WatchNode> {
  const { composeWatchNode } = await import('./watch.ts');
  return composeWatchNode(options);
}
