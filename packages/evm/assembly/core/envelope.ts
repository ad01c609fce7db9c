// A transaction from its encoded form to the state: checks, fees, warm sets, authorisations, frames, refunds, commit.
// The encoding is written by src/encode.ts.
import {
  A_A0, A_A1, A_A2, A_BALANCE, A_CODE_HASH, A_CODE_ID, A_FLAGS, A_NONCE, A_ROW, A_WRITES, AF_DESTROYED, AF_EXISTS,
  AF_TOUCHED, L_ACCOUNT, L_CURRENT, L_FLAGS, L_KEY, L_ORIGINAL, L_ROW, LF_WRITTEN, accountAt, slotAt,
} from './entries';
import {
  beginCreate, bumpNonce, codeAccount, createAddress, endFrame, openFirstFrame, pushInitFrame, runPrecompile, setCode,
  setNewFrame,
} from './calls';
import { C_LEN, C_PTR, codeAt, codeOf, isDelegation, trimCodes } from './code';
import { TRACE } from './config';
import { hostSaveCode, hostTraceEnter, hostTraceExit, r10, stateCredit, stateDeleteAccount, statePutAccount, statePutSlot } from './host';
import { interpret } from './interpreter';
import { resetJournal, revertJournal } from './journal';
import { beginLearning, GROUP, prepare, stopLearning } from './prepass';
import {
  ARENA, BATCH_LOGS, BATCH_LOGS_END, B_BASE_FEE, B_BLOB_FEE, B_CHAIN_ID, B_COINBASE, B_GAS_LIMIT, DEPTH, E_COLLISION, E_NONE, E_PRECOMPILE,
  E_REVERT, ERR, F_COMPILED, FATAL, FATAL_NONE, FATAL_REGION, FP, FRAMES, GAS, JOURNAL_TOP, K_CALL, K_CREATE, LOG_COUNT,
  LOG_TOP, LOGS, MEM_BASE, MEM_SIZE, OUT_LEN, OUT_PTR, PENDING_COUNT, R_CHILD, R_HALT, R_INTERPRET, R_RETURN, R_REVERT, RD_LEN, REFUND,
  RES_CREATED, RES_ERR, RES_GAS_USED, RES_HAS_CREATED, RES_REFUND, RES_STATUS, RETURN_DATA, S_FORK, S_MAX_BLOBS,
  S_EAGER, S_LAZY_FEES, S_TX_GAS_CAP, SCRATCH, ST_OK, STACK, STAT_COMPILED, T_BLOB_COUNT, T_BLOB_PTR, T_GAS_PRICE, T_ORIGIN, V_AUTH_CREATE,
  V_AUTH_EMPTY, V_BLOB_COUNT, V_BLOB_CREATE, V_BLOB_FEE, V_BLOB_VERSION, V_BLOCK_GAS, V_FEE_BELOW_BASE, V_FLOOR_GAS,
  V_FUNDS, V_INITCODE_SIZE, V_INTRINSIC_GAS, V_NONCE_HIGH, V_NONCE_LOW, V_NONCE_MAX, V_PRIORITY_ABOVE_MAX,
  V_SENDER_CODE, V_TX_GAS_CAP, V_TYPE, ZERO,
} from './layout';
import { copyBytes } from './memory';
import { add, copy, eq, highBits, isZero, lt, mul, setSmall, sub } from './u256';
import {
  account, accountCount, accountOf, credit, debit, hasAccount, isEmpty, isPrecompile, markWritten, raise, resetWorkingSet, slot,
  slotCount, touch, warmAccount, warmSlot,
} from './workingSet';

// Fields of an encoded transaction
const X_SIZE: usize = 0; // u32
const X_TYPE: usize = 4; // u8; byte 5: 1 where there is a recipient
const X_NONCE: usize = 8;
const X_GAS: usize = 16;
const X_SENDER: usize = 24; // 24 bytes
const X_TO: usize = 48; // 24 bytes
const X_VALUE: usize = 72;
const X_MAX_FEE: usize = 104;
const X_PRIORITY: usize = 136;
const X_BLOB_FEE: usize = 168;
const X_DATA_LEN: usize = 200; // u32
const X_ACCESS: usize = 204; // u32, addresses
const X_BLOBS: usize = 208; // u32
const X_AUTHS: usize = 212; // u32
const X_DATA: usize = 216;
const AUTH_SIZE: usize = 96; // chain id 32, address 24, nonce 8, authority 24, valid 8

export const MODE_APPLY: u32 = 0;
export const MODE_CALL: u32 = 1; // neither checks nor fees, and nothing is kept
export const MODE_SYSTEM: u32 = 2; // EIP-4788 and its kin
export const MODE_DRY: u32 = 3; // all of MODE_APPLY, but nothing is kept

const PRAGUE: u32 = 1;
const OSAKA: u32 = 2;
const BLOB_GAS: u64 = 131072;
export const S_SUCCESS: u32 = 1;
export const S_REVERT: u32 = 2;
export const S_HALT: u32 = 3;
const S_INVALID: u32 = 0;

const COST: usize = SCRATCH + 3072;
const COST2: usize = SCRATCH + 3104;
const PRICE: usize = SCRATCH + 3136;
const SENDER_WORD: usize = SCRATCH + 3168;
const TIP: usize = SCRATCH + 3200;

let intrinsic: u64 = 0;
let floorGas: u64 = 0;
let accessList: usize = 0;
let blobHashes: usize = 0;
let authorities: usize = 0;
let lazyFee: bool = false;

function hasRecipient(p: usize): bool {
  return load<u8>(p, X_TYPE + 1) != 0;
}

/** Zero bytes among len. Reads up to 15 beyond: memory goes on behind the input. */
function countZeros(p: usize, len: u32): u32 {
  let zeros: u32 = 0;
  for (; len >= 16; len -= 16) {
    zeros += popcnt<u32>(i8x16.bitmask(i8x16.eq(v128.load(p), i8x16.splat(0))));
    p += 16;
  }
  const rest = i8x16.bitmask(i8x16.eq(v128.load(p), i8x16.splat(0))) & ((1 << len) - 1);
  return zeros + popcnt<u32>(rest);
}

/** Finds the variable parts and adds up the intrinsic gas (EIP-2028, 2930, 3860, 7623, 7702). */
function survey(p: usize): void {
  const len = load<u32>(p, X_DATA_LEN);
  const zeros = u64(countZeros(p + X_DATA, len));
  const tokens = zeros + (u64(len) - zeros) * 4;
  intrinsic = 21000 + tokens * 4;
  floorGas = load<u32>(S_FORK) >= PRAGUE ? 21000 + tokens * 10 : 0;
  if (!hasRecipient(p)) intrinsic += 32000 + ((u64(len) + 31) >> 5) * 2;
  accessList = (p + X_DATA + len + 7) & ~usize(7);
  let q = accessList;
  for (let i = load<u32>(p, X_ACCESS); i > 0; i--) {
    const keys = load<u64>(q, 24);
    intrinsic += 2400 + keys * 1900;
    q += 32 + (usize(keys) << 5);
  }
  blobHashes = q;
  authorities = q + (usize(load<u32>(p, X_BLOBS)) << 5);
  intrinsic += u64(load<u32>(p, X_AUTHS)) * 25000;
}

function checkShape(p: usize): i32 {
  const type = load<u8>(p, X_TYPE);
  const fork = load<u32>(S_FORK);
  if (type > 4 || (type == 4 && fork < PRAGUE)) return V_TYPE;
  if (type == 3) {
    if (!hasRecipient(p)) return V_BLOB_CREATE;
    const n = load<u32>(p, X_BLOBS);
    if (n == 0 || n > load<u32>(S_MAX_BLOBS)) return V_BLOB_COUNT;
    for (let i: u32 = 0; i < n; i++) if (load<u8>(blobHashes + (usize(i) << 5), 31) != 1) return V_BLOB_VERSION;
    if (lt(p + X_BLOB_FEE, B_BLOB_FEE)) return V_BLOB_FEE;
  }
  if (type == 4) {
    if (!hasRecipient(p)) return V_AUTH_CREATE;
    if (load<u32>(p, X_AUTHS) == 0) return V_AUTH_EMPTY;
  }
  if (!hasRecipient(p) && load<u32>(p, X_DATA_LEN) > 49152) return V_INITCODE_SIZE;
  return E_NONE;
}

function checkGas(p: usize): i32 {
  const gas = load<u64>(p, X_GAS);
  if (highBits(B_GAS_LIMIT) == 0 && gas > load<u64>(B_GAS_LIMIT)) return V_BLOCK_GAS;
  if (i64(gas) < 0) return V_BLOCK_GAS;
  const cap = load<u64>(S_TX_GAS_CAP);
  if (cap != 0 && gas > cap) return V_TX_GAS_CAP;
  if (lt(p + X_MAX_FEE, p + X_PRIORITY)) return V_PRIORITY_ABOVE_MAX;
  if (lt(p + X_MAX_FEE, B_BASE_FEE)) return V_FEE_BELOW_BASE;
  return E_NONE;
}

/** COST = what the sender must own: gas at the highest fee, value and blobs. False where it exceeds 256 bits. */
function greatestCost(p: usize): bool {
  if (load<u64>(p, X_MAX_FEE + 24) != 0) return false;
  setSmall(COST2, load<u64>(p, X_GAS));
  mul(COST, COST2, p + X_MAX_FEE);
  if (add(COST, COST, p + X_VALUE) != 0) return false;
  const blobs = u64(load<u32>(p, X_BLOBS));
  if (blobs == 0) return true;
  if (load<u64>(p, X_BLOB_FEE + 24) != 0) return false;
  setSmall(COST2, blobs * BLOB_GAS);
  mul(COST2, COST2, p + X_BLOB_FEE);
  return add(COST, COST, COST2) == 0;
}

function checkSender(p: usize, sender: u32): i32 {
  const a = accountAt(sender);
  const nonce = load<u64>(a, A_NONCE);
  const wanted = load<u64>(p, X_NONCE);
  if (wanted < nonce) return V_NONCE_LOW;
  if (wanted > nonce) return V_NONCE_HIGH;
  if (nonce == u64.MAX_VALUE) return V_NONCE_MAX;
  const id = codeOf(sender);
  if (id != 0 && !(load<u32>(S_FORK) >= PRAGUE && isDelegation(id))) return V_SENDER_CODE;
  if (!greatestCost(p) || lt(a + A_BALANCE, COST)) return V_FUNDS;
  return E_NONE;
}

function check(p: usize, sender: u32): i32 {
  let why = checkShape(p);
  if (why == E_NONE) why = checkGas(p);
  if (why == E_NONE) why = checkSender(p, sender);
  if (why != E_NONE) return why;
  const gas = load<u64>(p, X_GAS);
  if (gas < intrinsic) return V_INTRINSIC_GAS;
  return gas < floorGas ? V_FLOOR_GAS : E_NONE;
}

/** PRICE = what a unit of gas costs, TIP = the part of it that the block's beneficiary gets (EIP-1559). */
function setPrices(p: usize, mode: u32): void {
  if (mode == MODE_CALL) {
    copy(PRICE, p + X_MAX_FEE);
    copy(T_GAS_PRICE, PRICE);
    return;
  }
  if (add(PRICE, B_BASE_FEE, p + X_PRIORITY) != 0 || lt(p + X_MAX_FEE, PRICE)) copy(PRICE, p + X_MAX_FEE);
  sub(TIP, PRICE, B_BASE_FEE);
  copy(T_GAS_PRICE, PRICE);
}

function payAhead(p: usize, sender: u32): void {
  setSmall(COST, load<u64>(p, X_GAS));
  mul(COST, COST, PRICE);
  const blobs = u64(load<u32>(p, X_BLOBS));
  if (blobs != 0) {
    setSmall(COST2, blobs * BLOB_GAS);
    mul(COST2, COST2, B_BLOB_FEE);
    add(COST, COST, COST2);
  }
  debit(sender, COST);
}

function warmAccessList(p: usize): void {
  let q = accessList;
  for (let i = load<u32>(p, X_ACCESS); i > 0; i--) {
    const row = account(load<u64>(q), load<u64>(q, 8), load<u32>(q, 16));
    warmAccount(row);
    const keys = usize(load<u64>(q, 24));
    for (let k: usize = 0; k < keys; k++) warmSlot(slot(row, q + 32 + (k << 5)));
    q += 32 + (keys << 5);
  }
}

const DESIGNATOR: usize = SCRATCH + 3264;

/** EIP-7702: sets the delegations of the authorisations that hold. */
function authorise(p: usize): void {
  let q = authorities;
  for (let i = load<u32>(p, X_AUTHS); i > 0; i--) {
    authoriseOne(q);
    q += AUTH_SIZE;
  }
}

function authoriseOne(q: usize): void {
  if (!isZero(q) && !eq(q, B_CHAIN_ID)) return;
  const nonce = load<u64>(q, 56);
  if (nonce == u64.MAX_VALUE || load<u64>(q, 88) == 0) return;
  const row = account(load<u64>(q, 64), load<u64>(q, 72), load<u32>(q, 80));
  warmAccount(row);
  const id = codeOf(row);
  if (id != 0 && !isDelegation(id)) return;
  const a = accountAt(row);
  if (load<u64>(a, A_NONCE) != nonce) return;
  // The account counts as existing where it is not empty: 25,000 were charged, 12,500 come back.
  if (load<u32>(a, A_FLAGS) & AF_EXISTS || !isEmpty(row)) store<i64>(REFUND, load<i64>(REFUND) + 12500);
  const none = (load<u64>(q, 32) | load<u64>(q, 40) | u64(load<u32>(q, 48))) == 0;
  if (none) setCode(row, DESIGNATOR, 0);
  else {
    store<u32>(DESIGNATOR, 0x0001ef);
    store<u32>(DESIGNATOR, bswap<u32>(load<u32>(q, 48)), 3);
    store<u64>(DESIGNATOR, bswap<u64>(load<u64>(q, 40)), 7);
    store<u64>(DESIGNATOR, bswap<u64>(load<u64>(q, 32)), 15);
    setCode(row, DESIGNATOR, 23);
  }
  bumpNonce(row);
  touch(row);
}

/** Runs frames until the first one ends; returns its R_*. */
function run(): i32 {
  while (true) {
    const fp = usize(load<u32>(FP));
    const compiled = TRACE ? 0 : load<u32>(fp, F_COMPILED);
    let result: i32;
    if (compiled == 0) result = interpret(fp);
    else {
      store<u64>(STAT_COMPILED, load<u64>(STAT_COMPILED) + 1);
      result = call_indirect<i32>(compiled, fp);
      if (result == R_INTERPRET) result = interpret(fp);
    }
    if (load<i32>(FATAL) != FATAL_NONE) return R_HALT;
    if (result == R_CHILD) continue;
    const ended = endFrame(result);
    if (ended >= 0) return ended;
  }
}

const TO_WORD: usize = SCRATCH + 3296;

function loadTo(p: usize): void {
  v128.store(TO_WORD, v128.load(p, X_TO));
  v128.store(TO_WORD, v128.load32_zero(p + X_TO + 16), 16);
}

function runCreate(p: usize, sender: u32, gas: i64): i32 {
  const data = p + X_DATA;
  const len = load<u32>(p, X_DATA_LEN);
  const address = createAddress(sender, load<u64>(accountAt(sender), A_NONCE) - 1);
  copy(RES_CREATED, address);
  store<u32>(RES_HAS_CREATED, 1);
  const row = accountOf(address);
  setNewFrame(K_CREATE, gas, row, 0, data, len);
  if (TRACE) hostTraceEnter(K_CREATE, address, p + X_VALUE, data, len, f64(gas));
  store<i64>(GAS, 0);
  store<u32>(DEPTH, 0);
  if (beginCreate(row, sender, p + X_VALUE) != E_NONE) {
    store<i32>(ERR, E_COLLISION);
    if (TRACE) hostTraceExit(E_COLLISION, 0);
    return R_HALT;
  }
  if (!pushInitFrame(FRAMES, STACK, ARENA, data, len, SENDER_WORD, p + X_VALUE)) return R_HALT;
  return run();
}

function runCall(p: usize, sender: u32, gas: i64): i32 {
  loadTo(p);
  const target = accountOf(TO_WORD);
  warmAccount(target);
  const runs = codeAccount(target);
  warmAccount(runs);
  setNewFrame(K_CALL, gas, target, 0, p + X_DATA, load<u32>(p, X_DATA_LEN));
  const snapshot = load<u32>(JOURNAL_TOP);
  if (TRACE) hostTraceEnter(K_CALL, TO_WORD, p + X_VALUE, p + X_DATA, load<u32>(p, X_DATA_LEN), f64(gas));
  credit(target, p + X_VALUE);
  debit(sender, p + X_VALUE);
  store<i64>(GAS, gas);
  if (isPrecompile(load<u64>(TO_WORD), load<u64>(TO_WORD, 8), load<u32>(TO_WORD, 16))) {
    return firstPrecompile(target, gas, snapshot);
  }
  const id = codeOf(runs);
  if (id == 0) {
    if (TRACE) hostTraceExit(E_NONE, f64(gas));
    return R_RETURN;
  }
  openFirstFrame(id, SENDER_WORD, p + X_VALUE);
  beginLearning(TO_WORD, p + X_DATA, load<u32>(p, X_DATA_LEN));
  const result = run();
  stopLearning();
  return result;
}

function firstPrecompile(target: u32, gas: i64, snapshot: u32): i32 {
  const used = runPrecompile(target, gas);
  if (used < 0) {
    revertJournal(snapshot);
    store<i64>(GAS, 0);
    store<i32>(ERR, E_PRECOMPILE);
    if (TRACE) hostTraceExit(E_PRECOMPILE, 0);
    return R_HALT;
  }
  store<i64>(GAS, gas - used);
  store<u32>(OUT_PTR, u32(RETURN_DATA));
  store<u32>(OUT_LEN, load<u32>(RD_LEN));
  if (TRACE) hostTraceExit(E_NONE, f64(gas - used));
  return R_RETURN;
}

function begin(p: usize, mode: u32): u32 {
  resetWorkingSet(mode != MODE_SYSTEM);
  lazyFee = false;
  resetJournal();
  store<u32>(LOG_TOP, u32(LOGS));
  store<u32>(LOG_COUNT, 0);
  store<i64>(REFUND, 0);
  store<i32>(FATAL, FATAL_NONE);
  store<i32>(ERR, E_NONE);
  store<u32>(RD_LEN, 0);
  store<u32>(OUT_LEN, 0);
  store<u32>(RES_ERR, 0);
  store<u64>(RES_GAS_USED, 0);
  store<u64>(RES_REFUND, 0);
  store<u32>(RES_HAS_CREATED, 0);
  const low = v128.load(p, X_SENDER);
  const high = v128.load32_zero(p + X_SENDER + 16);
  v128.store(SENDER_WORD, low);
  v128.store(SENDER_WORD, high, 16);
  v128.store(T_ORIGIN, low);
  v128.store(T_ORIGIN, high, 16);
  return accountOf(SENDER_WORD);
}

function refuse(why: i32): u32 {
  store<u32>(RES_STATUS, S_INVALID);
  store<i32>(RES_ERR, why);
  store<u32>(LOG_COUNT, 0);
  return S_INVALID;
}

/** Runs an encoded transaction. Returns S_*; where FATAL is set there is no result. */
export function transact(p: usize, mode: u32): u32 {
  const sender = begin(p, mode);
  survey(p);
  const pays = mode == MODE_APPLY || mode == MODE_DRY;
  if (pays) {
    const why = check(p, sender);
    if (why != E_NONE) return refuse(why);
  } else if (lt(accountAt(sender) + A_BALANCE, p + X_VALUE)) return refuse(V_FUNDS);
  const limit = load<u64>(p, X_GAS);
  if (mode == MODE_SYSTEM) {
    intrinsic = 0;
    floorGas = 0;
  }
  if (limit < intrinsic) return refuse(V_INTRINSIC_GAS);
  setPrices(p, mode);
  store<u32>(T_BLOB_PTR, u32(blobHashes));
  store<u32>(T_BLOB_COUNT, load<u32>(p, X_BLOBS));
  warmAccount(sender);
  if (pays) payAhead(p, sender);
  if (mode != MODE_SYSTEM) {
    bumpNonce(sender);
    warmAccessList(p);
    authorise(p);
  }
  const gas = i64(limit - intrinsic);
  const result = hasRecipient(p) ? runCall(p, sender, gas) : runCreate(p, sender, gas);
  if (load<i32>(FATAL) != FATAL_NONE) return S_INVALID;
  settle(pays, sender, limit);
  // The beneficiary may be read only here.
  if (load<i32>(FATAL) != FATAL_NONE) return S_INVALID;
  finish(result);
  if (mode == MODE_APPLY || mode == MODE_SYSTEM) commit();
  return load<u32>(RES_STATUS);
}

/** Refunds, the floor of EIP-7623, and the beneficiary's part. */
function settle(pays: bool, sender: u32, limit: u64): void {
  let used = limit - load<u64>(GAS);
  const refund = min<u64>(load<u64>(REFUND), used / 5);
  used -= refund;
  if (used < floorGas) used = floorGas;
  store<u64>(RES_GAS_USED, used);
  store<u64>(RES_REFUND, refund);
  if (!pays) return;
  setSmall(COST, limit - used);
  mul(COST, COST, PRICE);
  credit(sender, COST);
  setSmall(COST, used);
  mul(COST, COST, TIP);
  // The commit hands COST to a state that adds it without having been asked for the account.
  lazyFee =
    load<u32>(S_LAZY_FEES) != 0 &&
    !hasAccount(load<u64>(B_COINBASE), load<u64>(B_COINBASE, 8), load<u32>(B_COINBASE, 16));
  if (!lazyFee) credit(accountOf(B_COINBASE), COST);
}

function finish(result: i32): void {
  if (result == R_RETURN) {
    store<u32>(RES_STATUS, S_SUCCESS);
    return;
  }
  store<u32>(RES_HAS_CREATED, 0);
  store<u32>(RES_STATUS, result == R_REVERT ? S_REVERT : S_HALT);
  store<i32>(RES_ERR, result == R_REVERT ? E_REVERT : load<i32>(ERR));
}

/** A write that the state refuses leaves it torn: never a result. */
function written(status: i32): void {
  if (status != ST_OK) raise(FATAL_REGION);
}

function commitAccount(row: u32): void {
  const p = accountAt(row);
  const flags = load<u32>(p, A_FLAGS);
  const exists = (flags & AF_EXISTS) != 0;
  const writes = load<u32>(p, A_WRITES);
  if (flags & AF_DESTROYED || (flags & AF_TOUCHED && isEmpty(row)) || (writes != 0 && isEmpty(row))) {
    if (!exists) return;
    written(stateDeleteAccount(load<u64>(p, A_ROW), load<u64>(p), load<u64>(p, A_A1), u64(load<u32>(p, A_A2))));
    return;
  }
  if (writes == 0) return;
  written(statePutAccount(
    load<u64>(p, A_ROW), load<u64>(p), load<u64>(p, A_A1), u64(load<u32>(p, A_A2)), load<u64>(p, A_NONCE),
    load<u64>(p, A_BALANCE), load<u64>(p, A_BALANCE + 8), load<u64>(p, A_BALANCE + 16), load<u64>(p, A_BALANCE + 24),
    load<u64>(p, A_CODE_HASH), load<u64>(p, A_CODE_HASH + 8), load<u64>(p, A_CODE_HASH + 16),
    load<u64>(p, A_CODE_HASH + 24),
  ));
  store<u64>(p, r10, A_ROW);
  if (writes & 2 && load<u32>(p, A_CODE_ID) != 0) {
    const c = codeAt(load<u32>(p, A_CODE_ID));
    hostSaveCode(p + A_CODE_HASH, load<u32>(c, C_PTR), load<u32>(c, C_LEN));
  }
}

function commitSlot(row: u32): void {
  const p = slotAt(row);
  if ((load<u32>(p, L_FLAGS) & LF_WRITTEN) == 0 || eq(p + L_CURRENT, p + L_ORIGINAL)) return;
  const a = accountAt(load<u32>(p, L_ACCOUNT));
  if (load<u32>(a, A_FLAGS) & AF_DESTROYED) return;
  written(statePutSlot(
    load<u64>(p, L_ROW), load<u64>(a, A_ROW), load<u64>(a), load<u64>(a, A_A1), u64(load<u32>(a, A_A2)),
    load<u64>(p, L_KEY), load<u64>(p, L_KEY + 8), load<u64>(p, L_KEY + 16), load<u64>(p, L_KEY + 24),
    load<u64>(p, L_CURRENT), load<u64>(p, L_CURRENT + 8), load<u64>(p, L_CURRENT + 16), load<u64>(p, L_CURRENT + 24),
  ));
}

/** Hands what changed to the state: accounts first, since a new slot needs its account's row. */
function commit(): void {
  for (let i: u32 = 0; i < accountCount; i++) commitAccount(i);
  for (let i: u32 = 0; i < slotCount; i++) commitSlot(i);
  if (!lazyFee) return;
  written(stateCredit(
    load<u64>(B_COINBASE), load<u64>(B_COINBASE, 8), load<u64>(B_COINBASE, 16),
    load<u64>(COST), load<u64>(COST, 8), load<u64>(COST, 16), load<u64>(COST, 24),
  ));
}

/** Room that has to be left for a transaction's logs (8 gas a byte: 64M gas); with less the host empties the region. */
const LOG_ROOM: usize = 8 << 20;

/**
 * Runs up to `count` encoded transactions one after the other. Writes a status byte, a byte that says why where it is
 * not a success, a u64 of gas and the u32 end of its logs in BATCH_LOGS for each. Returns how many ran: fewer where a contract asks to be compiled, where the logs
 * have to be taken, or where FATAL is set.
 */
export function transactMany(
  p: usize, count: u32, statuses: usize, reasons: usize, gases: usize, logEnds: usize,
): u32 {
  let logs = BATCH_LOGS;
  for (let i: u32 = 0; i < count; i++) {
    if (i % GROUP == 0) prepare(p, min<u32>(GROUP, count - i));
    trimCodes();
    const status = transact(p, MODE_APPLY);
    if (load<i32>(FATAL) != FATAL_NONE) return i;
    const size = status == S_SUCCESS ? usize(load<u32>(LOG_TOP)) - LOGS : 0;
    if (logs + size > BATCH_LOGS_END) {
      raise(FATAL_REGION);
      return i;
    }
    copyBytes(logs, LOGS, size);
    logs += size;
    store<u8>(statuses + i, u8(status));
    store<u8>(reasons + i, u8(load<u32>(RES_ERR)));
    store<u64>(gases + (usize(i) << 3), load<u64>(RES_GAS_USED));
    store<u32>(logEnds + (usize(i) << 2), u32(logs - BATCH_LOGS));
    p += load<u32>(p, X_SIZE);
    if (logs + LOG_ROOM > BATCH_LOGS_END) return i + 1;
    // The host compiles what has become hot, then goes on with the rest.
    if (load<u32>(PENDING_COUNT) != 0 && load<u32>(S_EAGER) != 2) return i + 1;
  }
  return count;
}
