import { type AddressFilter, createAddressFilter } from './addressFilter.ts';
import { type Account, type Entry, effectiveTip } from './entry.ts';
import { createHeap, type Heap } from './heap.ts';

export const DROP_REASONS = [
  'replaced',
  'evicted',
  'pending-limit',
  'account-queue',
  'global-queue',
  'expired',
  'stale',
  'unpayable',
  'invalid',
] as const;
/**
 * Why a transaction left the pool other than by a block that holds it. `evicted`: the pool was full and it paid
 * least. `stale`: its nonce was used by another. `unpayable`: its sender can no longer pay it, or no block can hold
 * it. `invalid`: it turned out so when it was executed.
 */
export type DropReason = (typeof DROP_REASONS)[number];

export interface BookLimits {
  /** Pending transactions of a sender that the pool keeps even where others have to go. */
  accountSlots: number;
  accountQueue: number;
}

/**
 * The pool's lists, counts and orders, and the moves between them. It decides nothing: admission, selection and the
 * update after a block do. Whoever changed an account's lists calls `touch` before anything else happens.
 */
export interface Books {
  readonly accounts: Map<string, Account>;
  readonly byId: Map<string, Entry>;
  /** How many transactions in the pool carry a sender's authorization (EIP-7702). */
  readonly authorities: Map<string, number>;
  readonly filter: AddressFilter;
  /** Senders by their head: best effective tip first, then the earliest. */
  readonly heads: Heap<Account>;
  /** Senders above their guaranteed slots, the one with the most first. */
  readonly offenders: Heap<Account>;
  /** Senders with queued transactions, the one silent for longest first. */
  readonly queues: Heap<Account>;
  /** All that may be evicted, the cheapest and latest first; kept only once the pool has been full. */
  readonly prices: Heap<Entry>;
  readonly counts: { pending: number; queued: number; bytes: number };
  readonly drops: Record<DropReason, number>;
  readonly baseFee: bigint;
  /** Effective tips change with it, and so does every order by price. */
  setBaseFee(baseFee: bigint): void;
  /** Begins to keep `prices`. */
  price(): void;
  /** An entry may be evicted again. */
  reprice(entry: Entry): void;
  attach(entry: Entry): void;
  /** Takes an entry that is in no list any more out of the counts and orders. */
  detach(entry: Entry, reason: DropReason | 'mined'): void;
  append(entry: Entry): void;
  /** Takes the pending entries from `index` on out of the list. */
  cut(account: Account, index: number): Entry[];
  /** Takes the first pending entries out: their nonces were used. Nothing of the account may be taken. */
  shift(account: Account, count: number): Entry[];
  enqueue(entry: Entry): void;
  dequeue(entry: Entry): void;
  /** Pending entries from `index` on wait in the queue from now on. */
  demote(account: Account, index: number): void;
  /** Queued entries that follow the pending ones become pending. Returns them. */
  promote(account: Account): Entry[];
  touch(account: Account): void;
}

const compareTips = (a: bigint, b: bigint): number => (a < b ? -1 : a > b ? 1 : 0);

export function createBooks(limits: BookLimits): Books {
  const accounts = new Map<string, Account>();
  const byId = new Map<string, Entry>();
  const authorities = new Map<string, number>();
  const filter = createAddressFilter();
  const counts = { pending: 0, queued: 0, bytes: 0 };
  const drops = noDrops();
  const state = { baseFee: 0n, pricing: false };
  const { heads, offenders, queues, prices } = createOrders();

  const countAuthorities = (entry: Entry, by: number) => {
    for (const id of entry.authorities) {
      const count = (authorities.get(id) ?? 0) + by;
      if (count === 0) authorities.delete(id);
      else authorities.set(id, count);
    }
  };

  function touch(account: Account): void {
    const head = account.pending[account.taken];
    if (head === undefined) heads.remove(account);
    else if (!heads.has(account) || account.headArrival !== head.arrival) {
      account.headArrival = head.arrival;
      account.headTip = effectiveTip(head, state.baseFee);
      heads.update(account);
    }
    if (account.pending.length > limits.accountSlots) offenders.update(account);
    else offenders.remove(account);
    if (account.queued.size > 0) queues.update(account);
    else queues.remove(account);
    const empty = account.pending.length === 0 && account.queued.size === 0;
    if (empty && accounts.delete(account.id)) filter.remove(account.address);
  }

  function take(account: Account, from: number, count: number): Entry[] {
    const removed = account.pending.splice(from, count);
    for (const entry of removed) {
      entry.pending = false;
      account.cost -= entry.cost;
    }
    counts.pending -= removed.length;
    return removed;
  }

  function cut(account: Account, index: number): Entry[] {
    account.taken = Math.min(account.taken, index);
    return take(account, index, account.pending.length - index);
  }

  const books: Books = {
    accounts,
    byId,
    authorities,
    filter,
    heads,
    offenders,
    queues,
    prices,
    counts,
    drops,
    get baseFee() {
      return state.baseFee;
    },
    setBaseFee(baseFee) {
      if (baseFee === state.baseFee) return;
      state.baseFee = baseFee;
      state.pricing = false;
      prices.clear();
      const waiting: Account[] = [];
      for (const account of accounts.values()) {
        const head = account.pending[account.taken];
        if (head === undefined) continue;
        account.headTip = effectiveTip(head, baseFee);
        waiting.push(account);
      }
      heads.rebuild(waiting);
    },
    price() {
      if (state.pricing) return;
      state.pricing = true;
      const entries: Entry[] = [];
      for (const account of accounts.values()) {
        for (const entry of account.pending.slice(account.taken)) entries.push(entry);
        for (const entry of account.queued.values()) entries.push(entry);
      }
      for (const entry of entries) entry.tip = effectiveTip(entry, state.baseFee);
      prices.rebuild(entries);
    },
    attach(entry) {
      const { account } = entry;
      if (!accounts.has(account.id)) {
        accounts.set(account.id, account);
        filter.add(account.address);
      }
      byId.set(entry.id, entry);
      counts.bytes += entry.bytes;
      countAuthorities(entry, 1);
      books.reprice(entry);
    },
    reprice(entry) {
      if (!state.pricing) return;
      entry.tip = effectiveTip(entry, state.baseFee);
      prices.update(entry);
    },
    detach(entry, reason) {
      counts.bytes -= entry.bytes;
      countAuthorities(entry, -1);
      prices.remove(entry);
      if (reason === 'mined') return;
      byId.delete(entry.id);
      drops[reason]++;
    },
    append(entry) {
      entry.pending = true;
      entry.account.pending.push(entry);
      entry.account.cost += entry.cost;
      counts.pending++;
    },
    cut,
    shift: (account, count) => take(account, 0, count),
    enqueue(entry) {
      entry.account.queued.set(entry.nonce, entry);
      counts.queued++;
    },
    dequeue(entry) {
      if (entry.account.queued.delete(entry.nonce)) counts.queued--;
    },
    demote(account, index) {
      for (const entry of cut(account, index)) books.enqueue(entry);
      for (const entry of beyond(account.queued, limits.accountQueue)) {
        books.dequeue(entry);
        books.detach(entry, 'account-queue');
      }
    },
    promote(account) {
      const promoted: Entry[] = [];
      for (;;) {
        const entry = account.queued.get(account.nonce + account.pending.length);
        if (entry === undefined) return promoted;
        books.dequeue(entry);
        books.append(entry);
        promoted.push(entry);
      }
    },
    touch,
  };
  return books;
}

const noDrops = (): Record<DropReason, number> => ({
  replaced: 0,
  evicted: 0,
  'pending-limit': 0,
  'account-queue': 0,
  'global-queue': 0,
  expired: 0,
  stale: 0,
  unpayable: 0,
  invalid: 0,
});

/** The entries above the lowest `limit` nonces. */
function beyond(queued: ReadonlyMap<number, Entry>, limit: number): Entry[] {
  if (queued.size <= limit) return [];
  return [...queued.values()].sort((a, b) => a.nonce - b.nonce).slice(limit);
}

function createOrders(): Pick<Books, 'heads' | 'offenders' | 'queues' | 'prices'> {
  return {
    heads: createHeap<Account>({
      before(a, b) {
        const tips = compareTips(b.headTip, a.headTip);
        return tips === 0 ? a.headArrival < b.headArrival : tips < 0;
      },
      place: (account) => account.headPlace,
      setPlace(account, place) {
        account.headPlace = place;
      },
    }),
    offenders: createHeap<Account>({
      before: (a, b) => a.pending.length > b.pending.length,
      place: (account) => account.offenderPlace,
      setPlace(account, place) {
        account.offenderPlace = place;
      },
    }),
    queues: createHeap<Account>({
      before: (a, b) => a.beatMs < b.beatMs,
      place: (account) => account.queuePlace,
      setPlace(account, place) {
        account.queuePlace = place;
      },
    }),
    prices: createHeap<Entry>({
      before(a, b) {
        const tips = compareTips(a.tip, b.tip);
        return tips === 0 ? a.arrival > b.arrival : tips < 0;
      },
      place: (entry) => entry.pricePlace,
      setPlace(entry, place) {
        entry.pricePlace = place;
      },
    }),
  };
}
