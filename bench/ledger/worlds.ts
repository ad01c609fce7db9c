import { escrowSettle } from './escrow.ts';
import { swaps } from './swaps.ts';
import { chainOfTransfers, erc20Transfers, valueTransfers, type WorldOptions } from './transfers.ts';
import type { Workload } from './workload.ts';

export const WORKLOADS = ['value', 'erc20', 'swap-many', 'swap-one', 'settle', 'chain'] as const;
export type WorkloadName = (typeof WORKLOADS)[number];

/** As many as there are traders for. */
const PAIRS = 1_000;

export async function makeWorkload(name: WorkloadName, options: WorldOptions): Promise<Workload> {
  switch (name) {
    case 'value':
      return valueTransfers(options);
    case 'erc20':
      return erc20Transfers(options);
    case 'swap-many':
      return swaps({ ...options, pairs: Math.min(PAIRS, options.accounts) });
    case 'swap-one':
      return swaps({ ...options, pairs: 1 });
    case 'settle':
      return escrowSettle(options);
    case 'chain':
      return chainOfTransfers(options);
  }
}
