import type { ContractCompiler } from './compiler/compiler.ts';
import type { EvmFaultCode } from './errors.ts';
import type { StateBackendFactory } from './stateBackend.ts';
import type { Tracer } from './tracing/tracer.ts';

export type Fork = 'cancun' | 'prague' | 'osaka';
export type Tier = 'interpreter' | 'compiled' | 'auto';

export interface PrecompileResult {
  ok: boolean;
  gasUsed: bigint;
  output: Uint8Array;
}

/**
 * Runs the precompiled contract at `address`. Returns `undefined` when the address is no precompile in this fork.
 * `gasLimit` is the gas available; `ok: false` consumes all of it.
 */
export type Precompiles = (
  address: number,
  input: Uint8Array,
  gasLimit: bigint,
  fork: Fork,
) => PrecompileResult | undefined;

export interface BlockEnv {
  number: bigint;
  timestamp: bigint;
  coinbase: Uint8Array;
  gasLimit: bigint;
  baseFee: bigint;
  prevRandao: Uint8Array;
  excessBlobGas: bigint;
  chainId: bigint;
  /** 32 bytes. Asked only for the 256 blocks before `number`. */
  blockHash(n: bigint): Uint8Array;
}

export interface AccessListEntry {
  address: Uint8Array;
  storageKeys: Uint8Array[];
}

export interface Authorization {
  chainId: bigint;
  address: Uint8Array;
  nonce: bigint;
  /** The recovered signer; `undefined` where the signature is invalid. */
  authority: Uint8Array | undefined;
}

/** A transaction whose sender has been recovered already. Addresses are 20 bytes, hashes and keys 32. */
export interface Transaction {
  type: 0 | 1 | 2 | 3 | 4;
  sender: Uint8Array;
  /** Absent: contract creation. */
  to?: Uint8Array;
  nonce: bigint;
  gasLimit: bigint;
  value: bigint;
  data: Uint8Array;
  gasPrice?: bigint;
  maxFeePerGas?: bigint;
  maxPriorityFeePerGas?: bigint;
  accessList?: AccessListEntry[];
  maxFeePerBlobGas?: bigint;
  blobVersionedHashes?: Uint8Array[];
  authorizationList?: Authorization[];
}

export interface Log {
  address: Uint8Array;
  topics: Uint8Array[];
  data: Uint8Array;
}

/** `invalid`: refused before execution, the state is unchanged. */
export type TransactionStatus = 'success' | 'revert' | 'halt' | 'invalid';

export interface TransactionResult {
  status: TransactionStatus;
  error?: string;
  gasUsed: bigint;
  gasRefunded: bigint;
  output: Uint8Array;
  createdAddress?: Uint8Array;
  logs: Log[];
}

export interface AccountState {
  nonce: bigint;
  balance: bigint;
  code: Uint8Array;
  /** Key: 0x and 64 lower-case hex digits. Zero values are absent. */
  storage: Map<string, bigint>;
}

export interface EvmState {
  /** Replaces the account, its storage included. */
  setAccount(address: Uint8Array, account: AccountState): void;
  getAccount(address: Uint8Array): AccountState | undefined;
  setStorage(address: Uint8Array, slot: bigint, value: bigint): void;
  getStorage(address: Uint8Array, slot: bigint): bigint;
  /** Existing accounts in no particular order. */
  accounts(): Iterable<[Uint8Array, AccountState]>;
  clear(): void;
}

export type GasEstimate = { ok: true; gas: bigint } | { ok: false; result: TransactionResult };

export interface EvmStats {
  /** Frames run by each tier. */
  interpretedFrames: bigint;
  compiledFrames: bigint;
  compiledContracts: number;
  refusedContracts: number;
  /** Contracts that the compiler has not answered for. */
  waitingContracts: number;
  accountRows: number;
  storageRows: number;
  codeCount: number;
  memoryPages: number;
}

/** Byte strings one after the other: item i is bytes[offsets[i], offsets[i + 1]). */
export interface PackedBytes {
  bytes: Uint8Array;
  offsets: Uint32Array;
}

export interface BatchResult {
  /** One byte a transaction: 0 invalid, 1 success, 2 revert, 3 halt. */
  status: Uint8Array;
  /** One byte a transaction: why it is no success, in `reasonText`'s numbers; 0 for a success. */
  reason: Uint8Array;
  /** Gas used by each transaction. */
  gasUsed: BigUint64Array;
  /** Log records of all transactions as the core wrote them; `readLogs` decodes those of one. */
  rawLogs: PackedBytes;
  /** Logs of a transaction, decoded when asked for. */
  logs(index: number): Log[];
}

/** Where `runInto` writes, an entry a transaction; the arrays may lie in shared memory and be longer than needed. */
export interface BatchTarget {
  status: Uint8Array;
  reason: Uint8Array;
  gasUsed: BigUint64Array;
  /** End of each transaction's log records, counted from the first record of the batch. */
  logEnds: Uint32Array;
  /** The next records, mostly all of a batch at once: a view of the core's memory, to be copied before returning. */
  takeLogs(records: Uint8Array): void;
}

/** `fault` where the batch ended early: the transaction after the executed ones has no result. */
export interface BatchRun {
  executed: number;
  fault: EvmFaultCode | undefined;
}

export interface Evm {
  readonly state: EvmState;
  setBlock(env: BlockEnv): void;
  /** Executes and commits. */
  applyTransaction(tx: Transaction): TransactionResult;
  /** Executes without fee and nonce checks and discards the state. */
  call(tx: Transaction): TransactionResult;
  /**
   * The gas limit, up to `cap` (default: the transaction's own), with which a call succeeds, found by bisection from
   * what it used at the cap, as geth does; the failing result at the cap where it fails there.
   */
  estimateGas(tx: Transaction, cap?: bigint): GasEstimate;
  /** `call` and a dry `applyTransaction`, each step told to the tracer. Runs on a second core; discards the state. */
  traceCall(tx: Transaction, tracer: Tracer): TransactionResult;
  traceTransaction(tx: Transaction, tracer: Tracer): TransactionResult;
  /** A call by the system address (EIP-4788, 2935, 7002, 7251): 30M gas, no fee; commits. */
  systemCall(to: Uint8Array, data: Uint8Array): TransactionResult;
  /** Encodes transactions for `runTransactions`, so that a benchmark can pay for it beforehand. */
  encodeTransactions(txs: readonly Transaction[]): Uint8Array;
  /** Executes and commits an encoded batch without leaving WebAssembly (precompiles and code compilation apart). */
  runTransactions(encoded: Uint8Array): BatchResult;
  /**
   * The same for hot loops: into arrays of the caller, without an allocation a transaction, and with a fault as a
   * status. `encoded` may lie in shared memory; the one copy made is that into the core's memory.
   */
  runInto(encoded: Uint8Array, target: BatchTarget): BatchRun;
  /**
   * Compiles the contracts that have become hot (at most 16 wait), or hands them to the compiler and puts to use what
   * that has finished; returns how many had become hot.
   */
  compilePending(): number;
  stats(): EvmStats;
}

export interface EvmOptions {
  /** Default osaka. */
  fork?: Fork;
  /** Default auto. */
  tier?: Tier;
  precompiles: Precompiles;
  /**
   * Tier auto: `between` (the default) takes care of hot contracts between two transactions: milliseconds each, or next
   * to nothing with a `compiler`; `manual` waits for `compilePending`.
   */
  compile?: 'between' | 'manual';
  /** Tier auto: compiles elsewhere (the `worker` entry has one). Default: on the calling thread. */
  compiler?: ContractCompiler;
  /** Default: the flat state. */
  backend?: StateBackendFactory;
}
