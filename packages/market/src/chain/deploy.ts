import {
  marketAbi,
  marketBytecode,
  providerRegistryAbi,
  providerRegistryBytecode,
  testUsdAbi,
  testUsdBytecode,
} from '@lode/contracts';
import { type Hex, LodeError } from '@lode/protocol';
import { encodeDeployData, type LocalAccount, type Transport } from 'viem';
import type { Clock } from '../seams.ts';
import { createRpc } from './rpc.ts';
import { createTxQueue, type TxQueue } from './tx-queue.ts';

export interface Deployment {
  readonly token: Hex;
  readonly registry: Hex;
  readonly market: Hex;
}

/**
 * Three weeks: a lease, its acceptance window (a week at most) and its objection must end before a bond can leave.
 * Longer jobs are cut into leases that fit.
 */
const UNBONDING_DELAY_MS = 21 * 86_400_000;
/** One dollar: enough that identities are not free, little enough for a demo. */
const MINIMUM_BOND_MICRO_USD = 1_000_000n;

/** Deploys test token, registry and market: for devnets, whose money is worth nothing. */
export async function deployNetwork(options: {
  transport: Transport;
  chainId: number;
  account: LocalAccount;
  clock: Clock;
  unbondingDelayMs?: number;
  minimumBondMicroUsd?: bigint;
}): Promise<Deployment> {
  const rpc = createRpc(options);
  const queue = createTxQueue({ rpc, account: options.account, chainId: options.chainId, clock: options.clock });
  try {
    const token = await deploy(queue, 'TestUSD', encodeDeployData({ abi: testUsdAbi, bytecode: testUsdBytecode }));
    const delay = BigInt(options.unbondingDelayMs ?? UNBONDING_DELAY_MS);
    const bond = options.minimumBondMicroUsd ?? MINIMUM_BOND_MICRO_USD;
    const registry = await deploy(
      queue,
      'ProviderRegistry',
      encodeDeployData({ abi: providerRegistryAbi, bytecode: providerRegistryBytecode, args: [token, delay, bond] }),
    );
    const market = await deploy(
      queue,
      'Market',
      encodeDeployData({ abi: marketAbi, bytecode: marketBytecode, args: [token, registry] }),
    );
    return { token, registry, market };
  } finally {
    await queue.stop();
  }
}

async function deploy(queue: TxQueue, name: string, data: Hex): Promise<Hex> {
  const receipt = await queue.send({ what: `Deploying ${name}`, call: async () => ({ data }) });
  if (receipt.contractAddress === null || receipt.contractAddress === undefined)
    throw new LodeError('CHAIN_REJECTED', `Deploying ${name} gave no address.`);
  return receipt.contractAddress.toLowerCase() as Hex;
}
