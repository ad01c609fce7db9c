import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import type { Genesis } from '../blocks/genesis.ts';
import type { Consensus } from '../consensus/consensus.ts';
import type { Disk } from '../durability/disk.ts';
import type { PoolOptions } from '../pool/createPool.ts';
import type { StateStore } from '../seams.ts';

export interface LedgerOptions {
  genesis: Genesis;
  /** Folder of the chain. Exactly one of `dir` and `inMemory` is given. */
  dir?: string;
  /** Nothing is written anywhere: for tests and trials. */
  inMemory?: boolean;
  /** Default: a sequencer of its own (`createSolo`) at the genesis file's block time. `manual`: `buildBlock` alone. */
  consensus?: Consensus | 'manual';
  /** Recipient of fees. Default: the genesis file's. */
  coinbase?: Uint8Array;
  /** Threads that execute. Default: the cores; 0: none, sequentially on the calling thread (tests). */
  workers?: number;
  /** Threads that recover senders. */
  recoveryWorkers?: number;
  /** Of the state; the rest stays on disk. Default: all in memory. */
  memoryBudgetBytes?: number;
  /** Blocks that the history keeps. Default 100,000 on disk, 1,000 in memory. */
  historyWindow?: number;
  /** Blocks back from the head whose state can be read. Default 128. */
  stateWindow?: number;
  /** Bound on the memory of past states; under load the window is shorter. Default 256 MiB. */
  undoBytes?: number;
  pool?: PoolOptions['limits'];
  /** The lowest tip the pool takes, in wei. Default 0. */
  minTip?: bigint;
  /** Default: a registry of its own. */
  registry?: Registry;
  /** Default: silent. */
  log?: Logger;
  /** Default: Date.now. */
  now?: () => number;
  /** For tests: the disk under the log. */
  disk?: Disk;
  /** For tests: a state that fails. */
  wrapState?: (state: StateStore) => StateStore;
  /** Ends the opening, which may have to read a large folder. */
  signal?: AbortSignal;
}

export const LEDGER_DEFAULTS = {
  historyWindow: 100_000,
  memoryHistoryWindow: 1_000,
  /** geth keeps the states of its last 128 blocks. */
  stateWindow: 128,
  /** Three blocks of 50,000 ERC-20 transfers each second for a second and a half; a thousand small ones. */
  undoBytes: 256 * 1024 * 1024,
} as const;
