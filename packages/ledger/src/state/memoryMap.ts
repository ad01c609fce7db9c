/** The shared memory of assembly/state: its cells (assembly/state/layout.ts) and where its regions lie. */
export const HEADER = {
  EPOCH: 0,
  MASK: 4,
  ROWS_TOP: 8,
  ROWS_LIMIT: 12,
  FREE_TOP: 16,
  COMPLETE: 20,
  SLABS: 24,
  SLAB_LIMIT: 28,
  CHECKPOINT: 36,
  ACCOUNTS: 44,
  SLOTS: 48,
  INDEX: 64,
  FREE: 68,
  FREE_MAX: 72,
  OUT: 76,
  OVERLAY: 80,
  ROWS: 84,
  PRIVATE: 88,
} as const;
const SEED = { AT: 1024, BYTES: 160 };
/** Words that the executor's threads share, each on a cache line of its own (executor/control.ts). */
export const CONTROL_AT = 8192;

export const ROW_BYTES = 128;
export const OUT_ROWS = 8192;
export const INDEX_CELL_BYTES = 8;
const SLAB_ENTRIES = 1024;
const SLAB_BYTES = SLAB_ENTRIES * 80;
const PAGE = 65536;
const PAGES = 65536; // wasm32 ends at 4 GiB
const MB = 1 << 20;
const PRIVATE_BYTES = 6 * MB;
const OUT_BYTES = 2 * MB;
/** Rows freed by one sweep at most: four times what a block of 100,000 transfers makes. */
const FREE_ROWS = 1 << 20;
/** Cells of the largest index: 29 million rows, more than the rest of the memory holds. */
const MAX_INDEX_CELLS = 1 << 25;
const FIRST_INDEX_CELLS = 1 << 14;
/** Cells in use of eight, beyond which no row is added: probes get long, and one cell has to stay empty. */
const MAX_LOAD = 7 / 8;

export interface StateMemory {
  memory: WebAssembly.Memory;
  /** Rows that fit when the index is as large as it can be. */
  rowCapacity: number;
}

/**
 * All of wasm32's address space: pages that are never touched cost nothing but addresses, and nothing ever moves.
 * `blockWrites` bounds the values a block may leave behind, about 80 bytes each.
 */
export function createStateMemory(workers: number, blockWrites: number): StateMemory {
  const memory = new WebAssembly.Memory({ initial: PAGES, maximum: PAGES, shared: true });
  const view = new DataView(memory.buffer);
  const slabs = Math.max(workers + 1, Math.ceil(blockWrites / SLAB_ENTRIES));
  let top = PAGE;
  const region = (cell: number, bytes: number) => {
    view.setUint32(cell, top, true);
    top += Math.ceil(bytes / PAGE) * PAGE;
  };
  // One more, the main thread's.
  region(HEADER.PRIVATE, (workers + 1) * PRIVATE_BYTES);
  region(HEADER.OUT, OUT_BYTES);
  region(HEADER.FREE, FREE_ROWS * 4);
  region(HEADER.INDEX, MAX_INDEX_CELLS * INDEX_CELL_BYTES);
  region(HEADER.OVERLAY, slabs * SLAB_BYTES);
  region(HEADER.ROWS, 0);
  view.setUint32(HEADER.FREE_MAX, FREE_ROWS, true);
  view.setUint32(HEADER.SLAB_LIMIT, slabs, true);
  view.setUint32(HEADER.MASK, FIRST_INDEX_CELLS - 1, true);
  view.setUint32(HEADER.EPOCH, 1, true);
  const seed = crypto.getRandomValues(new Uint8Array(SEED.BYTES));
  new Uint8Array(memory.buffer, SEED.AT, SEED.BYTES).set(seed);
  const rowCapacity = Math.floor((PAGES * PAGE - top) / ROW_BYTES);
  view.setUint32(HEADER.ROWS_LIMIT, rowsOf(FIRST_INDEX_CELLS, rowCapacity), true);
  return { memory, rowCapacity };
}

/** Rows that may be there with an index of so many cells. */
export function rowsOf(cells: number, rowCapacity: number): number {
  return Math.min(rowCapacity, Math.floor(cells * MAX_LOAD));
}

/** The size an index should have for so many rows: at most half full, where it may be that large. */
export function cellsFor(rows: number): number {
  let cells = FIRST_INDEX_CELLS;
  while (cells < rows * 2 && cells < MAX_INDEX_CELLS) cells *= 2;
  return cells;
}
