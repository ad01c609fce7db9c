// What the EVM's core imports from its state (evm's assembly/core/host.ts and ADR 0101).
import { at, clearFailure, complete, consume, F_ROWS, F_STORAGE, F_TURN, fail, index, mask, own } from './globals';
import {
  A0, A1, A2, ABORT, E_FIELDS, E_FLAGS, FEE, FEE_ROW, FLAGS, H_ROWS_TOP, MISS, OK, RF_EXISTS, RF_STORAGE, RING, SLOT,
} from './layout';
import {
  abandon, accountFields, becomeCertain, begin, flagsOf, look, NO_ENTRY, park, peek, showWrites, slotValue,
  speculative, validate, write, wrote,
} from './overlay';
import { addAccount, addSlot, findAccount, findSlot, hashAddress, hashSlot } from './rows';

@external('state', 'r0') declare let r0: u64;
@external('state', 'r1') declare let r1: u64;
@external('state', 'r2') declare let r2: u64;
@external('state', 'r3') declare let r3: u64;
@external('state', 'r4') declare let r4: u64;
@external('state', 'r5') declare let r5: u64;
@external('state', 'r6') declare let r6: u64;
@external('state', 'r7') declare let r7: u64;
@external('state', 'r8') declare let r8: u64;
@external('state', 'r9') declare let r9: u64;
@external('state', 'r10') declare let r10: u64;

// keccak256 of nothing
const EMPTY0: u64 = 0x7bfad8045d85a470;
const EMPTY1: u64 = 0xe500b653ca82273b;
const EMPTY2: u64 = 0x927e7db2dcc703c0;
const EMPTY3: u64 = 0xc5d2460186f7233c;

// Fees of the beneficiary that wait to be added: nobody has asked for them yet.
let feeRow: u32 = 0; // row + 1
let feeDue: bool = false;
let feeA0: u64 = 0;
let feeA1: u64 = 0;
let feeA2: u64 = 0;
let fee0: u64 = 0;
let fee1: u64 = 0;
let fee2: u64 = 0;
let fee3: u64 = 0;

let waiting: u32 = 0; // hashes whose rows are to be touched

// --- reads ------------------------------------------------------------------------------------------------------

/** r0 nonce, r1-r4 balance, r5-r8 code hash, r9 flags, r10 row + 1. */
export function account(a0: u64, a1: u64, a2: u64): i32 {
  if (waiting != 0) touchWaiting();
  r9 = 0;
  r10 = 0;
  const h = hashAddress(a0, a1, a2);
  let found = findAccount(h, a0, a1, a2);
  if (found == 0) {
    if (!complete) return MISS;
    // What is certain to be absent needs no row to be validated by.
    if (!speculative) return OK;
    found = addAccount(h, a0, a1, a2);
    if (found == 0) return ABORT;
  }
  if (feeDue && found == feeRow && settleFee() != OK) return ABORT;
  const row = found - 1;
  const p = at(row);
  const e = look(row, p);
  if (e == NO_ENTRY) return ABORT;
  const flags = flagsOf(p, e);
  r10 = u64(found);
  if ((flags & RF_EXISTS) == 0) return OK;
  const q = accountFields(p, e);
  r0 = load<u64>(q);
  r1 = load<u64>(q, 8);
  r2 = load<u64>(q, 16);
  r3 = load<u64>(q, 24);
  r4 = load<u64>(q, 32);
  r5 = load<u64>(q, 40);
  r6 = load<u64>(q, 48);
  r7 = load<u64>(q, 56);
  r8 = load<u64>(q, 64);
  r9 = u64(flags & (RF_EXISTS | RF_STORAGE));
  return OK;
}

/** r1-r4 value, r10 row + 1. */
export function slot(owner: u64, a0: u64, a1: u64, a2: u64, k0: u64, k1: u64, k2: u64, k3: u64): i32 {
  const h = hashSlot(a0, a1, a2, k0, k1, k2, k3);
  let found = findSlot(h, a0, a1, a2, k0, k1, k2, k3);
  if (found == 0) {
    r1 = r2 = r3 = r4 = r10 = 0;
    if (!complete) return MISS;
    if (!speculative) return OK;
    found = addSlot(h, a0, a1, a2, k0, k1, k2, k3);
    if (found == 0) return ABORT;
  }
  const p = at(found - 1);
  const e = look(found - 1, p);
  if (e == NO_ENTRY) return ABORT;
  const q = slotValue(p, e);
  r1 = load<u64>(q);
  r2 = load<u64>(q, 8);
  r3 = load<u64>(q, 16);
  r4 = load<u64>(q, 24);
  r10 = u64(found);
  return OK;
}

// --- writes ------------------------------------------------------------------------------------------------------

export function putAccount(
  row: u64, a0: u64, a1: u64, a2: u64,
  nonce: u64, b0: u64, b1: u64, b2: u64, b3: u64, h0: u64, h1: u64, h2: u64, h3: u64,
): i32 {
  let found = u32(row);
  if (found == 0) {
    const h = hashAddress(a0, a1, a2);
    found = findAccount(h, a0, a1, a2);
    if (found == 0) found = addAccount(h, a0, a1, a2);
    if (found == 0) return ABORT;
  }
  const p = at(found - 1);
  const flags = flagsOf(p, peek(found - 1, p));
  const e = write(found - 1, p);
  if (e == 0) return ABORT;
  store<u32>(e, RF_EXISTS | (flags & RF_STORAGE), E_FLAGS);
  store<u64>(e, nonce, E_FIELDS);
  store<u64>(e, b0, E_FIELDS + 8);
  store<u64>(e, b1, E_FIELDS + 16);
  store<u64>(e, b2, E_FIELDS + 24);
  store<u64>(e, b3, E_FIELDS + 32);
  store<u64>(e, h0, E_FIELDS + 40);
  store<u64>(e, h1, E_FIELDS + 48);
  store<u64>(e, h2, E_FIELDS + 56);
  store<u64>(e, h3, E_FIELDS + 64);
  wrote(e);
  r10 = u64(found);
  return OK;
}

export function putSlot(
  row: u64, owner: u64, a0: u64, a1: u64, a2: u64,
  k0: u64, k1: u64, k2: u64, k3: u64, v0: u64, v1: u64, v2: u64, v3: u64,
): i32 {
  let found = u32(row);
  if (found == 0) {
    const h = hashSlot(a0, a1, a2, k0, k1, k2, k3);
    found = findSlot(h, a0, a1, a2, k0, k1, k2, k3);
    if (found == 0) found = addSlot(h, a0, a1, a2, k0, k1, k2, k3);
    if (found == 0) return ABORT;
  }
  const e = write(found - 1, at(found - 1));
  if (e == 0) return ABORT;
  store<u32>(e, (v0 | v1 | v2 | v3) != 0 ? RF_EXISTS : 0, E_FLAGS);
  store<u64>(e, v0, E_FIELDS);
  store<u64>(e, v1, E_FIELDS + 8);
  store<u64>(e, v2, E_FIELDS + 16);
  store<u64>(e, v3, E_FIELDS + 24);
  wrote(e);
  r10 = u64(found);
  return OK;
}

export function deleteAccount(row: u64, a0: u64, a1: u64, a2: u64): i32 {
  const found = row != 0 ? u32(row) : findAccount(hashAddress(a0, a1, a2), a0, a1, a2);
  if (found == 0) return OK;
  return removeAccount(found - 1);
}

function removeAccount(row: u32): i32 {
  const p = at(row);
  if ((flagsOf(p, peek(row, p)) & RF_STORAGE) != 0 && !removeSlots(p)) return ABORT;
  const e = write(row, p);
  if (e == 0) return ABORT;
  store<u32>(e, 0, E_FLAGS);
  memory.fill(e + E_FIELDS, 0, 72);
  wrote(e);
  return OK;
}

/** Sets all slots of the account at p to zero: a walk over all rows, for the accounts of RF_STORAGE alone. */
function removeSlots(p: usize): bool {
  if (speculative || !complete) {
    fail(speculative ? F_TURN : F_STORAGE);
    return false;
  }
  const top = atomic.load<u32>(H_ROWS_TOP);
  for (let row: u32 = 0; row < top; row++) {
    const q = at(row);
    if (load<u8>(q) != SLOT || load<u64>(q, A0) != load<u64>(p, A0) || load<u64>(q, A1) != load<u64>(p, A1)) continue;
    if (load<u32>(q, A2) != load<u32>(p, A2) || (flagsOf(q, peek(row, q)) & RF_EXISTS) == 0) continue;
    const e = write(row, q);
    if (e == 0) return false;
    store<u32>(e, 0, E_FLAGS);
    memory.fill(e + E_FIELDS, 0, 32);
    wrote(e);
  }
  return true;
}

// --- the beneficiary --------------------------------------------------------------------------------------------------

/** Adds to a balance that the transaction did not ask for: summed up until somebody does, or the chunk is published. */
export function credit(a0: u64, a1: u64, a2: u64, b0: u64, b1: u64, b2: u64, b3: u64): i32 {
  if (feeRow == 0 || a0 != feeA0 || a1 != feeA1 || a2 != feeA2) {
    if (feeDue && settleFee() != OK) return ABORT;
    const h = hashAddress(a0, a1, a2);
    feeRow = findAccount(h, a0, a1, a2);
    // The host brings the beneficiary's row in before the block.
    if (feeRow == 0 && !complete) {
      fail(F_ROWS);
      return MISS;
    }
    if (feeRow == 0) feeRow = addAccount(h, a0, a1, a2);
    if (feeRow == 0) return ABORT;
    feeA0 = a0;
    feeA1 = a1;
    feeA2 = a2;
  }
  feeDue = true;
  fee0 += b0;
  let carry = u64(fee0 < b0);
  fee1 += carry;
  carry = u64(fee1 < carry);
  fee1 += b1;
  carry += u64(fee1 < b1);
  fee2 += carry;
  carry = u64(fee2 < carry);
  fee2 += b2;
  carry += u64(fee2 < b2);
  fee3 += b3 + carry;
  // The sum would hide that a fee of zero empties the account, and with it its storage.
  return (load<u8>(at(feeRow - 1), FLAGS) & u8(RF_STORAGE)) != 0 ? settleFee() : OK;
}

function forgetFee(): void {
  feeDue = false;
  fee0 = fee1 = fee2 = fee3 = 0;
}

/** Adds what is due. EIP-161: an empty account that was touched is gone. */
function settleFee(): i32 {
  const row = feeRow - 1;
  const p = at(row);
  const seen = look(row, p);
  if (seen == NO_ENTRY) return ABORT;
  const exists = (flagsOf(p, seen) & RF_EXISTS) != 0;
  const q = accountFields(p, seen);
  const due0 = fee0;
  const due1 = fee1;
  const due2 = fee2;
  const due3 = fee3;
  forgetFee();
  let b0: u64 = 0;
  let b1: u64 = 0;
  let b2: u64 = 0;
  let b3: u64 = 0;
  if (exists) {
    b0 = load<u64>(q, 8);
    b1 = load<u64>(q, 16);
    b2 = load<u64>(q, 24);
    b3 = load<u64>(q, 32);
  }
  b0 += due0;
  let carry = u64(b0 < due0);
  b1 += carry;
  carry = u64(b1 < carry);
  b1 += due1;
  carry += u64(b1 < due1);
  b2 += carry;
  carry = u64(b2 < carry);
  b2 += due2;
  carry += u64(b2 < due2);
  b3 += due3 + carry;
  const zero = (b0 | b1 | b2 | b3) == 0;
  if (!exists) {
    if (zero) return OK;
    return putAccount(u64(feeRow), feeA0, feeA1, feeA2, 0, b0, b1, b2, b3, EMPTY0, EMPTY1, EMPTY2, EMPTY3);
  }
  const nonce = load<u64>(q);
  const h0 = load<u64>(q, 40);
  const h1 = load<u64>(q, 48);
  const h2 = load<u64>(q, 56);
  const h3 = load<u64>(q, 64);
  const empty = zero && nonce == 0 && h0 == EMPTY0 && h1 == EMPTY1 && h2 == EMPTY2 && h3 == EMPTY3;
  if (empty) return removeAccount(row);
  if ((due0 | due1 | due2 | due3) == 0) return OK;
  return putAccount(u64(feeRow), feeA0, feeA1, feeA2, nonce, b0, b1, b2, b3, h0, h1, h2, h3);
}

// --- chunks ------------------------------------------------------------------------------------------------------

/** `place`: of a speculative chunk, one that holds no parked chunk. */
export function beginChunk(isSpeculative: bool, place: u32): void {
  clearFailure();
  forgetFee();
  feeRow = 0;
  begin(isSpeculative, place);
}

export function abandonChunk(): void {
  forgetFee();
  abandon();
}

/** Ends a speculative chunk, until its turn comes. Returns its place in memory: for `publishParked` of any instance. */
export function parkChunk(): usize {
  const p = park();
  store<u32>(p, feeDue ? feeRow : 0, FEE_ROW);
  store<u64>(p, fee0, FEE);
  store<u64>(p, fee1, FEE + 8);
  store<u64>(p, fee2, FEE + 16);
  store<u64>(p, fee3, FEE + 24);
  store<u64>(p, feeA0, FEE + 32);
  store<u64>(p, feeA1, FEE + 40);
  store<u64>(p, feeA2, FEE + 48);
  forgetFee();
  return p;
}

/** A parked chunk's turn has come. 1: it is published; 0: it read what is no longer so; -1: there was no room. */
export function publishParked(p: usize): i32 {
  clearFailure();
  if (!validate(p)) return 0;
  showWrites(p);
  becomeCertain();
  feeRow = load<u32>(p, FEE_ROW);
  if (feeRow == 0) return 1;
  fee0 = load<u64>(p, FEE);
  fee1 = load<u64>(p, FEE + 8);
  fee2 = load<u64>(p, FEE + 16);
  fee3 = load<u64>(p, FEE + 24);
  feeA0 = load<u64>(p, FEE + 32);
  feeA1 = load<u64>(p, FEE + 40);
  feeA2 = load<u64>(p, FEE + 48);
  return settleFee() == OK ? 1 : -1;
}

/** Ends a certain chunk. False: there was no room. */
export function endChunk(): bool {
  return !feeDue || settleFee() == OK;
}

// --- prefetch ---------------------------------------------------------------------------------------------------------

export function prefetchAccount(a0: u64, a1: u64, a2: u64): void {
  touch(hashAddress(a0, a1, a2));
}

export function prefetchSlot(a0: u64, a1: u64, a2: u64, k0: u64, k1: u64, k2: u64, k3: u64): void {
  touch(hashSlot(a0, a1, a2, k0, k1, k2, k3));
}

/** Rows are touched so many at a time, so that many loads are in flight at once: a core has about as many fill buffers. */
const AHEAD: u32 = 16;

function touch(h: u32): void {
  store<u32>(own + RING + (usize(waiting++) << 2), h);
  if (waiting == AHEAD) touchWaiting();
}

/** In two stages, so that no load waits for another: first the index lines, then the rows they lead to. */
function touchWaiting(): void {
  let seen: u64 = 0;
  for (let i: u32 = 0; i < waiting; i++) seen ^= load<u64>(index + (usize(hashAt(i) & mask) << 3));
  for (let i: u32 = 0; i < waiting; i++) {
    const h = hashAt(i);
    let cell = load<u64>(index + (usize(h & mask) << 3));
    if (u32(cell >> 32) != h) cell = load<u64>(index + (usize((h + 1) & mask) << 3));
    if (u32(cell >> 32) != h) continue;
    const p = at(u32(cell) - 1);
    seen ^= load<u64>(p) ^ load<u64>(p, 64);
  }
  waiting = 0;
  consume(seen);
}

// @ts-ignore: decorator
@inline
function hashAt(i: u32): u32 {
  return load<u32>(own + RING + (usize(i) << 2));
}
