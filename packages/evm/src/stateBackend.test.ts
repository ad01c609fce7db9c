import { describe, expect, it } from 'vitest';
import { testBlock } from '../testkit/block.ts';
import { createEvm } from './createEvm.ts';
import type { StateBackendFactory } from './stateBackend.ts';
import type { EvmState, Transaction } from './types.ts';

const OK = 0;
const MISS = 1;
const ABORT = 2;
const EMPTY = 0xc5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470n;
const WORD = (1n << 64n) - 1n;
const address = (n: number) => new Uint8Array(20).fill(n, 19);
const SENDER = address(0x11);
const TARGET = address(0x22);

interface Row {
  nonce: bigint;
  balance: bigint;
  codeHash: bigint;
}

/** A state in JavaScript, all of whose rows are elsewhere at first: what a ledger with cold rows looks like. */
function coldState(options: { abort?: boolean; lost?: boolean }) {
  const accounts = new Map<bigint, Row>([[0x11n, { nonce: 0n, balance: 10n ** 20n, codeHash: EMPTY }]]);
  const slots = new Map<string, bigint>();
  const present = new Set<bigint>();
  const fetched: string[] = [];
  const backend: StateBackendFactory = ({ globals }) => {
    const answer = (values: Record<string, bigint>) => {
      for (const [name, value] of Object.entries(values)) {
        const global = globals[name];
        if (global !== undefined) global.value = BigInt.asIntN(64, value);
      }
      return OK;
    };
    const limbs = (first: number, value: bigint) =>
      Object.fromEntries([0, 1, 2, 3].map((i) => [`r${first + i}`, (value >> BigInt(64 * i)) & WORD]));
    const imports = {
      account(a0: bigint) {
        if (options.abort === true) return ABORT;
        if (!present.has(a0)) return MISS;
        const row = accounts.get(a0);
        if (row === undefined) return answer({ r9: 0n, r10: 0n });
        return answer({ r0: row.nonce, ...limbs(1, row.balance), ...limbs(5, row.codeHash), r9: 1n, r10: a0 });
      },
      slot: (_row: bigint, a0: bigint, _a1: bigint, _a2: bigint, k0: bigint) =>
        answer({ ...limbs(1, slots.get(`${a0}/${k0}`) ?? 0n), r10: 0n }),
      putAccount(_row: bigint, a0: bigint, _a1: bigint, _a2: bigint, nonce: bigint, b0: bigint, b1: bigint) {
        const codeHash = accounts.get(a0)?.codeHash ?? EMPTY;
        accounts.set(a0, { nonce, balance: BigInt.asUintN(64, b0) | (BigInt.asUintN(64, b1) << 64n), codeHash });
        return answer({ r10: a0 });
      },
      putSlot: () => OK,
      deleteAccount: () => OK,
      prefetchAccount: () => undefined,
      prefetchSlot: () => undefined,
    };
    return {
      imports,
      state: {} as EvmState,
      codes: new Map(),
      fetch(row) {
        fetched.push(row.address.toHex());
        present.add(BigInt(row.address[19] ?? 0));
        return options.lost !== true;
      },
    };
  };
  return { backend, accounts, fetched };
}

function run(backend: StateBackendFactory) {
  const evm = createEvm({ precompiles: () => undefined, backend });
  evm.setBlock(testBlock());
  const fees = { gasLimit: 100_000n, gasPrice: 2n };
  const tx: Transaction = {
    type: 0,
    sender: SENDER,
    to: TARGET,
    nonce: 0n,
    value: 7n,
    data: new Uint8Array(),
    ...fees,
  };
  return evm.applyTransaction(tx);
}

describe('a state of another make', () => {
  it('is asked to bring in rows that it misses, each once', () => {
    const { backend, accounts, fetched } = coldState({});
    expect(run(backend)).toMatchObject({ status: 'success', gasUsed: 21_000n });
    expect(accounts.get(0x22n)?.balance).toBe(7n);
    expect(accounts.get(0x11n)).toMatchObject({ nonce: 1n, balance: 10n ** 20n - 7n - 42_000n });
    expect(new Set(fetched).size).toBe(fetched.length);
  });

  it('aborts an attempt, which is no result and writes nothing', () => {
    const { backend, accounts } = coldState({ abort: true });
    expect(() => run(backend)).toThrow(expect.objectContaining({ code: 'aborted' }));
    expect(accounts.size).toBe(1);
  });

  it('that cannot bring a row in stops the attempt', () => {
    const { backend, accounts } = coldState({ lost: true });
    expect(() => run(backend)).toThrow(expect.objectContaining({ code: 'row-missing' }));
    expect(accounts.get(0x11n)?.nonce).toBe(0n);
  });
});
