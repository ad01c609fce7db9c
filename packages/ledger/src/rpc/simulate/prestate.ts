import { CHANGE_ACCOUNT } from '../../seams.ts';
import type { InFlightRows, MemoryAccount } from '../../state/memoryRows.ts';
import { toData, toQuantity, toWord } from '../hex.ts';
import type { RowRecord } from './rows.ts';

type CodeOf = (hash: bigint) => Uint8Array;
type Entry = Record<string, unknown>;

function addressText(address: bigint): string {
  return `0x${address.toString(16).padStart(40, '0')}`;
}

function storageOf(slots: ReadonlyMap<bigint, bigint>): Entry {
  if (slots.size === 0) return {};
  return { storage: Object.fromEntries([...slots].map(([key, value]) => [toWord(key), toWord(value)])) };
}

function describe(account: MemoryAccount | undefined, slots: ReadonlyMap<bigint, bigint>, codeOf: CodeOf): Entry {
  const code = account === undefined ? new Uint8Array() : codeOf(account.codeHash);
  return {
    balance: toQuantity(account?.balance ?? 0n),
    ...(code.length === 0 ? {} : { code: toData(code) }),
    ...(account === undefined || account.nonce === 0n ? {} : { nonce: Number(account.nonce) }),
    ...storageOf(slots),
  };
}

/** geth's prestateTracer: every account that the transaction needed, as it was before. */
export function formatPrestate({ accounts, slots }: RowRecord, codeOf: CodeOf): Entry {
  const none = new Map<bigint, bigint>();
  return Object.fromEntries(
    [...accounts].map(([address, account]) => [
      addressText(address),
      describe(account, slots.get(address) ?? none, codeOf),
    ]),
  );
}

function changedFields(before: MemoryAccount | undefined, after: MemoryAccount, codeOf: CodeOf): Entry {
  const out: Entry = {};
  if (before?.balance !== after.balance) out.balance = toQuantity(after.balance);
  if (before?.codeHash !== after.codeHash) {
    const code = codeOf(after.codeHash);
    if (code.length > 0) out.code = toData(code);
  }
  if ((before?.nonce ?? 0n) !== after.nonce) out.nonce = Number(after.nonce);
  return out;
}

interface Changed {
  /** Slots that differ: what they were, and what they are. */
  before: Map<bigint, bigint>;
  after: Map<bigint, bigint>;
}

function changedAccounts(record: RowRecord, after: InFlightRows): Map<bigint, Changed> {
  const changed = new Map<bigint, Changed>();
  for (const { kind, address, key } of after.changed()) {
    const entry = changed.get(address) ?? { before: new Map<bigint, bigint>(), after: new Map<bigint, bigint>() };
    changed.set(address, entry);
    if (kind === CHANGE_ACCOUNT) continue;
    const was = record.slots.get(address)?.get(key) ?? 0n;
    const is = after.slot(address, key);
    // As geth: a slot that was or is zero is left out on that side.
    if (was !== 0n) entry.before.set(key, was);
    if (is !== 0n) entry.after.set(key, is);
  }
  return changed;
}

/** The same in diffMode: what the transaction changed, before and after. */
export function formatDiff(record: RowRecord, after: InFlightRows, codeOf: CodeOf): Entry {
  const pre: Entry = {};
  const post: Entry = {};
  for (const [address, slots] of changedAccounts(record, after)) {
    const before = record.accounts.get(address);
    const account = after.account(address);
    if (before !== undefined) pre[addressText(address)] = describe(before, slots.before, codeOf);
    if (account !== undefined) {
      post[addressText(address)] = { ...changedFields(before, account, codeOf), ...storageOf(slots.after) };
    }
  }
  return { pre, post };
}
