import { readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CHANGE_ACCOUNT, CHANGE_BYTES, type ColdRows } from '../src/seams.ts';

const FILE = 'rows.bin';

/** A checkpoint in one file: replaced as a whole. */
export function writeColdRows(dir: string, rows: Uint8Array): void {
  const next = join(dir, `${FILE}.next`);
  writeFileSync(next, rows);
  renameSync(next, join(dir, FILE));
}

/** What `cold.module` of a state store exports: opened once a thread, it sees each new checkpoint. */
export function openColdRows(dir: string): ColdRows {
  const path = join(dir, FILE);
  let seen = 0n;
  let rows = new Map<string, Uint8Array>();
  return {
    get(kind, address, key) {
      const { ino } = statSync(path, { bigint: true });
      if (ino !== seen) {
        rows = readRows(readFileSync(path));
        seen = ino;
      }
      return rows.get(`${kind}${address.toHex()}${key?.toHex() ?? ''}`)?.slice();
    },
    code: () => undefined,
  };
}

function readRows(bytes: Uint8Array): Map<string, Uint8Array> {
  const rows = new Map<string, Uint8Array>();
  for (let at = 0; at < bytes.length; at += CHANGE_BYTES) {
    const row = Uint8Array.from(bytes.subarray(at, at + CHANGE_BYTES));
    const key = row[0] === CHANGE_ACCOUNT ? '' : row.subarray(24, 56).toHex();
    rows.set(`${row[0]}${row.subarray(4, 24).toHex()}${key}`, row);
  }
  return rows;
}
