import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { testUsdAbi } from '@lode/contracts';
import { createX402, type PaidJobs, type X402Options } from '@lode/gateway';
import { errorShape, formatUsd, LodeError } from '@lode/protocol';
import { createPublicClient, createWalletClient, defineChain, type PrivateKeyAccount, type PublicClient } from 'viem';
import { nonceManager, privateKeyToAccount } from 'viem/accounts';
import { loadWalletKey } from '../keys.ts';
import type { SidesInput, Starting } from '../starting.ts';
import { facilitatorOf } from './x402-facilitator.ts';

/** A payer waits for its deposit: a block of our own chain takes milliseconds, other chains' seconds. */
const POLL_MS = 100;

/**
 * What the owner lets anybody submit for pay, as the config says. Payments go to the node's wallet; transactions are
 * sent by an account of their own, since the wallet's are numbered by the market's queue.
 */
export async function startPaidJobs(node: Starting, input: SidesInput): Promise<PaidJobs | undefined> {
  const priceMicroUsd = node.config.x402?.routes['POST /v1/jobs'];
  if (priceMicroUsd === undefined) return undefined;
  const { dir, life, notices } = node;
  await mkdir(dir.x402Dir, { recursive: true, mode: 0o700 });
  const key = await loadWalletKey(join(dir.x402Dir, 'wallet.key'), undefined);
  const sender = privateKeyToAccount(key, { nonceManager });
  const { client, facilitator } = facilitatorOn(input, sender);
  const token = input.network.token;
  const [, name, version] = await client.readContract({
    address: token,
    abi: testUsdAbi,
    functionName: 'eip712Domain',
  });
  const onError = (error: unknown) =>
    notices.trouble(`x402 payments could not be claimed: ${errorShape(error).message}`);
  const route = { path: '/v1/jobs', priceMicroUsd };
  try {
    const x402 = await createX402({
      chainId: input.network.chainId,
      token: { address: token, name, version },
      receiver: input.account.address,
      receiverAuthorizer: input.account,
      facilitator,
      folder: dir.x402Dir,
      routes: [
        { ...route, method: 'POST', description: `A job of at most ${formatUsd(priceMicroUsd)}.` },
        { ...route, method: 'GET', description: 'Refunds of payment channels.' },
      ],
      onError,
    });
    x402.start();
    life.started('x402 payments', () => x402.stop());
    // What an earlier run was paid: intervals are hours long, and a node may never run that long.
    x402.claimAndSettle().catch(onError);
    notices.fact(`Anybody may submit jobs of up to ${formatUsd(priceMicroUsd)} by paying that much by x402.`);
    return { payment: x402.middleware, priceMicroUsd };
  } catch (error) {
    if (!(error instanceof LodeError) || error.code !== 'X402_OFF') throw error;
    notices.fact(error.message);
    return undefined;
  }
}

function facilitatorOn(
  { access, network }: SidesInput,
  account: PrivateKeyAccount,
): { client: PublicClient; facilitator: X402Options['facilitator'] } {
  const chain = defineChain({
    id: network.chainId,
    name: network.name,
    nativeCurrency: { name: 'coin', symbol: 'COIN', decimals: 18 },
    rpcUrls: { default: { http: [] } },
    // Where gas is free, an account without coin must not offer the tip that viem would.
    fees: {
      estimateFeesPerGas: async ({ block }) =>
        block.baseFeePerGas === 0n ? { maxFeePerGas: 0n, maxPriorityFeePerGas: 0n } : null,
    },
  });
  const options = { chain, transport: access.transport, pollingInterval: POLL_MS };
  const client = createPublicClient(options);
  return { client, facilitator: facilitatorOf(client, createWalletClient({ ...options, account })) };
}
