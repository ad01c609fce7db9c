import type { Packed, SealedBlock } from '../seams.ts';

/** What consensus agrees on: the transactions of a block in order, and its time. */
export interface Proposal {
  /** Signed EVM transactions. CometBFT carries all of them as one of its own. */
  readonly transactions: Packed;
  /** Unix time in milliseconds. */
  readonly timeMs: number;
}

export interface ProposeOptions {
  timeMs: number;
  /** Of the envelopes together; default the chain's bound. */
  maxBytes?: number;
  maxCount?: number;
}

export type Verdict = { ok: true } | { ok: false; reason: string };

/** The result of a decided block. */
export interface Finalized {
  /** ABCI's app hash is its hash, which covers the state root of the block before. */
  block: SealedBlock;
  /** Transactions begun: fewer than proposed where the deadline passed. */
  executed: number;
  /** Of those, left out because they turned out invalid. */
  invalid: number;
}

/**
 * What the ledger offers to whoever decides on blocks, in the terms of ABCI 2.0 (docs/adr/0206-ledger-consensus.md).
 * One call at a time: each waits for the one before it.
 */
export interface Application {
  /** The last block of `commit`: what the next one builds on. */
  readonly tip: SealedBlock;
  /** Executable transactions in the pool. */
  readonly waiting: number;
  /** Tells when a transaction becomes executable. Returns what ends it. */
  onWaiting(listener: () => void): () => void;
  /** PrepareProposal: from the pool, without effect but that the pool keeps them until `commit`, or the next call. */
  propose(options: ProposeOptions): Proposal;
  /** ProcessProposal: executes and forgets. As often as consensus likes. */
  process(proposal: Proposal): Promise<Verdict>;
  /**
   * FinalizeBlock: executes into the block in flight. Nothing is persisted or published; calling it again starts over.
   * `deadlineMs`, on performance.now()'s clock, stops it early: only where a single node decides, since others would
   * stop elsewhere. Rejects where no result was found (a worker died): then there is no block, and it may be repeated;
   * with LEDGER_FAILED it may not.
   */
  finalize(proposal: Proposal, options?: { deadlineMs?: number }): Promise<Finalized>;
  /**
   * Commit, of what was finalized last. Returned at once, the block is the tip and the next one may be finalized;
   * `durable` resolves when it is on disk and named to clients. Rejects for good where the disk failed.
   */
  commit(): { block: SealedBlock; durable: Promise<void> };
  /** The proposal's transactions leave the pool: they are what no execution survives. */
  reject(proposal: Proposal): void;
}

/** Decides on blocks. */
export interface Consensus {
  /** Begins to drive the application. Told once, by `failed`, where it cannot go on. */
  start(application: Application, failed: (error: unknown) => void): void;
  /** Ends after the block under way. */
  stop(): Promise<void>;
}
