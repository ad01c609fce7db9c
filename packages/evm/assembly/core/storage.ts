// Opcodes on storage and accounts. Each works on the stack at SP, charges GAS beyond the opcode's constant cost and
// returns an E_* code. None moves SP: the caller does.
import {
  A_A0, A_BALANCE, A_CODE_HASH, AF_CREATED, AF_DESTROYED, A_FLAGS, L_CURRENT, L_FLAGS, L_ORIGINAL, LF_WRITTEN,
  T_VALUE, accountAt, slotAt, transientAt,
} from './entries';
import { C_LEN, C_PTR, codeAt, codeOf } from './code';
import { TRACE } from './config';
import { hostTraceEnter, hostTraceExit } from './host';
import { noteSlot, noteTransient, noteBalance } from './journal';
import {
  E_NONE, E_OUT_OF_GAS, E_STATIC, FATAL_REGION, FP, F_ADDRESS, F_SELF, F_STATIC, GAS, K_SELFDESTRUCT, LOG_COUNT, LOG_TOP, LOGS_END,
  MEM_BASE, OUT_LEN, REFUND, SP,
} from './layout';
import { charge, copyBytes, copyPadded, range } from './memory';
import { copy, eq, isZero, setSmall } from './u256';
import {
  accountOf, addTransient, credit, debit, findTransient, isEmpty, markWritten, raise, setFlag, slot, warmAccount,
  warmSlot,
} from './workingSet';

const COLD_SLOAD_EXTRA: i64 = 2000; // 2100 - 100, EIP-2929
const COLD_ACCOUNT_EXTRA: i64 = 2500; // 2600 - 100

// @ts-ignore: decorator
@inline
function frame(): usize {
  return usize(load<u32>(FP));
}

export function opSload(): i32 {
  const key = usize(load<u32>(SP)) - 32;
  const row = slot(load<u32>(frame(), F_SELF), key);
  if (warmSlot(row) && !charge(COLD_SLOAD_EXTRA)) return E_OUT_OF_GAS;
  copy(key, slotAt(row) + L_CURRENT);
  return E_NONE;
}

/** EIP-2200 with the costs of EIP-2929 and the refunds of EIP-3529. */
export function opSstore(): i32 {
  if (load<u32>(frame(), F_STATIC)) return E_STATIC;
  if (load<i64>(GAS) <= 2300) return E_OUT_OF_GAS;
  const sp = usize(load<u32>(SP));
  const value = sp - 64;
  const row = slot(load<u32>(frame(), F_SELF), sp - 32);
  const p = slotAt(row);
  let cost: i64 = warmSlot(row) ? 2100 : 0;
  const current = p + L_CURRENT;
  const original = p + L_ORIGINAL;
  if (eq(current, value)) return charge(cost + 100) ? E_NONE : E_OUT_OF_GAS;
  const clean = eq(original, current);
  cost += clean ? (isZero(original) ? 20000 : 2900) : 100;
  if (!charge(cost)) return E_OUT_OF_GAS;
  store<i64>(REFUND, load<i64>(REFUND) + refundOf(original, current, value, clean));
  noteSlot(row);
  copy(current, value);
  store<u32>(p, load<u32>(p, L_FLAGS) | LF_WRITTEN, L_FLAGS);
  return E_NONE;
}

function refundOf(original: usize, current: usize, value: usize, clean: bool): i64 {
  const toZero = isZero(value);
  const fromZero = isZero(original);
  if (clean) return toZero && !fromZero ? 4800 : 0;
  let refund: i64 = 0;
  if (!fromZero) {
    if (isZero(current)) refund -= 4800;
    else if (toZero) refund += 4800;
  }
  if (eq(original, value)) refund += fromZero ? 19900 : 2800;
  return refund;
}

export function opTload(): void {
  const key = usize(load<u32>(SP)) - 32;
  const row = findTransient(load<u32>(frame(), F_SELF), key);
  if (row == 0xffffffff) setSmall(key, 0);
  else copy(key, transientAt(row) + T_VALUE);
}

export function opTstore(): i32 {
  if (load<u32>(frame(), F_STATIC)) return E_STATIC;
  const sp = usize(load<u32>(SP));
  const owner = load<u32>(frame(), F_SELF);
  let row = findTransient(owner, sp - 32);
  if (row == 0xffffffff) row = addTransient(owner, sp - 32);
  noteTransient(row);
  copy(transientAt(row) + T_VALUE, sp - 64);
  return E_NONE;
}

export function opBalance(): i32 {
  const word = usize(load<u32>(SP)) - 32;
  const row = accountOf(word);
  if (warmAccount(row) && !charge(COLD_ACCOUNT_EXTRA)) return E_OUT_OF_GAS;
  copy(word, accountAt(row) + A_BALANCE);
  return E_NONE;
}

export function opExtCodeSize(): i32 {
  const word = usize(load<u32>(SP)) - 32;
  const row = accountOf(word);
  if (warmAccount(row) && !charge(COLD_ACCOUNT_EXTRA)) return E_OUT_OF_GAS;
  setSmall(word, load<u32>(codeAt(codeOf(row)), C_LEN));
  return E_NONE;
}

export function opExtCodeHash(): i32 {
  const word = usize(load<u32>(SP)) - 32;
  const row = accountOf(word);
  if (warmAccount(row) && !charge(COLD_ACCOUNT_EXTRA)) return E_OUT_OF_GAS;
  if (isEmpty(row)) setSmall(word, 0);
  else copy(word, accountAt(row) + A_CODE_HASH);
  return E_NONE;
}

/** Stack: address, offset in memory, offset in code, length. */
export function opExtCodeCopy(): i32 {
  const sp = usize(load<u32>(SP));
  if (!range(sp - 64, sp - 128)) return E_OUT_OF_GAS;
  const len = load<u64>(sp - 128);
  if (!charge(i64(((len + 31) >> 5) * 3))) return E_OUT_OF_GAS;
  const row = accountOf(sp - 32);
  if (warmAccount(row) && !charge(COLD_ACCOUNT_EXTRA)) return E_OUT_OF_GAS;
  if (len == 0) return E_NONE;
  const c = codeAt(codeOf(row));
  const dst = usize(load<u32>(MEM_BASE)) + usize(load<u64>(sp - 64));
  copyPadded(dst, load<u32>(c, C_PTR), load<u32>(c, C_LEN), sp - 96, u32(len));
  return E_NONE;
}

/** Stack: offset, length, n topics. A record: address 24 bytes, topic count, data length, topics as words, data. */
export function opLog(n: u32): i32 {
  if (load<u32>(frame(), F_STATIC)) return E_STATIC;
  const sp = usize(load<u32>(SP));
  if (!range(sp - 32, sp - 64)) return E_OUT_OF_GAS;
  const len = u32(load<u64>(sp - 64));
  if (!charge(i64(len) << 3)) return E_OUT_OF_GAS;
  const e = usize(load<u32>(LOG_TOP));
  const data = e + 32 + (usize(n) << 5);
  const end = (data + len + 7) & ~usize(7);
  if (end > LOGS_END) {
    raise(FATAL_REGION);
    return E_OUT_OF_GAS;
  }
  v128.store(e, v128.load(frame() + F_ADDRESS));
  store<u64>(e, load<u64>(frame(), F_ADDRESS + 16), 16);
  store<u32>(e, n, 24);
  store<u32>(e, len, 28);
  for (let i: u32 = 0; i < n; i++) copy(e + 32 + (usize(i) << 5), sp - 96 - (usize(i) << 5));
  if (len != 0) copyBytes(data, usize(load<u32>(MEM_BASE)) + usize(load<u64>(sp - 32)), len);
  store<u32>(LOG_TOP, u32(end));
  store<u32>(LOG_COUNT, load<u32>(LOG_COUNT) + 1);
  return E_NONE;
}

/** EIP-6780: only a contract made in the same transaction disappears; the balance always moves. */
export function opSelfdestruct(): i32 {
  const fp = frame();
  if (load<u32>(fp, F_STATIC)) return E_STATIC;
  const self = load<u32>(fp, F_SELF);
  const heir = accountOf(usize(load<u32>(SP)) - 32);
  const balance = accountAt(self) + A_BALANCE;
  let cost: i64 = warmAccount(heir) ? 2600 : 0;
  if (!isZero(balance) && isEmpty(heir)) cost += 25000;
  if (!charge(cost)) return E_OUT_OF_GAS;
  const created = (load<u32>(accountAt(self), A_FLAGS) & AF_CREATED) != 0;
  if (TRACE) {
    hostTraceEnter(K_SELFDESTRUCT, usize(load<u32>(SP)) - 32, balance, 0, 0, 0);
    hostTraceExit(E_NONE, 0);
  }
  if (heir != self) {
    credit(heir, balance);
    debit(self, balance);
  } else if (created) {
    noteBalance(self);
    setSmall(balance, 0);
    markWritten(self);
  }
  if (created) setFlag(self, AF_DESTROYED);
  store<u32>(OUT_LEN, 0);
  return E_NONE;
}
