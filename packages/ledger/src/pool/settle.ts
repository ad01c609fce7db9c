import { CHANGE_ACCOUNT, CHANGE_BYTES, type StateChanges, type StateReader } from '../seams.ts';
import { refresh } from './admission.ts';
import type { Books } from './books.ts';
import type { Account, Entry } from './entry.ts';

/** A block that was published, as far as the pool needs it. */
export interface PoolBlock {
  /** 32 bytes a transaction of the block. */
  hashes: Uint8Array;
  /** Of those that were begun and turned out invalid: not in the block. */
  invalid: readonly Uint8Array[];
  rows: StateChanges['rows'];
  /** Of the next block. */
  baseFee: bigint;
  gasLimit: bigint;
}

const HASH_BYTES = 32;
const ADDRESS_AT = 4;
const ADDRESS_BYTES = 20;

/** Brings the lists to the state after a block. Returns those that it holds, and those that became pending. */
export function settle(books: Books, reader: StateReader, block: PoolBlock): { mined: Entry[]; promoted: Entry[] } {
  const mined: Entry[] = [];
  const promoted: Entry[] = [];
  if (books.accounts.size > 0) {
    for (let at = 0; at < block.hashes.length; at += HASH_BYTES) {
      const entry = books.byId.get(block.hashes.subarray(at, at + HASH_BYTES).toHex());
      if (entry === undefined) continue;
      entry.mined = true;
      mined.push(entry);
    }
    for (const account of changedAccounts(books, block.rows)) {
      promoted.push(...bringUp(books, reader, account, block.gasLimit));
    }
    dropInvalid(books, block.invalid);
  }
  books.setBaseFee(block.baseFee);
  return { mined, promoted };
}

function* changedAccounts(books: Books, rows: Uint8Array): Iterable<Account> {
  for (let at = 0; at < rows.length; at += CHANGE_BYTES) {
    if (rows[at] !== CHANGE_ACCOUNT || !books.filter.mayHave(rows, at + ADDRESS_AT)) continue;
    const address = rows.slice(at + ADDRESS_AT, at + ADDRESS_AT + ADDRESS_BYTES).reverse();
    const account = books.accounts.get(address.toHex());
    if (account !== undefined) yield account;
  }
}

/** An account's new nonce and balance: what was used goes, what cannot be paid is dropped, what waited may follow. */
function bringUp(books: Books, reader: StateReader, account: Account, gasLimit: bigint): Entry[] {
  const before = account.nonce;
  refresh(account, reader);
  // Nonces never fall on a chain without reorganisations; should one, everything waits for the gap to close.
  if (account.nonce < before) books.demote(account, 0);
  for (const entry of books.shift(account, Math.max(0, account.nonce - before))) leave(books, entry);
  for (const entry of [...account.queued.values()]) {
    if (entry.nonce >= account.nonce) continue;
    books.dequeue(entry);
    leave(books, entry);
  }
  dropUnpayable(books, account, Number(gasLimit));
  const promoted = books.promote(account);
  books.touch(account);
  return promoted;
}

const leave = (books: Books, entry: Entry): void => books.detach(entry, entry.mined ? 'mined' : 'stale');

/** The first pending one that its sender can no longer pay falls, those behind it wait (geth's list.Filter). */
function dropUnpayable(books: Books, account: Account, gasLimit: number): void {
  const bad = (entry: Entry) => entry.cost > account.balance || entry.gas > gasLimit;
  for (const entry of [...account.queued.values()]) {
    if (!bad(entry)) continue;
    books.dequeue(entry);
    books.detach(entry, 'unpayable');
  }
  const at = account.pending.findIndex(bad);
  if (at < 0) return;
  books.demote(account, at + 1);
  for (const entry of books.cut(account, at)) books.detach(entry, 'unpayable');
}

/**
 * One that was invalid although its turn had come falls. One that was invalid because an earlier one of its sender
 * was stays: it waits for that nonce.
 */
function dropInvalid(books: Books, invalid: readonly Uint8Array[]): void {
  for (const hash of invalid) {
    const entry = books.byId.get(hash.toHex());
    if (entry === undefined || !entry.pending || entry.nonce !== entry.account.nonce) continue;
    const { account } = entry;
    books.demote(account, 1);
    for (const each of books.cut(account, 0)) books.detach(each, 'invalid');
    books.touch(account);
  }
}
