import type { MarketChain } from '@lode/market';
import { formatUsd, LodeError } from '@lode/protocol';
import type { Starting } from '../starting.ts';

/** Draws test money if the account holds less than half of the amount; on networks without a faucet says so. */
export async function fillWallet(chain: MarketChain, amountMicroUsd: bigint, node: Starting): Promise<void> {
  const { microUsd } = await chain.balance();
  if (microUsd * 2n >= amountMicroUsd) return;
  node.onProgress(`drawing ${formatUsd(amountMicroUsd)} of test money`);
  try {
    await chain.faucet(amountMicroUsd);
  } catch (error) {
    // A token with real money has no faucet, and one that is used up today is full again tomorrow.
    if (!(error instanceof LodeError) || error.code === 'CHAIN_UNREACHABLE') throw error;
    node.notices.fact(`No money was drawn for ${chain.account}: ${error.message} It holds ${formatUsd(microUsd)}.`);
  }
}
