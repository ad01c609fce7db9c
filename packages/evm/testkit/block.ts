import type { BlockEnv } from '../src/types.ts';

/** A block for tests that need one and do not care which; `more` says what they do care about. */
export const testBlock = (more: Partial<BlockEnv> = {}): BlockEnv => ({
  number: 1n,
  timestamp: 1n,
  coinbase: new Uint8Array(20).fill(0xcc, 19),
  gasLimit: 30_000_000n,
  baseFee: 1n,
  prevRandao: new Uint8Array(32),
  excessBlobGas: 0n,
  chainId: 1n,
  blockHash: () => new Uint8Array(32),
  ...more,
});
