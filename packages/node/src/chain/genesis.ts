import { predeploys } from '@lode/contracts';

/** A block holds thousands of leases' worth of gas, and the sequencer stops by time besides. */
const GAS_LIMIT = 200_000_000;

/**
 * The genesis of an embedded chain: gas is free, and the payment channel contracts and Multicall3 stand where clients
 * look for them. A chain on disk keeps the genesis it was made with.
 */
export function embeddedGenesis(chainId: number, timestampSec: number): GenesisFile {
  const alloc = Object.fromEntries(predeploys.map(({ address, code }) => [address, { nonce: 1, code }]));
  return {
    config: { chainId },
    gasLimit: GAS_LIMIT,
    baseFeePerGas: 0,
    timestamp: timestampSec,
    alloc,
    // As soon as there are transactions: whoever waits for a lease waits for a block.
    lode: { blockTimeMs: 1 },
  };
}

/** JSON, as it is kept beside the chain. */
export interface GenesisFile {
  readonly config: { readonly chainId: number };
  readonly [field: string]: unknown;
}
