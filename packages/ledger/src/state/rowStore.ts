import type { BlockMemory } from '../blockMemory.ts';
import { CHANGE_BYTES, CHANGE_EXISTS, type StateChanges, type StateStats } from '../seams.ts';
import { StateFault } from './faults.ts';
import { cellsFor, HEADER, INDEX_CELL_BYTES, OUT_ROWS, ROW_BYTES, rowsOf, type StateMemory } from './memoryMap.ts';
import { instantiateState, type StateExports } from './stateModule.ts';

export interface RowOptions {
  /** Number of the main thread's private region. */
  instance: number;
  complete: boolean;
  /** Whether rows that are on disk may leave the memory. */
  evicts: boolean;
  budgetBytes: number;
}

/** The main thread's side of assembly/state. Nothing here may be called while workers run, `all` and stats apart. */
export interface Rows {
  state: StateExports;
  isComplete(): boolean;
  open(block: bigint, transactions: number): void;
  close(): void;
  makeRoom(): boolean;
  /** `hasNewCode`: an account has other code than before. */
  changes(from: BlockMemory): Pick<StateChanges, 'rows' | 'undo'> & { hasNewCode: boolean };
  publish(): void;
  load(rows: Uint8Array, block: bigint): void;
  all(): Iterable<Uint8Array>;
  checkpointed(block: bigint): void;
  stats(): Pick<StateStats, 'accounts' | 'slots' | 'bytes'>;
}

/** Rows that a transaction makes, mostly: a transfer of a token to somebody new makes three. */
const ROWS_A_TRANSACTION = 4;
/** Rows looked at after each block, beside twice those it made: a tenth of a millisecond. */
const SWEEP_ROWS = 4096;
/** Rows looked at to hold the budget, after a block: some ten milliseconds where all are freed. */
const EVICT_ROWS = 1 << 17;
/** Blocks for which an absent row is kept, and for which a row on disk is: fewer when the budget is not held. */
const ABSENT_AGE = 16;
const MOST_AGE = 256;
/** Of the rows there is room for, where no budget says less. */
const MOST_FILLED = 0.9;

export function createRows({ memory, rowCapacity }: StateMemory, options: RowOptions): Rows {
  const state = instantiateState(memory, options.instance);
  const view = new DataView(memory.buffer);
  const u32 = (cell: number) => view.getUint32(cell, true);
  const freeRows = () => Math.max(0, view.getInt32(HEADER.FREE_TOP, true));
  const usedRows = () => u32(HEADER.ROWS_TOP) - freeRows();
  const usedBytes = () => usedRows() * ROW_BYTES + (u32(HEADER.MASK) + 1) * INDEX_CELL_BYTES;
  // A block needs room, too.
  const budgetBytes = Math.min(options.budgetBytes, rowCapacity * ROW_BYTES * MOST_FILLED);
  let rowsBefore = 0;
  let age = MOST_AGE;
  let hasCheckpoint = false;
  view.setUint32(HEADER.COMPLETE, options.complete ? 1 : 0, true);
  state.refresh();

  /** Makes the index large enough for so many rows more, where it may be. */
  function reserve(more: number): void {
    const cells = cellsFor(usedRows() + more);
    if (cells <= u32(HEADER.MASK) + 1) return;
    view.setUint32(HEADER.ROWS_LIMIT, rowsOf(cells, rowCapacity), true);
    state.makeIndex(cells);
  }

  /** Frees absent rows that nobody asks for, and rows on disk where there are more rows than the budget allows. */
  function tidy(): void {
    state.sweep(SWEEP_ROWS + 2 * Math.max(0, usedRows() - rowsBefore), ABSENT_AGE, 0);
    if (!options.evicts || !hasCheckpoint) return;
    if (usedBytes() <= budgetBytes) {
      age = Math.min(MOST_AGE, age * 2);
      return;
    }
    const over = (usedBytes() - budgetBytes) / ROW_BYTES;
    if (free(EVICT_ROWS, age) < over) age = Math.max(1, age >> 1);
  }

  /** Frees absent rows, and those on disk, that nobody asked for in `blocks` blocks. */
  function free(rows: number, blocks: number): number {
    const evicts = options.evicts && hasCheckpoint;
    if (evicts) {
      view.setUint32(HEADER.COMPLETE, 0, true);
      state.refresh();
    }
    return state.sweep(rows, blocks, evicts ? 1 : 0);
  }

  function changes(from: BlockMemory): ReturnType<Rows['changes']> {
    const most = u32(HEADER.SLABS) * 1024 * CHANGE_BYTES;
    const rows = from.take(most);
    const undo = from.take(most);
    const out = u32(HEADER.OUT);
    let at = 0;
    state.startScan();
    for (let n = state.nextChanges(); n > 0; n = state.nextChanges()) {
      rows.set(new Uint8Array(memory.buffer, out, n * CHANGE_BYTES), at);
      undo.set(new Uint8Array(memory.buffer, out + OUT_ROWS * CHANGE_BYTES, n * CHANGE_BYTES), at);
      at += n * CHANGE_BYTES;
    }
    // A view of most of the buffer is as good as a copy; of little it would keep the rest from others.
    const trim = (bytes: Uint8Array) => {
      if (at > most * 0.8) return bytes.subarray(0, at);
      const copy = bytes.slice(0, at);
      from.give(bytes);
      return copy;
    };
    return { rows: trim(rows), undo: trim(undo), hasNewCode: state.codeChanges() > 0 };
  }

  return {
    state,
    isComplete: () => u32(HEADER.COMPLETE) === 1,
    open(block, transactions) {
      rowsBefore = usedRows();
      reserve(transactions * ROWS_A_TRANSACTION);
      state.openBlock(Number(block & 0xffffffffn));
    },
    close: () => state.closeBlock(),
    makeRoom() {
      const limit = u32(HEADER.ROWS_LIMIT);
      reserve(usedRows() + 1);
      return u32(HEADER.ROWS_LIMIT) > limit || free(u32(HEADER.ROWS_TOP), 1) > 0;
    },
    changes,
    publish() {
      state.publishBlock();
      tidy();
    },
    load(rows, block) {
      const changed = Number(block & 0xffffffffn);
      const out = u32(HEADER.OUT);
      for (let from = 0; from < rows.length; ) {
        const part = rows.subarray(from, from + OUT_ROWS * CHANGE_BYTES);
        const count = part.length / CHANGE_BYTES;
        reserve(2 * count); // a slot may need its account's row
        new Uint8Array(memory.buffer, out, part.length).set(part);
        if (state.loadRows(count, changed) < count) {
          throw new StateFault('state-full', 'the state has no room for more rows: load fewer, the rest is on disk');
        }
        from += part.length;
      }
    },
    *all() {
      const bytes = new Uint8Array(memory.buffer);
      for (let row = 0; row < u32(HEADER.ROWS_TOP); row++) {
        const at = u32(HEADER.ROWS) + row * ROW_BYTES;
        if (bytes[at] === 0 || ((bytes[at + 1] ?? 0) & CHANGE_EXISTS) === 0) continue;
        const found = bytes.slice(at, at + CHANGE_BYTES);
        found[1] = CHANGE_EXISTS;
        yield found;
      }
    },
    checkpointed(block) {
      hasCheckpoint = true;
      view.setUint32(HEADER.CHECKPOINT, Number(block & 0xffffffffn), true);
    },
    stats: () => ({ accounts: u32(HEADER.ACCOUNTS), slots: u32(HEADER.SLOTS), bytes: usedBytes() }),
  };
}
