// What a frame changed, so that its failure undoes it. Entries of 48 bytes: kind u32, index u32, old value.
import {
  A_BALANCE, A_CODE_HASH, A_CODE_ID, A_FLAGS, A_NONCE, accountAt, L_CURRENT, L_FLAGS, slotAt, T_VALUE, transientAt,
} from './entries';
import { FATAL, FATAL_REGION, JOURNAL, JOURNAL_END, JOURNAL_TOP } from './layout';
import { copy } from './u256';

const SIZE: usize = 48;
const J_FLAGS: u32 = 0;
const J_BALANCE: u32 = 1;
const J_NONCE: u32 = 2;
const J_CODE: u32 = 3;
const J_SLOT: u32 = 4;
const J_SLOT_FLAGS: u32 = 5;
const J_TRANSIENT: u32 = 6;

// @ts-expect-error: decorator
@inline
function push(kind: u32, index: u32): usize {
  const e = usize(load<u32>(JOURNAL_TOP));
  if (e + SIZE > JOURNAL_END) {
    store<i32>(FATAL, FATAL_REGION);
    return JOURNAL; // the transaction is thrown away; only keep writing inside the region
  }
  store<u32>(e, kind);
  store<u32>(e, index, 4);
  store<u32>(JOURNAL_TOP, u32(e + SIZE));
  return e;
}

export function resetJournal(): void {
  store<u32>(JOURNAL_TOP, u32(JOURNAL));
}

export function noteFlags(account: u32): void {
  store<u32>(push(J_FLAGS, account), load<u32>(accountAt(account), A_FLAGS), 8);
}
export function noteBalance(account: u32): void {
  copy(push(J_BALANCE, account) + 8, accountAt(account) + A_BALANCE);
}
export function noteNonce(account: u32): void {
  store<u64>(push(J_NONCE, account), load<u64>(accountAt(account), A_NONCE), 8);
}
export function noteCode(account: u32): void {
  const e = push(J_CODE, account);
  copy(e + 8, accountAt(account) + A_CODE_HASH);
  store<u32>(e, load<u32>(accountAt(account), A_CODE_ID), 40);
}
export function noteSlot(slot: u32): void {
  copy(push(J_SLOT, slot) + 8, slotAt(slot) + L_CURRENT);
}
export function noteSlotFlags(slot: u32): void {
  store<u32>(push(J_SLOT_FLAGS, slot), load<u32>(slotAt(slot), L_FLAGS), 8);
}
export function noteTransient(index: u32): void {
  copy(push(J_TRANSIENT, index) + 8, transientAt(index) + T_VALUE);
}

function undo(e: usize): void {
  const i = load<u32>(e, 4);
  switch (load<u32>(e)) {
    case J_FLAGS:
      store<u32>(accountAt(i), load<u32>(e, 8), A_FLAGS);
      break;
    case J_BALANCE:
      copy(accountAt(i) + A_BALANCE, e + 8);
      break;
    case J_NONCE:
      store<u64>(accountAt(i), load<u64>(e, 8), A_NONCE);
      break;
    case J_CODE:
      copy(accountAt(i) + A_CODE_HASH, e + 8);
      store<u32>(accountAt(i), load<u32>(e, 40), A_CODE_ID);
      break;
    case J_SLOT:
      copy(slotAt(i) + L_CURRENT, e + 8);
      break;
    case J_SLOT_FLAGS:
      store<u32>(slotAt(i), load<u32>(e, 8), L_FLAGS);
      break;
    default:
      copy(transientAt(i) + T_VALUE, e + 8);
  }
}

export function revertJournal(to: u32): void {
  let e = usize(load<u32>(JOURNAL_TOP));
  while (e > usize(to)) {
    e -= SIZE;
    undo(e);
  }
  store<u32>(JOURNAL_TOP, to);
}
