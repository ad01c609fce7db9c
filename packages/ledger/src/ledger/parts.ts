import { join } from 'node:path';
import { createPrecompiles } from '@lode/evm';
import type { Genesis } from '../blocks/genesis.ts';
import { paceWithin } from '../durability/checkpointing.ts';
import type { Disk } from '../durability/disk.ts';
import { type LedgerDurability, type LedgerRecovery, openDurability } from '../durability/durability.ts';
import { openHistory } from '../history/history.ts';
import { createMemoryHistory } from '../history/memoryHistory.ts';
import { type BinaryRoots, createBinaryRoots } from '../roots/binaryRoots.ts';
import type { History, StateStore } from '../seams.ts';
import { createMemoryState } from '../state/memory.ts';
import { createStateStore } from '../state/stateStore.ts';

import { checkIdentity, identityOf } from './identity.ts';

export interface PartsOptions {
  genesis: Genesis;
  /** Where blocks and state are kept; without it everything is in memory, and gone when the process ends. */
  dir: string | undefined;
  /** Threads that execute; 0: the sequential memory state, on the calling thread. */
  workers: number | undefined;
  memoryBudgetBytes: number | undefined;
  historyWindow: number;
  /** For tests: the log's disk. */
  disk: Disk | undefined;
  /** For tests: a state that fails. */
  wrapState: ((state: StateStore) => StateStore) | undefined;
  signal: AbortSignal | undefined;
}

const same = (state: StateStore): StateStore => state;

/** What the ledger is made of. */
export interface Parts {
  state: StateStore;
  roots: BinaryRoots;
  history: History;
  store: { durability: LedgerDurability; recovery: LedgerRecovery } | undefined;
  close(): Promise<void>;
}

/**
 * Opens the parts in the order in which they need each other; closes those that are open where one fails.
 * @throws LodeError GENESIS_MISMATCH, and those of the parts
 */
export async function openParts(options: PartsOptions): Promise<Parts> {
  const { dir, signal } = options;
  const open: { close(): Promise<void> }[] = [];
  const keep = <T extends { close(): Promise<void> }>(part: T): T => {
    open.push(part);
    return part;
  };
  // The last opened is closed first: the log outlives those that read it.
  const close = async () => {
    for (const part of open.splice(0).reverse()) await part.close();
  };
  try {
    const store = dir === undefined ? undefined : await openStore(dir, options);
    if (store !== undefined) keep(store.durability);
    // The folder is ours from here on: its lock is held.
    if (dir !== undefined) await checkIdentity(dir, identityOf(options.genesis));
    signal?.throwIfAborted();
    const roots = keep(
      await createBinaryRoots({
        ...(dir === undefined ? {} : { dir: join(dir, 'roots') }),
        ...optional('signal', signal),
      }),
    );
    const window = options.historyWindow;
    const history = keep(
      dir === undefined ? createMemoryHistory({ window }) : await openHistory({ dir: join(dir, 'history'), window }),
    );
    const state = keep((options.wrapState ?? same)(await openState(options)));
    return { state, roots, history, store, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function openStore(dir: string, { disk, memoryBudgetBytes }: PartsOptions): ReturnType<typeof openDurability> {
  const pace = memoryBudgetBytes === undefined ? undefined : paceWithin(memoryBudgetBytes);
  return openDurability({ dir, ...optional('disk', disk), ...optional('pace', pace) });
}

async function openState({ dir, workers, memoryBudgetBytes }: PartsOptions): Promise<StateStore> {
  if (workers === 0) return createMemoryState({ precompiles: createPrecompiles() });
  if (dir === undefined || memoryBudgetBytes === undefined) return createStateStore(optional('workers', workers));
  const module = new URL('../durability/cold-rows.ts', import.meta.url).href;
  return createStateStore({ ...optional('workers', workers), memoryBudgetBytes, cold: { module, dir } });
}

/** An option that is left out where it has no value. */
function optional<K extends string, T>(name: K, value: T | undefined): { [P in K]?: T } {
  const out: { [P in K]?: T } = {};
  if (value !== undefined) out[name] = value;
  return out;
}
