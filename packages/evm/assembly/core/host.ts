// Everything the core asks of the outside. Addresses are three limbs (64, 64 and 32 bits), words four.

// --- state: a WebAssembly module of its own (assembly/flat, or the ledger's) --------------------------------------
// Results come back in shared mutable globals, so that the state may live in another memory than the core.
@external('state', 'r0') declare let r0: u64;
@external('state', 'r1') declare let r1: u64;
@external('state', 'r2') declare let r2: u64;
@external('state', 'r3') declare let r3: u64;
@external('state', 'r4') declare let r4: u64;
@external('state', 'r5') declare let r5: u64;
@external('state', 'r6') declare let r6: u64;
@external('state', 'r7') declare let r7: u64;
@external('state', 'r8') declare let r8: u64;
@external('state', 'r9') declare let r9: u64;
@external('state', 'r10') declare let r10: u64;

/** r0 nonce, r1-r4 balance, r5-r8 code hash, r9 SF_* flags, r10 row. */
@external('state', 'account') declare function stateAccount(a0: u64, a1: u64, a2: u64): i32;
/** r1-r4 value, r10 row. `account` is the row of the account that owns the slot. */
@external('state', 'slot')
declare function stateSlot(account: u64, a0: u64, a1: u64, a2: u64, k0: u64, k1: u64, k2: u64, k3: u64): i32;
/** Writes nonce, balance and code hash; r10 is the row afterwards. */
@external('state', 'putAccount')
declare function statePutAccount(
  row: u64, a0: u64, a1: u64, a2: u64,
  nonce: u64, b0: u64, b1: u64, b2: u64, b3: u64, h0: u64, h1: u64, h2: u64, h3: u64,
): i32;
@external('state', 'putSlot')
declare function statePutSlot(
  row: u64, account: u64, a0: u64, a1: u64, a2: u64,
  k0: u64, k1: u64, k2: u64, k3: u64, v0: u64, v1: u64, v2: u64, v3: u64,
): i32;
/**
 * Adds to the balance of an account that the transaction never read (S_LAZY_FEES). An amount of zero is told too: an
 * empty account that is touched is deleted (EIP-161).
 */
@external('state', 'credit')
declare function stateCredit(a0: u64, a1: u64, a2: u64, b0: u64, b1: u64, b2: u64, b3: u64): i32;
@external('state', 'deleteAccount') declare function stateDeleteAccount(row: u64, a0: u64, a1: u64, a2: u64): i32;
/**
 * Hints about rows that are going to be read, given for a whole group of transactions before the first of them runs.
 * Best is to touch the index cell at once and the row at the next real look-up, so that the loads overlap.
 */
@external('state', 'prefetchAccount') declare function statePrefetchAccount(a0: u64, a1: u64, a2: u64): void;
@external('state', 'prefetchSlot')
declare function statePrefetchSlot(a0: u64, a1: u64, a2: u64, k0: u64, k1: u64, k2: u64, k3: u64): void;

// --- host: JavaScript ---------------------------------------------------------------------------------------------
/** Brings in a row after MISS: kind 0 account, 1 slot; the limbs lie at ptr. 0 where it cannot. */
@external('host', 'fetch') declare function hostFetch(kind: i32, ptr: usize): i32;
/** Puts the code of the hash at ptr into the code table (through `addCode`) and returns its id; -1 where unknown. */
@external('host', 'code') declare function hostCode(hash: usize): i32;
/** Keeps deployed code under its hash. */
@external('host', 'saveCode') declare function hostSaveCode(hash: usize, ptr: usize, len: u32): void;
/** Gas used, or -1 where it failed. The output goes to RETURN_DATA, its length to RD_LEN. */
@external('host', 'precompile')
declare function hostPrecompile(address: i32, input: usize, len: u32, gas: f64): f64;
/** Writes a word to ptr. */
@external('host', 'blockHash') declare function hostBlockHash(n: f64, ptr: usize): void;
/** Compiles the code with this id (through `setCompiled`), or marks it refused. */
@external('host', 'compile') declare function hostCompile(id: u32): void;
@external('host', 'traceStep') declare function hostTraceStep(pc: u32, op: u32): void;
@external('host', 'traceEnter')
declare function hostTraceEnter(kind: u32, to: usize, value: usize, input: usize, len: u32, gas: f64): void;
@external('host', 'traceExit') declare function hostTraceExit(error: i32, gasLeft: f64): void;

export {
  hostBlockHash, hostCode, hostCompile, hostFetch, hostPrecompile, hostSaveCode, hostTraceEnter, hostTraceExit,
  hostTraceStep,
  r0, r1, r2, r3, r4, r5, r6, r7, r8, r9, r10,
  stateAccount, stateCredit, stateDeleteAccount, statePrefetchAccount, statePrefetchSlot, statePutAccount, statePutSlot, stateSlot,
};
