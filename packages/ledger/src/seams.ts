import type { BlockEnv, Transaction } from '@lode/evm';
import type { BlockMemory } from './blockMemory.ts';

/** What the parts of the ledger give each other. Every part has its own folder; this file is all they share. */

/** Byte strings one after the other: item i is bytes[offsets[i], offsets[i + 1]). `offsets` has one entry more. */
export interface Packed {
  bytes: Uint8Array;
  offsets: Uint32Array;
}

// --- state ---------------------------------------------------------------------------------------------------------

/**
 * A changed row: 96 bytes. 0: u8 kind (1 account, 2 slot), 1: u8 flags (1 it exists), 2: u16 zero, 4: the address as a
 * little-endian number of 20 bytes. Account: 24 nonce u64, 32 balance, 64 code hash. Slot: 24 key, 56 value, 88 zero.
 * Numbers are little-endian, words of 32 bytes. A slot of value zero, and an account without flag 1, is absent (all
 * its other fields are zero; rows.ts has a codec). An account that ceases to exist is followed by its slots as zero rows.
 */
export const CHANGE_BYTES = 96;
export const CHANGE_ACCOUNT = 1;
export const CHANGE_SLOT = 2;
export const CHANGE_EXISTS = 1;

export interface StateChanges {
  /** Rows after the block, each row once, in no particular order: nothing may depend on it. */
  rows: Uint8Array;
  /** The same rows in the same order, before the block. */
  undo: Uint8Array;
  /** Code that was deployed, by the lower-case hex of its hash (no prefix). May repeat what is known. */
  codes: ReadonlyMap<string, Uint8Array>;
}

export interface AccountRow {
  nonce: bigint;
  balance: bigint;
  /** 32 bytes, big-endian. */
  codeHash: Uint8Array;
}

/** Committed state. Addresses have 20 bytes. Synchronous: an answer never mixes two blocks. */
export interface StateReader {
  account(address: Uint8Array): AccountRow | undefined;
  slot(address: Uint8Array, key: bigint): bigint;
  /** By the hash in lower-case hex without a prefix. */
  code(hash: string): Uint8Array | undefined;
}

/** Rows that are on disk alone: the last checkpoint. Synchronous; opened once a thread. */
export interface ColdRows {
  /** A row of CHANGE_BYTES, or undefined where it is absent. Address and key as rows have them: little-endian. */
  get(kind: number, address: Uint8Array, key?: Uint8Array): Uint8Array | undefined;
  code(hash: string): Uint8Array | undefined;
}

export interface SystemCall {
  to: Uint8Array;
  data: Uint8Array;
}

export interface BlockExecution {
  env: Omit<BlockEnv, 'blockHash'>;
  /** Hashes of the blocks before it, newest first, at most 256. */
  blockHashes: readonly Uint8Array[];
  /** Run before the transactions. */
  systemCalls: readonly SystemCall[];
  /**
   * What evm's `encodeTransactions` writes, an item a transaction. In shared memory it is executed where it is, and must
   * not change until then.
   */
  transactions: Packed;
  /** On `performance.now()`'s clock: after it no further transactions are begun. */
  deadlineMs?: number;
}

/** An entry for each transaction that was begun, in block order. */
export interface BlockOutput {
  /** Transactions begun: fewer than given where the deadline passed. */
  executed: number;
  /** 0 invalid (state unchanged), 1 success, 2 revert, 3 halt. */
  status: Uint8Array;
  /** Why it is no success, in the numbers of evm's `reasonText`. */
  reason?: Uint8Array;
  gasUsed: BigUint64Array;
  /** Log records as evm's core writes them (evm's `readLogs` decodes them). */
  logs: Packed;
}

/**
 * Committed rows and at most one block in flight. `execute` writes to the block in flight only; `publish` makes it the
 * committed state, `discard` forgets it. Executing again before either starts over from the committed state.
 */
export interface StateStore {
  readonly reader: StateReader;
  /** The result of running the transactions one after the other, whatever the number of workers. */
  execute(block: BlockExecution): Promise<BlockOutput>;
  /** Of the block in flight, after `execute`. Of many, the rows are in `memory`. */
  changes(memory?: BlockMemory): StateChanges;
  publish(): void;
  discard(): void;
  /**
   * Writes rows straight into the committed state: genesis and recovery. `block`: that they belong to, by which
   * `checkpointed` tells whether they are on disk; default 0, the genesis or the checkpoint.
   */
  load(rows: Uint8Array, codes: ReadonlyMap<string, Uint8Array>, block?: bigint): void;
  /** All rows of the committed state that are in memory, in no particular order. */
  rows(): Iterable<Uint8Array>;
  /** Rows changed up to this block are on disk: they may leave the memory. */
  checkpointed(block: bigint): void;
  stats(): StateStats;
  close(): Promise<void>;
}

export interface StateStats {
  accounts: number;
  slots: number;
  bytes: number;
  workers: number;
  /** Attempts that had to be repeated, since the start. */
  reexecutions: number;
  /** Rows brought in from disk, since the start. */
  coldReads: number;
}

// --- roots ---------------------------------------------------------------------------------------------------------

export interface RootProvider {
  readonly kind: 'binary' | 'mpt';
  /** The last block applied. */
  readonly block: bigint;
  /** The root after the last block applied. 32 bytes. */
  readonly root: Uint8Array;
  /**
   * Applies a block's rows, in order of blocks. May work on another thread; calls are queued. Rows in shared memory are
   * read where they are: they must not change any more.
   */
  apply(block: bigint, changes: Pick<StateChanges, 'rows' | 'codes'>): Promise<Uint8Array>;
  /** After it, a provider opened again starts at the last block applied. Returns that block. */
  checkpoint(): Promise<bigint>;
  close(): Promise<void>;
}

// --- blocks --------------------------------------------------------------------------------------------------------

/** Ethereum's header of Prague and Osaka. `stateRoot` is the root after the block before (docs/ledger.md). */
export interface BlockHeader {
  parentHash: Uint8Array;
  ommersHash: Uint8Array;
  beneficiary: Uint8Array;
  stateRoot: Uint8Array;
  transactionsRoot: Uint8Array;
  receiptsRoot: Uint8Array;
  logsBloom: Uint8Array;
  difficulty: bigint;
  number: bigint;
  gasLimit: bigint;
  gasUsed: bigint;
  timestamp: bigint;
  extraData: Uint8Array;
  mixHash: Uint8Array;
  nonce: Uint8Array;
  baseFeePerGas: bigint;
  withdrawalsRoot: Uint8Array;
  blobGasUsed: bigint;
  excessBlobGas: bigint;
  parentBeaconBlockRoot: Uint8Array;
  requestsHash: Uint8Array;
}

/** A block with all that was computed for it. Only valid transactions are in it. */
export interface SealedBlock {
  header: BlockHeader;
  hash: Uint8Array;
  /** EIP-2718 envelopes as they were signed. */
  transactions: Packed;
  /** 32 bytes a transaction. */
  hashes: Uint8Array;
  /** 20 bytes a transaction. */
  senders: Uint8Array;
  /** 1 success, 2 revert, 3 halt. */
  status: Uint8Array;
  gasUsed: BigUint64Array;
  logs: Packed;
  /** When it was sealed, Unix time in milliseconds: the header has whole seconds. */
  timeMs: number;
  changes: StateChanges;
}

// --- pool ----------------------------------------------------------------------------------------------------------

export interface PoolTransaction {
  raw: Uint8Array;
  hash: Uint8Array;
  sender: Uint8Array;
  tx: Transaction;
  /** evm's form of it. */
  encoded: Uint8Array;
}

// --- history -------------------------------------------------------------------------------------------------------

export interface TransactionPlace {
  block: bigint;
  index: number;
}

export interface LogFilter {
  fromBlock: bigint;
  toBlock: bigint;
  addresses?: readonly Uint8Array[];
  /** At each position: any of these, or anything where undefined. */
  topics?: readonly (readonly Uint8Array[] | undefined)[];
}

export interface LogPlace {
  block: bigint;
  transactionIndex: number;
  /** Of the log in its block. */
  logIndex: number;
}

/** Blocks of the window that is kept, readable as soon as they are appended; indexes follow (`indexed`). */
export interface History {
  /** In order of numbers. Returns at once; waits only where the bounded backlog to disk is full. */
  append(block: SealedBlock): Promise<void>;
  /** The lowest number kept. */
  readonly first: bigint;
  readonly last: bigint;
  /** The last block that is on disk with its indexes. */
  readonly indexed: bigint;
  block(id: bigint | Uint8Array): SealedBlock | undefined;
  transaction(hash: Uint8Array): TransactionPlace | undefined;
  /** At most `limit` matches, in order; `more` where there are further ones. */
  logs(filter: LogFilter, limit: number): { logs: LogPlace[]; more: boolean };
  close(): Promise<void>;
}

// --- durability ----------------------------------------------------------------------------------------------------

export interface Recovery {
  /** The checkpoint's block; rows up to it are in `cold`. */
  checkpoint: bigint | undefined;
  /** Rows of the checkpoint. Long: read in batches of whole rows. */
  rows(): Iterable<Uint8Array>;
  codes(): Iterable<[string, Uint8Array]>;
  /** Blocks after the checkpoint, in order, each whole and checked. */
  blocks: AsyncIterable<SealedBlock>;
  /** The first `count` rows may be left on disk where the memory is too small: then these are asked. */
  cold: ColdRows;
}

export interface Durability {
  /** Durable (fdatasync) when it resolves. Concurrent calls share a sync; their order is kept. */
  append(block: SealedBlock): Promise<void>;
  /** The last block written behind into the checkpoint. */
  readonly checkpoint: bigint;
  /** Log segments up to `block` may go: history and roots have it. */
  prune(block: bigint): Promise<void>;
  close(): Promise<void>;
}

// --- the chain, as JSON-RPC sees it --------------------------------------------------------------------------------

export type ChainEvent = { kind: 'block'; block: SealedBlock } | { kind: 'pending'; transaction: PoolTransaction };

export interface AccountPool {
  pending: readonly PoolTransaction[];
  queued: readonly PoolTransaction[];
}

export type SubmitResult = { ok: true; hash: Uint8Array } | { ok: false; code: SubmitError; message: string };

/** As geth words them (core/txpool/errors.go, core/error.go). */
export type SubmitError =
  | 'malformed'
  | 'too-large'
  | 'wrong-chain'
  | 'bad-signature'
  | 'unsupported-type'
  | 'already-known'
  | 'nonce-too-low'
  | 'nonce-gap-too-large'
  | 'underpriced'
  | 'replacement-underpriced'
  | 'insufficient-funds'
  | 'intrinsic-gas'
  | 'gas-limit'
  | 'fee-cap-below-tip'
  | 'initcode-size'
  | 'pool-full'
  | 'invalid';

/** Everything named by this interface is durable: no crash takes back a block that was seen through it. */
export interface Chain {
  readonly chainId: bigint;
  readonly gasLimit: bigint;
  readonly history: History;
  /** The last durable block: latest, safe and finalized alike. */
  head(): SealedBlock;
  /** State after a block within the window of `stateWindow`; undefined outside it. */
  stateAt(block: bigint): StateReader | undefined;
  /** Blocks before the head whose state can be read. */
  readonly stateWindow: number;
  /** What a block on top of the head would run with. */
  nextEnv(): Omit<BlockEnv, 'blockHash'>;
  submit(raw: readonly Uint8Array[]): Promise<SubmitResult[]>;
  pooled(hash: Uint8Array): PoolTransaction | undefined;
  poolOf(sender: Uint8Array): AccountPool;
  poolSize(): { pending: number; queued: number };
  /** The nonce after the sender's pending transactions. */
  pendingNonce(sender: Uint8Array): bigint;
  pendingTransactions(): readonly PoolTransaction[];
  /** Those that wait for an earlier nonce: txpool_content. */
  queuedTransactions(): readonly PoolTransaction[];
  subscribe(listener: (event: ChainEvent) => void): () => void;
}
