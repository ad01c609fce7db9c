import type { EvmState, StateBackend, StateBackendFactory } from '@lode/evm';
import type { InFlightRows } from './memoryRows.ts';

const U64 = (1n << 64n) - 1n;
const OK = 0;
/** Bits of r9: the account exists, it has storage. */
const EXISTS = 1n;
const HAS_STORAGE = 2n;

function word(l0: bigint, l1: bigint, l2: bigint, l3: bigint): bigint {
  return (l0 & U64) | ((l1 & U64) << 64n) | ((l2 & U64) << 128n) | ((l3 & U64) << 192n);
}

function unsupported(): never {
  throw new Error('the ledger reads its state through StateStore.reader');
}

/** `Evm.state` is not used by the ledger. */
const NO_STATE: EvmState = {
  setAccount: unsupported,
  getAccount: unsupported,
  setStorage: unsupported,
  getStorage: unsupported,
  accounts: unsupported,
  clear: unsupported,
};

/**
 * The core's state imports (evm's ADR 0101) over rows in JavaScript: slow, and simple enough to be an oracle. `rows` is
 * asked anew at each call, so that the block in flight may be exchanged.
 */
export function memoryBackend(rows: () => InFlightRows, codes: StateBackend['codes']): StateBackendFactory {
  return ({ globals }) => {
    const set = (name: string, value: bigint): void => {
      const global = globals[name];
      if (global !== undefined) global.value = BigInt.asIntN(64, value);
    };
    const setWord = (first: number, value: bigint): void => {
      for (let i = 0; i < 4; i++) set(`r${first + i}`, (value >> BigInt(64 * i)) & U64);
    };
    const imports = {
      account(a0: bigint, a1: bigint, a2: bigint) {
        const address = word(a0, a1, a2, 0n);
        const account = rows().account(address);
        set('r10', address + 1n);
        set('r9', 0n);
        if (account === undefined) return OK;
        set('r0', account.nonce);
        setWord(1, account.balance);
        setWord(5, account.codeHash);
        const [first] = rows().keys(address);
        set('r9', first === undefined ? EXISTS : EXISTS | HAS_STORAGE);
        return OK;
      },
      slot(_row: bigint, a0: bigint, a1: bigint, a2: bigint, k0: bigint, k1: bigint, k2: bigint, k3: bigint) {
        setWord(1, rows().slot(word(a0, a1, a2, 0n), word(k0, k1, k2, k3)));
        set('r10', 0n);
        return OK;
      },
      putAccount(_row: bigint, a0: bigint, a1: bigint, a2: bigint, nonce: bigint, ...limbs: bigint[]) {
        const [b0 = 0n, b1 = 0n, b2 = 0n, b3 = 0n, h0 = 0n, h1 = 0n, h2 = 0n, h3 = 0n] = limbs;
        const address = word(a0, a1, a2, 0n);
        rows().putAccount(address, {
          nonce: nonce & U64,
          balance: word(b0, b1, b2, b3),
          codeHash: word(h0, h1, h2, h3),
        });
        set('r10', address + 1n);
        return OK;
      },
      putSlot(_row: bigint, _owner: bigint, a0: bigint, a1: bigint, a2: bigint, ...limbs: bigint[]) {
        const [k0 = 0n, k1 = 0n, k2 = 0n, k3 = 0n, v0 = 0n, v1 = 0n, v2 = 0n, v3 = 0n] = limbs;
        rows().putSlot(word(a0, a1, a2, 0n), word(k0, k1, k2, k3), word(v0, v1, v2, v3));
        return OK;
      },
      deleteAccount(_row: bigint, a0: bigint, a1: bigint, a2: bigint) {
        rows().deleteAccount(word(a0, a1, a2, 0n));
        return OK;
      },
      // Asked only of states with lazy fees.
      credit: unsupported,
      prefetchAccount: () => undefined,
      prefetchSlot: () => undefined,
    };
    return { imports, state: NO_STATE, codes };
  };
}
