export {
  type DecodedAuthorizations,
  type DecodedTransactions,
  type DecodeOptions,
  decodeTransactions,
  SIGNATURE_BYTES,
} from './blocks/decode.ts';
export { readEncoded, writeAuthority, writeSender, writeSenders } from './blocks/encoded.ts';
export { OUTBOX_ADDRESS } from './blocks/kernel.ts';
export { pack, packedItem, packedLength } from './blocks/packed.ts';
export { MAX_TRANSACTION_BYTES, type Refusal, refusalOf } from './blocks/refusals.ts';
export { bloomsOf, computeRoots, EMPTY_ROOT, type Roots, type RootsInput } from './blocks/roots.ts';
export { decodeRow, decodeRows, encodeAccountRow, encodeSlotRow, joinRows, type Row } from './rows.ts';
export * from './seams.ts';
export { StateFault, type StateFaultCode } from './state/faults.ts';
export { createMemoryState, type MemoryStateOptions } from './state/memory.ts';
export { createStateStore, type StateStoreOptions } from './state/stateStore.ts';
