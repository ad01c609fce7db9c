import fc from 'fast-check';
import { encodeAccountRow, encodeSlotRow, joinRows } from '../src/rows.ts';
import type { AccountRow } from '../src/seams.ts';

/** A change of one row; `undefined` and zero remove. */
export type StateChange =
  | { address: Uint8Array; account: AccountRow | undefined }
  | { address: Uint8Array; key: bigint; value: bigint };

/** The state as changes make it, in plain Maps, by hexadecimal address. */
export interface StateModel {
  accounts: Map<string, AccountRow>;
  slots: Map<string, Map<bigint, bigint>>;
}

export function testAddress(n: number): Uint8Array {
  const address = new Uint8Array(20).fill(0xa0);
  new DataView(address.buffer).setUint32(8, n);
  return address;
}

export function rowOf(change: StateChange): Uint8Array {
  if ('key' in change) return encodeSlotRow(change.address, change.key, change.value);
  return encodeAccountRow(change.address, change.account);
}

export function applyChange({ accounts, slots }: StateModel, change: StateChange): void {
  const owner = change.address.toHex();
  if ('key' in change) {
    const own = slots.get(owner) ?? new Map<bigint, bigint>();
    slots.set(owner, own);
    if (change.value === 0n) own.delete(change.key);
    else own.set(change.key, change.value);
  } else if (change.account === undefined) accounts.delete(owner);
  else accounts.set(owner, change.account);
}

/** Everything in it, as rows in the order of the Maps. */
export function rowsOf({ accounts, slots }: StateModel): Uint8Array[] {
  const rows = [...accounts].map(([owner, account]) => encodeAccountRow(Uint8Array.fromHex(owner), account));
  for (const [owner, own] of slots) {
    for (const [key, value] of own) rows.push(encodeSlotRow(Uint8Array.fromHex(owner), key, value));
  }
  return rows;
}

const word = fc.oneof(fc.bigInt({ min: 0n, max: 3n }), fc.bigInt({ min: 0n, max: (1n << 256n) - 1n }));
const address = fc.integer({ min: 0, max: 5 }).map(testAddress);
const account = fc.record({
  nonce: fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }),
  balance: word,
  codeHash: fc.uint8Array({ minLength: 32, maxLength: 32 }),
});

function rowName(change: StateChange): string {
  return 'key' in change ? `${change.address.toHex()} ${change.key}` : change.address.toHex();
}

const change: fc.Arbitrary<StateChange> = fc.oneof(
  fc.record({ address, account: fc.option(account, { nil: undefined, freq: 3 }) }),
  fc.record({
    address,
    key: fc.oneof(fc.bigInt({ min: 0n, max: 20n }), word),
    value: fc.oneof(fc.constant(0n), word),
  }),
);

/** The changes of some blocks: inserts, updates and removals over few accounts; each row once a block. */
export const arbitraryBlocks: fc.Arbitrary<StateChange[][]> = fc.array(
  fc.uniqueArray(change, { selector: rowName, maxLength: 40 }),
  { minLength: 1, maxLength: 6 },
);

export function blockRows(changes: readonly StateChange[]): {
  rows: Uint8Array;
  codes: ReadonlyMap<string, Uint8Array>;
} {
  return { rows: joinRows(changes.map(rowOf)), codes: new Map() };
}
