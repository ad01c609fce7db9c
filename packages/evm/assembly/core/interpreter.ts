// The interpreter: one activation runs one frame until it ends or pushes a child. Complete, and the oracle of the
// compiled tier. Stack slots are 32-byte words growing upwards; `sp` is the address after the top.

import { CHILD, DONE, frameBitmap, opCall, opCreate } from './calls';
import { TRACE } from './config';
import { A_BALANCE, accountAt } from './entries';
import { hostBlockHash, hostTraceStep } from './host';
import { keccak, keccak64 } from './keccak';
import { learn } from './prepass';
import {
  B_BASE_FEE, B_BLOB_FEE, B_CHAIN_ID, B_COINBASE, B_GAS_LIMIT, B_NUMBER, B_RANDAO, B_TIMESTAMP, BLOCK_HASHES, DEPTH, E_BAD_JUMP,
  E_BAD_OPCODE, E_NONE, E_OUT_OF_GAS, E_RETURN_DATA, E_STACK_OVERFLOW, E_STACK_UNDERFLOW, ERR, F_ADDRESS, F_CALLER,
  F_CODE, F_CODE_LEN, FP, F_IN_LEN, F_IN_PTR, F_PC, F_SELF, F_SP, F_STACK, F_VALUE, FATAL, GAS, K_CALL, K_CALLCODE,
  K_CREATE, K_CREATE2, K_DELEGATECALL, K_STATICCALL, MASKS, MEM_BASE, MEM_SIZE, OP_TABLE, OUT_LEN, OUT_PTR, R_CHILD,
  R_HALT, R_RETURN, R_REVERT, RD_LEN, RETURN_DATA, SP, STAT_INTERPRETED, T_BLOB_COUNT, T_BLOB_PTR, T_GAS_PRICE,
  T_ORIGIN,
} from './layout';
import { charge, copyPadded, expand, range } from './memory';
import {
  opBalance, opExtCodeCopy, opExtCodeHash, opExtCodeSize, opLog, opSelfdestruct, opSload, opSstore, opTload, opTstore,
} from './storage';
import {
  add, addmod, bitLength, byteAt, copy, div, eq, exp, flip, highBits, isZero, lt, mod, mul, mulmod, reverse16, sar, sdiv,
  setSmall, shl, shr, signextend, slt, smod, sub,
} from './u256';

/** KECCAK256 of the range on the stack, the digest in the second word. */
export function opKeccak(): i32 {
  const sp = usize(load<u32>(SP));
  if (!range(sp - 32, sp - 64)) return E_OUT_OF_GAS;
  const len = load<u64>(sp - 64);
  if (!charge(i64(((len + 31) >> 5) * 6))) return E_OUT_OF_GAS;
  const p = usize(load<u32>(MEM_BASE)) + usize(load<u64>(sp - 32));
  if (len == 64) {
    if (load<u32>(DEPTH) == 0) learn(p, load<u32>(load<u32>(FP), F_IN_PTR), load<u32>(load<u32>(FP), F_IN_LEN));
    keccak64(sp - 64, p);
  } else keccak(sp - 64, p, usize(len));
  return E_NONE;
}

/** CALLDATACOPY and CODECOPY: offset in memory, offset in the source, length. */
export function opCopy(src: usize, size: u32): i32 {
  const sp = usize(load<u32>(SP));
  if (!range(sp - 32, sp - 96)) return E_OUT_OF_GAS;
  const len = load<u64>(sp - 96);
  if (!charge(i64(((len + 31) >> 5) * 3))) return E_OUT_OF_GAS;
  if (len == 0) return E_NONE;
  copyPadded(usize(load<u32>(MEM_BASE)) + usize(load<u64>(sp - 32)), src, size, sp - 64, u32(len));
  return E_NONE;
}

export function opReturnDataCopy(): i32 {
  const sp = usize(load<u32>(SP));
  const off = load<u64>(sp - 64);
  const len = load<u64>(sp - 96);
  const size = u64(load<u32>(RD_LEN));
  if (highBits(sp - 64) != 0 || highBits(sp - 96) != 0) return E_RETURN_DATA;
  if (off > size || len > size - off) return E_RETURN_DATA;
  if (!range(sp - 32, sp - 96)) return E_OUT_OF_GAS;
  if (!charge(i64(((len + 31) >> 5) * 3))) return E_OUT_OF_GAS;
  if (len == 0) return E_NONE;
  memory.copy(usize(load<u32>(MEM_BASE)) + usize(load<u64>(sp - 32)), RETURN_DATA + usize(off), usize(len));
  return E_NONE;
}

export function opMcopy(): i32 {
  const sp = usize(load<u32>(SP));
  if (!range(sp - 32, sp - 96) || !range(sp - 64, sp - 96)) return E_OUT_OF_GAS;
  const len = load<u64>(sp - 96);
  if (!charge(i64(((len + 31) >> 5) * 3))) return E_OUT_OF_GAS;
  if (len == 0) return E_NONE;
  const base = usize(load<u32>(MEM_BASE));
  memory.copy(base + usize(load<u64>(sp - 32)), base + usize(load<u64>(sp - 64)), usize(len));
  return E_NONE;
}

export function opCallDataLoad(): void {
  const fp = usize(load<u32>(FP));
  const word = usize(load<u32>(SP)) - 32;
  const size = u64(load<u32>(fp, F_IN_LEN));
  const off = load<u64>(word);
  if (highBits(word) != 0 || off >= size) {
    setSmall(word, 0);
    return;
  }
  const p = usize(load<u32>(fp, F_IN_PTR)) + usize(off);
  flip(word, p);
  if (off + 32 <= size) return;
  // Clear the bytes beyond the end: the low ones of the word.
  const drop = usize(off + 32 - size);
  memory.fill(word, 0, drop);
}

export function opBlockHash(): void {
  const word = usize(load<u32>(SP)) - 32;
  const n = load<u64>(word);
  const now = load<u64>(B_NUMBER);
  if (highBits(word) != 0 || n >= now || now - n > 256) {
    setSmall(word, 0);
    return;
  }
  const entry = BLOCK_HASHES + usize(n & 255) * 40;
  if (load<u64>(entry) != n + 1) {
    hostBlockHash(f64(n), entry + 8);
    store<u64>(entry, n + 1);
  }
  copy(word, entry + 8);
}

export function opBlobHash(): void {
  const word = usize(load<u32>(SP)) - 32;
  const i = load<u64>(word);
  if (highBits(word) != 0 || i >= u64(load<u32>(T_BLOB_COUNT))) setSmall(word, 0);
  else copy(word, usize(load<u32>(T_BLOB_PTR)) + (usize(i) << 5));
}

/** EXP: 50 gas a byte of the exponent beyond the constant cost. */
export function opExp(): i32 {
  const sp = usize(load<u32>(SP));
  const bytes = (bitLength(sp - 64) + 7) >> 3;
  if (!charge(i64(bytes) * 50)) return E_OUT_OF_GAS;
  exp(sp - 64, sp - 32, sp - 64);
  return E_NONE;
}

/** RETURN and REVERT: the output's place. */
export function opReturn(): i32 {
  const sp = usize(load<u32>(SP));
  if (!range(sp - 32, sp - 64)) return E_OUT_OF_GAS;
  store<u32>(OUT_LEN, u32(load<u64>(sp - 64)));
  store<u32>(OUT_PTR, load<u32>(MEM_BASE) + u32(load<u64>(sp - 32)));
  return E_NONE;
}

/** MLOAD, MSTORE and MSTORE8 outside the memory of the frame so far. */
export function growTo(offset: usize, size: u64): bool {
  if (highBits(offset) != 0 || load<u64>(offset) > 0xffffffff) return false;
  return expand(load<u64>(offset) + size);
}

/** The byte offset of a valid jump destination, or -1. */
export function jumpTarget(fp: usize, word: usize): i32 {
  const to = load<u64>(word);
  if (highBits(word) != 0 || to >= u64(load<u32>(fp, F_CODE_LEN))) return -1;
  const m = frameBitmap(fp);
  if (m == 0) return -1;
  return (load<u8>(m + (usize(to) >> 3)) >> u8(to & 7)) & 1 ? i32(to) : -1;
}

function halt(why: i32): i32 {
  store<i32>(ERR, why);
  return R_HALT;
}

/** Why the table refuses an opcode: no room on the stack, or no such opcode. */
function refuse(entry: u64, height: u64): i32 {
  if (((entry >> 16) & 0xffff) == 0xffff) return halt(E_BAD_OPCODE);
  return halt(height < ((entry >> 16) & 0xffff) ? E_STACK_UNDERFLOW : E_STACK_OVERFLOW);
}

// @ts-ignore: decorator
@inline
function pushSmall(sp: usize, x: u64): usize {
  setSmall(sp, x);
  return sp + 32;
}

// @ts-ignore: decorator
@inline
function pushWord(sp: usize, w: usize): usize {
  copy(sp, w);
  return sp + 32;
}

export function interpret(fp: usize): i32 {
  const code = usize(load<u32>(fp, F_CODE));
  let ip = code + usize(load<u32>(fp, F_PC));
  const base = usize(load<u32>(fp, F_STACK));
  const mem = usize(load<u32>(MEM_BASE));
  let sp = usize(load<u32>(fp, F_SP));
  let gas = load<i64>(GAS);
  store<u64>(STAT_INTERPRETED, load<u64>(STAT_INTERPRETED) + 1);
  while (true) {
    const op = load<u8>(ip);
    if (TRACE) {
      store<i64>(GAS, gas);
      store<u32>(SP, u32(sp));
      hostTraceStep(u32(ip - code), op);
    }
    const entry = load<u64>(OP_TABLE + (usize(op) << 3));
    const height = u64(sp - base);
    if (height < ((entry >> 16) & 0xffff) || height > entry >> 32) return refuse(entry, height);
    gas -= i64(entry & 0xffff);
    if (gas < 0) return halt(E_OUT_OF_GAS);
    ip++;
    switch (op) {
      case 0x00:
        store<u32>(OUT_LEN, 0);
        store<i64>(GAS, gas);
        return R_RETURN;
      case 0x01:
        add(sp - 64, sp - 32, sp - 64);
        sp -= 32;
        break;
      case 0x02:
        mul(sp - 64, sp - 32, sp - 64);
        sp -= 32;
        break;
      case 0x03:
        sub(sp - 64, sp - 32, sp - 64);
        sp -= 32;
        break;
      case 0x04:
        div(sp - 64, sp - 32, sp - 64);
        sp -= 32;
        break;
      case 0x05:
        sdiv(sp - 64, sp - 32, sp - 64);
        sp -= 32;
        break;
      case 0x06:
        mod(sp - 64, sp - 32, sp - 64);
        sp -= 32;
        break;
      case 0x07:
        smod(sp - 64, sp - 32, sp - 64);
        sp -= 32;
        break;
      case 0x08:
        addmod(sp - 96, sp - 32, sp - 64, sp - 96);
        sp -= 64;
        break;
      case 0x09:
        mulmod(sp - 96, sp - 32, sp - 64, sp - 96);
        sp -= 64;
        break;
      case 0x0a: {
        store<i64>(GAS, gas);
        store<u32>(SP, u32(sp));
        const why = opExp();
        if (why != E_NONE) return halt(why);
        gas = load<i64>(GAS);
        sp -= 32;
        break;
      }
      case 0x0b:
        signextend(sp - 64, sp - 32, sp - 64);
        sp -= 32;
        break;
      case 0x10:
        setSmall(sp - 64, u64(lt(sp - 32, sp - 64)));
        sp -= 32;
        break;
      case 0x11:
        setSmall(sp - 64, u64(lt(sp - 64, sp - 32)));
        sp -= 32;
        break;
      case 0x12:
        setSmall(sp - 64, u64(slt(sp - 32, sp - 64)));
        sp -= 32;
        break;
      case 0x13:
        setSmall(sp - 64, u64(slt(sp - 64, sp - 32)));
        sp -= 32;
        break;
      case 0x14:
        setSmall(sp - 64, u64(eq(sp - 32, sp - 64)));
        sp -= 32;
        break;
      case 0x15:
        setSmall(sp - 32, u64(isZero(sp - 32)));
        break;
      case 0x16:
        v128.store(sp - 64, v128.and(v128.load(sp - 64), v128.load(sp - 32)));
        v128.store(sp - 48, v128.and(v128.load(sp - 48), v128.load(sp - 16)));
        sp -= 32;
        break;
      case 0x17:
        v128.store(sp - 64, v128.or(v128.load(sp - 64), v128.load(sp - 32)));
        v128.store(sp - 48, v128.or(v128.load(sp - 48), v128.load(sp - 16)));
        sp -= 32;
        break;
      case 0x18:
        v128.store(sp - 64, v128.xor(v128.load(sp - 64), v128.load(sp - 32)));
        v128.store(sp - 48, v128.xor(v128.load(sp - 48), v128.load(sp - 16)));
        sp -= 32;
        break;
      case 0x19:
        v128.store(sp - 32, v128.not(v128.load(sp - 32)));
        v128.store(sp - 16, v128.not(v128.load(sp - 16)));
        break;
      case 0x1a:
        byteAt(sp - 64, sp - 32, sp - 64);
        sp -= 32;
        break;
      case 0x1b:
        shl(sp - 64, sp - 32, sp - 64);
        sp -= 32;
        break;
      case 0x1c:
        shr(sp - 64, sp - 32, sp - 64);
        sp -= 32;
        break;
      case 0x1d:
        sar(sp - 64, sp - 32, sp - 64);
        sp -= 32;
        break;
      case 0x1e:
        setSmall(sp - 32, u64(256 - bitLength(sp - 32)));
        break;
      case 0x20: {
        store<i64>(GAS, gas);
        store<u32>(SP, u32(sp));
        const why = opKeccak();
        if (why != E_NONE) return halt(why);
        gas = load<i64>(GAS);
        sp -= 32;
        break;
      }
      case 0x30:
        sp = pushWord(sp, fp + F_ADDRESS);
        break;
      case 0x31: {
        store<i64>(GAS, gas);
        store<u32>(SP, u32(sp));
        const why = opBalance();
        if (why != E_NONE) return halt(why);
        gas = load<i64>(GAS);
        break;
      }
      case 0x32:
        sp = pushWord(sp, T_ORIGIN);
        break;
      case 0x33:
        sp = pushWord(sp, fp + F_CALLER);
        break;
      case 0x34:
        sp = pushWord(sp, fp + F_VALUE);
        break;
      case 0x35:
        store<u32>(SP, u32(sp));
        opCallDataLoad();
        break;
      case 0x36:
        sp = pushSmall(sp, load<u32>(fp, F_IN_LEN));
        break;
      case 0x37: {
        store<i64>(GAS, gas);
        store<u32>(SP, u32(sp));
        const why = opCopy(load<u32>(fp, F_IN_PTR), load<u32>(fp, F_IN_LEN));
        if (why != E_NONE) return halt(why);
        gas = load<i64>(GAS);
        sp -= 96;
        break;
      }
      case 0x38:
        sp = pushSmall(sp, load<u32>(fp, F_CODE_LEN));
        break;
      case 0x39: {
        store<i64>(GAS, gas);
        store<u32>(SP, u32(sp));
        const why = opCopy(code, load<u32>(fp, F_CODE_LEN));
        if (why != E_NONE) return halt(why);
        gas = load<i64>(GAS);
        sp -= 96;
        break;
      }
      case 0x3a:
        sp = pushWord(sp, T_GAS_PRICE);
        break;
      case 0x3b: {
        store<i64>(GAS, gas);
        store<u32>(SP, u32(sp));
        const why = opExtCodeSize();
        if (why != E_NONE) return halt(why);
        gas = load<i64>(GAS);
        break;
      }
      case 0x3c: {
        store<i64>(GAS, gas);
        store<u32>(SP, u32(sp));
        const why = opExtCodeCopy();
        if (why != E_NONE) return halt(why);
        gas = load<i64>(GAS);
        sp -= 128;
        break;
      }
      case 0x3d:
        sp = pushSmall(sp, load<u32>(RD_LEN));
        break;
      case 0x3e: {
        store<i64>(GAS, gas);
        store<u32>(SP, u32(sp));
        const why = opReturnDataCopy();
        if (why != E_NONE) return halt(why);
        gas = load<i64>(GAS);
        sp -= 96;
        break;
      }
      case 0x3f: {
        store<i64>(GAS, gas);
        store<u32>(SP, u32(sp));
        const why = opExtCodeHash();
        if (why != E_NONE) return halt(why);
        gas = load<i64>(GAS);
        break;
      }
      case 0x40:
        store<u32>(SP, u32(sp));
        opBlockHash();
        break;
      case 0x41:
        sp = pushWord(sp, B_COINBASE);
        break;
      case 0x42:
        sp = pushWord(sp, B_TIMESTAMP);
        break;
      case 0x43:
        sp = pushWord(sp, B_NUMBER);
        break;
      case 0x44:
        sp = pushWord(sp, B_RANDAO);
        break;
      case 0x45:
        sp = pushWord(sp, B_GAS_LIMIT);
        break;
      case 0x46:
        sp = pushWord(sp, B_CHAIN_ID);
        break;
      case 0x47:
        sp = pushWord(sp, accountAt(load<u32>(fp, F_SELF)) + A_BALANCE);
        break;
      case 0x48:
        sp = pushWord(sp, B_BASE_FEE);
        break;
      case 0x49:
        store<u32>(SP, u32(sp));
        opBlobHash();
        break;
      case 0x4a:
        sp = pushWord(sp, B_BLOB_FEE);
        break;
      case 0x50:
        sp -= 32;
        break;
      case 0x51: {
        const off = load<u64>(sp - 32);
        if (highBits(sp - 32) != 0 || off + 32 > u64(load<u32>(MEM_SIZE)) || off > 0xffffffff) {
          store<i64>(GAS, gas);
          if (!growTo(sp - 32, 32)) return halt(E_OUT_OF_GAS);
          gas = load<i64>(GAS);
        }
        flip(sp - 32, mem + usize(off));
        break;
      }
      case 0x52: {
        const off = load<u64>(sp - 32);
        if (highBits(sp - 32) != 0 || off + 32 > u64(load<u32>(MEM_SIZE)) || off > 0xffffffff) {
          store<i64>(GAS, gas);
          if (!growTo(sp - 32, 32)) return halt(E_OUT_OF_GAS);
          gas = load<i64>(GAS);
        }
        flip(mem + usize(off), sp - 64);
        sp -= 64;
        break;
      }
      case 0x53: {
        const off = load<u64>(sp - 32);
        if (highBits(sp - 32) != 0 || off >= u64(load<u32>(MEM_SIZE))) {
          store<i64>(GAS, gas);
          if (!growTo(sp - 32, 1)) return halt(E_OUT_OF_GAS);
          gas = load<i64>(GAS);
        }
        store<u8>(mem + usize(off), load<u8>(sp - 64));
        sp -= 64;
        break;
      }
      case 0x54: {
        store<i64>(GAS, gas);
        store<u32>(SP, u32(sp));
        const why = opSload();
        if (why != E_NONE) return halt(why);
        gas = load<i64>(GAS);
        break;
      }
      case 0x55: {
        store<i64>(GAS, gas);
        store<u32>(SP, u32(sp));
        const why = opSstore();
        if (why != E_NONE) return halt(why);
        gas = load<i64>(GAS);
        sp -= 64;
        break;
      }
      case 0x56: {
        const to = jumpTarget(fp, sp - 32);
        if (to < 0) return halt(E_BAD_JUMP);
        sp -= 32;
        ip = code + usize(to);
        break;
      }
      case 0x57: {
        if (!isZero(sp - 64)) {
          const to = jumpTarget(fp, sp - 32);
          if (to < 0) return halt(E_BAD_JUMP);
          ip = code + usize(to);
        }
        sp -= 64;
        break;
      }
      case 0x58:
        sp = pushSmall(sp, u64(ip - code - 1));
        break;
      case 0x59:
        sp = pushSmall(sp, load<u32>(MEM_SIZE));
        break;
      case 0x5a:
        sp = pushSmall(sp, u64(gas));
        break;
      case 0x5b:
        break;
      case 0x5c:
        store<u32>(SP, u32(sp));
        opTload();
        break;
      case 0x5d: {
        store<u32>(SP, u32(sp));
        const why = opTstore();
        if (why != E_NONE) return halt(why);
        sp -= 64;
        break;
      }
      case 0x5e: {
        store<i64>(GAS, gas);
        store<u32>(SP, u32(sp));
        const why = opMcopy();
        if (why != E_NONE) return halt(why);
        gas = load<i64>(GAS);
        sp -= 96;
        break;
      }
      case 0x5f:
        sp = pushSmall(sp, 0);
        break;
      case 0x60:
        sp = pushSmall(sp, load<u8>(ip));
        ip += 1;
        break;
      case 0x61:
        sp = pushSmall(sp, (u64(load<u8>(ip)) << 8) | u64(load<u8>(ip, 1)));
        ip += 2;
        break;
      case 0xa0:
      case 0xa1:
      case 0xa2:
      case 0xa3:
      case 0xa4: {
        store<i64>(GAS, gas);
        store<u32>(SP, u32(sp));
        const why = opLog(u32(op) - 0xa0);
        if (why != E_NONE) return halt(why);
        gas = load<i64>(GAS);
        sp -= 64 + ((usize(op) - 0xa0) << 5);
        break;
      }
      case 0xf0:
      case 0xf1:
      case 0xf2:
      case 0xf4:
      case 0xf5:
      case 0xfa: {
        store<i64>(GAS, gas);
        store<u32>(SP, u32(sp));
        store<u32>(fp, u32(ip - code), F_PC);
        const what = callFamily(op);
        if (what == CHILD) return R_CHILD;
        if (what != DONE) return R_HALT;
        if (load<i32>(FATAL) != 0) return halt(E_OUT_OF_GAS);
        gas = load<i64>(GAS);
        sp = usize(load<u32>(SP));
        break;
      }
      case 0xf3:
      case 0xfd: {
        store<i64>(GAS, gas);
        store<u32>(SP, u32(sp));
        const why = opReturn();
        if (why != E_NONE) return halt(why);
        return op == 0xf3 ? R_RETURN : R_REVERT;
      }
      case 0xff: {
        store<i64>(GAS, gas);
        store<u32>(SP, u32(sp));
        const why = opSelfdestruct();
        if (why != E_NONE) return halt(why);
        return R_RETURN;
      }
      default:
        if (op >= 0x62 && op <= 0x7f) {
          const n = usize(op) - 0x5f;
          pushBytes(sp, ip + n, n);
          sp += 32;
          ip += n;
        } else if (op < 0x90) {
          copy(sp, sp - ((usize(op) - 0x7f) << 5));
          sp += 32;
        } else if (op < 0xa0) {
          const other = sp - ((usize(op) - 0x8e) << 5);
          const lo = v128.load(other);
          const hi = v128.load(other, 16);
          v128.store(other, v128.load(sp - 32));
          v128.store(other, v128.load(sp - 16), 16);
          v128.store(sp - 32, lo);
          v128.store(sp - 16, hi);
        } else return halt(E_BAD_OPCODE);
    }
  }
}

/** The n bytes before `end` as a word: 32 bytes are read and all but n masked. */
// @ts-ignore: decorator
@inline
function pushBytes(sp: usize, end: usize, n: usize): void {
  const mask = MASKS + (n << 5);
  v128.store(sp, v128.and(reverse16(v128.load(end - 16)), v128.load(mask)));
  v128.store(sp, v128.and(reverse16(v128.load(end - 32)), v128.load(mask, 16)), 16);
}

function callFamily(op: u8): i32 {
  switch (op) {
    case 0xf0:
      return opCreate(K_CREATE);
    case 0xf1:
      return opCall(K_CALL);
    case 0xf2:
      return opCall(K_CALLCODE);
    case 0xf4:
      return opCall(K_DELEGATECALL);
    case 0xf5:
      return opCreate(K_CREATE2);
    default:
      return opCall(K_STATICCALL);
  }
}
