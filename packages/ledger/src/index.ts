export { decodeRow, decodeRows, encodeAccountRow, encodeSlotRow, joinRows, type Row } from './rows.ts';
export * from './seams.ts';
export { createMemoryState, type MemoryStateOptions } from './state/memory.ts';
