import { testUsdAbi, testUsdBytecode } from '@lode/contracts';
import type { Hex } from '@lode/protocol';
import type { FacilitatorEvmSigner } from '@x402/evm';
import {
  type Account,
  type Chain,
  createPublicClient,
  createWalletClient,
  custom,
  defineChain,
  type PrivateKeyAccount,
  type PublicClient,
  type Transport,
  type WalletClient,
} from 'viem';
import { generatePrivateKey, nonceManager, privateKeyToAccount } from 'viem/accounts';
import { facilitatorOf } from '../src/roles/x402-facilitator.ts';
import { type LedgerChain, type RpcCall, startLedgerChain } from './ledger-chain.ts';

export const X402_CHAIN_ID = 1280;

export type Sender = WalletClient<Transport, Chain, Account>;

/** Lode's chain, which has what x402 clients expect, and money in test dollars. */
export interface X402Chain {
  readonly call: RpcCall;
  passTime(seconds: number): void;
  readonly chain: PublicClient;
  readonly token: Hex;
  /** A new account, with test dollars from the faucet if asked for. */
  account(micros?: bigint): Promise<PrivateKeyAccount>;
  /** Sends transactions of an account; gas is free. */
  sender(account: PrivateKeyAccount): Sender;
  facilitator(account: PrivateKeyAccount): FacilitatorEvmSigner;
  balanceOf(account: Hex): Promise<bigint>;
  mined(hash: Promise<Hex>): Promise<void>;
  stop(): Promise<void>;
}

/** @param withPredeploys `false`: a chain as others are, without Lode's contracts. */
export async function startX402Chain(withPredeploys = true): Promise<X402Chain> {
  const ledger = await startLedgerChain(X402_CHAIN_ID, withPredeploys);
  try {
    return await prepare(ledger);
  } catch (error) {
    await ledger.stop();
    throw error;
  }
}

async function prepare(ledger: LedgerChain): Promise<X402Chain> {
  const request = async ({ method, params }: { method: string; params?: unknown[] }): Promise<unknown> => {
    return ledger.call(method, params ?? []);
  };
  const transport = custom({ request }, { retryCount: 0 });
  const definition = defineChain({
    id: X402_CHAIN_ID,
    name: 'x402 test',
    nativeCurrency: { name: 'none', symbol: 'NONE', decimals: 18 },
    rpcUrls: { default: { http: [] } },
    fees: { estimateFeesPerGas: async () => ({ maxFeePerGas: 0n, maxPriorityFeePerGas: 0n }) },
  });
  const pollingInterval = 20;
  const chain = createPublicClient({ chain: definition, transport, pollingInterval });
  const sender = (account: PrivateKeyAccount): Sender =>
    createWalletClient({ chain: definition, transport, account, pollingInterval });
  const newAccount = (): PrivateKeyAccount => privateKeyToAccount(generatePrivateKey(), { nonceManager });
  const mined = async (hash: Promise<Hex>): Promise<void> => {
    const receipt = await chain.waitForTransactionReceipt({ hash: await hash });
    if (receipt.status !== 'success') throw new Error(`${receipt.transactionHash} reverted`);
  };
  const deployment = await sender(newAccount()).deployContract({ abi: testUsdAbi, bytecode: testUsdBytecode });
  const { contractAddress: token } = await chain.waitForTransactionReceipt({ hash: deployment });
  if (!token) throw new Error('the test token was not deployed');
  const usd = { address: token, abi: testUsdAbi } as const;
  return {
    call: ledger.call,
    passTime: ledger.passTime,
    chain,
    token,
    sender,
    mined,
    account: async (micros = 0n) => {
      const account = newAccount();
      if (micros > 0n) await mined(sender(account).writeContract({ ...usd, functionName: 'faucet', args: [micros] }));
      return account;
    },
    facilitator: (account) => facilitatorOf(chain, sender(account)),
    balanceOf: (account) => chain.readContract({ ...usd, functionName: 'balanceOf', args: [account] }),
    stop: () => ledger.stop(),
  };
}
