import { EMPTY_HASH } from './environment.ts';
import { type FlatExports, instantiateFlat } from './instantiate.ts';
import type { BackendTools, StateBackend } from './stateBackend.ts';
import type { AccountState, EvmState } from './types.ts';
import { addressLimbs, readBytesWord, readWord, slotKey, wordLimbs, writeBytesWord } from './words.ts';

// Rows of assembly/flat/index.ts.
const SEED = 1024;
const SEED_BYTES = 112;
const EXTENTS = 2048;
const ROWS = 65536;
const ROW_SIZE = 128;
const ROW = { EXISTS: 4, ADDRESS: 8, NONCE: 32, BALANCE: 40, CODE_HASH: 72, HEAD: 108 };
const SLOT_ROW = { NEXT: 12, KEY: 16, VALUE: 48 };
const KIND_ACCOUNT = 1;

/** Rows of the accounts that exist: all rows but the index space between them. */
function accountRows(flat: FlatExports): number[] {
  const view = new DataView(flat.memory.buffer);
  const skip = new Map<number, number>();
  for (let i = 0; i < flat.extentCount(); i++) {
    skip.set(view.getUint32(EXTENTS + i * 8, true), view.getUint32(EXTENTS + i * 8 + 4, true));
  }
  const rows: number[] = [];
  for (let unit = 0; unit < flat.unitCount(); ) {
    const at = ROWS + unit * ROW_SIZE;
    const index = skip.get(unit);
    const isAccount = index === undefined && view.getUint32(at, true) === KIND_ACCOUNT;
    if (isAccount && view.getUint32(at + ROW.EXISTS, true) === 1) rows.push(unit);
    unit += index ?? 1;
  }
  return rows;
}

/** The slots of an account that are not zero, along its chain. */
function readStorage(view: DataView, account: number): Map<string, bigint> {
  const storage = new Map<string, bigint>();
  for (let next = view.getUint32(ROWS + account * ROW_SIZE + ROW.HEAD, true); next !== 0; ) {
    const at = ROWS + (next - 1) * ROW_SIZE;
    const value = readWord(view, at + SLOT_ROW.VALUE);
    if (value !== 0n) storage.set(slotKey(readWord(view, at + SLOT_ROW.KEY)), value);
    next = view.getUint32(at + SLOT_ROW.NEXT, true);
  }
  return storage;
}

/** The state that ships with the EVM, in a memory of its own. */
export function createFlatState({ globals, keccak }: BackendTools): StateBackend {
  const codes = new Map<string, Uint8Array>();
  const flat = instantiateFlat(globals);
  crypto.getRandomValues(new Uint8Array(flat.memory.buffer, SEED, SEED_BYTES));
  flat.clear();

  function rowOf(address: Uint8Array): number {
    const { a0, a1, a2 } = addressLimbs(address);
    const found = flat.findAccount(a0, a1, a2);
    if (found === 0) return -1;
    const exists = new DataView(flat.memory.buffer).getUint32(ROWS + (found - 1) * ROW_SIZE + ROW.EXISTS, true);
    return exists === 1 ? found - 1 : -1;
  }

  function readAccount(row: number): AccountState {
    const view = new DataView(flat.memory.buffer);
    const bytes = new Uint8Array(flat.memory.buffer);
    const at = ROWS + row * ROW_SIZE;
    return {
      nonce: view.getBigUint64(at + ROW.NONCE, true),
      balance: readWord(view, at + ROW.BALANCE),
      code: codes.get(readBytesWord(bytes, at + ROW.CODE_HASH, 32).toHex()) ?? new Uint8Array(),
      storage: readStorage(view, row),
    };
  }

  function putSlot(address: Uint8Array, owner: number, slot: bigint, value: bigint): void {
    const { a0, a1, a2 } = addressLimbs(address);
    const status = flat.putSlot(0n, BigInt(owner + 1), a0, a1, a2, ...wordLimbs(slot), ...wordLimbs(value));
    if (status !== 0) throw new Error('the flat state is full');
  }

  function putAccount(address: Uint8Array, account: Omit<AccountState, 'storage'>): number {
    const hash = account.code.length === 0 ? EMPTY_HASH : keccak(account.code);
    if (account.code.length !== 0) codes.set(hash.toHex(), account.code.slice());
    const word = new Uint8Array(32);
    writeBytesWord(word, 0, hash);
    const { a0, a1, a2 } = addressLimbs(address);
    const limbs = wordLimbs(readWord(new DataView(word.buffer), 0));
    const status = flat.putAccount(0n, a0, a1, a2, account.nonce, ...wordLimbs(account.balance), ...limbs);
    if (status !== 0) throw new Error('the flat state is full');
    return flat.findAccount(a0, a1, a2) - 1;
  }

  const state: EvmState = {
    setAccount(address, account) {
      const { a0, a1, a2 } = addressLimbs(address);
      flat.deleteAccount(0n, a0, a1, a2);
      const row = putAccount(address, account);
      for (const [key, value] of account.storage) putSlot(address, row, BigInt(key), value);
    },
    getAccount(address) {
      const row = rowOf(address);
      return row < 0 ? undefined : readAccount(row);
    },
    setStorage(address, slot, value) {
      let row = rowOf(address);
      if (row < 0) row = putAccount(address, { nonce: 0n, balance: 0n, code: new Uint8Array() });
      putSlot(address, row, slot, value);
    },
    getStorage(address, slot) {
      const row = rowOf(address);
      if (row < 0) return 0n;
      const { a0, a1, a2 } = addressLimbs(address);
      flat.slot(BigInt(row + 1), a0, a1, a2, ...wordLimbs(slot));
      return [4, 3, 2, 1].reduce((sum, i) => (sum << 64n) | BigInt.asUintN(64, globals[`r${i}`]?.value as bigint), 0n);
    },
    *accounts() {
      for (const row of accountRows(flat)) {
        const address = readBytesWord(new Uint8Array(flat.memory.buffer), ROWS + row * ROW_SIZE + ROW.ADDRESS, 20);
        yield [address, readAccount(row)];
      }
    },
    clear() {
      flat.clear();
      codes.clear();
    },
  };
  return {
    imports: flat as unknown as Record<string, WebAssembly.ImportValue>,
    lazyFees: true,
    state,
    codes,
    rows: () => ({ accounts: flat.accountCount(), slots: flat.slotTotal() }),
  };
}
