import { join } from 'node:path';
import {
  createBlobStore,
  createBlobTransfer,
  createMarketChain,
  createOfferBoard,
  createProviderService,
  type ProviderService,
} from '@lode/market';
import type { Hex } from '@lode/protocol';
import type { ProviderBackend } from '@lode/provider';
import { privateKeyToAccount } from 'viem/accounts';
import { DEFAULT_PORTS } from '../config.ts';
import { loadWalletKey } from '../keys.ts';
import { startHost } from '../peers.ts';
import type { SidesInput, Starting } from '../starting.ts';
import { nativeVoucherCrypto } from './voucher-crypto.ts';
import { fillWallet } from './wallet.ts';

/**
 * What a provider bonds. A buyer gives it no task that may cost more than its bond; at the default price this covers
 * tasks of eleven days.
 */
const BOND_MICRO_USD = 100_000_000n;

/**
 * Begins to look for GPUs, which takes seconds where they have to be measured: the rest of the node starts meanwhile.
 */
export function beginBackend(node: Starting): Promise<ProviderBackend> {
  const { config, dir, life, signal } = node;
  const { energySource: source, watts, gramsCo2ePerKwh } = config;
  const backend = node.createBackend({
    dataDir: join(dir.providerDir, 'gpu'),
    energy: { source, watts, gramsCo2ePerKwh },
    signal,
    ...(node.env.LODE_SWIFTSHADER_DIR ? { swiftShaderDir: node.env.LODE_SWIFTSHADER_DIR } : {}),
  });
  life.started('GPUs', async () => {
    const started = await backend.catch(() => undefined);
    await started?.stop();
  });
  // Whoever awaits it sees the failure; until then it must not count as unhandled.
  backend.catch(() => undefined);
  return backend;
}

/** The side that earns: devices, the offer, leases served. */
export async function startProviderSide(
  node: Starting,
  input: SidesInput,
  starting: Promise<ProviderBackend>,
): Promise<{ account: Hex; service: ProviderService; addresses: readonly string[] }> {
  const { config, dir, clock, life, env } = node;
  const key = await loadWalletKey(join(dir.providerDir, 'wallet.key'), env.LODE_PROVIDER_PRIVATE_KEY);
  const signer = privateKeyToAccount(key);
  const { network } = input;
  const chain = createMarketChain({ ...network, transport: input.access.transport, account: signer, clock });
  life.started('provider’s chain client', () => chain.stop());
  await fillWallet(chain, BOND_MICRO_USD, node);
  const host = await startHost(node, 'provider’s peers', {
    keyPath: join(dir.providerDir, 'peer.key'),
    listen: listenOf(node),
    ...(node.role.mode === 'join' ? { announce: config.announce } : {}),
    bootstrap: input.bootstrap,
    relays: input.relays,
  });
  const board = createOfferBoard({ host, network: chain.network, clock });
  const store = await createBlobStore(join(dir.providerDir, 'blobs'));
  const blobs = createBlobTransfer({ host, store, clock });
  await board.start();
  life.started('provider’s offers', () => board.stop());
  await blobs.start();
  life.started('provider’s transfers', () => blobs.stop());
  node.onProgress('looking for GPUs');
  const backend = await starting;
  for (const notice of backend.notices) node.notices.fact(notice);
  const service = createProviderService({
    host,
    board,
    blobs,
    store,
    chain,
    signer,
    backend,
    clock,
    folder: join(dir.providerDir, 'leases'),
    terms: { microUsdPerGpuSecond: config.price, region: config.region },
    bondMicroUsd: BOND_MICRO_USD,
    watchtowers: config.watchtowers,
    voucherCrypto: await nativeVoucherCrypto(),
    onWarning: node.notices.trouble,
  });
  await service.start();
  life.started('provider', () => service.stop());
  return { account: chain.account, service, addresses: host.addresses() };
}

/** With addresses given for the hub, the provider listens beside it on ports of the system's choice. */
function listenOf({ config, role }: Starting): readonly string[] {
  if (role.mode === 'join') return config.listen.length > 0 ? config.listen : ['/ip4/0.0.0.0/tcp/0'];
  if (config.listen.length === 0) return [`/ip4/0.0.0.0/tcp/${DEFAULT_PORTS.provider}`];
  return config.listen.map((address) => address.replace(/\/tcp\/\d+/, '/tcp/0'));
}
