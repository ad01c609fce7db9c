// The CALL and CREATE families. A child is a record in the frame table: nothing here or above recurses, so that a
// depth of 1,024 costs linear memory and never the native stack.
import {
  A_A0, A_A1, A_A2, A_BALANCE, A_CODE_HASH, A_CODE_ID, A_FLAGS, A_NONCE, A_WRITES, AF_CREATED, AF_STORAGE, accountAt,
} from './entries';
import {
  C_BITMAP, C_COMPILED, C_LEN, C_PTR, C_STATE, analyse, bitmapOf, codeAt, codeOf, heat, isDelegation, keepCode,
} from './code';
import { TRACE } from './config';
import { hostCompile, hostPrecompile, hostTraceEnter, hostTraceExit } from './host';
import { noteCode, noteNonce, revertJournal } from './journal';
import { keccak } from './keccak';
import {
  ARENA, DEPTH, E_BALANCE, E_CODE_PREFIX, E_CODE_SIZE, E_CODE_STORE_GAS, E_COLLISION, E_DEPTH, E_INITCODE_SIZE, E_NONE,
  E_NONCE_OVERFLOW, E_OUT_OF_GAS, E_PRECOMPILE, E_REVERT, E_STATIC, EMPTY_HASH, ERR, F_ADDRESS, F_BITMAP, F_CALLER,
  F_CODE, F_CODE_ID, F_CODE_LEN, F_COMPILED, F_GAS, F_GAS_START, F_IN_LEN, F_IN_PTR, F_JOURNAL, F_KIND, F_LOG_COUNT,
  F_LOG_TOP, F_MEM, F_MEM_SIZE, F_PC, F_REFUND, F_RET_LEN, F_RET_PTR, F_SELF, F_SP, F_STACK, F_STATIC, F_VALUE,
  FATAL_REGION, FP, FRAME_SIZE, FRAMES, GAS, JOURNAL_TOP, K_CALL, K_CALLCODE, K_CREATE, K_CREATE2, K_DELEGATECALL,
  K_STATICCALL, LOG_COUNT, LOG_TOP, MEM_BASE, MEM_SIZE, NO_CODE_ID, OUT_LEN, OUT_PTR, R_HALT, R_RETURN, R_REVERT,
  RD_LEN, REFUND, RETURN_DATA, RETURN_DATA_END, S_EAGER, S_FORK, SCRATCH, SP, STACK, ZERO,
} from './layout';
import { charge, copyBytes, ensureArena, range } from './memory';
import { copy, eq, flip, highBits, isZero, lt, setSmall } from './u256';
import { account, accountOf, credit, debit, isEmpty, isPrecompile, markWritten, raise, setFlag, warmAccount } from './workingSet';

const MAX_DEPTH: u32 = 1024;
const MAX_CODE: u32 = 24576; // EIP-170
const MAX_INITCODE: u64 = 49152; // EIP-3860

/** What a CALL or CREATE opcode did. */
export const DONE: i32 = 0; // the result is on the stack
export const CHILD: i32 = 1; // a frame was pushed
export const FAILED: i32 = 2; // exceptional halt, ERR says why

// @ts-ignore: decorator
@inline
function fail(why: i32): i32 {
  store<i32>(ERR, why);
  return FAILED;
}

// @ts-ignore: decorator
@inline
function done(sp: usize, result: u64): i32 {
  setSmall(sp, result);
  store<u32>(SP, u32(sp + 32));
  return DONE;
}

// The frame about to be pushed.
let newJournal: u32 = 0;
let newKind: u32 = 0;
let newGas: i64 = 0;
let newSelf: u32 = 0;
let newStatic: u32 = 0;
let newInPtr: usize = 0;
let newInLen: u32 = 0;
let newRetPtr: usize = 0;
let newRetLen: u32 = 0;

export function setNewFrame(kind: u32, gas: i64, self: u32, isStatic: u32, inPtr: usize, inLen: u32): void {
  newJournal = load<u32>(JOURNAL_TOP);
  newKind = kind;
  newGas = gas;
  newSelf = self;
  newStatic = isStatic;
  newInPtr = inPtr;
  newInLen = inLen;
  newRetPtr = 0;
  newRetLen = 0;
}

/** Writes the record at `fp` for the code between code and code+len; the words for address, caller, value are copied. */
function openFrame(fp: usize, stack: usize, mem: usize, caller: usize, value: usize): void {
  const self = accountAt(newSelf);
  store<u32>(fp, 0, F_PC);
  store<u32>(fp, u32(stack), F_STACK);
  store<u32>(fp, u32(stack), F_SP);
  store<u32>(fp, u32(mem), F_MEM);
  store<u32>(fp, 0, F_MEM_SIZE);
  store<u32>(fp, u32(newInPtr), F_IN_PTR);
  store<u32>(fp, newInLen, F_IN_LEN);
  store<u32>(fp, newStatic, F_STATIC);
  store<u32>(fp, newKind, F_KIND);
  store<i64>(fp, newGas, F_GAS_START);
  store<u32>(fp, newSelf, F_SELF);
  store<u32>(fp, u32(newRetPtr), F_RET_PTR);
  store<u32>(fp, newRetLen, F_RET_LEN);
  store<u32>(fp, newJournal, F_JOURNAL);
  store<u32>(fp, load<u32>(LOG_TOP), F_LOG_TOP);
  store<u32>(fp, load<u32>(LOG_COUNT), F_LOG_COUNT);
  store<i64>(fp, load<i64>(REFUND), F_REFUND);
  store<u64>(fp, load<u64>(self, A_A0), F_ADDRESS);
  store<u64>(fp, load<u64>(self, A_A1), F_ADDRESS + 8);
  store<u64>(fp, u64(load<u32>(self, A_A2)), F_ADDRESS + 16);
  store<u64>(fp, 0, F_ADDRESS + 24);
  copy(fp + F_CALLER, caller);
  copy(fp + F_VALUE, value);
  store<u32>(FP, u32(fp));
  store<u32>(MEM_BASE, u32(mem));
  store<u32>(MEM_SIZE, 0);
  store<u32>(SP, u32(stack));
  store<u32>(RD_LEN, 0);
  store<i64>(GAS, newGas);
}

function useCode(fp: usize, id: u32): void {
  const c = codeAt(id);
  if (load<u32>(S_EAGER) == 1 && load<u32>(c, C_STATE) == 0) hostCompile(id);
  store<u32>(fp, load<u32>(c, C_PTR), F_CODE);
  store<u32>(fp, load<u32>(c, C_LEN), F_CODE_LEN);
  store<u32>(fp, id, F_CODE_ID);
  store<u32>(fp, load<u32>(c, C_BITMAP), F_BITMAP);
  store<u32>(fp, load<u32>(c, C_COMPILED), F_COMPILED);
}

function useInitcode(fp: usize, ptr: usize, len: u32): void {
  store<u32>(fp, u32(ptr), F_CODE);
  store<u32>(fp, len, F_CODE_LEN);
  store<u32>(fp, NO_CODE_ID, F_CODE_ID);
  store<u32>(fp, 0, F_BITMAP);
  store<u32>(fp, 0, F_COMPILED);
}

/** The jump-destination bitmap of the frame's code; 0 (and a raised flag) where there is no room for it. */
export function frameBitmap(fp: usize): usize {
  const known = load<u32>(fp, F_BITMAP);
  if (known != 0) return known;
  const id = load<u32>(fp, F_CODE_ID);
  let m: usize = 0;
  if (id != NO_CODE_ID) m = bitmapOf(id);
  else {
    // Room for it was left between the init code and the frame's memory.
    const len = load<u32>(fp, F_CODE_LEN);
    m = usize(load<u32>(fp, F_CODE)) + len + 64;
    analyse(load<u32>(fp, F_CODE), len, m);
  }
  store<u32>(fp, u32(m), F_BITMAP);
  return m;
}

function saveParent(fp: usize, sp: usize): void {
  store<u32>(fp, u32(sp), F_SP);
  store<u32>(fp, load<u32>(MEM_SIZE), F_MEM_SIZE);
  store<i64>(fp, load<i64>(GAS), F_GAS);
  store<u32>(DEPTH, load<u32>(DEPTH) + 1);
}

/** First address after the running frame's memory. */
function memoryTop(): usize {
  return (usize(load<u32>(MEM_BASE)) + usize(load<u32>(MEM_SIZE)) + 63) & ~usize(63);
}

/** The account whose code runs for `target`: its delegate (EIP-7702) or itself. */
export function codeAccount(target: u32): u32 {
  if (load<u32>(S_FORK) == 0) return target;
  const id = codeOf(target);
  if (!isDelegation(id)) return target;
  return accountOf(delegateWord(id));
}

const DELEGATE: usize = SCRATCH + 2048;
function delegateWord(id: u32): usize {
  const p = usize(load<u32>(codeAt(id), C_PTR));
  // The 32 bytes that end with the address; the lead of the heap makes them readable.
  flip(DELEGATE, p + 23 - 32);
  store<u64>(DELEGATE, u64(load<u32>(DELEGATE, 16)), 16);
  store<u64>(DELEGATE, 0, 24);
  return DELEGATE;
}

// What `codeOf` gives for an account reached through a delegation: a delegate's own designator is not followed, and a
// precompile has no code, so both need nothing special.

function callGas(kind: u32, target: u32, value: usize): i32 {
  if (warmAccount(target) && !charge(2500)) return E_OUT_OF_GAS;
  if (kind <= K_CALLCODE && !isZero(value)) {
    if (kind == K_CALL && load<u32>(usize(load<u32>(FP)), F_STATIC)) return E_STATIC;
    if (!charge(9000)) return E_OUT_OF_GAS;
    if (kind == K_CALL && isEmpty(target) && !charge(25000)) return E_OUT_OF_GAS;
  }
  return E_NONE;
}

/** EIP-150: all but one 64th at most. */
function forwardedGas(word: usize): i64 {
  const left = load<i64>(GAS);
  const most = left - left / 64;
  if (highBits(word) != 0 || load<u64>(word) > u64(most)) return most;
  return load<i64>(word);
}

export function opCall(kind: u32): i32 {
  const sp = usize(load<u32>(SP));
  const fp = usize(load<u32>(FP));
  const withValue = kind <= K_CALLCODE;
  const value = withValue ? sp - 96 : kind == K_DELEGATECALL ? fp + F_VALUE : ZERO;
  const args = withValue ? sp - 128 : sp - 96;
  if (!range(args, args - 32) || !range(args - 64, args - 96)) return fail(E_OUT_OF_GAS);
  const target = accountOf(sp - 64);
  const why = callGas(kind, target, value);
  if (why != E_NONE) return fail(why);
  const runs = codeAccount(target);
  if (runs != target || (load<u32>(S_FORK) != 0 && isDelegation(codeOf(target)))) {
    if (!charge(warmAccount(runs) ? 2600 : 100)) return fail(E_OUT_OF_GAS);
  }
  let gas = forwardedGas(sp - 32);
  store<i64>(GAS, load<i64>(GAS) - gas);
  if (withValue && !isZero(value)) gas += 2300;
  store<u32>(RD_LEN, 0);
  return enterCall(kind, fp, sp, args, target, runs, value, gas);
}

function enterCall(
  kind: u32, fp: usize, sp: usize, args: usize, target: u32, runs: u32, value: usize, gas: i64,
): i32 {
  const bottom = args - 96;
  const base = usize(load<u32>(MEM_BASE));
  const self = load<u32>(fp, F_SELF);
  const inLen = u32(load<u64>(args - 32));
  const isStatic = kind == K_STATICCALL ? 1 : load<u32>(fp, F_STATIC);
  const owner = kind == K_CALL || kind == K_STATICCALL ? target : self;
  setNewFrame(kind, gas, owner, isStatic, base + usize(load<u64>(args)), inLen);
  newRetPtr = base + usize(load<u64>(args - 64));
  newRetLen = u32(load<u64>(args - 96));
  if (TRACE) hostTraceEnter(kind, sp - 64, value, newInPtr, inLen, f64(gas));
  let why = E_NONE;
  if (load<u32>(DEPTH) >= MAX_DEPTH) why = E_DEPTH;
  else if (kind <= K_CALLCODE && lt(accountAt(self) + A_BALANCE, value)) why = E_BALANCE;
  if (why != E_NONE) {
    store<i64>(GAS, load<i64>(GAS) + gas);
    if (TRACE) hostTraceExit(why, f64(gas));
    return done(bottom, 0);
  }
  // SELF-calls move nothing; crediting before debiting keeps that true without a special case.
  if (kind == K_CALL) {
    credit(target, value);
    debit(self, value);
  } else if (kind == K_STATICCALL) credit(target, ZERO);
  const t = accountAt(target);
  if (isPrecompile(load<u64>(t), load<u64>(t, A_A1), load<u32>(t, A_A2))) return callPrecompile(bottom, target, gas);
  const id = codeOf(runs);
  if (id == 0) {
    store<i64>(GAS, load<i64>(GAS) + gas);
    if (TRACE) hostTraceExit(E_NONE, f64(gas));
    return done(bottom, 1);
  }
  saveParent(fp, bottom);
  const child = fp + FRAME_SIZE;
  const caller = kind == K_DELEGATECALL ? fp + F_CALLER : fp + F_ADDRESS;
  const top = memoryTop();
  if (!ensureArena(u64(top) + 64)) return fail(E_OUT_OF_GAS);
  useCode(child, id);
  openFrame(child, bottom, top, caller, value);
  return CHILD;
}

/** Gas used, or -1. The output is in RETURN_DATA. */
export function runPrecompile(target: u32, gas: i64): i64 {
  const address = i32(load<u64>(accountAt(target)));
  const used = hostPrecompile(address, newInPtr, newInLen, f64(gas));
  return used < 0 ? -1 : i64(used);
}

function callPrecompile(bottom: usize, target: u32, gas: i64): i32 {
  const used = runPrecompile(target, gas);
  if (used < 0) {
    revertJournal(newJournal);
    store<u32>(RD_LEN, 0);
    if (TRACE) hostTraceExit(E_PRECOMPILE, 0);
    return done(bottom, 0);
  }
  store<i64>(GAS, load<i64>(GAS) + gas - used);
  const n = min<u32>(newRetLen, load<u32>(RD_LEN));
  copyBytes(newRetPtr, RETURN_DATA, n);
  store<u32>(OUT_PTR, u32(RETURN_DATA));
  store<u32>(OUT_LEN, load<u32>(RD_LEN));
  if (TRACE) hostTraceExit(E_NONE, f64(gas - used));
  return done(bottom, 1);
}

const RLP: usize = SCRATCH + 2112; // 96 bytes
const NEW_ADDRESS: usize = SCRATCH + 2240;

function writeAddress(p: usize, row: u32): void {
  const a = accountAt(row);
  store<u32>(p, bswap<u32>(load<u32>(a, A_A2)));
  store<u64>(p, bswap<u64>(load<u64>(a, A_A1)), 4);
  store<u64>(p, bswap<u64>(load<u64>(a, A_A0)), 12);
}

function toAddress(word: usize): void {
  store<u64>(word, u64(load<u32>(word, 16)), 16);
  store<u64>(word, 0, 24);
}

/** keccak(rlp([creator, nonce])) to NEW_ADDRESS. */
export function createAddress(creator: u32, nonce: u64): usize {
  store<u8>(RLP + 1, 0x94);
  writeAddress(RLP + 2, creator);
  let n: usize = 1;
  if (nonce == 0) store<u8>(RLP + 22, 0x80);
  else if (nonce < 0x80) store<u8>(RLP + 22, u8(nonce));
  else {
    const bytes = usize(8 - (clz<u64>(nonce) >> 3));
    store<u8>(RLP + 22, u8(0x80 + bytes));
    for (let i: usize = 0; i < bytes; i++) store<u8>(RLP + 23 + i, u8(nonce >> u64((bytes - 1 - i) << 3)));
    n = 1 + bytes;
  }
  store<u8>(RLP, u8(0xc0 + 21 + n));
  keccak(NEW_ADDRESS, RLP, 22 + n);
  toAddress(NEW_ADDRESS);
  return NEW_ADDRESS;
}

/** EIP-1014. */
function create2Address(creator: u32, salt: usize, code: usize, len: u32): usize {
  store<u8>(RLP, 0xff);
  writeAddress(RLP + 1, creator);
  flip(RLP + 21, salt);
  keccak(NEW_ADDRESS, code, len);
  flip(RLP + 53, NEW_ADDRESS);
  keccak(NEW_ADDRESS, RLP, 85);
  toAddress(NEW_ADDRESS);
  return NEW_ADDRESS;
}

/** EIP-684 and EIP-7610. */
function collides(row: u32): bool {
  const p = accountAt(row);
  return load<u64>(p, A_NONCE) != 0 || !eq(p + A_CODE_HASH, EMPTY_HASH) || (load<u32>(p, A_FLAGS) & AF_STORAGE) != 0;
}

export function bumpNonce(row: u32): void {
  noteNonce(row);
  const p = accountAt(row);
  store<u64>(p, load<u64>(p, A_NONCE) + 1, A_NONCE);
  markWritten(row);
}

/** The new contract's account: E_NONE, or E_COLLISION. Sets the frame's journal mark after warming. */
export function beginCreate(row: u32, creator: u32, value: usize): i32 {
  warmAccount(row);
  newJournal = load<u32>(JOURNAL_TOP);
  if (collides(row)) return E_COLLISION;
  setFlag(row, AF_CREATED);
  bumpNonce(row);
  credit(row, value);
  debit(creator, value);
  return E_NONE;
}

/** Copies init code into the arena at `top`, pushes its frame at fp. False: no room. */
export function pushInitFrame(fp: usize, stack: usize, top: usize, code: usize, len: u32, caller: usize, value: usize): bool {
  const at = top + 32;
  const mem = (at + len + 64 + (len >> 3) + 1 + 63) & ~usize(63);
  if (!ensureArena(u64(mem) + 64)) return false;
  memory.copy(at, code, len);
  memory.fill(at + len, 0, 64);
  useInitcode(fp, at, len);
  newInLen = 0;
  openFrame(fp, stack, mem, caller, value);
  return true;
}

function createCost(kind: u32, len: u64): i64 {
  const words = i64((len + 31) >> 5);
  return kind == K_CREATE2 ? words * 8 : words * 2;
}

export function opCreate(kind: u32): i32 {
  const fp = usize(load<u32>(FP));
  const sp = usize(load<u32>(SP));
  if (load<u32>(fp, F_STATIC)) return fail(E_STATIC);
  if (!range(sp - 64, sp - 96)) return fail(E_OUT_OF_GAS);
  const len = load<u64>(sp - 96);
  if (len > MAX_INITCODE) return fail(E_INITCODE_SIZE);
  if (!charge(createCost(kind, len))) return fail(E_OUT_OF_GAS);
  const bottom = kind == K_CREATE2 ? sp - 128 : sp - 96;
  const value = sp - 32;
  const self = load<u32>(fp, F_SELF);
  const code = usize(load<u32>(MEM_BASE)) + usize(load<u64>(sp - 64));
  const left = load<i64>(GAS);
  const gas = left - left / 64;
  store<u32>(RD_LEN, 0);
  setNewFrame(kind, gas, self, 0, code, u32(len));
  const nonce = load<u64>(accountAt(self), A_NONCE);
  let why = E_NONE;
  if (load<u32>(DEPTH) >= MAX_DEPTH) why = E_DEPTH;
  else if (lt(accountAt(self) + A_BALANCE, value)) why = E_BALANCE;
  else if (nonce == u64.MAX_VALUE) why = E_NONCE_OVERFLOW;
  if (why != E_NONE) {
    if (TRACE) {
      const address = kind == K_CREATE ? createAddress(self, nonce) : create2Address(self, sp - 128, code, u32(len));
      store<i64>(GAS, left - gas);
      hostTraceEnter(kind, address, value, code, u32(len), f64(gas));
      hostTraceExit(why, f64(gas));
      store<i64>(GAS, left);
    }
    return done(bottom, 0);
  }
  store<i64>(GAS, left - gas);
  bumpNonce(self);
  const address =
    kind == K_CREATE ? createAddress(self, nonce) : create2Address(self, sp - 128, code, u32(len));
  if (TRACE) hostTraceEnter(kind, address, value, code, u32(len), f64(gas));
  return enterCreate(fp, bottom, code, u32(len), accountOf(address), self, value);
}

function enterCreate(fp: usize, bottom: usize, code: usize, len: u32, row: u32, self: u32, value: usize): i32 {
  if (beginCreate(row, self, value) != E_NONE) {
    if (TRACE) hostTraceExit(E_COLLISION, 0);
    return done(bottom, 0);
  }
  newSelf = row;
  const top = memoryTop();
  saveParent(fp, bottom);
  if (!pushInitFrame(fp + FRAME_SIZE, bottom, top, code, len, fp + F_ADDRESS, value)) return fail(E_OUT_OF_GAS);
  return CHILD;
}

/** The first frame of a transaction that runs the code of `runs`. */
export function openFirstFrame(id: u32, caller: usize, value: usize): void {
  store<u32>(DEPTH, 0);
  useCode(FRAMES, id);
  openFrame(FRAMES, STACK, ARENA, caller, value);
}

/** Stores the code a create frame returned. R_RETURN, or R_HALT with ERR set. */
function deposit(fp: usize): i32 {
  const ptr = usize(load<u32>(OUT_PTR));
  const len = load<u32>(OUT_LEN);
  let why = E_NONE;
  if (len > MAX_CODE) why = E_CODE_SIZE;
  else if (len != 0 && load<u8>(ptr) == 0xef) why = E_CODE_PREFIX;
  else if (!charge(i64(len) * 200)) why = E_CODE_STORE_GAS;
  if (why != E_NONE) {
    store<i32>(ERR, why);
    return R_HALT;
  }
  if (len != 0) setCode(load<u32>(fp, F_SELF), ptr, len);
  return R_RETURN;
}

export function setCode(row: u32, ptr: usize, len: u32): void {
  noteCode(row);
  const p = accountAt(row);
  if (len == 0) {
    copy(p + A_CODE_HASH, EMPTY_HASH);
    store<u32>(p, 0, A_CODE_ID);
  } else {
    keccak(p + A_CODE_HASH, ptr, len);
    store<u32>(p, keepCode(p + A_CODE_HASH, ptr, len), A_CODE_ID);
  }
  store<u32>(p, load<u32>(p, A_WRITES) | 3, A_WRITES);
}

/** Ends the running frame. At depth 0 returns its R_*; else hands the result to the parent and returns -1. */
export function endFrame(result: i32): i32 {
  const fp = usize(load<u32>(FP));
  const kind = load<u32>(fp, F_KIND);
  const creates = kind == K_CREATE || kind == K_CREATE2;
  if (creates && result == R_RETURN) result = deposit(fp);
  if (result != R_RETURN) {
    revertJournal(load<u32>(fp, F_JOURNAL));
    store<u32>(LOG_TOP, load<u32>(fp, F_LOG_TOP));
    store<u32>(LOG_COUNT, load<u32>(fp, F_LOG_COUNT));
    store<i64>(REFUND, load<i64>(fp, F_REFUND));
  }
  if (result == R_HALT) {
    store<i64>(GAS, 0);
    store<u32>(OUT_LEN, 0);
  }
  const id = load<u32>(fp, F_CODE_ID);
  if (id != NO_CODE_ID) heat(id, u64(load<i64>(fp, F_GAS_START) - load<i64>(GAS)));
  if (TRACE) {
    const why = result == R_RETURN ? E_NONE : result == R_REVERT ? E_REVERT : load<i32>(ERR);
    hostTraceExit(why, f64(load<i64>(GAS)));
  }
  const depth = load<u32>(DEPTH);
  if (depth == 0) return result;
  store<u32>(DEPTH, depth - 1);
  popFrame(fp, creates, result);
  return -1;
}

function popFrame(fp: usize, creates: bool, result: i32): void {
  const parent = fp - FRAME_SIZE;
  const len: u32 = creates && result == R_RETURN ? 0 : load<u32>(OUT_LEN);
  const out = usize(load<u32>(OUT_PTR));
  if (len > u32(RETURN_DATA_END - RETURN_DATA)) {
    raise(FATAL_REGION);
    return;
  }
  copyBytes(RETURN_DATA, out, len);
  store<u32>(RD_LEN, len);
  const sp = usize(load<u32>(parent, F_SP));
  if (creates) {
    if (result == R_RETURN) copy(sp, fp + F_ADDRESS);
    else setSmall(sp, 0);
  } else {
    const n = min<u32>(load<u32>(fp, F_RET_LEN), len);
    copyBytes(usize(load<u32>(fp, F_RET_PTR)), out, n);
    setSmall(sp, result == R_RETURN ? 1 : 0);
  }
  store<u32>(parent, u32(sp + 32), F_SP);
  store<i64>(GAS, load<i64>(GAS) + load<i64>(parent, F_GAS));
  store<u32>(FP, u32(parent));
  store<u32>(SP, u32(sp + 32));
  store<u32>(MEM_BASE, load<u32>(parent, F_MEM));
  store<u32>(MEM_SIZE, load<u32>(parent, F_MEM_SIZE));
}
