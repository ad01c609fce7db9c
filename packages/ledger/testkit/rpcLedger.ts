import { createPrecompiles } from '@lode/evm';
import { createPublicClient, createWalletClient, defineChain, http, type Chain as ViemChain } from 'viem';
import { type PrivateKeyAccount, privateKeyToAccount } from 'viem/accounts';
import { createGenesis } from '../src/blocks/genesis.ts';
import { createSolo } from '../src/consensus/solo.ts';
import { createLedger, type Ledger } from '../src/ledger/createLedger.ts';
import { createRpcServer, type RpcServerOptions } from '../src/rpc/createRpcServer.ts';

export const LEDGER_CHAIN_ID = 1280;
/** The well-known keys of test mnemonics: Hardhat's project uses them too. */
export const LEDGER_KEYS = [
  '0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80',
  '0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d',
  '0x5de4111afa1a4b94908f83103eb1f1706367c2e68ca870fc3fb9a804cdab365a',
] as const;

export interface LedgerRpc {
  ledger: Ledger;
  url: string;
  webSocketUrl: string;
  chain: ViemChain;
  /** What the server logged as its own faults. */
  faults: unknown[];
  accounts: readonly PrivateKeyAccount[];
  stop(): Promise<void>;
}

/** The real chain in memory with the real server: what clients meet. */
export async function startLedgerRpc(server: Omit<RpcServerOptions, 'chain'> = {}): Promise<LedgerRpc> {
  const accounts = LEDGER_KEYS.map((key) => privateKeyToAccount(key));
  const genesis = createGenesis({
    config: { chainId: LEDGER_CHAIN_ID },
    gasLimit: 60_000_000,
    baseFeePerGas: '0x3b9aca00',
    timestamp: Math.floor(Date.now() / 1_000) - 1,
    alloc: Object.fromEntries(accounts.map(({ address }) => [address, { balance: '0xd3c21bcecceda1000000' }])),
  });
  // A block each second keeps ethers going: it waits for the next block where it has just missed one.
  const consensus = createSolo({ emptyBlocks: true });
  const ledger = await createLedger({ genesis, consensus, inMemory: true, workers: 0, recoveryWorkers: 1 });
  ledger.start();
  const faults: unknown[] = [];
  const logger = { error: (details: object) => void faults.push(details) };
  const rpc = createRpcServer({ chain: ledger, logger, precompiles: createPrecompiles(), ...server });
  const { url, webSocketUrl } = await rpc.start();
  const chain = defineChain({
    id: LEDGER_CHAIN_ID,
    name: 'Lode test',
    nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 },
    rpcUrls: { default: { http: [url], webSocket: [webSocketUrl] } },
  });
  return {
    ledger,
    url,
    webSocketUrl,
    chain,
    faults,
    accounts,
    async stop() {
      await rpc.stop();
      await ledger.stop();
    },
  };
}

/** viem's clients of an account, polling quickly. */
export function viemClients({ chain, url }: Pick<LedgerRpc, 'chain' | 'url'>, account: PrivateKeyAccount) {
  const options = { chain, transport: http(url), pollingInterval: 20 };
  return { reader: createPublicClient(options), wallet: createWalletClient({ ...options, account }) };
}
