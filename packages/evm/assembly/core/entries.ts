// Rows of the transaction's working set: every account and slot it has seen, dense, in order of first sight.
import { ACCS, SLOTS, TRANS } from './layout';

export const A_A0: usize = 0;
export const A_A1: usize = 8;
export const A_A2: usize = 16; // u32
export const A_FLAGS: usize = 20; // u32
export const A_NONCE: usize = 24;
export const A_BALANCE: usize = 32;
export const A_CODE_HASH: usize = 64;
export const A_CODE_ID: usize = 96; // u32
export const A_WRITES: usize = 100; // u32: 1 to be written back, 2 with new code
export const A_ROW: usize = 104; // u64
export const A_HASH: usize = 112; // u32, for rebuilding the index

export const AF_WARM: u32 = 1;
export const AF_EXISTS: u32 = 2; // in the state when first seen
export const AF_STORAGE: u32 = 4; // had storage then
export const AF_CREATED: u32 = 8; // by this transaction
export const AF_DESTROYED: u32 = 16;
export const AF_TOUCHED: u32 = 32; // EIP-161
export const CODE_UNKNOWN: u32 = 0xfffffffe;

export const L_ACCOUNT: usize = 0; // u32
export const L_FLAGS: usize = 4; // u32
export const L_ROW: usize = 8; // u64
export const L_KEY: usize = 16;
export const L_ORIGINAL: usize = 48;
export const L_CURRENT: usize = 80;
export const L_HASH: usize = 112; // u32
export const LF_WARM: u32 = 1;
export const LF_WRITTEN: u32 = 2;

export const T_ACCOUNT: usize = 0; // u32
export const T_HASH: usize = 4; // u32
export const T_KEY: usize = 8;
export const T_VALUE: usize = 40;

// @ts-expect-error: decorator
@inline
export function accountAt(i: u32): usize {
  return ACCS + (usize(i) << 7);
}
// @ts-expect-error: decorator
@inline
export function slotAt(i: u32): usize {
  return SLOTS + (usize(i) << 7);
}
// @ts-expect-error: decorator
@inline
export function transientAt(i: u32): usize {
  return TRANS + usize(i) * 80;
}
