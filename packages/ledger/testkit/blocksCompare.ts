import { expect } from 'vitest';
import { decodeRow } from '../src/rows.ts';
import { type BlockExecution, CHANGE_BYTES, type StateChanges, type StateStore } from '../src/seams.ts';
import { EMPTY_HASH } from './blocks.ts';

/** Rows in an order of their own: nothing depends on the one they come in. */
export function sortedRows(rows: Uint8Array): string[] {
  const lines: string[] = [];
  for (let at = 0; at < rows.length; at += CHANGE_BYTES) lines.push(rows.subarray(at, at + CHANGE_BYTES).toHex());
  return lines.sort();
}

export function allRows(store: StateStore): string[] {
  return [...store.rows()].map((row) => row.toHex()).sort();
}

function newCode({ rows, undo }: Pick<StateChanges, 'rows' | 'undo'>): string[] {
  const hashes = new Set<string>();
  for (let at = 0; at < rows.length; at += CHANGE_BYTES) {
    const [after, before] = [decodeRow(rows, at), decodeRow(undo, at)];
    if (after.kind !== 'account' || before.kind !== 'account' || after.account === undefined) continue;
    const hash = after.account.codeHash.toHex();
    if (hash !== EMPTY_HASH.toHex() && hash !== before.account?.codeHash.toHex()) hashes.add(hash);
  }
  return [...hashes].sort();
}

/** Executes a block on both and expects the same of everything that is told about it. */
export async function expectSame(block: BlockExecution, store: StateStore, oracle: StateStore): Promise<void> {
  const [got, wanted] = [await store.execute(block), await oracle.execute(block)];
  expect(got.executed).toBe(wanted.executed);
  expect([...got.status]).toEqual([...wanted.status]);
  expect([...got.gasUsed]).toEqual([...wanted.gasUsed]);
  expect([...got.logs.offsets]).toEqual([...wanted.logs.offsets]);
  expect(got.logs.bytes.toHex()).toBe(wanted.logs.bytes.toHex());
  const [changes, expected] = [store.changes(), oracle.changes()];
  expect(sortedRows(changes.rows)).toEqual(sortedRows(expected.rows));
  expect(sortedRows(changes.undo)).toEqual(sortedRows(expected.undo));
  // The code of each account that has other code than before, and no other.
  expect([...changes.codes.keys()].sort()).toEqual(newCode(changes));
  for (const [hash, code] of changes.codes) expect(code.toHex()).toBe(expected.codes.get(hash)?.toHex());
}
