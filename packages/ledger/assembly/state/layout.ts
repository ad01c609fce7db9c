// Map of the shared memory. src/state/layout.ts repeats the cells that TypeScript uses. The regions' addresses are
// cells themselves: they depend on the number of workers.

// --- header: u32 cells unless said otherwise -----------------------------------------------------------------------
export const H_EPOCH: usize = 0; // of the block in flight; overlay versions of other epochs are dead
export const H_MASK: usize = 4; // index cells - 1
export const H_ROWS_TOP: usize = 8; // rows ever handed out
export const H_ROWS_LIMIT: usize = 12; // rows that fit into the memory, and into the index at its size
export const H_FREE_TOP: usize = 16; // i32, rows in the list of free ones
export const H_COMPLETE: usize = 20; // 1: a row that is not in memory does not exist
export const H_SLABS: usize = 24; // slabs of overlay entries handed out in this block
export const H_SLAB_LIMIT: usize = 28;
export const H_TICK: usize = 32; // low half of the number of the block in flight
export const H_CHECKPOINT: usize = 36; // rows changed up to this block are on disk
export const H_HAND: usize = 40; // where the next sweep begins
export const H_ACCOUNTS: usize = 44; // that exist, in memory
export const H_SLOTS: usize = 48;
export const H_INDEX: usize = 64; // addresses of the regions
export const H_FREE: usize = 68;
export const H_FREE_MAX: usize = 72;
export const H_OUT: usize = 76;
export const H_OVERLAY: usize = 80;
export const H_ROWS: usize = 84;
export const H_PRIVATE: usize = 88;
export const SEED: usize = 1024; // 20 x u64, written by the host

// --- row: 128 bytes, of which the first 96 are a changed row as src/seams.ts has it --------------------------------
export const ROW_SHIFT: usize = 7;
export const KIND: usize = 0; // u8: 0 free, 1 account, 2 slot
export const FLAGS: usize = 1; // u8: RF_*
export const A0: usize = 4; // 20 bytes
export const A1: usize = 12;
export const A2: usize = 20;
export const FIELDS: usize = 24; // account: nonce, balance, code hash; slot: key, value, 8 zero bytes
export const KEY: usize = 24;
export const VALUE: usize = 56;
export const OV: usize = 96; // u64: epoch << 32 | overlay entry + 1; which is the version too
export const USED: usize = 104; // u32, block that last asked for it
export const CHANGED: usize = 108; // u32, block that last changed it
export const CHANGE_BYTES: usize = 96;
export const ACCOUNT: u8 = 1;
export const SLOT: u8 = 2;
export const RF_EXISTS: u32 = 1;
/** An account without code and nonce that was loaded with storage: it alone can be emptied with storage left. */
export const RF_STORAGE: u32 = 2;

// --- overlay entry: 80 bytes, never changed once published ---------------------------------------------------------
export const ENTRY_BYTES: usize = 80;
export const E_ROW: usize = 0; // u32
export const E_FLAGS: usize = 4; // u32, RF_*
export const E_FIELDS: usize = 8; // account: nonce, balance, code hash; slot: value
export const SLAB: u32 = 1024; // entries a worker takes at a time
export const NO_ROW: u32 = 0xffffffff;

// --- a worker's private region: chunks that ran ahead, and what only the worker itself uses ------------------------
export const PRIVATE_BYTES: usize = 6 << 20;
/** Of a chunk that ran ahead: it stays until its turn, when any worker may publish it. Eight fit (executor/control.ts). */
export const AHEAD_BYTES: usize = 0xa0000;
export const READS: usize = 0; // 2^15 x 16 bytes: row u32, version u64
export const READS_MAX: u32 = 1 << 15;
export const WRITES: usize = 0x80000; // 2^14 x 4 bytes: entries
export const WRITES_MAX: u32 = 1 << 14;
export const READ_COUNT: usize = 0x90000; // u32
export const WRITE_COUNT: usize = 0x90004; // u32
export const FEE_ROW: usize = 0x90008; // u32, row + 1 of the beneficiary; 0: nothing is due
export const FEE: usize = 0x90010; // 4 x u64 due, 3 x u64 address
export const OWN: usize = 0x500000; // up to 2^15 x 8 bytes: index of the chunk's own writes
export const OWN_MASK_MAX: u32 = (1 << 15) - 1;
export const RING: usize = 0x580000; // 16 x 4 bytes: hashes whose rows are to be touched
export const LIST: usize = 0x580400; // 64 x 4 bytes: free rows
export const INBOX: usize = 0x581000; // a row from disk

/** Rows that `changes` and `load` move at a time: after, then before. */
export const OUT_ROWS: u32 = 8192;

// --- what the core is told -----------------------------------------------------------------------------------------
export const OK: i32 = 0;
export const MISS: i32 = 1;
export const ABORT: i32 = 2;
