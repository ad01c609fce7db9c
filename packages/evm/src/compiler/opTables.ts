import { FRAME, LAYOUT } from '../layout.ts';
import type { Limbs } from './blockFrame.ts';
import type { CoreFunction } from './imports.ts';

/** CALL and CREATE families: the core's K_*. */
export const KINDS: Readonly<Record<number, number>> = { 241: 0, 242: 1, 244: 2, 250: 3, 240: 4, 245: 5 };

export const JUMPDEST_FLAG = 0x8000;
export const ID_MASK = 0x7fff;
export const ZERO: Limbs = [0n, 0n, 0n, 0n];
export const U64 = (1n << 64n) - 1n;
export const ALL_ONES: Limbs = [U64, U64, U64, U64];

/** Binary opcodes that the core does on pointers. */
export const POINTER_OPS: Readonly<Record<number, CoreFunction>> = {
  4: 'div',
  5: 'sdiv',
  6: 'mod',
  7: 'smod',
  11: 'signextend',
  26: 'byteAt',
  27: 'shl',
  28: 'shr',
  29: 'sar',
};

export const FRAME_SOURCES: Readonly<Record<number, { offset: number; limbs: number }>> = {
  48: { offset: FRAME.ADDRESS, limbs: 3 },
  51: { offset: FRAME.CALLER, limbs: 3 },
  52: { offset: FRAME.VALUE, limbs: 4 },
};

export const CELLS: Readonly<Record<number, number>> = {
  50: LAYOUT.T_ORIGIN,
  58: LAYOUT.T_GAS_PRICE,
  65: LAYOUT.B_COINBASE,
  66: LAYOUT.B_TIMESTAMP,
  67: LAYOUT.B_NUMBER,
  68: LAYOUT.B_RANDAO,
  69: LAYOUT.B_GAS_LIMIT,
  70: LAYOUT.B_CHAIN_ID,
  72: LAYOUT.B_BASE_FEE,
  74: LAYOUT.B_BLOB_FEE,
};

export const ENVIRONMENT_OPS: Readonly<
  Record<number, { name: CoreFunction; pops: number; pushes: number; fails: boolean }>
> = {
  49: { name: 'opBalance', pops: 1, pushes: 1, fails: true },
  53: { name: 'opCallDataLoad', pops: 1, pushes: 1, fails: false },
  59: { name: 'opExtCodeSize', pops: 1, pushes: 1, fails: true },
  60: { name: 'opExtCodeCopy', pops: 4, pushes: 0, fails: true },
  62: { name: 'opReturnDataCopy', pops: 3, pushes: 0, fails: true },
  63: { name: 'opExtCodeHash', pops: 1, pushes: 1, fails: true },
  64: { name: 'opBlockHash', pops: 1, pushes: 1, fails: false },
  73: { name: 'opBlobHash', pops: 1, pushes: 1, fails: false },
};
