import type { AccountState } from '../../src/types.ts';
import { hex } from './hex.ts';

type Accounts = Iterable<readonly [Uint8Array, AccountState]>;

/** Differences named before the report stops: the first ones tell what went wrong. */
const LIMIT = 6;

/** The first accounts and slots in which two states differ, one line each. */
export function firstDifferences(expected: Accounts, actual: Accounts): string[] {
  const wanted = byAddress(expected);
  const got = byAddress(actual);
  const lines: string[] = [];
  for (const address of [...new Set([...wanted.keys(), ...got.keys()])].sort()) {
    if (lines.length >= LIMIT) break;
    lines.push(...compareAccount(address, wanted.get(address), got.get(address)));
  }
  return lines.slice(0, LIMIT);
}

function byAddress(accounts: Accounts): Map<string, AccountState> {
  const map = new Map<string, AccountState>();
  for (const [address, account] of accounts) map.set(hex(address), account);
  return map;
}

function compareAccount(address: string, wanted?: AccountState, got?: AccountState): string[] {
  if (wanted === undefined || got === undefined) {
    return [`${address} ${wanted === undefined ? 'should not exist' : 'is missing'}`];
  }
  const lines: string[] = [];
  if (wanted.nonce !== got.nonce) lines.push(`${address} nonce: expected ${wanted.nonce}, got ${got.nonce}`);
  if (wanted.balance !== got.balance) {
    const delta = got.balance - wanted.balance;
    lines.push(`${address} balance: expected ${wanted.balance}, got ${got.balance} (${delta > 0n ? '+' : ''}${delta})`);
  }
  if (hex(wanted.code) !== hex(got.code)) {
    lines.push(`${address} code: expected ${wanted.code.length} bytes, got ${got.code.length}`);
  }
  for (const slot of [...new Set([...wanted.storage.keys(), ...got.storage.keys()])].sort()) {
    const before = wanted.storage.get(slot) ?? 0n;
    const after = got.storage.get(slot) ?? 0n;
    if (before !== after)
      lines.push(`${address}[${slot}]: expected 0x${before.toString(16)}, got 0x${after.toString(16)}`);
  }
  return lines;
}
