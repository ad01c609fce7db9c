import type { Fork } from '../types.ts';
import { blake2fRounds } from './blake2f.ts';
import { blsG1MsmGas, blsG2MsmGas } from './blsMsmGas.ts';
import { modExpGas, modExpLengthsAllowed } from './modExpGas.ts';
import type { OperationName } from './operations.ts';

export interface PrecompileEntry {
  operation: OperationName;
  gas(input: Uint8Array): bigint;
  /** Where a fork bounds the input: what is outside fails. */
  accepts?(input: Uint8Array): boolean;
}

export type PrecompileTable = ReadonlyMap<number, PrecompileEntry>;

const BN254_PAIR_BYTES = 192;
const BLS_PAIR_BYTES = 384;

const modExpEip2565: PrecompileEntry = { operation: 'modExp', gas: (input) => modExpGas(input, 'eip2565') };

/** EIP-7823 and EIP-7883. */
const modExpEip7883: PrecompileEntry = {
  operation: 'modExp',
  gas: (input) => modExpGas(input, 'eip7883'),
  accepts: modExpLengthsAllowed,
};

const CANCUN: PrecompileTable = new Map([
  [0x01, fixed('ecRecover', 3000n)],
  [0x02, perWord('sha256', 60n, 12n)],
  [0x03, perWord('ripemd160', 600n, 120n)],
  [0x04, perWord('identity', 15n, 3n)],
  [0x05, modExpEip2565],
  [0x06, fixed('bn254Add', 150n)],
  [0x07, fixed('bn254Mul', 6000n)],
  [0x08, perPair('bn254Pairing', 45_000n, 34_000n, BN254_PAIR_BYTES)],
  [0x09, { operation: 'blake2f', gas: (input) => BigInt(blake2fRounds(input)) }],
  [0x0a, fixed('pointEvaluation', 50_000n)],
]);

/** EIP-2537. */
const PRAGUE: PrecompileTable = new Map([
  ...CANCUN,
  [0x0b, fixed('blsG1Add', 375n)],
  [0x0c, { operation: 'blsG1Msm', gas: blsG1MsmGas }],
  [0x0d, fixed('blsG2Add', 600n)],
  [0x0e, { operation: 'blsG2Msm', gas: blsG2MsmGas }],
  [0x0f, perPair('blsPairing', 37_700n, 32_600n, BLS_PAIR_BYTES)],
  [0x10, fixed('blsMapFpToG1', 5500n)],
  [0x11, fixed('blsMapFp2ToG2', 23_800n)],
]);

/** EIP-7823, EIP-7883 and EIP-7951. */
const OSAKA: PrecompileTable = new Map([...PRAGUE, [0x05, modExpEip7883], [0x100, fixed('p256Verify', 6900n)]]);

export const PRECOMPILES: Readonly<Record<Fork, PrecompileTable>> = { cancun: CANCUN, prague: PRAGUE, osaka: OSAKA };

function fixed(operation: OperationName, gas: bigint): PrecompileEntry {
  return { operation, gas: () => gas };
}

function perWord(operation: OperationName, base: bigint, word: bigint): PrecompileEntry {
  return { operation, gas: (input) => base + word * BigInt(Math.ceil(input.length / 32)) };
}

function perPair(operation: OperationName, base: bigint, pair: bigint, pairBytes: number): PrecompileEntry {
  return { operation, gas: (input) => base + pair * BigInt(Math.floor(input.length / pairBytes)) };
}
