import type { BlockEnv } from '@lode/evm';
import { keccak_256 } from '@noble/hashes/sha3.js';
import type { BlockHeader } from '../seams.ts';

/** EIP-1559. */
const ELASTICITY = 2n;
const MAX_CHANGE_DENOMINATOR = 8n;

/** The base fee after `parent` (EIP-1559). Zero, which only genesis can set, stays zero. */
export function nextBaseFee(parent: Pick<BlockHeader, 'gasUsed' | 'gasLimit' | 'baseFeePerGas'>): bigint {
  const { gasUsed, gasLimit, baseFeePerGas } = parent;
  const target = gasLimit / ELASTICITY;
  if (baseFeePerGas === 0n || gasUsed === target) return baseFeePerGas;
  if (gasUsed < target) {
    return baseFeePerGas - (baseFeePerGas * (target - gasUsed)) / target / MAX_CHANGE_DENOMINATOR;
  }
  const rise = (baseFeePerGas * (gasUsed - target)) / target / MAX_CHANGE_DENOMINATOR;
  return baseFeePerGas + (rise > 1n ? rise : 1n);
}

/** Whole seconds, never before the parent's. */
export function nextTimestamp(parent: Pick<BlockHeader, 'timestamp'>, timeMs: number): bigint {
  const now = BigInt(Math.floor(timeMs / 1000));
  return now > parent.timestamp ? now : parent.timestamp;
}

/** Not a source of randomness: whoever knows the parent knows it. */
export function nextMixHash(parent: { header: Pick<BlockHeader, 'mixHash'>; hash: Uint8Array }): Uint8Array {
  return keccak_256(Uint8Array.from([...parent.header.mixHash, ...parent.hash]));
}

export interface NextEnvOptions {
  chainId: bigint;
  /** The fee recipient. */
  coinbase: Uint8Array;
  /** Unix time. */
  timeMs: number;
}

/** What a block on top of `parent` runs with. */
export function nextEnv(
  parent: { header: BlockHeader; hash: Uint8Array },
  options: NextEnvOptions,
): Omit<BlockEnv, 'blockHash'> {
  const { header } = parent;
  return {
    number: header.number + 1n,
    timestamp: nextTimestamp(header, options.timeMs),
    coinbase: options.coinbase,
    gasLimit: header.gasLimit,
    baseFee: nextBaseFee(header),
    prevRandao: nextMixHash(parent),
    excessBlobGas: 0n,
    chainId: options.chainId,
  };
}
