import {
  type BlockEnv,
  type CodeStore,
  createEvm,
  type Evm,
  type Precompiles,
  type Tracer,
  type Transaction,
  type TransactionResult,
} from '@lode/evm';
import { keccak_256 } from '@noble/hashes/sha3.js';
import type { StateReader } from '../../seams.ts';
import { memoryBackend } from '../../state/memoryBackend.ts';
import { createInFlightRows, type InFlightRows } from '../../state/memoryRows.ts';
import type { ChainView } from '../chainView.ts';
import { cpuTimeMs } from '../cpuTime.ts';
import { RpcError } from '../errors.ts';
import type { StateOverrides } from '../params/overrides.ts';
import { asPayer } from './anySender.ts';
import { checkOverrides, type OverrideLimits } from './checkOverrides.ts';
import { overriddenRows, overrideRows, type RowRecord, readerRows, recordedRows } from './rows.ts';

/** Transactions on a state of the past, on top of which nothing is ever committed. */
export interface Simulation {
  readonly env: BlockEnv;
  /** Rows as they are now: the state, the overrides, and what was applied. */
  account(address: Uint8Array): { nonce: bigint; balance: bigint; code: Uint8Array };
  /** Without nonce and fee checks; forgotten afterwards. */
  call(tx: Transaction): TransactionResult;
  traceCall(tx: Transaction, tracer: Tracer): TransactionResult;
  /** As in a block, and kept for what follows. */
  apply(tx: Transaction): TransactionResult;
  /** As `apply`, told to the tracer, and forgotten. */
  traceTransaction(tx: Transaction, tracer: Tracer): TransactionResult;
  /** Every row that it reads, as it is before; of a transaction also the rows afterwards. Forgotten as well. */
  recorded(tx: Transaction, mode: 'call' | 'transaction'): Recorded;
  /** By its hash as a number. */
  code(hash: bigint): Uint8Array;
  systemCall(to: Uint8Array, data: Uint8Array): void;
  /** As `apply`, also where the sender is a contract. */
  applyAny(tx: Transaction, options: ApplyAnyOptions): TransactionResult;
  /**
   * The next block: on what was applied, with overrides of its own (checked already), within the same time. This one
   * is over then.
   */
  onTop(env: BlockEnv, overrides: StateOverrides | undefined): Simulation;
}

export interface ApplyAnyOptions {
  /** Who names no price pays none, whatever the base fee is. */
  free: boolean;
  tracer?: Tracer;
}

export interface Recorded {
  result: TransactionResult;
  before: RowRecord;
  after: InFlightRows;
}

export interface SimulationOptions {
  overrides?: StateOverrides;
  /** Milliseconds of a processor until it is cut off. */
  budgetMs: number;
}

export interface Simulator {
  open(view: ChainView, options: SimulationOptions): Simulation;
}

export interface SimulatorOptions {
  precompiles: Precompiles;
  limits: OverrideLimits;
  /** Milliseconds of the clock and of the processor; for tests. */
  now?: () => number;
  cpuMs?: () => number;
}

const EMPTY = new Uint8Array();
const EMPTY_CODE_HASH = 'c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470';

/** What runs at the moment. Execution is synchronous: one at a time. */
interface Current {
  rows: InFlightRows;
  codes: Codes;
  budget: Budget;
}

/** The clock is cheap to read; only when it is up is the processor's time asked for. */
interface Budget {
  deadlineMs: number;
  cpuDeadlineMs: number;
}

/** The state's code, and what a simulation adds to it. */
interface Codes extends CodeStore {
  /** Keeps a code; its hash. */
  add(code: Uint8Array): bigint;
  byHash(hash: bigint): Uint8Array;
}

/** What the blocks of a simulation have in common. */
interface Shared {
  codes: Codes;
  budget: Budget;
}

function createCodes(reader: StateReader): Codes {
  const own = new Map<string, Uint8Array>([[EMPTY_CODE_HASH, EMPTY]]);
  const get = (hash: string) => own.get(hash) ?? reader.code(hash);
  return {
    get,
    set: (hash, code) => own.set(hash, code),
    add(code) {
      const hash = keccak_256(code).toHex();
      own.set(hash, code);
      return BigInt(`0x${hash}`);
    },
    byHash: (hash) => get(hash.toString(16).padStart(64, '0')) ?? EMPTY,
  };
}

/**
 * One EVM for all simulations. An execution cannot be interrupted from outside: its gas bounds it, and precompiles
 * (the slowest gas there is), reads of the state and steps of a trace look at the time.
 */
export function createSimulator(options: SimulatorOptions): Simulator {
  const { precompiles, limits, now = () => performance.now(), cpuMs = cpuTimeMs } = options;
  let evm: Evm | undefined;
  let current: Current | undefined;

  function running(): Current {
    if (current === undefined) throw new Error('no simulation is running');
    const { deadlineMs, cpuDeadlineMs } = current.budget;
    if (now() > deadlineMs && cpuMs() > cpuDeadlineMs) {
      throw new RpcError('timeout', 'request timed out: execution aborted');
    }
    return current;
  }

  const codes = {
    get: (hash: string) => running().codes.get(hash),
    set: (hash: string, code: Uint8Array) => running().codes.set(hash, code),
  };

  function machine(): Evm {
    evm ??= createEvm({
      precompiles(...args) {
        running();
        return precompiles(...args);
      },
      backend: memoryBackend(() => running().rows, codes),
    });
    return evm;
  }

  function build(kept: InFlightRows, env: BlockEnv, shared: Shared): Simulation {
    const { codes: own, budget } = shared;

    function run<T>(rows: InFlightRows, action: (evm: Evm) => T): T {
      current = { rows, codes: own, budget };
      try {
        const instance = machine();
        instance.setBlock(env);
        return action(instance);
      } finally {
        current = undefined;
      }
    }

    return {
      env,
      account(address) {
        const row = kept.account(BigInt(`0x${address.toHex()}`));
        if (row === undefined) return { nonce: 0n, balance: 0n, code: EMPTY };
        return { nonce: row.nonce, balance: row.balance, code: own.byHash(row.codeHash) };
      },
      call: (tx) => run(kept, (instance) => instance.call(tx)),
      traceCall: (tx, tracer) => run(kept, (instance) => instance.traceCall(tx, watched(tracer, running))),
      apply: (tx) => run(kept, (instance) => instance.applyTransaction(tx)),
      traceTransaction: (tx, tracer) =>
        run(kept, (instance) => instance.traceTransaction(tx, watched(tracer, running))),
      recorded(tx, mode) {
        const { rows, record } = recordedRows(kept);
        const after = createInFlightRows(rows);
        const result = run(after, (instance) => (mode === 'call' ? instance.call(tx) : instance.applyTransaction(tx)));
        return { result, before: record, after };
      },
      code: own.byHash,
      systemCall: (to, data) => void run(kept, (instance) => instance.systemCall(to, data)),
      applyAny(tx, { free, tracer }) {
        const { rows, tx: paying, settle } = asPayer(kept, tx, free ? env.baseFee : 0n, own);
        const result = run(rows, (instance) => {
          if (tracer !== undefined) instance.traceTransaction(paying, watched(tracer, running));
          return instance.applyTransaction(paying);
        });
        settle(result);
        return result;
      },
      onTop(next, overrides) {
        return build(overrides === undefined ? kept : overrideRows(kept, overrides, own.add), next, shared);
      },
    };
  }

  function open(view: ChainView, { overrides, budgetMs }: SimulationOptions): Simulation {
    const own = createCodes(view.reader);
    if (overrides !== undefined) checkOverrides([overrides], limits);
    const state = readerRows(view.reader);
    const base = overrides === undefined ? state : overriddenRows(state, overrides, own.add);
    const budget = { deadlineMs: now() + budgetMs, cpuDeadlineMs: cpuMs() + budgetMs };
    return build(createInFlightRows(base), view.env, { codes: own, budget });
  }

  return { open };
}

/** Steps between two looks at the clock. */
const WATCH_STEPS = 1_024;

function watched(tracer: Tracer, look: () => unknown): Tracer {
  let steps = 0;
  return {
    ...tracer,
    step(step) {
      if (steps++ % WATCH_STEPS === 0) look();
      tracer.step?.(step);
    },
  };
}
