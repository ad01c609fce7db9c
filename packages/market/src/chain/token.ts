import { testUsdAbi } from '@lode/contracts';
import { type Hex, LodeError } from '@lode/protocol';
import { type LocalAccount, parseSignature } from 'viem';
import type { Reader } from './reader.ts';

/** An EIP-2612 permit for one exact amount: no standing allowance is ever left to a contract. */
export interface Permit {
  readonly deadline: bigint;
  readonly v: number;
  readonly r: Hex;
  readonly s: Hex;
}

const PERMIT_TYPES = {
  Permit: [
    { name: 'owner', type: 'address' },
    { name: 'spender', type: 'address' },
    { name: 'value', type: 'uint256' },
    { name: 'nonce', type: 'uint256' },
    { name: 'deadline', type: 'uint256' },
  ],
} as const;

/** Longer than any queue or congestion should take; a permit names its amount and is used once, so a long life costs nothing. */
const PERMIT_LIFE_SEC = 3_600;

export function createPermits(options: { reader: Reader; account: LocalAccount; chainId: number; token: Hex }) {
  const { reader, account, token } = options;
  let domain: Promise<{ name: string; version: string }> | undefined;

  /** Name and version as the token itself states them (EIP-5267): they are part of what is signed. */
  async function tokenDomain(): Promise<{ name: string; version: string }> {
    const [, name, version] = await reader({ address: token, abi: testUsdAbi, functionName: 'eip712Domain' });
    return { name, version };
  }

  return {
    sign: async (spender: Hex, value: bigint, chainTimeSec: number): Promise<Permit> => {
      domain ??= tokenDomain().catch((cause) => {
        domain = undefined;
        throw new LodeError('TOKEN_UNSUPPORTED', `Token ${token} does not state its EIP-712 domain (EIP-5267).`, {
          hint: 'Use a stablecoin with EIP-2612 permits and EIP-5267.',
          cause,
        });
      });
      const [{ name, version }, nonce] = await Promise.all([
        domain,
        reader({ address: token, abi: testUsdAbi, functionName: 'nonces', args: [account.address] }),
      ]);
      const deadline = BigInt(chainTimeSec + PERMIT_LIFE_SEC);
      const signature = await account.signTypedData({
        domain: { name, version, chainId: options.chainId, verifyingContract: token },
        types: PERMIT_TYPES,
        primaryType: 'Permit',
        message: { owner: account.address, spender, value, nonce, deadline },
      });
      const { r, s, yParity } = parseSignature(signature);
      return { deadline, v: 27 + yParity, r, s };
    },
  };
}
