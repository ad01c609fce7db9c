import { keccak_256 } from '@noble/hashes/sha3.js';
import type { AccountState, EvmState, Log } from '../../src/types.ts';
import { fixedBytes, hex } from './hex.ts';
import { rlpBytes, rlpList, rlpQuantity, secureTrieRoot } from './trie.ts';

const EMPTY_CODE_HASH = keccak_256(new Uint8Array(0));

export function accountRlp(account: AccountState): Uint8Array {
  const storage: [Uint8Array, Uint8Array][] = [];
  for (const [slot, value] of account.storage)
    if (value !== 0n) storage.push([fixedBytes(slot, 32), rlpQuantity(value)]);
  const codeHash = account.code.length === 0 ? EMPTY_CODE_HASH : keccak_256(account.code);
  return rlpList([
    rlpQuantity(account.nonce),
    rlpQuantity(account.balance),
    rlpBytes(secureTrieRoot(storage)),
    rlpBytes(codeHash),
  ]);
}

export function accountsRoot(accounts: Iterable<readonly [Uint8Array, AccountState]>): string {
  const entries: [Uint8Array, Uint8Array][] = [];
  for (const [address, account] of accounts) entries.push([address, accountRlp(account)]);
  return hex(secureTrieRoot(entries));
}

export function stateRoot(state: EvmState): string {
  return accountsRoot(state.accounts());
}

/** keccak256 of the RLP of the logs, as the suites' `logs` field has it. */
export function logsHash(logs: readonly Log[]): string {
  const items = logs.map((log) =>
    rlpList([rlpBytes(log.address), rlpList(log.topics.map(rlpBytes)), rlpBytes(log.data)]),
  );
  return hex(keccak_256(rlpList(items)));
}
