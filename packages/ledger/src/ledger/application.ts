import { MAX_BLOCK_TRANSACTIONS } from '../blocks/constants.ts';
import { nextBaseFee } from '../blocks/env.ts';
import { packedLength } from '../blocks/packed.ts';
import type { Application, Finalized, Proposal, ProposeOptions, Verdict } from '../consensus/consensus.ts';
import type { Pool } from '../pool/createPool.ts';
import type { SenderRecovery } from '../recovery/createRecovery.ts';
import type { RootProvider, SealedBlock } from '../seams.ts';
import { failedError } from './errors.ts';
import {
  type BlockOptions,
  type Candidate,
  createExecution,
  type ExecutionContext,
  isInvalid,
  type Top,
} from './execution.ts';
import { withoutChanges } from './naming.ts';
import { fromPool, fromRecovery, type Prepared, type PreparedProposals } from './prepare.ts';
import type { UndoWindow } from './undoWindow.ts';

export interface ApplicationContext extends ExecutionContext {
  roots: RootProvider;
  pool: Pool;
  recovery: SenderRecovery;
  undo: UndoWindow;
  /** The last block on disk. */
  tip: SealedBlock;
  /** Hashes of it and the blocks before it, newest first. */
  blockHashes: readonly Uint8Array[];
  /** Keeps a block for good, and tells of it as `told`. Called in order; a rejection ends the ledger. */
  persist(block: SealedBlock, told: SealedBlock): Promise<void>;
}

export interface LedgerApplication extends Application {
  /** Tells those who wait for transactions. */
  notify(): void;
  /** As `finalize`, of transactions that are prepared already. */
  execute(prepared: Prepared, options: BlockOptions): Promise<Finalized>;
  /** Resolves when all that was committed is durable. */
  settled(): Promise<void>;
}

/** EVM's BLOCKHASH. */
const MAX_BLOCK_HASHES = 256;

/** Executes, seals and commits blocks on top of each other. */
export function createApplication(context: ApplicationContext): LedgerApplication {
  const { state, memory, roots, pool, undo, metrics, guard } = context;
  const prepared: PreparedProposals = new WeakMap();
  const listeners = new Set<() => void>();
  const top: Top = { tip: context.tip, blockHashes: [...context.blockHashes], root: Promise.resolve(roots.root) };
  const execution = createExecution(context, top);
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

  async function execute(block: Prepared, options: BlockOptions): Promise<Finalized> {
    candidate = undefined;
    candidate = await execution.make(block, options);
    return { block: candidate.block, executed: candidate.executed, invalid: candidate.invalid.length };
  }

  function commit(): { block: SealedBlock; durable: Promise<void> } {
    if (candidate === undefined) throw new TypeError('commit follows a finalize that succeeded');
    const begun = performance.now();
    const { block, invalid } = candidate;
    candidate = undefined;
    const { header, changes } = block;
    state.publish();
    top.root = roots.apply(header.number, changes);
    // The next block awaits it; until then a failure is no unhandled rejection.
    top.root.then(() => metrics.rooted(performance.now() - begun), guard.fail);
    const unused = [changes.rows, ...undo.push(header.number, changes.undo)];
    const told = withoutChanges(block);
    top.tip = told;
    top.blockHashes.unshift(block.hash);
    if (top.blockHashes.length > MAX_BLOCK_HASHES) top.blockHashes.pop();
    pool.settle({
      hashes: block.hashes,
      invalid,
      rows: changes.rows,
      baseFee: nextBaseFee(header),
      gasLimit: header.gasLimit,
    });
    const persisted = context.persist(block, told);
    // The root's thread and the log read them until then, and nobody after: what is told of a block is without them.
    Promise.all([top.root, persisted]).then(() => unused.forEach(memory.give), guard.fail);
    const done = Promise.all([durable, persisted]).then(() => metrics.committed(block, performance.now() - begun));
    durable = done.catch((error) => {
      guard.fail(error);
      throw failedError(error);
    });
    return { block: told, durable };
  }

  return {
    get tip() {
      return top.tip;
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
        gasLimit: top.tip.header.gasLimit,
        baseFee: nextBaseFee(top.tip.header),
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
        candidate = undefined;
        const output = await execution.run(block, { timeMs: proposal.timeMs });
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
