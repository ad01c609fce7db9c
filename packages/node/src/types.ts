import type { Clock } from '@lode/market';
import type { Hex } from '@lode/protocol';
import type { createBackend } from '@lode/provider';
import type { NodeConfig } from './config.ts';
import type { DataDir } from './data-dir.ts';
import type { Network } from './network-file.ts';

export interface NodeOptions {
  readonly dir: DataDir;
  readonly config: NodeConfig;
  /** `up`: keeps a network going here. `join`: takes part in the network of the node at `peer`, a multiaddr. */
  readonly role: { readonly mode: 'up' } | { readonly mode: 'join'; readonly peer: string };
  readonly env?: NodeJS.ProcessEnv;
  readonly clock?: Clock;
  /** Where work runs; default: this machine's GPUs. Adversaries in tests put themselves in front of it. */
  readonly createBackend?: typeof createBackend;
  /** What the node is doing while it starts, and what its owner should know later; one line each. */
  onProgress?(text: string): void;
}

/** Where a running node is found. */
export interface NodeReady {
  readonly network: Network;
  /** The account that pays for jobs; the provider has one of its own. */
  readonly account: Hex;
  readonly providerAccount?: Hex;
  readonly gatewayUrl: string;
  /** Absent where the chain is reached through a peer. */
  readonly rpcUrl?: string;
  readonly addresses: readonly string[];
  /** What to give to `lode join` on another machine. */
  readonly joinAddress?: string;
  readonly notices: readonly string[];
  readonly dataDir: string;
}

export interface LodeNode {
  /** @throws LodeError; what was started by then is stopped again */
  start(): Promise<NodeReady>;
  /** Stops everything in order, each part within its time. Never throws; safe to call twice, and while starting. */
  stop(): Promise<void>;
}
