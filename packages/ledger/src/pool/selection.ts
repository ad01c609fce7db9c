import type { Books } from './books.ts';
import type { Account, Entry } from './entry.ts';

export interface SelectLimits {
  /** Of all transactions together: their gas limits, since what they will use is not known. */
  gasLimit: bigint;
  baseFee: bigint;
  /** Of the envelopes. */
  maxBytes: number;
  maxCount: number;
}

/** Heads that may fail to fit before a block counts as full: more would cost more than the room that is left is worth. */
const MAX_MISFITS = 64;
/** No transaction needs less gas. */
const MIN_GAS = 21_000;

export interface Selection {
  select(limits: SelectLimits): Entry[];
  /** Puts back all that was selected. */
  release(): void;
}

/** Takes transactions for blocks: best effective tip first, then the earliest; a sender's in order of their nonces. */
export function createSelection(books: Books): Selection {
  const touched = new Set<Account>();

  return {
    select(limits) {
      books.setBaseFee(limits.baseFee);
      const selected: Entry[] = [];
      const misfits: Account[] = [];
      let gas = Number(limits.gasLimit);
      let bytes = limits.maxBytes;
      while (selected.length < limits.maxCount && gas >= MIN_GAS && misfits.length < MAX_MISFITS) {
        const account = books.heads.top();
        const entry = account?.pending[account.taken];
        // A negative tip: the fee cap does not reach the base fee, nor does any after it.
        if (account === undefined || entry === undefined || account.headTip < 0n) break;
        if (entry.gas > gas || entry.rawBytes > bytes) {
          books.heads.remove(account);
          misfits.push(account);
          continue;
        }
        gas -= entry.gas;
        bytes -= entry.rawBytes;
        selected.push(entry);
        account.taken++;
        books.prices.remove(entry);
        touched.add(account);
        books.touch(account);
      }
      for (const account of misfits) books.touch(account);
      return selected;
    },
    release() {
      for (const account of touched) {
        const back = account.pending.slice(0, account.taken);
        account.taken = 0;
        for (const entry of back) books.reprice(entry);
        books.touch(account);
      }
      touched.clear();
    },
  };
}
