import { availableParallelism } from 'node:os';
import type { Fork, Tier } from '@lode/evm';
import { createBlockMemory } from '../blockMemory.ts';
import { type Executor, startExecutor } from '../executor/executor.ts';
import type { ExecutorFaults } from '../executor/job.ts';
import { CHANGE_ACCOUNT, CHANGE_BYTES, type StateReader, type StateStore } from '../seams.ts';
import { type ColdSource, type OpenColdRows, openCold } from './coldSource.ts';
import { createCommittedReader } from './committedReader.ts';
import { StateFault } from './faults.ts';
import { createStateMemory } from './memoryMap.ts';
import { createRows, type Rows } from './rowStore.ts';
import { createCodesBuffer, openSharedCodes } from './sharedCodes.ts';

export interface StateStoreOptions {
  /** Threads that execute; default the processor's cores, at least 1. */
  workers?: number;
  /** Default osaka. */
  fork?: Fork;
  /** Default auto. */
  tier?: Tier;
  /** Rows on disk. Without it everything stays in memory. */
  cold?: ColdSource & {
    /** Whether all rows that exist are going to be loaded. Default: no, so that unknown rows are looked up on disk. */
    complete?: boolean;
  };
  /**
   * Rows and their index beyond this many bytes leave the memory, if `cold` has them; default all of the 4 GiB a
   * WebAssembly memory has. A block may exceed it until it is published.
   */
  memoryBudgetBytes?: number;
  /** Values that a block may write, repetitions included; default 4 million: 300 MB of addresses. */
  blockWrites?: number;
  /** Without a transaction finished for so long, threads count as hung; default a minute. */
  hangMs?: number;
  /** Transactions a chunk; default by the size of the block. */
  chunkSize?: number;
  /** For tests. */
  faults?: ExecutorFaults;
}

const DEFAULT_BLOCK_WRITES = 4 << 20;
/** A transaction of 2^24 gas, the cap of Osaka, takes four seconds at the worst 230 nanoseconds of gas (docs/evm.md). */
const DEFAULT_HANG_MS = 60_000;
/** Their private regions take 4 MB of addresses each. */
const MAX_WORKERS = 128;

/** Committed rows in shared WebAssembly memory, executed on by worker threads (docs/adr/0200 and 0201). */
export async function createStateStore(options: StateStoreOptions = {}): Promise<StateStore> {
  const workers = Math.min(MAX_WORKERS, Math.max(1, options.workers ?? availableParallelism()));
  const map = createStateMemory(workers, options.blockWrites ?? DEFAULT_BLOCK_WRITES);
  const buffer = createCodesBuffer();
  const codes = openSharedCodes(buffer);
  const cold = options.cold === undefined ? undefined : await openCold(options.cold);
  const rows = createRows(map, {
    instance: workers,
    complete: options.cold === undefined || options.cold.complete === true,
    evicts: cold !== undefined,
    budgetBytes: options.memoryBudgetBytes ?? Number.POSITIVE_INFINITY,
  });
  const { fork = 'osaka', tier = 'auto', cold: source, faults } = options;
  const executor = await startExecutor({
    setup: {
      memory: map.memory,
      codes: buffer,
      fork,
      tier,
      ...(source === undefined ? {} : { cold: { module: source.module, dir: source.dir } }),
      ...(faults === undefined ? {} : { faults }),
    },
    workers,
    hangMs: options.hangMs ?? DEFAULT_HANG_MS,
    ...(options.chunkSize === undefined ? {} : { chunkSize: options.chunkSize }),
  });
  const reader = createCommittedReader({ ...map, state: rows.state, codes, cold, isComplete: rows.isComplete });
  return assemble({ rows, codes, executor, workers, reader, cold });
}

interface Parts {
  rows: Rows;
  codes: ReturnType<typeof openSharedCodes>;
  executor: Executor;
  workers: number;
  reader: StateReader;
  cold: OpenColdRows | undefined;
}

function assemble({ rows, codes, executor, workers, reader, cold }: Parts): StateStore {
  let codesBefore = codes.top();
  let isBusy = false;
  let isClosed = false;

  function startOver(): void {
    rows.close();
    codes.unlock();
    codes.truncate(codesBefore);
  }

  function check(): void {
    if (isClosed) throw new StateFault('closed', 'the state store is closed');
    if (isBusy) throw new StateFault('busy', 'a block is being executed: wait for it');
  }

  return {
    reader,
    async execute(block) {
      check();
      isBusy = true;
      const count = block.transactions.offsets.length - 1;
      const open = () => {
        startOver();
        rows.open(block.env.number, count);
      };
      try {
        return await executor.execute(block, { open, drop: startOver, makeRoom: rows.makeRoom });
      } finally {
        isBusy = false;
      }
    },
    changes(from = createBlockMemory(0)) {
      check();
      const { rows: after, undo, hasNewCode } = rows.changes(from);
      return { rows: after, undo, codes: hasNewCode ? deployed(after, undo, reader) : new Map() };
    },
    publish() {
      check();
      rows.publish();
      codesBefore = codes.top();
    },
    discard() {
      check();
      startOver();
    },
    load(loaded, loadedCodes, block = 0n) {
      check();
      startOver();
      rows.load(loaded, block);
      for (const [hash, code] of loadedCodes) codes.set(hash, code);
      codesBefore = codes.top();
    },
    rows: () => rows.all(),
    checkpointed: (block) => rows.checkpointed(block),
    stats: () => ({ ...rows.stats(), workers, ...executor.counts() }),
    async close() {
      isClosed = true;
      await executor.close();
      await cold?.close?.();
    },
  };
}

/** Code of the accounts that have other code than before: that of many, where the same is deployed again and again. */
function deployed(rows: Uint8Array, undo: Uint8Array, reader: StateReader): Map<string, Uint8Array> {
  const codes = new Map<string, Uint8Array>();
  for (let at = 0; at < rows.length; at += CHANGE_BYTES) {
    if (rows[at] !== CHANGE_ACCOUNT) continue;
    const hash = codeHash(rows, at);
    const code = hash === codeHash(undo, at) ? undefined : reader.code(hash);
    if (code !== undefined) codes.set(hash, code);
  }
  return codes;
}

function codeHash(rows: Uint8Array, at: number): string {
  const word = rows.slice(at + 64, at + 96);
  return word.reverse().toHex();
}
