import { join } from 'node:path';
import { batchSettlementAbi, predeploys, RECEIPT_ANCHOR, receiptAnchorAbi, sumWork, type Work } from '@lode/contracts';
import { BATCH_SETTLEMENT_ADDRESS, type Hex, type Job } from '@lode/protocol';
import { decodeFunctionResult, encodeFunctionData, parseEventLogs, type RpcLog } from 'viem';
import { generatePrivateKey, type PrivateKeyAccount, privateKeyToAccount } from 'viem/accounts';
import type { Buyer } from '../../src/api.ts';
import { createBuyer } from '../../src/buyer/buyer.ts';
import type { BuyerTuning } from '../../src/buyer/options.ts';
import { createMarketChain } from '../../src/chain/chain.ts';
import { type Deployment, deployNetwork } from '../../src/chain/deploy.ts';
import { createBlobStore } from '../../src/net/blob-store.ts';
import { createBlobTransfer } from '../../src/net/blobs.ts';
import { systemClock } from '../../src/net/clock.ts';
import type { PeerHost } from '../../src/net/host.ts';
import { createLeaseClient } from '../../src/net/lease-client.ts';
import { createOfferBoard } from '../../src/net/offers.ts';
import { createProviderService, type ProviderServiceOptions } from '../../src/provider/service.ts';
import type { Clock, LeaseClient, MarketChain } from '../../src/seams.ts';
import { createWatchtower, type Watchtower } from '../../src/stream/watchtower.ts';
import { type Anvil, startAnvil } from '../chain/anvil.ts';
import { createTestBackend, type TestBackendOptions } from '../net/backend.ts';
import { randomHash, testJob } from '../net/objects.ts';
import { addressOf, connected, createPeers, until } from '../net/peers.ts';

/** Real peers, real contracts on a real chain, a real buyer and provider; only the GPU's work is made up. */
export interface StreamWorld {
  readonly anvil: Anvil;
  readonly deployment: Deployment;
  provider(options?: StreamProviderOptions): Promise<StreamProvider>;
  buyer(options?: StreamBuyerOptions): Promise<StreamBuyer>;
  /** A watchtower that looks at the chain all the time; its address is what providers are given. */
  tower(): Promise<{ address: string; tower: Watchtower }>;
  channel(id: Hex): Promise<{ balance: bigint; claimed: bigint }>;
  /** What was done and paid, as anybody can read it from the chain. */
  work(): Promise<readonly Work[]>;
  /** Lets the chain's clock pass, without our own. */
  passTime(seconds: number): Promise<void>;
  stop(): Promise<void>;
}

export interface StreamProviderOptions {
  readonly backend?: TestBackendOptions;
  readonly service?: Partial<ProviderServiceOptions>;
  readonly clock?: Clock;
  readonly again?: StreamProvider;
}

export interface StreamProvider {
  readonly account: PrivateKeyAccount;
  readonly chain: MarketChain;
  readonly service: ReturnType<typeof createProviderService>;
  readonly folder: string;
  readonly warnings: string[];
  stop(): Promise<void>;
}

export interface StreamBuyerOptions {
  readonly tuning?: Partial<BuyerTuning>;
  readonly clock?: Clock;
  readonly again?: StreamBuyer;
  /** Changes what reaches providers. */
  wrap?(client: LeaseClient): LeaseClient;
}

export interface StreamBuyer {
  readonly account: PrivateKeyAccount;
  readonly chain: MarketChain;
  readonly buyer: Buyer;
  /** Signs its vouchers. */
  readonly session: PrivateKeyAccount;
  readonly folder: string;
  readonly logs: string[];
  /** Drops the network and stops, as a process that dies: nothing is said to anybody. */
  vanish(): Promise<void>;
  stop(): Promise<void>;
}

const FUNDS_MICRO_USD = 1_000_000_000n;
const BOND_MICRO_USD = 100_000_000n;

export async function createStreamWorld(): Promise<StreamWorld> {
  const anvil = await startAnvil();
  const peers = await createPeers();
  const { chainId, transport } = anvil;
  const deployer = privateKeyToAccount(generatePrivateKey());
  const deployment = await deployNetwork({ transport, chainId, account: deployer, clock: systemClock });
  for (const { address, code } of predeploys) await anvil.rpc('anvil_setCode', [address, code]);
  const chainOf = (account: PrivateKeyAccount, clock: Clock) =>
    createMarketChain({ ...deployment, transport, chainId, account, clock });
  const network = { chainId, market: deployment.market };
  const hosts = new Set<PeerHost>();
  let count = 0;

  const meet = async (host: PeerHost) => {
    for (const other of hosts) await connected(host, other);
    hosts.add(host);
  };

  return {
    anvil,
    deployment,
    async tower() {
      const host = await peers.host();
      const chain = chainOf(privateKeyToAccount(generatePrivateKey()), systemClock);
      const path = join(peers.folder, `tower-${count++}.sqlite`);
      const tower = createWatchtower({ host, chain, path, everyMs: 100 });
      await tower.start();
      peers.defer(async () => {
        await tower.stop();
        await chain.stop();
      });
      return { address: `${addressOf(host)}`, tower };
    },
    async channel(id) {
      const data = encodeFunctionData({ abi: batchSettlementAbi, functionName: 'channels', args: [id] });
      const result = (await anvil.rpc('eth_call', [{ to: BATCH_SETTLEMENT_ADDRESS, data }, 'latest'])) as Hex;
      const [balance, claimed] = decodeFunctionResult({
        abi: batchSettlementAbi,
        functionName: 'channels',
        data: result,
      });
      return { balance, claimed };
    },
    async work() {
      const filter = { address: RECEIPT_ANCHOR, fromBlock: 'earliest', toBlock: 'latest' };
      const logs = (await anvil.rpc('eth_getLogs', [filter])) as RpcLog[];
      return sumWork(
        parseEventLogs({ abi: receiptAnchorAbi, eventName: 'ReceiptsAnchored', logs }).map((log) => log.args),
      );
    },
    async passTime(seconds) {
      await anvil.rpc('evm_increaseTime', [seconds]);
      await anvil.rpc('evm_mine');
    },
    async provider({ backend = {}, service: more = {}, clock = systemClock, again } = {}) {
      const folder = again?.folder ?? join(peers.folder, `provider-${count++}`);
      const host = await peers.host({ keyPath: join(folder, 'peer.key') });
      const account = again?.account ?? privateKeyToAccount(generatePrivateKey());
      const chain = chainOf(account, clock);
      if (again === undefined) await chain.faucet(BOND_MICRO_USD);
      const store = await createBlobStore(join(folder, 'blobs'));
      const blobs = createBlobTransfer({ host, store });
      const board = createOfferBoard({ host, network, clock });
      await blobs.start();
      await board.start();
      const warnings: string[] = [];
      const service = createProviderService({
        host,
        board,
        blobs,
        store,
        chain,
        signer: account,
        backend: createTestBackend(backend),
        folder,
        clock,
        terms: { microUsdPerGpuSecond: 1_000n, region: 'ZZ' },
        bondMicroUsd: BOND_MICRO_USD,
        settleEveryMs: 50,
        channelIdleMs: 300,
        onWarning: (message) => warnings.push(message),
        ...more,
      });
      await service.start();
      await meet(host);
      let stopped = false;
      const stop = async () => {
        if (stopped) return;
        stopped = true;
        hosts.delete(host);
        await service.stop();
        await board.stop();
        await blobs.stop();
        await chain.stop();
        await host.stop();
      };
      peers.defer(stop);
      return { account, chain, service, folder, warnings, stop };
    },
    async buyer({ tuning = {}, clock = systemClock, again, wrap = (client: LeaseClient) => client } = {}) {
      const folder = again?.folder ?? join(peers.folder, `buyer-${count++}`);
      const host = await peers.host({ keyPath: join(folder, 'peer.key') });
      const account = again?.account ?? privateKeyToAccount(generatePrivateKey());
      const chain = chainOf(account, clock);
      if (again === undefined) await chain.faucet(FUNDS_MICRO_USD);
      const blobs = await createBlobStore(join(folder, 'blobs'));
      const transfer = createBlobTransfer({ host, store: blobs });
      const board = createOfferBoard({ host, network, clock });
      await transfer.start();
      await board.start();
      const logs: string[] = [];
      const session = privateKeyToAccount(sessionKeyOf(folder));
      const buyer = createBuyer({
        network,
        signer: account,
        session,
        peerId: host.peerId,
        chain,
        board,
        leases: wrap(createLeaseClient({ host, network, clock })),
        blobs,
        transfer,
        clock,
        randomHash,
        storePath: join(folder, 'jobs.sqlite'),
        log: (level, text) => logs.push(`${level} ${text}`),
        tuning: { meteringIntervalMs: 1_000, lostAfterMs: 1_000, ...tuning },
      });
      await meet(host);
      await until(() => board.list().length > 0);
      await buyer.start();
      let stopped = false;
      const end = async (politely: boolean) => {
        if (stopped) return;
        stopped = true;
        hosts.delete(host);
        if (!politely) await host.stop();
        await buyer.stop();
        await board.stop();
        await transfer.stop();
        await chain.stop();
        await host.stop();
      };
      peers.defer(() => end(true));
      return { account, chain, buyer, session, folder, logs, vanish: () => end(false), stop: () => end(true) };
    },
    async stop() {
      await peers.stop();
      await anvil.stop();
    },
  };
}

const sessionKeys = new Map<string, Hex>();

/** The session key of a buyer's folder, over its restarts. */
function sessionKeyOf(folder: string): Hex {
  const key = sessionKeys.get(folder) ?? generatePrivateKey();
  sessionKeys.set(folder, key);
  return key;
}

/** A job of one replica a task, half of whose price is streamed. */
export function streamJob({ tasks = 1, streamedBps = 5_000 } = {}): Job {
  const job = testJob({ tasks });
  return { ...job, price: { ...job.price, streamedBps }, timeouts: { ...job.timeouts, taskMs: 60_000 } };
}

/** Work that takes so long and reports its GPU time all along; `factor` of it, where it lies. */
export function meteredWork(ms: number, factor = 1): NonNullable<TestBackendOptions['onTask']> {
  return async (_index, { signal, onEvent }) => {
    const fromMs = Date.now();
    const tell = onEvent as unknown as (event: { type: 'metering'; gpuMs: number }) => void;
    for (let spentMs = 0; spentMs < ms; spentMs = Date.now() - fromMs) {
      if (signal.aborted) return;
      tell({ type: 'metering', gpuMs: Math.round(spentMs * factor) });
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    tell({ type: 'metering', gpuMs: Math.round(ms * factor) });
  };
}
