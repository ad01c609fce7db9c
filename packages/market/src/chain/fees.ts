import { type Hex, hexToBigInt, hexToNumber } from 'viem';
import type { Clock } from '../seams.ts';
import type { Rpc } from './rpc.ts';

/** What a transaction pays for gas; all zero on ledgers where gas is free. */
export interface Fees {
  /** The chain has no base fee: EIP-1559 fields would be refused. */
  readonly legacy: boolean;
  readonly maxFeePerGas: bigint;
  readonly maxPriorityFeePerGas: bigint;
  readonly chainTimeSec: number;
}

/** A quarter of a 12 s block: the base fee moves at most 12.5 % a block, and twice the base fee is offered. */
const FEES_TTL_MS = 3_000;

export function createFees(rpc: Rpc, clock: Clock, account: Hex): { current(): Promise<Fees>; forget(): void } {
  let cached: { fees: Promise<Fees>; atMs: number } | undefined;
  return {
    current: () => {
      if (cached === undefined || clock.nowMs() - cached.atMs > FEES_TTL_MS) {
        const fees = readFees(rpc, account);
        const mine = { fees, atMs: clock.nowMs() };
        cached = mine;
        fees.catch(() => {
          if (cached === mine) cached = undefined;
        });
      }
      return cached.fees;
    },
    forget: () => {
      cached = undefined;
    },
  };
}

async function readFees(rpc: Rpc, account: Hex): Promise<Fees> {
  const [block, priceHex] = await Promise.all([
    rpc.request<{ baseFeePerGas?: Hex | null; timestamp: Hex }>('eth_getBlockByNumber', ['latest', false]),
    rpc.request<Hex>('eth_gasPrice', []),
  ]);
  const chainTimeSec = hexToNumber(block.timestamp);
  const price = hexToBigInt(priceHex);
  if (block.baseFeePerGas === undefined || block.baseFeePerGas === null)
    return { legacy: true, maxFeePerGas: price, maxPriorityFeePerGas: 0n, chainTimeSec };
  const base = hexToBigInt(block.baseFeePerGas);
  // Nodes answer eth_gasPrice with the base fee plus the tip they suggest.
  let tip = price > base ? price - base : 0n;
  // Ledgers where gas is free suggest a tip all the same (anvil: 1 gwei); an account without coin offers none.
  if (base === 0n && tip > 0n && hexToBigInt(await rpc.request<Hex>('eth_getBalance', [account, 'latest'])) === 0n)
    tip = 0n;
  return { legacy: false, maxFeePerGas: base * 2n + tip, maxPriorityFeePerGas: tip, chainTimeSec };
}
