import type { Clock } from '@lode/market';
import { deployNetwork } from '@lode/market';
import { LodeError } from '@lode/protocol';
import { http, type LocalAccount, type Transport } from 'viem';
import type { NodeConfig } from './config.ts';
import type { DataDir } from './data-dir.ts';
import { type Network, readNetwork, writeNetwork } from './network-file.ts';

/** A chain that answers: how it is asked, and where. */
export interface ChainAccess {
  readonly transport: Transport;
  /** undefined: only through a peer. */
  readonly url: string | undefined;
  /** It is our embedded devnet. */
  readonly embedded: boolean;
  /** What the embedded chain counts, as Prometheus text. */
  metrics?(): Promise<{ text: string; type: string }>;
}

export const httpChain = (url: string, embedded: boolean): ChainAccess => ({ transport: http(url), url, embedded });

type Ask = (call: { method: string; params: readonly unknown[] }) => Promise<unknown>;
const ask = (access: ChainAccess): Ask => access.transport({ retryCount: 3 }).request as Ask;

/** @throws LodeError `CHAIN_UNREACHABLE` */
export async function chainIdOf(access: ChainAccess): Promise<number> {
  try {
    return Number(await ask(access)({ method: 'eth_chainId', params: [] }));
  } catch (cause) {
    throw new LodeError('CHAIN_UNREACHABLE', `The chain${access.url ? ` at ${access.url}` : ''} does not answer.`, {
      hint: 'Check that it runs and that its URL is right.',
      cause,
    });
  }
}

const hasCode = async (access: ChainAccess, address: string): Promise<boolean> =>
  (await ask(access)({ method: 'eth_getCode', params: [address, 'latest'] })) !== '0x';

/**
 * The network on this chain: as recorded, or as given by file, or deployed now (always on a fresh devnet, elsewhere
 * only when asked).
 *
 * @throws LodeError `NETWORK_UNKNOWN`, `NETWORK_MISMATCH`, and what deploying throws
 */
export async function settleNetwork(options: {
  access: ChainAccess;
  config: NodeConfig;
  dir: DataDir;
  deployer: LocalAccount;
  clock: Clock;
  onProgress(text: string): void;
}): Promise<Network> {
  const { access, config, dir } = options;
  const chainId = await chainIdOf(access);
  const given = config.chain.network === undefined ? undefined : await readGiven(config.chain.network);
  const known = given ?? (await readNetwork(dir.networkFile));
  const usable = known !== undefined && known.chainId === chainId && (await hasCode(access, known.market));
  if (known !== undefined && usable) {
    await writeNetwork(dir.networkFile, { ...known, rpcUrl: access.url ?? null });
    return known;
  }
  if (given !== undefined)
    throw new LodeError(
      'NETWORK_MISMATCH',
      `The contracts of "${given.name}" are not on the chain with id ${chainId}.`,
    );
  if (!access.embedded && !config.chain.deploy) {
    throw new LodeError('NETWORK_UNKNOWN', `Which contracts to use on the chain with id ${chainId} is not known.`, {
      hint: 'Name them with --network FILE (the network.json of another node), or deploy fresh ones with --deploy.',
    });
  }
  options.onProgress('deploying the contracts');
  const { transport } = access;
  const contracts = await deployNetwork({ transport, chainId, account: options.deployer, clock: options.clock });
  const network: Network = {
    name: access.embedded ? 'lode-devnet' : `lode-${chainId}`,
    chainId,
    rpcUrl: access.url ?? null,
    ...contracts,
  };
  await writeNetwork(dir.networkFile, network);
  return network;
}

async function readGiven(path: string): Promise<Network> {
  const network = await readNetwork(path);
  if (network === undefined) throw new LodeError('NETWORK_UNREADABLE', `There is no network file ${path}.`);
  return network;
}

/**
 * The network a peer told of, against what this data directory knows already: an address that leads elsewhere than
 * last time must not quietly move this node's money and offers to another deployment.
 *
 * @throws LodeError `NETWORK_CHANGED`, `NETWORK_MISMATCH`
 */
export async function rememberNetwork(dir: DataDir, told: Network, access: ChainAccess): Promise<void> {
  const known = await readNetwork(dir.networkFile);
  if (known !== undefined && (known.market !== told.market || known.chainId !== told.chainId)) {
    throw new LodeError('NETWORK_CHANGED', 'The node at that address belongs to another network than last time.', {
      hint: 'If that is what you want, join with a data directory of its own: --data DIR.',
      details: { known: known.market, told: told.market },
    });
  }
  const chainId = await chainIdOf(access);
  if (chainId !== told.chainId)
    throw new LodeError('NETWORK_MISMATCH', `The peer says chain ${told.chainId}; the chain itself says ${chainId}.`);
  await writeNetwork(dir.networkFile, told);
}
