import { EMPTY_ROOT } from './roots.ts';

/** Header fields that never change (docs/adr/0203-ledger-blocks.md). */
export const CONSTANT_FIELDS = {
  /** keccak256(rlp([])). */
  ommersHash: Uint8Array.fromHex('1dcc4de8dec75d7aab85b567b6ccd41ad312451b948a7413f0a142fd40d49347'),
  difficulty: 0n,
  nonce: new Uint8Array(8),
  withdrawalsRoot: EMPTY_ROOT,
  blobGasUsed: 0n,
  excessBlobGas: 0n,
  parentBeaconBlockRoot: new Uint8Array(32),
  /** sha256 of nothing (EIP-7685). */
  requestsHash: Uint8Array.fromHex('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'),
} as const;

/** Envelopes of a block; EIP-7934's 10 MiB less its margin of 2 MiB. */
export const DEFAULT_MAX_BLOCK_BYTES = 8 * 1024 * 1024;
/** CometBFT carries at most 100 MB. */
export const HIGHEST_MAX_BLOCK_BYTES = 64 * 1024 * 1024;
/** Bounds the per-transaction arrays of a block, however small its transactions are. */
export const MAX_BLOCK_TRANSACTIONS = 65_536;
