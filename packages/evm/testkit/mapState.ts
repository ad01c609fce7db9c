import { keccak_256 } from '@noble/hashes/sha3.js';
import type { StateBackendFactory } from '../src/stateBackend.ts';
import type { AccountState, EvmState } from '../src/types.ts';
import { fixedBytes, slotKey } from './spec/hex.ts';

const OK = 0;
const WORD = (1n << 64n) - 1n;
const EMPTY = 0xc5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470n;

interface Row {
  nonce: bigint;
  balance: bigint;
  codeHash: bigint;
  storage: Map<bigint, bigint>;
}

export interface MapState {
  backend: StateBackendFactory;
  /** How often the state was asked to credit blindly, and for the account of an address. */
  credits: number;
  reads(address: Uint8Array): number;
}

const join = (...limbs: bigint[]) => limbs.reduceRight((sum, limb) => (sum << 64n) | BigInt.asUintN(64, limb), 0n);
const numberOf = (bytes: Uint8Array) => BigInt(`0x${bytes.toHex()}`);

function answer(globals: Record<string, WebAssembly.Global>, first: number, value: bigint, count = 4): void {
  for (let i = 0; i < count; i++) {
    const global = globals[`r${first + i}`];
    if (global !== undefined) global.value = BigInt.asIntN(64, (value >> BigInt(64 * i)) & WORD);
  }
}

/** A state of JavaScript maps with all imports of assembly/core/host.ts: what a backend has to do, in few words. */
export function createMapState(lazyFees: boolean): MapState {
  const rows = new Map<bigint, Row>();
  const codes = new Map<string, Uint8Array>();
  const reads = new Map<bigint, number>();
  const none = (): Row => ({ nonce: 0n, balance: 0n, codeHash: EMPTY, storage: new Map() });
  const made = (address: bigint): Row => {
    const row = rows.get(address) ?? none();
    rows.set(address, row);
    return row;
  };
  const mapState: MapState = {
    credits: 0,
    reads: (address) => reads.get(numberOf(address)) ?? 0,
    backend: ({ globals }) => ({
      lazyFees,
      codes,
      state: stateOf(rows, codes, made),
      imports: {
        account(...limbs: bigint[]) {
          const address = join(...limbs);
          reads.set(address, (reads.get(address) ?? 0) + 1);
          const row = rows.get(address);
          answer(globals, 9, row === undefined ? 0n : row.storage.size > 0 ? 3n : 1n, 2);
          answer(globals, 0, row?.nonce ?? 0n, 1);
          answer(globals, 1, row?.balance ?? 0n);
          answer(globals, 5, row?.codeHash ?? EMPTY);
          return OK;
        },
        slot(_row: bigint, ...limbs: bigint[]) {
          answer(globals, 1, rows.get(join(...limbs.slice(0, 3)))?.storage.get(join(...limbs.slice(3))) ?? 0n);
          answer(globals, 10, 0n, 1);
          return OK;
        },
        putAccount(_row: bigint, ...limbs: bigint[]) {
          const row = made(join(...limbs.slice(0, 3)));
          row.nonce = join(...limbs.slice(3, 4));
          row.balance = join(...limbs.slice(4, 8));
          row.codeHash = join(...limbs.slice(8));
          return OK;
        },
        putSlot(_row: bigint, _account: bigint, ...limbs: bigint[]) {
          const { storage } = made(join(...limbs.slice(0, 3)));
          const [key, value] = [join(...limbs.slice(3, 7)), join(...limbs.slice(7))];
          if (value === 0n) storage.delete(key);
          else storage.set(key, value);
          return OK;
        },
        deleteAccount(_row: bigint, ...limbs: bigint[]) {
          rows.delete(join(...limbs));
          return OK;
        },
        credit(...limbs: bigint[]) {
          mapState.credits++;
          const address = join(...limbs.slice(0, 3));
          const row = rows.get(address) ?? none();
          row.balance += join(...limbs.slice(3));
          const empty = row.nonce === 0n && row.balance === 0n && row.codeHash === EMPTY;
          if (empty) rows.delete(address);
          else rows.set(address, row);
          return OK;
        },
        prefetchAccount: () => undefined,
        prefetchSlot: () => undefined,
      },
    }),
  };
  return mapState;
}

function stateOf(rows: Map<bigint, Row>, codes: Map<string, Uint8Array>, made: (address: bigint) => Row): EvmState {
  const read = (row: Row): AccountState => ({
    nonce: row.nonce,
    balance: row.balance,
    code: codes.get(slotKey(row.codeHash).slice(2)) ?? new Uint8Array(),
    storage: new Map([...row.storage].map(([key, value]) => [slotKey(key), value])),
  });
  return {
    setAccount(address, { nonce, balance, code, storage }) {
      const hash = keccak_256(code);
      codes.set(hash.toHex(), code);
      const slots = new Map([...storage].map(([key, value]) => [BigInt(key), value]));
      rows.set(numberOf(address), { nonce, balance, codeHash: numberOf(hash), storage: slots });
    },
    getAccount(address) {
      const row = rows.get(numberOf(address));
      return row === undefined ? undefined : read(row);
    },
    setStorage: (address, slot, value) => void made(numberOf(address)).storage.set(slot, value),
    getStorage: (address, slot) => rows.get(numberOf(address))?.storage.get(slot) ?? 0n,
    *accounts() {
      for (const [address, row] of rows) yield [fixedBytes(slotKey(address), 32).slice(12), read(row)];
    },
    clear: () => rows.clear(),
  };
}
