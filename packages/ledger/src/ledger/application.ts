import { LodeError } from '@lode/protocol';
import type { Logger } from 'pino';
import { MAX_BLOCK_TRANSACTIONS } from '../blocks/constants.ts';
import { nextBaseFee, nextEnv } from '../blocks/env.ts';
import { packedLength } from '../blocks/packed.ts';
import { sealBlock, sealContents } from '../blocks/seal.ts';
import { systemCalls } from '../blocks/systemContracts.ts';
import type { Application, Finalized, Proposal, ProposeOptions, Verdict } from '../consensus/consensus.ts';
import type { LedgerMetrics } from '../metrics/metrics.ts';
import type { Pool } from '../pool/createPool.ts';
import type { SenderRecovery } from '../recovery/createRecovery.ts';
import type { BlockOutput, RootProvider, SealedBlock, StateStore } from '../seams.ts';
import { failedError, ledgerError } from './errors.ts';
import type { Guard } from './guard.ts';
import { type BlockBounds, checkBounds, fromPool, fromRecovery, invalidOf, type Prepared } from './prepare.ts';
import type { UndoWindow } from './undoWindow.ts';

export interface ApplicationContext {
  chainId: bigint;
  coinbase: Uint8Array;
  maxBlockBytes: number;
  state: StateStore;
  roots: RootProvider;
  pool: Pool;
  recovery: SenderRecovery;
  undo: UndoWindow;
  metrics: LedgerMetrics;
  /** The last block on disk, and hashes before it, newest first. */
  tip: SealedBlock;
  blockHashes: Uint8Array[];
  /** Keeps a block for good and tells of it. Called in order; a rejection ends the ledger. */
  persist(block: SealedBlock): Promise<void>;
  /** Told of what ends the ledger; asked before anything is executed. */
  guard: Guard;
  log: Logger;
}

export interface LedgerApplication extends Application {
  /** Tells those who wait for transactions. */
  notify(): void;
  /** As `finalize`, of transactions that are prepared already. */
  execute(prepared: Prepared, options: { timeMs: number; deadlineMs?: number }): Promise<Finalized>;
  /** Resolves when all that was committed is durable. */
  settled(): Promise<void>;
}

interface Candidate {
  block: SealedBlock;
  invalid: Uint8Array[];
}

/** EVM's BLOCKHASH. */
const MAX_BLOCK_HASHES = 256;

const isInvalid = (error: unknown): error is LodeError =>
  error instanceof LodeError && error.code === 'PROPOSAL_INVALID';

/** Executes, seals and commits blocks on top of each other. */
export function createApplication(context: ApplicationContext): LedgerApplication {
  const { state, roots, pool, undo, metrics, chainId, coinbase, guard, log } = context;
  const blockHashes = [...context.blockHashes];
  const prepared = new WeakMap<Proposal, Prepared>();
  const listeners = new Set<() => void>();
  let tip = context.tip;
  /** Of the state after the tip. */
  let rootAfterTip: Promise<Uint8Array> = Promise.resolve(roots.root);
  let candidate: Candidate | undefined;
  let durable: Promise<void> = Promise.resolve();

  async function prepare(proposal: Proposal): Promise<Prepared> {
    const known = prepared.get(proposal);
    if (known !== undefined) return known;
    const recovered = await context.recovery.recover(proposal.transactions);
    const made = fromRecovery(proposal.transactions, recovered);
    prepared.set(proposal, made);
    return made;
  }

  const bounds = (): BlockBounds => ({ gasLimit: tip.header.gasLimit, maxBytes: context.maxBlockBytes });
  const envAt = (timeMs: number) => nextEnv(tip, { chainId, coinbase, timeMs });

  function begin(block: Prepared, timeMs: number, deadlineMs: number | undefined): Promise<BlockOutput> {
    candidate = undefined;
    if (guard.failure !== undefined) throw guard.failure;
    checkBounds(block, bounds());
    return state.execute({
      env: envAt(timeMs),
      blockHashes,
      systemCalls: systemCalls(tip.hash),
      transactions: block.encoded,
      ...(deadlineMs === undefined ? {} : { deadlineMs }),
    });
  }

  async function seal(block: Prepared, output: BlockOutput, timeMs: number): Promise<Candidate> {
    const begun = performance.now();
    const input = { parent: tip, env: envAt(timeMs), candidates: block, output, changes: state.changes(), timeMs };
    // The long part runs while the root of the block before is still worked on elsewhere.
    const contents = sealContents(input);
    const sealedMs = performance.now() - begun;
    const stateRoot = await rootAfterTip;
    const sealed = sealBlock({ ...input, contents, stateRoot });
    metrics.sealed(sealedMs, performance.now() - begun - sealedMs);
    return { block: sealed, invalid: invalidOf(block, output.executed, output.status) };
  }

  async function execute(block: Prepared, options: { timeMs: number; deadlineMs?: number }): Promise<Finalized> {
    const number = tip.header.number + 1n;
    try {
      const begun = performance.now();
      const output = await begin(block, options.timeMs, options.deadlineMs);
      metrics.executed(performance.now() - begun);
      candidate = await seal(block, output, options.timeMs);
      return { block: candidate.block, executed: output.executed, invalid: candidate.invalid.length };
    } catch (cause) {
      state.discard();
      if (guard.failure !== undefined) throw guard.failure;
      if (isInvalid(cause)) throw cause;
      metrics.executionFailed();
      log.warn({ err: cause, number: Number(number), count: packedLength(block.raw) }, 'a block could not be executed');
      throw ledgerError('EXECUTION_FAILED', `Block ${number} could not be executed.`, {
        hint: 'Nothing was changed: execute it again. See the cause where it happens again.',
        cause,
      });
    }
  }

  function commit(): { block: SealedBlock; durable: Promise<void> } {
    if (candidate === undefined) throw new TypeError('commit follows a finalize that succeeded');
    const begun = performance.now();
    const { block, invalid } = candidate;
    candidate = undefined;
    const { header, changes } = block;
    state.publish();
    rootAfterTip = roots.apply(header.number, changes);
    // The next block awaits it; until then a failure is no unhandled rejection.
    rootAfterTip.then(() => metrics.rooted(performance.now() - begun), guard.fail);
    undo.push(header.number, changes.undo);
    tip = block;
    blockHashes.unshift(block.hash);
    if (blockHashes.length > MAX_BLOCK_HASHES) blockHashes.pop();
    pool.settle({
      hashes: block.hashes,
      invalid,
      rows: changes.rows,
      baseFee: nextBaseFee(header),
      gasLimit: header.gasLimit,
    });
    const persisted = context.persist(block);
    const done = Promise.all([durable, persisted]).then(() => metrics.committed(block, performance.now() - begun));
    durable = done.catch((error) => {
      guard.fail(error);
      throw failedError(error);
    });
    return { block, durable };
  }

  return {
    get tip() {
      return tip;
    },
    get waiting() {
      return pool.stats().pending;
    },
    onWaiting(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    notify() {
      for (const listener of listeners) listener();
    },
    propose({ timeMs, maxBytes, maxCount }: ProposeOptions): Proposal {
      pool.release();
      const selected = pool.select({
        gasLimit: tip.header.gasLimit,
        baseFee: nextBaseFee(tip.header),
        maxBytes: Math.min(maxBytes ?? context.maxBlockBytes, context.maxBlockBytes),
        maxCount: Math.min(maxCount ?? MAX_BLOCK_TRANSACTIONS, MAX_BLOCK_TRANSACTIONS),
      });
      const block = fromPool(selected);
      const proposal: Proposal = { transactions: block.raw, timeMs };
      prepared.set(proposal, block);
      return proposal;
    },
    async process(proposal): Promise<Verdict> {
      try {
        const block = await prepare(proposal);
        const output = await begin(block, proposal.timeMs, undefined);
        const bad = output.status.subarray(0, packedLength(block.raw)).indexOf(0);
        return bad < 0 ? { ok: true } : { ok: false, reason: `transaction ${bad} is invalid` };
      } catch (error) {
        if (isInvalid(error)) return { ok: false, reason: error.message };
        throw error;
      } finally {
        state.discard();
      }
    },
    async finalize(proposal, options = {}) {
      return execute(await prepare(proposal), { timeMs: proposal.timeMs, ...options });
    },
    execute,
    commit,
    reject(proposal) {
      pool.release();
      const block = prepared.get(proposal);
      if (block !== undefined) pool.reject(block.hashes);
    },
    settled: () => durable,
  };
}
