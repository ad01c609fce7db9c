import type { X402Options } from '@lode/gateway';
import type { Abi, Account, Chain, PublicClient, Transport, VerifyTypedDataParameters, WalletClient } from 'viem';

/** viem's clients as x402 asks for them. Its types know ABIs as lists of anything, viem's as ABIs. */
export function facilitatorOf(
  client: PublicClient,
  wallet: WalletClient<Transport, Chain, Account>,
): X402Options['facilitator'] {
  return {
    getAddresses: () => [wallet.account.address],
    readContract: ({ abi, ...call }) => client.readContract({ ...call, abi: abi as Abi }),
    writeContract: ({ abi, ...call }) => wallet.writeContract({ ...call, abi: abi as Abi }),
    verifyTypedData: (typed) => client.verifyTypedData(typed as VerifyTypedDataParameters),
    sendTransaction: (transaction) => wallet.sendTransaction(transaction),
    waitForTransactionReceipt: (wait) => client.waitForTransactionReceipt(wait),
    getCode: (at) => client.getCode(at),
  };
}
