import type { StateReader } from '../../seams.ts';
import { createInFlightRows, type InFlightRows, type MemoryAccount, type MemoryRows } from '../../state/memoryRows.ts';
import type { AccountOverride, StateOverrides } from '../params/overrides.ts';

function hexOf(address: bigint): string {
  return address.toString(16).padStart(40, '0');
}

/** A committed state as rows. It cannot list an account's keys: `keys` is empty. */
export function readerRows(reader: StateReader): MemoryRows {
  return {
    account(address) {
      const account = reader.account(Uint8Array.fromHex(hexOf(address)));
      return account && { ...account, codeHash: BigInt(`0x${account.codeHash.toHex()}`) };
    },
    slot: (address, key) => reader.slot(Uint8Array.fromHex(hexOf(address)), key),
    keys: () => [],
  };
}

export const EMPTY_CODE_HASH = 0xc5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470n;
const ABSENT: MemoryAccount = { nonce: 0n, balance: 0n, codeHash: EMPTY_CODE_HASH };

function overridden(before: MemoryAccount | undefined, override: AccountOverride, hash: (code: Uint8Array) => bigint) {
  const { nonce, balance, codeHash } = before ?? ABSENT;
  return {
    nonce: override.nonce ?? nonce,
    balance: override.balance ?? balance,
    codeHash: override.code === undefined ? codeHash : hash(override.code),
  };
}

/** Rows as a caller wants to see them: geth's state overrides. `hash` keeps a code and tells its hash. */
export function overriddenRows(
  below: MemoryRows,
  overrides: StateOverrides,
  hash: (code: Uint8Array) => bigint,
): MemoryRows {
  const byAddress = new Map<bigint, AccountOverride>();
  const accounts = new Map<bigint, MemoryAccount>();
  for (const [key, override] of overrides) {
    const address = BigInt(`0x${key}`);
    byAddress.set(address, override);
    accounts.set(address, overridden(below.account(address), override, hash));
  }
  return {
    account: (address) => accounts.get(address) ?? below.account(address),
    slot(address, key) {
      const override = byAddress.get(address);
      if (override?.state !== undefined) return override.state.get(key) ?? 0n;
      return override?.stateDiff?.get(key) ?? below.slot(address, key);
    },
    keys: (address) => below.keys(address),
  };
}

/**
 * The same on rows that may change. A layer over them is made only where all slots of an account are replaced, which
 * rows that cannot list them have no other way for: each layer makes reads slower.
 */
export function overrideRows(
  rows: InFlightRows,
  overrides: StateOverrides,
  hash: (code: Uint8Array) => bigint,
): InFlightRows {
  for (const { state } of overrides.values()) {
    if (state !== undefined) return createInFlightRows(overriddenRows(rows, overrides, hash));
  }
  for (const [key, override] of overrides) {
    const address = BigInt(`0x${key}`);
    rows.putAccount(address, overridden(rows.account(address), override, hash));
    for (const [slot, value] of override.stateDiff ?? []) rows.putSlot(address, slot, value);
  }
  return rows;
}

/** Tells each row that is asked for, once. */
export interface RowRecord {
  accounts: Map<bigint, MemoryAccount | undefined>;
  slots: Map<bigint, Map<bigint, bigint>>;
}

export function recordedRows(below: MemoryRows): { rows: MemoryRows; record: RowRecord } {
  const record: RowRecord = { accounts: new Map(), slots: new Map() };
  const rows: MemoryRows = {
    account(address) {
      if (!record.accounts.has(address)) record.accounts.set(address, below.account(address));
      return record.accounts.get(address);
    },
    slot(address, key) {
      const own = record.slots.get(address) ?? new Map<bigint, bigint>();
      record.slots.set(address, own);
      const value = own.get(key) ?? below.slot(address, key);
      own.set(key, value);
      return value;
    },
    keys: (address) => below.keys(address),
  };
  return { rows, record };
}
