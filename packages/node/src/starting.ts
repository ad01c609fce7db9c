import type { PeerHost } from '@lode/market';
import type { ProviderBackend } from '@lode/provider';
import type { PrivateKeyAccount } from 'viem/accounts';
import type { Lifecycle } from './lifecycle.ts';
import type { Network } from './network-file.ts';
import type { ChainAccess } from './network-setup.ts';
import type { Notices } from './notices.ts';
import type { NodeOptions } from './types.ts';

/** What every part of a starting node is given. */
export interface Starting extends Required<Omit<NodeOptions, 'onProgress'>> {
  readonly life: Lifecycle;
  readonly signal: AbortSignal;
  readonly notices: Notices;
  onProgress(text: string): void;
}

/** What both sides of a node stand on. */
export interface SidesInput {
  readonly access: ChainAccess;
  readonly network: Network;
  readonly account: PrivateKeyAccount;
  readonly host: PeerHost;
  readonly bootstrap: readonly string[];
  readonly relays: readonly string[];
  readonly backend: Promise<ProviderBackend> | undefined;
}
