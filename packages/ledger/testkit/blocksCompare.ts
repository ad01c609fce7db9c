import { expect } from 'vitest';
import { type BlockExecution, CHANGE_BYTES, type StateStore } from '../src/seams.ts';

/** Rows in an order of their own: nothing depends on the one they come in. */
export function sortedRows(rows: Uint8Array): string[] {
  const lines: string[] = [];
  for (let at = 0; at < rows.length; at += CHANGE_BYTES) lines.push(rows.subarray(at, at + CHANGE_BYTES).toHex());
  return lines.sort();
}

export function allRows(store: StateStore): string[] {
  return [...store.rows()].map((row) => row.toHex()).sort();
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
  for (const [hash, code] of changes.codes) expect(code.toHex()).toBe(expected.codes.get(hash)?.toHex());
}
