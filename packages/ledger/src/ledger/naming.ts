import type { Logger } from 'pino';
import type { Pool } from '../pool/createPool.ts';
import type { Chain, ChainEvent, SealedBlock, StateChanges } from '../seams.ts';
import type { Parts } from './parts.ts';

export interface NamingContext {
  parts: Parts;
  pool: Pool;
  head: SealedBlock;
  log: Logger;
}

/** What the world knows: the last durable block, and who is told of the next. */
export interface Naming {
  readonly head: SealedBlock;
  subscribe: Chain['subscribe'];
  emit(event: ChainEvent): void;
  /**
   * Makes a block durable, and only then the head: as `told`, without what it changed. Blocks in order; several may
   * wait for one sync.
   */
  persist(block: SealedBlock, told: SealedBlock): Promise<void>;
}

const NO_CHANGES: StateChanges = { rows: new Uint8Array(0), undo: new Uint8Array(0), codes: new Map() };

/** What a block changed is the matter of the log, the root and the undo rows, and its memory is used again. */
export const withoutChanges = (block: SealedBlock): SealedBlock => ({ ...block, changes: NO_CHANGES });

export function createNaming({ parts, pool, log, ...context }: NamingContext): Naming {
  const listeners = new Set<(event: ChainEvent) => void>();
  let { head } = context;
  let order: Promise<unknown> = Promise.resolve();

  function emit(event: ChainEvent): void {
    for (const listener of listeners) {
      try {
        listener(event);
      } catch (error) {
        log.warn({ err: error }, 'a listener failed');
      }
    }
  }

  /** Resolves when the history has room for more. */
  function name(block: SealedBlock): Promise<void> {
    const kept = parts.history.append(block);
    head = block;
    pool.durable();
    const checkpoint = parts.store?.durability.checkpoint ?? -1n;
    if (checkpoint >= 0n) parts.state.checkpointed(checkpoint);
    const { number, gasUsed } = block.header;
    log.debug(
      { number: Number(number), hash: block.hash.toHex(), count: block.status.length, gasUsed: Number(gasUsed) },
      'block',
    );
    emit({ kind: 'block', block });
    return kept;
  }

  return {
    get head() {
      return head;
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    emit,
    persist(block, told) {
      const appended = parts.store?.durability.append(block) ?? Promise.resolve();
      const named = Promise.all([order, appended]).then(() => name(told));
      order = named;
      return named;
    },
  };
}
