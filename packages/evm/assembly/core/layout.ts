// Memory map of the core. src/layout.ts mirrors the cells that the host and the compiled tier touch;
// layout.test.ts compares the two. Every region has a fixed bound; what happens when one is full is in docs/evm.md.

// --- cells -------------------------------------------------------------------------------------------------------
export const GAS: usize = 1024; // i64, gas left in the running frame
export const SP: usize = 1032; // u32, address after the top of stack
export const MEM_BASE: usize = 1036; // u32
export const MEM_SIZE: usize = 1040; // u32, bytes, multiple of 32
export const RD_LEN: usize = 1044; // u32, length of the return data buffer
export const FP: usize = 1048; // u32, running frame
export const OUT_PTR: usize = 1052; // u32, output of the frame that ended
export const OUT_LEN: usize = 1056;
export const ERR: usize = 1060; // i32, E_*
export const REFUND: usize = 1064; // i64
export const JOURNAL_TOP: usize = 1072; // u32
export const LOG_TOP: usize = 1076; // u32
export const LOG_COUNT: usize = 1080; // u32
export const FATAL: usize = 1084; // i32, FATAL_*: not a result
export const DEPTH: usize = 1088; // u32
export const RES_STATUS: usize = 1096; // u32
export const RES_ERR: usize = 1100; // u32
export const RES_GAS_USED: usize = 1104; // u64
export const RES_REFUND: usize = 1112; // u64
export const RES_CREATED: usize = 1120; // 32 bytes
export const RES_HAS_CREATED: usize = 1152; // u32
export const PENDING_COUNT: usize = 1156; // u32, contracts asking to be compiled
export const STAT_INTERPRETED: usize = 1160; // u64
export const STAT_COMPILED: usize = 1168; // u64
export const PENDING: usize = 1184; // u32 x 16, code ids

// Block environment, 32-byte words (limbs, little endian)
export const B_NUMBER: usize = 1280;
export const B_TIMESTAMP: usize = 1312;
export const B_COINBASE: usize = 1344;
export const B_GAS_LIMIT: usize = 1376;
export const B_BASE_FEE: usize = 1408;
export const B_RANDAO: usize = 1440;
export const B_BLOB_FEE: usize = 1472;
export const B_CHAIN_ID: usize = 1504;
// Transaction environment
export const T_ORIGIN: usize = 1536;
export const T_GAS_PRICE: usize = 1568;
export const T_BLOB_PTR: usize = 1600; // u32, hashes as words
export const T_BLOB_COUNT: usize = 1604; // u32
// Parameters of the fork, written by the host from its spec table
export const S_FORK: usize = 1792; // u32: 0 cancun, 1 prague, 2 osaka
export const S_MAX_BLOBS: usize = 1796; // u32
export const S_PRECOMPILES: usize = 1800; // u32, highest consecutive precompile
export const S_P256: usize = 1804; // u32, 1: precompile at 0x100
export const S_TX_GAS_CAP: usize = 1808; // u64, 0: none
export const S_HEAT: usize = 1816; // u64, gas after which a contract asks to be compiled
export const S_SEED: usize = 1824; // 13 x u64, secret of the hash tables

export const S_LAZY_FEES: usize = 1928; // u32, 1: the state adds fees to a beneficiary it was not asked for
export const S_EAGER: usize = 1936; // u32, 1: a contract is compiled before it first runs; 2: batches never stop for it

export const OP_TABLE: usize = 2048; // u64 x 256: gas u16 | least height in bytes u16 | greatest height u32
export const MASKS: usize = 4096; // 33 x 32 bytes: n low bytes set
export const EMPTY_HASH: usize = 5184; // keccak256('') as a word
export const ZERO: usize = 5216; // 32 zero bytes
export const SCRATCH: usize = 8192; // 24 KB: keccak state, division, RLP
export const WORD_SCRATCH: usize = 6144; // 32-byte temporaries

// --- regions -----------------------------------------------------------------------------------------------------
const MB: usize = 1 << 20;
export const FRAMES: usize = 128 << 10; // 1,026 x 256 bytes
export const FRAME_SIZE: usize = 256;
export const KECCAK_CACHE: usize = 1 * MB; // 2,048 x 128 bytes
export const KECCAK_CACHE_SHIFT: u32 = 21; // of 32 bits of hash
export const RECIPES: usize = 3 * (MB >> 1); // 1,024 x 128 bytes
export const RECIPES_MASK: u32 = 1023;
export const BLOCK_HASHES: usize = 7 * (MB >> 2); // 256 x 40 bytes: number + 1, hash; the host empties it with each block
export const ACC_INDEX: usize = 2 * MB; // up to 2^17 x 8 bytes
export const ACC_INDEX_MAX: u32 = 1 << 17;
export const ACCS: usize = 3 * MB; // 2^16 x 128 bytes
export const ACCS_MAX: u32 = 1 << 16;
export const SLOT_INDEX: usize = 12 * MB; // up to 2^19 x 8 bytes
export const SLOT_INDEX_MAX: u32 = 1 << 19;
export const SLOTS: usize = 16 * MB; // 2^18 x 128 bytes
export const SLOTS_MAX: u32 = 1 << 18;
export const TRANS_INDEX: usize = 48 * MB; // up to 2^20 x 8 bytes
export const TRANS_INDEX_MAX: u32 = 1 << 20;
export const TRANS: usize = 56 * MB; // 2^19 x 80 bytes = 40 MB
export const TRANS_MAX: u32 = 1 << 19;
export const JOURNAL: usize = 100 * MB; // 48 bytes an entry
export const JOURNAL_END: usize = 164 * MB;
export const LOGS: usize = 164 * MB;
export const LOGS_END: usize = 180 * MB;
export const BATCH_LOGS: usize = 180 * MB; // of the transactions of a batch, until the host takes them
export const BATCH_LOGS_END: usize = 196 * MB;
export const STACK: usize = 196 * MB; // 1,025 x 32 KB
export const RETURN_DATA: usize = 232 * MB;
export const RETURN_DATA_END: usize = 248 * MB;
export const CODE_INDEX: usize = 248 * MB; // 2^16 x 4 bytes
export const CODE_INDEX_MASK: u32 = 65535;
export const CODES: usize = 249 * MB; // 2^15 x 64 bytes
export const CODES_MAX: u32 = 1 << 15;
export const CODE_HEAP: usize = 252 * MB;
export const CODE_HEAP_END: usize = 412 * MB;
export const CODE_HEAP_SOFT_END: usize = 316 * MB; // emptied between transactions beyond this
export const TX_INPUT: usize = 412 * MB;
export const TX_INPUT_END: usize = 448 * MB;
export const MEMO: usize = 448 * MB; // 131,072 x 128 bytes: digests of mapping slots, found by the prepass alone
export const MEMO_SHIFT: u32 = 15;
export const ARENA: usize = 464 * MB; // memory of frames; grows with memory.grow

// --- frame -------------------------------------------------------------------------------------------------------
export const F_CODE: usize = 0; // u32, first byte of the code
export const F_CODE_LEN: usize = 4;
export const F_CODE_ID: usize = 8; // u32; NO_CODE_ID: init code
export const F_PC: usize = 12; // u32
export const F_STACK: usize = 16; // u32
export const F_SP: usize = 20; // u32
export const F_MEM: usize = 24; // u32
export const F_MEM_SIZE: usize = 28; // u32
export const F_IN_PTR: usize = 32; // u32
export const F_IN_LEN: usize = 36; // u32
export const F_STATIC: usize = 40; // u32
export const F_KIND: usize = 44; // u32, K_*
export const F_GAS: usize = 48; // i64
export const F_SELF: usize = 56; // u32, account entry
export const F_RET_PTR: usize = 60; // u32, in the caller's memory
export const F_RET_LEN: usize = 64; // u32
export const F_JOURNAL: usize = 68; // u32
export const F_LOG_TOP: usize = 72; // u32
export const F_LOG_COUNT: usize = 76; // u32
export const F_REFUND: usize = 80; // i64
export const F_BITMAP: usize = 88; // u32, jump destinations; 0: not analysed
export const F_COMPILED: usize = 92; // u32, function table index; 0: interpret
export const F_ADDRESS: usize = 96; // word
export const F_CALLER: usize = 128; // word
export const F_VALUE: usize = 160; // word
export const F_GAS_START: usize = 192; // i64

export const K_CALL: u32 = 0;
export const K_CALLCODE: u32 = 1;
export const K_DELEGATECALL: u32 = 2;
export const K_STATICCALL: u32 = 3;
export const K_CREATE: u32 = 4;
export const K_CREATE2: u32 = 5;
export const K_SELFDESTRUCT: u32 = 6; // for traces alone
export const NO_CODE_ID: u32 = 0xffffffff;

// --- what a frame's run returns ----------------------------------------------------------------------------------
export const R_CHILD: i32 = 0; // a child frame was pushed
export const R_RETURN: i32 = 1;
export const R_REVERT: i32 = 2;
export const R_HALT: i32 = 3;
export const R_INTERPRET: i32 = 4; // compiled code hands the frame to the interpreter at F_PC

// --- errors (src/errors.ts gives them words) -----------------------------------------------------------------------
export const E_NONE: i32 = 0;
export const E_OUT_OF_GAS: i32 = 1;
export const E_STACK_UNDERFLOW: i32 = 2;
export const E_STACK_OVERFLOW: i32 = 3;
export const E_BAD_JUMP: i32 = 4;
export const E_BAD_OPCODE: i32 = 5;
export const E_STATIC: i32 = 6;
export const E_RETURN_DATA: i32 = 7;
export const E_COLLISION: i32 = 8;
export const E_CODE_SIZE: i32 = 9;
export const E_CODE_PREFIX: i32 = 10;
export const E_INITCODE_SIZE: i32 = 11;
export const E_NONCE_OVERFLOW: i32 = 12;
export const E_DEPTH: i32 = 13;
export const E_BALANCE: i32 = 14;
export const E_PRECOMPILE: i32 = 15;
export const E_CODE_STORE_GAS: i32 = 16;
export const E_REVERT: i32 = 17;
// Refusals of a transaction
export const V_NONCE_LOW: i32 = 32;
export const V_NONCE_HIGH: i32 = 33;
export const V_NONCE_MAX: i32 = 34;
export const V_BLOCK_GAS: i32 = 35;
export const V_TX_GAS_CAP: i32 = 36;
export const V_PRIORITY_ABOVE_MAX: i32 = 37;
export const V_FEE_BELOW_BASE: i32 = 38;
export const V_SENDER_CODE: i32 = 39;
export const V_FUNDS: i32 = 40;
export const V_INTRINSIC_GAS: i32 = 41;
export const V_INITCODE_SIZE: i32 = 42;
export const V_TYPE: i32 = 43;
export const V_BLOB_CREATE: i32 = 44;
export const V_BLOB_COUNT: i32 = 45;
export const V_BLOB_VERSION: i32 = 46;
export const V_BLOB_FEE: i32 = 47;
export const V_AUTH_CREATE: i32 = 48;
export const V_AUTH_EMPTY: i32 = 49;
export const V_FLOOR_GAS: i32 = 50;

// --- conditions that are no result: the host throws ----------------------------------------------------------------
export const FATAL_NONE: i32 = 0;
export const FATAL_ABORT: i32 = 1; // the state said ABORT
export const FATAL_MISS: i32 = 2; // the host could not bring a row in
export const FATAL_REGION: i32 = 3; // a region of this map is full
export const FATAL_CODE: i32 = 4; // the host has no code for a hash

// --- state interface ---------------------------------------------------------------------------------------------
export const ST_OK: i32 = 0;
export const ST_MISS: i32 = 1;
export const ST_ABORT: i32 = 2;
export const SF_EXISTS: u64 = 1;
export const SF_HAS_STORAGE: u64 = 2;
