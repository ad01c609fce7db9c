import { formatUsd } from '@lode/protocol';
import { createPublicClient, erc20Abi, http } from 'viem';

type Hex = `0x${string}`;

/** Balances of TestUSD by name, as the chain has them at one block. */
export type Balances = ReadonlyMap<string, bigint>;

export async function readBalances(rpcUrl: string, token: Hex, accounts: ReadonlyMap<string, Hex>): Promise<Balances> {
  const client = createPublicClient({ transport: http(rpcUrl) });
  const blockNumber = await client.getBlockNumber();
  const entries = [...accounts].map(async ([name, account]) => {
    const amount = await client.readContract({
      address: token,
      abi: erc20Abi,
      functionName: 'balanceOf',
      args: [account],
      blockNumber,
    });
    return [name, amount] as const;
  });
  return new Map(await Promise.all(entries));
}

/** One line an account; the last says whether the money moved adds up. */
export function moneyLines(before: Balances, after: Balances): string[] {
  let sum = 0n;
  const lines = [...after].map(([name, amount]) => {
    const change = amount - (before.get(name) ?? 0n);
    sum += change;
    return `  ${name.padEnd(22)} ${formatUsd(amount).padStart(16)}   ${(change > 0n ? '+' : '') + formatUsd(change)}`;
  });
  return [
    ...lines,
    `  ${'sum of the changes'.padEnd(22)} ${''.padStart(16)}   ${formatUsd(sum)}${sum === 0n ? ', to the micro-dollar' : '  THIS SHOULD BE ZERO'}`,
  ];
}
