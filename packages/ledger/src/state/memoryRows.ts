import { CHANGE_ACCOUNT, CHANGE_SLOT } from '../seams.ts';

/** An account as the core's limbs make it: numbers alone. */
export interface MemoryAccount {
  nonce: bigint;
  balance: bigint;
  codeHash: bigint;
}

/** Rows as maps: addresses and keys are numbers. An absent account is undefined, an absent slot zero. */
export interface MemoryRows {
  account(address: bigint): MemoryAccount | undefined;
  slot(address: bigint, key: bigint): bigint;
  /** Keys of an account's slots that are not zero. */
  keys(address: bigint): Iterable<bigint>;
}

export interface CommittedRows extends MemoryRows {
  setAccount(address: bigint, account: MemoryAccount | undefined): void;
  setSlot(address: bigint, key: bigint, value: bigint): void;
  accounts(): Iterable<[bigint, MemoryAccount]>;
  owners(): Iterable<bigint>;
  counts(): { accounts: number; slots: number };
}

export function createCommittedRows(): CommittedRows {
  const accounts = new Map<bigint, MemoryAccount>();
  const slots = new Map<bigint, Map<bigint, bigint>>();
  let slotCount = 0;
  return {
    account: (address) => accounts.get(address),
    slot: (address, key) => slots.get(address)?.get(key) ?? 0n,
    keys: (address) => slots.get(address)?.keys() ?? [],
    setAccount(address, account) {
      if (account === undefined) accounts.delete(address);
      else accounts.set(address, account);
    },
    setSlot(address, key, value) {
      const own = slots.get(address) ?? new Map<bigint, bigint>();
      const before = own.size;
      if (value === 0n) own.delete(key);
      else own.set(key, value);
      slotCount += own.size - before;
      if (own.size === 0) slots.delete(address);
      else slots.set(address, own);
    },
    accounts: () => accounts,
    owners: () => slots.keys(),
    counts: () => ({ accounts: accounts.size, slots: slotCount }),
  };
}

export interface ChangedRow {
  kind: typeof CHANGE_ACCOUNT | typeof CHANGE_SLOT;
  address: bigint;
  key: bigint;
}

export interface InFlightRows extends MemoryRows {
  putAccount(address: bigint, account: MemoryAccount): void;
  putSlot(address: bigint, key: bigint, value: bigint): void;
  /** Removes the account and its slots. */
  deleteAccount(address: bigint): void;
  /** What differs from the rows below. */
  changed(): ChangedRow[];
}

/** Rows of a block that is being executed, over committed ones. */
export function createInFlightRows(below: MemoryRows): InFlightRows {
  const accounts = new Map<bigint, MemoryAccount | undefined>();
  const slots = new Map<bigint, Map<bigint, bigint>>();

  function slot(address: bigint, key: bigint): bigint {
    return slots.get(address)?.get(key) ?? below.slot(address, key);
  }

  function putSlot(address: bigint, key: bigint, value: bigint): void {
    const own = slots.get(address) ?? new Map<bigint, bigint>();
    own.set(key, value);
    slots.set(address, own);
  }

  function* keys(address: bigint): Iterable<bigint> {
    const all = new Set([...below.keys(address), ...(slots.get(address)?.keys() ?? [])]);
    for (const key of all) if (slot(address, key) !== 0n) yield key;
  }

  function account(address: bigint): MemoryAccount | undefined {
    return accounts.has(address) ? accounts.get(address) : below.account(address);
  }

  function accountChanged(address: bigint): boolean {
    const a = account(address);
    const b = below.account(address);
    return a?.nonce !== b?.nonce || a?.balance !== b?.balance || a?.codeHash !== b?.codeHash;
  }

  return {
    account,
    slot,
    keys,
    putAccount: (address, value) => accounts.set(address, value),
    putSlot,
    deleteAccount(address) {
      accounts.set(address, undefined);
      for (const key of [...keys(address)]) putSlot(address, key, 0n);
    },
    changed() {
      const rows: ChangedRow[] = [];
      for (const address of accounts.keys()) {
        if (accountChanged(address)) rows.push({ kind: CHANGE_ACCOUNT, address, key: 0n });
      }
      for (const [address, own] of slots) {
        for (const [key, value] of own) {
          if (value !== below.slot(address, key)) rows.push({ kind: CHANGE_SLOT, address, key });
        }
      }
      return rows;
    },
  };
}
