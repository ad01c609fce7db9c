// Where things lie in this module's memory. src/roots/tree.ts repeats INPUT, PROOF, ROOT, KEYS and PASS_ROWS.

/** Rows of one pass over the tree. */
export const PASS_ROWS: usize = 262144;

/** 4 x 32 bytes, written by the host: the keys of the node, tree key, leaf and account hashes. */
export const KEYS: usize = 1024;
/** Each key as a chaining value for four lanes: 8 x v128. */
export const CV_NODE: usize = 2048;
export const CV_KEY: usize = 2176;
export const CV_LEAF: usize = 2304;
export const CV_ACCOUNT: usize = 2432;
export const CV_SECOND: usize = 2560;
/** 16 x v128: the four messages, word by word. */
export const MSG: usize = 2816;
/** 8 x v128. */
export const OUT: usize = 3072;
/** 4 x 64 bytes: messages in the making, one a lane. */
export const BLOCKS: usize = 3328;
/** Lanes without work write here. */
export const DUMMY: usize = 3584;
/** A node of which only the left side is used: the tree hangs there. */
export const ROOT: usize = 3840;
/** u32 a depth: nodes touched. */
export const COUNTS: usize = 4096; // 257 x 4
/** u32 a pending subtree of a dump. */
export const PENDING: usize = 6144; // 257 x 4
export const HISTOGRAM: usize = 8192; // 2048 x 4
/** u32 depth, u32 has a leaf, 56 bytes unused, 64 bytes of the leaf, then 32 bytes a sibling from the root down. */
export const PROOF: usize = 16384; // 128 + 256 x 32
/** Rows (96 bytes) or leaves (64 bytes), at most 4,096 at a time, in and out. */
export const INPUT: usize = 65536;
/** A changed row: tree key, value, leaf hash. */
export const ITEM_BYTES: usize = 96;
export const ITEMS: usize = 524288;
/** u64 first 64 bits of the tree key, u32 item, u32 it is removed. */
export const ENTRY_BYTES: usize = 16;
export const SORT_A: usize = ITEMS + PASS_ROWS * ITEM_BYTES;
export const SORT_B: usize = SORT_A + PASS_ROWS * ENTRY_BYTES;
/** Entries of a segment: what they touch stays in a second-level cache (128 to 512 measured alike, 1,024 slower). */
export const SEGMENT: usize = 256;
/** u32 pointer's address, u32 first entry, u32 end. */
export const FRONT_BYTES: usize = 12;
export const FRONT_A: usize = SORT_B + PASS_ROWS * ENTRY_BYTES;
export const FRONT_B: usize = FRONT_A + SEGMENT * FRONT_BYTES;
/** Nodes and leaves grow up from here; the list of touched nodes grows down from the end. */
export const TREE: usize = FRONT_B + SEGMENT * FRONT_BYTES;
