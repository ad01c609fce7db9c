// The transaction's working set. Each table is dense rows plus an open-addressed index whose cells carry the epoch
// of the transaction, so that a new transaction empties them by counting up. The indexes start small, to stay in
// cache, and grow four-fold when half full. Hashing is multilinear over secret keys: attackers choose addresses.
import {
  A_A0, A_A1, A_A2, A_BALANCE, A_CODE_HASH, A_CODE_ID, A_FLAGS, A_HASH, A_NONCE, A_ROW, A_WRITES,
  AF_CREATED, AF_EXISTS, AF_STORAGE, AF_TOUCHED, AF_WARM, accountAt, CODE_UNKNOWN,
  L_ACCOUNT, L_CURRENT, L_FLAGS, L_HASH, L_KEY, L_ORIGINAL, L_ROW, LF_WARM,slotAt, 
  T_ACCOUNT, T_HASH, T_KEY, T_VALUE, transientAt,
} from './entries';
import {
  hostFetch, r0, r1, r2, r3, r4, r5, r6, r7, r8, r9, r10, stateAccount, stateSlot,
} from './host';
import { noteBalance, noteFlags, noteSlotFlags } from './journal';
import {
  ACC_INDEX, ACC_INDEX_MAX, ACCS_MAX, B_COINBASE, EMPTY_HASH, FATAL, FATAL_ABORT, FATAL_MISS, FATAL_NONE, FATAL_REGION, S_P256,
  S_PRECOMPILES, S_SEED,
  SF_EXISTS, SF_HAS_STORAGE, SLOT_INDEX, SLOT_INDEX_MAX, SLOTS_MAX, ST_ABORT, ST_MISS, ST_OK, TRANS_INDEX,
  TRANS_INDEX_MAX, TRANS_MAX, WORD_SCRATCH, ZERO,
} from './layout';
import { add, copy, eq, isZero, setSmall, sub } from './u256';

const FIRST_INDEX: u32 = 256;
let epoch: u32 = 0;
export let accountCount: u32 = 0;
export let slotCount: u32 = 0;
export let transientCount: u32 = 0;
let accountMask: u32 = FIRST_INDEX - 1;
let slotMask: u32 = FIRST_INDEX - 1;
let transientMask: u32 = FIRST_INDEX - 1;
/** The block's beneficiary is warm from the start (EIP-3651); its row is marked when, and if, it is read. */
let warmBeneficiary: bool = false;

export function resetWorkingSet(warm: bool): void {
  warmBeneficiary = warm;
  if (++epoch == 0) {
    memory.fill(ACC_INDEX, 0, usize(ACC_INDEX_MAX) << 3);
    memory.fill(SLOT_INDEX, 0, usize(SLOT_INDEX_MAX) << 3);
    memory.fill(TRANS_INDEX, 0, usize(TRANS_INDEX_MAX) << 3);
    epoch = 1;
  }
  accountCount = 0;
  slotCount = 0;
  transientCount = 0;
  accountMask = FIRST_INDEX - 1;
  slotMask = FIRST_INDEX - 1;
  transientMask = FIRST_INDEX - 1;
}

export function raise(why: i32): void {
  if (load<i32>(FATAL) == FATAL_NONE) store<i32>(FATAL, why);
}

// @ts-expect-error: decorator
@inline
function hashAddress(a0: u64, a1: u64, a2: u32): u32 {
  let h = load<u64>(S_SEED);
  h += load<u64>(S_SEED, 8) * (a0 & 0xffffffff);
  h += load<u64>(S_SEED, 16) * (a0 >> 32);
  h += load<u64>(S_SEED, 24) * (a1 & 0xffffffff);
  h += load<u64>(S_SEED, 32) * (a1 >> 32);
  h += load<u64>(S_SEED, 40) * u64(a2);
  return u32(h >> 32);
}

// @ts-expect-error: decorator
@inline
function hashKey(account: u32, key: usize): u32 {
  let h = load<u64>(S_SEED) + load<u64>(S_SEED, 8) * u64(account);
  h += load<u64>(S_SEED, 16) * u64(load<u32>(key));
  h += load<u64>(S_SEED, 24) * u64(load<u32>(key, 4));
  h += load<u64>(S_SEED, 32) * u64(load<u32>(key, 8));
  h += load<u64>(S_SEED, 40) * u64(load<u32>(key, 12));
  h += load<u64>(S_SEED, 48) * u64(load<u32>(key, 16));
  h += load<u64>(S_SEED, 56) * u64(load<u32>(key, 20));
  h += load<u64>(S_SEED, 64) * u64(load<u32>(key, 24));
  h += load<u64>(S_SEED, 72) * u64(load<u32>(key, 28));
  return u32(h >> 32);
}

// An index cell is u64: epoch in the high half, row in the low.
// @ts-expect-error: decorator
@inline
function place(index: usize, mask: u32, hash: u32, row: u32): void {
  let i = hash & mask;
  while (u32(load<u64>(index + (usize(i) << 3)) >> 32) == epoch) i = (i + 1) & mask;
  store<u64>(index + (usize(i) << 3), (u64(epoch) << 32) | u64(row));
}

function clearIndex(index: usize, mask: u32): void {
  memory.fill(index, 0, (usize(mask) + 1) << 3);
}

function growAccounts(): void {
  accountMask = (accountMask << 2) | 3;
  if (accountMask >= ACC_INDEX_MAX) accountMask = ACC_INDEX_MAX - 1;
  clearIndex(ACC_INDEX, accountMask);
  for (let i: u32 = 0; i < accountCount; i++) place(ACC_INDEX, accountMask, load<u32>(accountAt(i), A_HASH), i);
}

function growSlots(): void {
  slotMask = (slotMask << 2) | 3;
  if (slotMask >= SLOT_INDEX_MAX) slotMask = SLOT_INDEX_MAX - 1;
  clearIndex(SLOT_INDEX, slotMask);
  for (let i: u32 = 0; i < slotCount; i++) place(SLOT_INDEX, slotMask, load<u32>(slotAt(i), L_HASH), i);
}

function growTransient(): void {
  transientMask = (transientMask << 2) | 3;
  if (transientMask >= TRANS_INDEX_MAX) transientMask = TRANS_INDEX_MAX - 1;
  clearIndex(TRANS_INDEX, transientMask);
  for (let i: u32 = 0; i < transientCount; i++) {
    place(TRANS_INDEX, transientMask, load<u32>(transientAt(i), T_HASH), i);
  }
}

export function isPrecompile(a0: u64, a1: u64, a2: u32): bool {
  if (a1 != 0 || a2 != 0 || a0 == 0) return false;
  return a0 <= u64(load<u32>(S_PRECOMPILES)) || (a0 == 0x100 && load<u32>(S_P256) != 0);
}

// @ts-expect-error: decorator
@inline
function isBeneficiary(a0: u64, a1: u64, a2: u32): bool {
  return a0 == load<u64>(B_COINBASE) && a1 == load<u64>(B_COINBASE, 8) && a2 == load<u32>(B_COINBASE, 16);
}

/** Whether an address has been read by this transaction. */
export function hasAccount(a0: u64, a1: u64, a2: u32): bool {
  let i = hashAddress(a0, a1, a2) & accountMask;
  while (true) {
    const cell = load<u64>(ACC_INDEX + (usize(i) << 3));
    if (u32(cell >> 32) != epoch) return false;
    const p = accountAt(u32(cell));
    if (load<u64>(p) == a0 && load<u64>(p, A_A1) == a1 && load<u32>(p, A_A2) == a2) return true;
    i = (i + 1) & accountMask;
  }
}

/** The row of an address, brought in from the state on first sight. */
export function account(a0: u64, a1: u64, a2: u32): u32 {
  const h = hashAddress(a0, a1, a2);
  let i = h & accountMask;
  while (true) {
    const cell = load<u64>(ACC_INDEX + (usize(i) << 3));
    if (u32(cell >> 32) != epoch) break;
    const p = accountAt(u32(cell));
    if (load<u64>(p) == a0 && load<u64>(p, A_A1) == a1 && load<u32>(p, A_A2) == a2) return u32(cell);
    i = (i + 1) & accountMask;
  }
  return loadAccount(a0, a1, a2, h);
}

/** The row of the address in the low 160 bits of a word. */
// @ts-expect-error: decorator
@inline
export function accountOf(word: usize): u32 {
  return account(load<u64>(word), load<u64>(word, 8), load<u32>(word, 16));
}

function loadAccount(a0: u64, a1: u64, a2: u32, h: u32): u32 {
  if (accountCount == ACCS_MAX) {
    raise(FATAL_REGION);
    return 0;
  }
  if ((accountCount + 1) << 1 > accountMask && accountMask < ACC_INDEX_MAX - 1) growAccounts();
  const row = accountCount++;
  place(ACC_INDEX, accountMask, h, row);
  const p = accountAt(row);
  store<u64>(p, a0, A_A0);
  store<u64>(p, a1, A_A1);
  store<u32>(p, a2, A_A2);
  store<u32>(p, h, A_HASH);
  store<u32>(p, 0, A_WRITES);
  readAccount(p, a0, a1, a2);
  // EIP-2929: precompiles are warm from the start.
  if (isPrecompile(a0, a1, a2) || (warmBeneficiary && isBeneficiary(a0, a1, a2))) store<u32>(p, load<u32>(p, A_FLAGS) | AF_WARM, A_FLAGS);
  return row;
}

function readAccount(p: usize, a0: u64, a1: u64, a2: u32): void {
  let status = stateAccount(a0, a1, u64(a2));
  if (status != ST_OK) {
    if (status == ST_MISS) status = hostFetch(0, p) != 0 ? stateAccount(a0, a1, u64(a2)) : ST_MISS;
    if (status != ST_OK) {
      raise(status == ST_ABORT ? FATAL_ABORT : FATAL_MISS);
      r9 = 0;
    }
  }
  if ((r9 & SF_EXISTS) == 0) {
    store<u32>(p, 0, A_FLAGS);
    store<u64>(p, 0, A_NONCE);
    copy(p + A_BALANCE, ZERO);
    copy(p + A_CODE_HASH, EMPTY_HASH);
    store<u32>(p, 0, A_CODE_ID);
    store<u64>(p, 0, A_ROW);
    return;
  }
  store<u32>(p, AF_EXISTS | (r9 & SF_HAS_STORAGE ? AF_STORAGE : 0), A_FLAGS);
  store<u64>(p, r0, A_NONCE);
  store<u64>(p, r1, A_BALANCE);
  store<u64>(p, r2, A_BALANCE + 8);
  store<u64>(p, r3, A_BALANCE + 16);
  store<u64>(p, r4, A_BALANCE + 24);
  store<u64>(p, r5, A_CODE_HASH);
  store<u64>(p, r6, A_CODE_HASH + 8);
  store<u64>(p, r7, A_CODE_HASH + 16);
  store<u64>(p, r8, A_CODE_HASH + 24);
  store<u64>(p, r10, A_ROW);
  store<u32>(p, eq(p + A_CODE_HASH, EMPTY_HASH) ? 0 : CODE_UNKNOWN, A_CODE_ID);
}

/** Warms an account; true where it was cold. */
export function warmAccount(row: u32): bool {
  const p = accountAt(row);
  const flags = load<u32>(p, A_FLAGS);
  if (flags & AF_WARM) return false;
  noteFlags(row);
  store<u32>(p, flags | AF_WARM, A_FLAGS);
  return true;
}

export function touch(row: u32): void {
  const p = accountAt(row);
  const flags = load<u32>(p, A_FLAGS);
  if (flags & AF_TOUCHED) return;
  noteFlags(row);
  store<u32>(p, flags | AF_TOUCHED, A_FLAGS);
}

export function setFlag(row: u32, flag: u32): void {
  noteFlags(row);
  store<u32>(accountAt(row), load<u32>(accountAt(row), A_FLAGS) | flag, A_FLAGS);
}

/** Nonce, balance and code are zero (EIP-161). */
export function isEmpty(row: u32): bool {
  const p = accountAt(row);
  return load<u64>(p, A_NONCE) == 0 && isZero(p + A_BALANCE) && eq(p + A_CODE_HASH, EMPTY_HASH);
}

export function markWritten(row: u32): void {
  const p = accountAt(row);
  store<u32>(p, load<u32>(p, A_WRITES) | 1, A_WRITES);
}

export function credit(row: u32, amount: usize): void {
  touch(row);
  if (isZero(amount)) return;
  noteBalance(row);
  const b = accountAt(row) + A_BALANCE;
  add(b, b, amount);
  markWritten(row);
}

/** The caller has checked that the balance is enough. */
export function debit(row: u32, amount: usize): void {
  touch(row);
  if (isZero(amount)) return;
  noteBalance(row);
  const b = accountAt(row) + A_BALANCE;
  sub(b, b, amount);
  markWritten(row);
}

/** The row of a slot, its value brought in from the state on first sight. */
export function slot(owner: u32, key: usize): u32 {
  const h = hashKey(owner, key);
  let i = h & slotMask;
  while (true) {
    const cell = load<u64>(SLOT_INDEX + (usize(i) << 3));
    if (u32(cell >> 32) != epoch) break;
    const p = slotAt(u32(cell));
    if (load<u32>(p) == owner && eq(p + L_KEY, key)) return u32(cell);
    i = (i + 1) & slotMask;
  }
  return loadSlot(owner, key, h);
}

function loadSlot(owner: u32, key: usize, h: u32): u32 {
  if (slotCount == SLOTS_MAX) {
    raise(FATAL_REGION);
    return 0;
  }
  if ((slotCount + 1) << 1 > slotMask && slotMask < SLOT_INDEX_MAX - 1) growSlots();
  const row = slotCount++;
  place(SLOT_INDEX, slotMask, h, row);
  const p = slotAt(row);
  store<u32>(p, owner, L_ACCOUNT);
  store<u32>(p, 0, L_FLAGS);
  store<u64>(p, 0, L_ROW);
  store<u32>(p, h, L_HASH);
  copy(p + L_KEY, key);
  const a = accountAt(owner);
  const flags = load<u32>(a, A_FLAGS);
  if ((flags & AF_EXISTS) == 0 || flags & AF_CREATED) {
    copy(p + L_ORIGINAL, ZERO);
    copy(p + L_CURRENT, ZERO);
    return row;
  }
  readSlot(p, a);
  return row;
}

function stateSlotOf(p: usize, a: usize): i32 {
  return stateSlot(
    load<u64>(a, A_ROW), load<u64>(a), load<u64>(a, A_A1), u64(load<u32>(a, A_A2)),
    load<u64>(p, L_KEY), load<u64>(p, L_KEY + 8), load<u64>(p, L_KEY + 16), load<u64>(p, L_KEY + 24),
  );
}

function readSlot(p: usize, a: usize): void {
  let status = stateSlotOf(p, a);
  if (status != ST_OK) {
    if (status == ST_MISS) {
      copy(WORD_SCRATCH, a);
      copy(WORD_SCRATCH + 32, p + L_KEY);
      status = hostFetch(1, WORD_SCRATCH) != 0 ? stateSlotOf(p, a) : ST_MISS;
    }
    if (status != ST_OK) {
      raise(status == ST_ABORT ? FATAL_ABORT : FATAL_MISS);
      r1 = r2 = r3 = r4 = 0;
    }
  }
  store<u64>(p, r10, L_ROW);
  store<u64>(p, r1, L_ORIGINAL);
  store<u64>(p, r2, L_ORIGINAL + 8);
  store<u64>(p, r3, L_ORIGINAL + 16);
  store<u64>(p, r4, L_ORIGINAL + 24);
  copy(p + L_CURRENT, p + L_ORIGINAL);
}

/** Warms a slot; true where it was cold. */
export function warmSlot(row: u32): bool {
  const p = slotAt(row);
  const flags = load<u32>(p, L_FLAGS);
  if (flags & LF_WARM) return false;
  noteSlotFlags(row);
  store<u32>(p, flags | LF_WARM, L_FLAGS);
  return true;
}

/** The row of a transient slot; 0xffffffff where it was never written. */
export function findTransient(owner: u32, key: usize): u32 {
  const h = hashKey(owner, key);
  let i = h & transientMask;
  while (true) {
    const cell = load<u64>(TRANS_INDEX + (usize(i) << 3));
    if (u32(cell >> 32) != epoch) return 0xffffffff;
    const p = transientAt(u32(cell));
    if (load<u32>(p) == owner && eq(p + T_KEY, key)) return u32(cell);
    i = (i + 1) & transientMask;
  }
}

export function addTransient(owner: u32, key: usize): u32 {
  if (transientCount == TRANS_MAX) {
    raise(FATAL_REGION);
    return 0;
  }
  if ((transientCount + 1) << 1 > transientMask && transientMask < TRANS_INDEX_MAX - 1) growTransient();
  const h = hashKey(owner, key);
  const row = transientCount++;
  place(TRANS_INDEX, transientMask, h, row);
  const p = transientAt(row);
  store<u32>(p, owner, T_ACCOUNT);
  store<u32>(p, h, T_HASH);
  copy(p + T_KEY, key);
  setSmall(p + T_VALUE, 0);
  return row;
}
