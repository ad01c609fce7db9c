// The ledger's state: committed rows and the block in flight, in a memory shared by all workers and the main thread.
export { attach, lastFailure, refresh } from './globals';
export { enter, leave } from './overlay';
export {
  abandonChunk, account, beginChunk, credit, deleteAccount, endChunk, parkChunk, prefetchAccount, prefetchSlot,
  publishParked, putAccount, putSlot, slot,
} from './state';
export {
  bringIn, closeBlock, codeChanges, committedAccount, committedSlot, inbox, loadRows, makeIndex, nextChanges, openBlock,
  publishBlock, startScan, sweep,
} from './block';
