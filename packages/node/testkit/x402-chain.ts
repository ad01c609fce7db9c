import { predeploys, testUsdAbi, testUsdBytecode } from '@lode/contracts';
import type { Hex } from '@lode/protocol';
import { type FacilitatorEvmSigner, toFacilitatorEvmSigner } from '@x402/evm';
import {
  type Abi,
  type Account,
  type Chain,
  createPublicClient,
  createWalletClient,
  custom,
  defineChain,
  type PrivateKeyAccount,
  type PublicClient,
  type Transport,
  type VerifyTypedDataParameters,
  type WalletClient,
} from 'viem';
import { generatePrivateKey, nonceManager, privateKeyToAccount } from 'viem/accounts';
import { startAnvil } from '../src/devnet/anvil.ts';
import type { RpcCall } from '../src/devnet/json-rpc.ts';

export const X402_CHAIN_ID = 1280;

export type Sender = WalletClient<Transport, Chain, Account>;

/** An anvil with what x402 clients expect of a chain, and money in test dollars. */
export interface X402Chain {
  readonly call: RpcCall;
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
export async function startX402Chain(signal: AbortSignal, withPredeploys = true): Promise<X402Chain> {
  const genesisTimestampSec = Math.floor(Date.now() / 1_000);
  const anvil = await startAnvil({ chainId: X402_CHAIN_ID, genesisTimestampSec, snapshotPath: undefined }, signal);
  try {
    return await prepare(anvil, withPredeploys);
  } catch (error) {
    await anvil.stop();
    throw error;
  }
}

async function prepare(
  anvil: { readonly call: RpcCall; stop(): Promise<void> },
  withPredeploys: boolean,
): Promise<X402Chain> {
  if (withPredeploys) for (const { address, code } of predeploys) await anvil.call('anvil_setCode', [address, code]);
  const request = async ({ method, params }: { method: string; params?: unknown[] }): Promise<unknown> => {
    // Anvil would fill in a tip above the fee cap of zero. Devnets do not offer the method; viem then does without.
    if (method === 'eth_fillTransaction') throw new Error('eth_fillTransaction is not available');
    return anvil.call(method, params ?? []);
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
    call: anvil.call,
    chain,
    token,
    sender,
    mined,
    account: async (micros = 0n) => {
      const account = newAccount();
      if (micros > 0n) await mined(sender(account).writeContract({ ...usd, functionName: 'faucet', args: [micros] }));
      return account;
    },
    facilitator: (account) => facilitatorSigner(account, chain, sender(account)),
    balanceOf: (account) => chain.readContract({ ...usd, functionName: 'balanceOf', args: [account] }),
    stop: () => anvil.stop(),
  };
}

/** x402's types know ABIs as lists of anything, viem's as ABIs. */
const facilitatorSigner = (account: PrivateKeyAccount, chain: PublicClient, wallet: Sender): FacilitatorEvmSigner =>
  toFacilitatorEvmSigner({
    address: account.address,
    readContract: ({ abi, ...call }) => chain.readContract({ ...call, abi: abi as Abi }),
    writeContract: ({ abi, ...call }) => wallet.writeContract({ ...call, abi: abi as Abi }),
    verifyTypedData: (typed) => chain.verifyTypedData(typed as VerifyTypedDataParameters),
    sendTransaction: (transaction) => wallet.sendTransaction(transaction),
    waitForTransactionReceipt: (wait) => chain.waitForTransactionReceipt(wait),
    getCode: (at) => chain.getCode(at),
  });
