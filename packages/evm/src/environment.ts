import { LAYOUT } from './layout.ts';
import { blobBaseFee, FORKS, writeOpcodeTable } from './spec.ts';
import type { BlockEnv, Fork, Tier } from './types.ts';
import { writeBytesWord, writeWord } from './words.ts';

/** keccak256 of nothing: the code hash of an account without code. */
export const EMPTY_HASH = Uint8Array.fromHex('c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470');
const SEED_BYTES = 104;
const BLOCK_HASHES_BYTES = 256 * 40;

export function writeSpec(view: DataView, fork: Fork): void {
  const spec = FORKS[fork];
  view.setUint32(LAYOUT.S_FORK, spec.index, true);
  view.setUint32(LAYOUT.S_MAX_BLOBS, spec.maxBlobsPerTransaction, true);
  view.setUint32(LAYOUT.S_PRECOMPILES, spec.lastPrecompile, true);
  view.setUint32(LAYOUT.S_P256, spec.p256Verify ? 1 : 0, true);
  view.setBigUint64(LAYOUT.S_TX_GAS_CAP, spec.transactionGasCap, true);
  writeOpcodeTable(view, LAYOUT.OP_TABLE, fork);
}

export function writeConstants(memory: WebAssembly.Memory): void {
  const bytes = new Uint8Array(memory.buffer);
  for (let n = 0; n <= 32; n++) bytes.fill(0xff, LAYOUT.MASKS + n * 32, LAYOUT.MASKS + n * 32 + n);
  writeBytesWord(bytes, LAYOUT.EMPTY_HASH, EMPTY_HASH);
  crypto.getRandomValues(new Uint8Array(memory.buffer, LAYOUT.S_SEED, SEED_BYTES));
}

export function writeBlock(memory: WebAssembly.Memory, env: BlockEnv, fork: Fork): void {
  const view = new DataView(memory.buffer);
  const bytes = new Uint8Array(memory.buffer);
  bytes.fill(0, LAYOUT.BLOCK_HASHES, LAYOUT.BLOCK_HASHES + BLOCK_HASHES_BYTES);
  writeWord(view, LAYOUT.B_NUMBER, env.number);
  writeWord(view, LAYOUT.B_TIMESTAMP, env.timestamp);
  writeBytesWord(bytes, LAYOUT.B_COINBASE, env.coinbase);
  writeWord(view, LAYOUT.B_GAS_LIMIT, env.gasLimit);
  writeWord(view, LAYOUT.B_BASE_FEE, env.baseFee);
  writeBytesWord(bytes, LAYOUT.B_RANDAO, env.prevRandao);
  writeWord(view, LAYOUT.B_BLOB_FEE, blobBaseFee(env.excessBlobGas, fork));
  writeWord(view, LAYOUT.B_CHAIN_ID, env.chainId);
}

/**
 * Gas that a contract burns before it is compiled: about a hundred ERC-20 transfers. Compiling costs milliseconds, so
 * less would compile contracts that never run again.
 */
const HEAT_GAS = 2_000_000n;
const NEVER = 1n << 62n;

export function writeLazyFees(view: DataView, lazy: boolean): void {
  view.setUint32(LAYOUT.S_LAZY_FEES, lazy ? 1 : 0, true);
}

export function writeTier(view: DataView, tier: Tier, manual: boolean): void {
  view.setUint32(LAYOUT.S_EAGER, tier === 'compiled' ? 1 : manual ? 2 : 0, true);
  view.setBigUint64(LAYOUT.S_HEAT, tier === 'auto' ? HEAT_GAS : NEVER, true);
}
