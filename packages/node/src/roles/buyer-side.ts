import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { createGateway } from '@lode/gateway';
import {
  type BlobStore,
  type Buyer,
  createBlobStore,
  createBlobTransfer,
  createBuyer,
  createLeaseClient,
  createMarketChain,
  createOfferBoard,
  type MarketChain,
  type ProviderService,
} from '@lode/market';
import type { NodeInfo } from '@lode/protocol';
import { privateKeyToAccount } from 'viem/accounts';
import { DEFAULT_PORTS } from '../config.ts';
import { removeGatewayAccess, writeGatewayAccess } from '../gateway-file.ts';
import { forgetJobKey } from '../job-keys.ts';
import { loadGatewayToken, loadWalletKey } from '../keys.ts';
import type { SidesInput, Starting } from '../starting.ts';
import { VERSION } from '../version.ts';
import { startPaidJobs } from './paid-jobs.ts';
import { fillWallet } from './wallet.ts';

/** A first start draws so much test money: far more than any example costs, a thousandth of what the faucet gives a day. */
const FIRST_MONEY_MICRO_USD = 1_000_000_000n;

/** What the gateway stands in front of. */
export interface BuyerSide {
  readonly chain: MarketChain;
  readonly buyer: Buyer;
  readonly blobs: BlobStore;
}

/** The side that pays: offers seen, jobs. It starts before the provider, so that it hears the provider's first offer. */
export async function startBuyerSide(node: Starting, input: SidesInput): Promise<BuyerSide> {
  const { dir, clock, life } = node;
  const { host, network, account } = input;
  const chain = createMarketChain({ ...network, transport: input.access.transport, account, clock });
  life.started('buyer’s chain client', () => chain.stop());
  // A node that only offers GPUs needs no money of its own; `lode wallet faucet` gets some.
  if (node.role.mode === 'up') await fillWallet(chain, FIRST_MONEY_MICRO_USD, node);
  const board = createOfferBoard({ host, network: chain.network, clock });
  const blobs = await createBlobStore(dir.blobsDir);
  const transfer = createBlobTransfer({ host, store: blobs, clock });
  await board.start();
  life.started('offers', () => board.stop());
  await transfer.start();
  life.started('transfers', () => transfer.stop());
  const buyer = createBuyer({
    network: chain.network,
    signer: account,
    session: privateKeyToAccount(await loadWalletKey(dir.sessionKeyFile, undefined)),
    peerId: host.peerId,
    chain,
    board,
    leases: createLeaseClient({ host, network: chain.network, clock }),
    blobs,
    transfer,
    clock,
    randomHash: () => `0x${randomBytes(32).toString('hex')}`,
    storePath: join(dir.buyerDir, 'jobs.sqlite'),
    onForgotten: (job) => forgetJobKey(dir, job, node.notices.trouble),
    log: (level, text) => {
      if (level !== 'info') node.notices.trouble(text);
    },
  });
  await buyer.start();
  life.started('buyer', () => buyer.stop());
  return { chain, buyer, blobs };
}

/** The HTTP door, opened last: what it answers is then true. */
export async function startGateway(
  node: Starting,
  input: SidesInput,
  { chain, buyer, blobs }: BuyerSide,
  provider: ProviderService | undefined,
): Promise<{ url: string }> {
  const { config, dir, clock, life } = node;
  const token = await loadGatewayToken(dir.tokenFile);
  const { chainId, token: usd, registry, market } = input.network;
  const roles = [
    ...(input.access.embedded ? ['devnet'] : []),
    ...(node.role.mode === 'up' && config.relay !== false ? ['relay'] : []),
    ...(provider === undefined ? [] : ['provider']),
    'buyer',
    'gateway',
  ];
  const info = (): NodeInfo => ({
    version: VERSION,
    name: config.name,
    chainId,
    token: usd,
    registry,
    market,
    account: chain.account,
    peerId: input.host.peerId,
    addresses: input.host.addresses(),
    roles,
    notices: [...node.notices.facts()],
  });
  const port = config.gateway.port ?? (node.role.mode === 'up' ? DEFAULT_PORTS.gateway : 0);
  const paidJobs = await startPaidJobs(node, input);
  const options = {
    token,
    host: config.gateway.host,
    port,
    version: VERSION,
    nowMs: clock.nowMs,
    ...(paidJobs === undefined ? {} : { paidJobs }),
  };
  const wallet = { address: chain.account, balance: () => chain.balance(), faucet: chain.faucet };
  const gateway = createGateway(options)({
    buyer,
    blobs,
    ...(provider === undefined ? {} : { provider }),
    wallet,
    ...(input.access.metrics === undefined ? {} : { metrics: input.access.metrics }),
    info,
  });
  const { url } = await gateway.start();
  life.started('gateway', () => gateway.stop());
  await writeGatewayAccess(dir, { url, token });
  life.started('gateway address', () => removeGatewayAccess(dir));
  return { url };
}
