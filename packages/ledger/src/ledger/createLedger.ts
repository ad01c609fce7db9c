import { LodeError } from '@lode/protocol';
import { type Logger, pino } from 'pino';
import { Registry } from 'prom-client';
import { nextBaseFee, nextEnv } from '../blocks/env.ts';
import { pack, packedItem } from '../blocks/packed.ts';
import { refusalOf } from '../blocks/refusals.ts';
import { createSolo } from '../consensus/solo.ts';
import { createLedgerMetrics, type LedgerMetrics } from '../metrics/metrics.ts';
import { createPool, type Pool } from '../pool/createPool.ts';
import { createRecovery, type SenderRecovery } from '../recovery/createRecovery.ts';
import type { StateProof } from '../roots/proof.ts';
import type { Chain, PoolTransaction, SubmitResult } from '../seams.ts';
import { createApplication } from './application.ts';
import { type BlockBuilder, createBlockBuilder } from './blockBuilder.ts';
import { failedError, ledgerError, stoppedError } from './errors.ts';
import { startMaintenance } from './maintenance.ts';
import { createNaming } from './naming.ts';
import { LEDGER_DEFAULTS, type LedgerOptions } from './options.ts';
import { openParts, type Parts } from './parts.ts';
import { type BroughtUp, blockHashes, bringUp } from './recover.ts';
import { createUndoWindow, type UndoWindow } from './undoWindow.ts';

export interface LedgerHealth {
  /** False after a failure: it answers what it knows and takes nothing new. */
  ok: boolean;
  head: bigint;
  failure: LodeError | undefined;
}

export interface Ledger extends Chain {
  /** Begins to make blocks. */
  start(): void;
  /**
   * Ends after the block under way; what it acknowledged is on disk. The signal ends the wait for that block.
   * Transactions in the pool are not kept.
   */
  stop(signal?: AbortSignal): Promise<void>;
  health(): LedgerHealth;
  readonly registry: Registry;
  /** Of an account and its slots, against the root after the last block: the next header carries it. */
  prove(address: Uint8Array, keys: readonly bigint[]): Promise<StateProof>;
  /** Makes a block of given transactions, past the pool. Only with `consensus: 'manual'`. */
  readonly buildBlock: BlockBuilder;
}

/**
 * Opens the chain in a folder, or makes it on a first start, and brings it to its last durable block.
 *
 * @throws LodeError GENESIS_MISMATCH, STATE_MISMATCH, and those of `openDurability`
 * @example
 * const ledger = await createLedger({ genesis: createGenesis(json), dir: 'data/ledger' });
 * ledger.start();
 * const [result] = await ledger.submit([raw]);
 * await ledger.stop();
 */
export async function createLedger(options: LedgerOptions): Promise<Ledger> {
  if ((options.dir === undefined) === (options.inMemory !== true)) {
    throw new TypeError('a ledger is given a folder (dir), or is inMemory: exactly one of them');
  }
  const { genesis, signal, log = pino({ enabled: false }) } = options;
  const parts = await openParts({
    genesis,
    dir: options.dir,
    wrapState: options.wrapState,
    workers: options.workers,
    memoryBudgetBytes: options.memoryBudgetBytes,
    historyWindow:
      options.historyWindow ?? (options.inMemory ? LEDGER_DEFAULTS.memoryHistoryWindow : LEDGER_DEFAULTS.historyWindow),
    disk: options.disk,
    signal,
  });
  try {
    const begun = performance.now();
    const { stateWindow, undoBytes } = { ...LEDGER_DEFAULTS, ...defined(options) };
    const found = await bringUp({
      genesis,
      ...parts,
      createUndo: (newest) =>
        createUndoWindow(parts.state.reader, newest, { window: stateWindow, maxBytes: undoBytes }),
      memoryBudgetBytes: options.memoryBudgetBytes ?? Number.POSITIVE_INFINITY,
      ...(signal === undefined ? {} : { signal }),
    });
    const { number } = found.tip.header;
    const { replayed } = found;
    const tornBytes = parts.store?.recovery.tornBytes ?? 0;
    const ms = Math.round(performance.now() - begun);
    log.info({ head: Number(number), replayed, tornBytes, ms }, 'ledger opened');
    return assemble(options, parts, found, log);
  } catch (error) {
    await parts.close();
    throw error;
  }
}

const defined = ({ stateWindow, undoBytes }: LedgerOptions) => ({
  ...(stateWindow === undefined ? {} : { stateWindow }),
  ...(undoBytes === undefined ? {} : { undoBytes }),
});

function assemble(options: LedgerOptions, parts: Parts, found: BroughtUp, log: Logger): Ledger {
  const { genesis, now = Date.now, registry = new Registry() } = options;
  const { chainId, gasLimit, allowUnprotected, maxBlockBytes } = genesis;
  const coinbase = options.coinbase ?? genesis.coinbase;
  const { undo, tip } = found;
  let failure: LodeError | undefined;
  let stopping: Promise<void> | undefined;

  const failed = (error: unknown): void => {
    if (failure !== undefined || stopping !== undefined) return;
    failure = error instanceof LodeError && error.code === 'LEDGER_FAILED' ? error : failedError(error);
    log.error({ err: failure }, 'the ledger stopped taking transactions');
  };
  const pool = createPool({
    reader: parts.state.reader,
    gasLimit,
    baseFee: nextBaseFee(tip.header),
    onPending: (transaction) => naming.emit({ kind: 'pending', transaction }),
    now,
    ...(options.minTip === undefined ? {} : { minTip: options.minTip }),
    ...(options.pool === undefined ? {} : { limits: options.pool }),
  });
  const naming = createNaming({ parts, pool, head: tip, log });
  const recovery = createRecovery({
    chainId,
    allowUnprotected,
    ...(options.recoveryWorkers === undefined ? {} : { workers: options.recoveryWorkers }),
  });
  const metrics = createMetrics(registry, { parts, pool, recovery, undo, isFailed: () => failure !== undefined });
  const application = createApplication({
    ...{ chainId, coinbase, maxBlockBytes, pool, recovery, undo, metrics, tip },
    ...{ state: parts.state, roots: parts.roots, persist: naming.persist, failed },
    blockHashes: blockHashes(tip, parts.state),
    log,
    check() {
      if (failure !== undefined) throw failure;
    },
  });
  const consensus = options.consensus ?? createSolo({ blockTimeMs: genesis.blockTimeMs, now });
  const maintenance = startMaintenance(parts, pool, log);
  const usable = (): void => {
    if (failure !== undefined) throw failure;
    if (stopping !== undefined) throw stoppedError();
  };

  async function close(signal: AbortSignal | undefined): Promise<void> {
    const ended = async () => {
      if (consensus !== 'manual') await consensus.stop();
      await application.settled();
    };
    await Promise.race([ended().catch(() => undefined), aborted(signal)]);
    await recovery.close();
    await maintenance.stop(failure === undefined && signal?.aborted !== true);
    await parts.close();
    log.info({ head: Number(naming.head.header.number) }, 'ledger stopped');
  }

  return {
    chainId,
    gasLimit,
    registry,
    history: parts.history,
    head: () => naming.head,
    // The committed rows may be a block ahead of the head: even the latest state is read through the undo rows.
    stateAt: (block) => (block > naming.head.header.number ? undefined : undo.at(block)),
    get stateWindow() {
      return Math.max(0, Number(naming.head.header.number - undo.first));
    },
    nextEnv: () => nextEnv(naming.head, { chainId, coinbase, timeMs: now() }),
    async submit(raw) {
      usable();
      const results = await submit(raw, { pool, recovery, metrics, usable });
      if (results.some(({ ok }) => ok)) application.notify();
      return results;
    },
    pooled: pool.get,
    poolOf: pool.of,
    poolSize() {
      const { pending, queued } = pool.stats();
      return { pending, queued };
    },
    pendingNonce: pool.nonce,
    pendingTransactions: (): readonly PoolTransaction[] => pool.pending(),
    queuedTransactions: (): readonly PoolTransaction[] => pool.queued(),
    subscribe: naming.subscribe,
    start() {
      usable();
      if (consensus !== 'manual') consensus.start(application, failed);
    },
    stop(signal) {
      stopping ??= close(signal);
      return stopping;
    },
    async prove(address, keys) {
      const proof = await parts.roots.prove(address, keys, (block) => undo.at(block)?.account(address));
      await application.settled(); // nothing is told that is not on disk
      return proof;
    },
    health: () => ({ ok: failure === undefined, head: naming.head.header.number, failure }),
    buildBlock: createBlockBuilder({ application, chainId, allowUnprotected, now }, () => {
      usable();
      if (consensus === 'manual') return;
      throw ledgerError('PROPOSAL_INVALID', 'Blocks are made by consensus here.', {
        hint: "Create the ledger with consensus: 'manual'.",
      });
    }),
  };
}

function aborted(signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted === true) resolve();
    signal?.addEventListener('abort', () => resolve(), { once: true });
  });
}

interface Intake {
  pool: Pool;
  recovery: SenderRecovery;
  metrics: LedgerMetrics;
  /** @throws LodeError where no transaction is taken any more */
  usable(): void;
}

async function submit(
  raw: readonly Uint8Array[],
  { pool, recovery, metrics, usable }: Intake,
): Promise<SubmitResult[]> {
  const refuse = (refusal: Omit<Extract<SubmitResult, { ok: false }>, 'ok'>): SubmitResult => {
    metrics.refused(refusal.code);
    return { ok: false, ...refusal };
  };
  const packed = pack(raw);
  try {
    const { refusals, hashes, senders, encoded } = await recovery.recover(packed);
    usable();
    return raw.map((bytes, i) => {
      const early = refusalOf(refusals[i] ?? 0);
      if (early !== undefined) return refuse(early);
      const hash = hashes.slice(i * 32, i * 32 + 32);
      const sender = senders.subarray(i * 20, i * 20 + 20);
      const late = pool.add({ raw: bytes, hash, sender, encoded: packedItem(encoded, i) });
      return late === undefined ? { ok: true, hash } : refuse(late);
    });
  } catch (error) {
    if (!(error instanceof LodeError) || error.code !== 'RECOVERY_BUSY') throw error;
    return raw.map(() => refuse({ code: 'pool-full', message: `txpool is full: ${error.message}` }));
  }
}

function createMetrics(
  registry: Registry,
  from: { parts: Parts; pool: Pool; recovery: SenderRecovery; undo: UndoWindow; isFailed(): boolean },
): LedgerMetrics {
  const { parts, pool, recovery, undo } = from;
  const { history, store, state } = parts;
  return createLedgerMetrics(registry, {
    pool: pool.stats,
    recovering: () => recovery.waiting,
    indexLag: () => Number(history.last - history.indexed),
    checkpointLag: () => (store === undefined ? 0 : Number(history.last - store.durability.checkpoint)),
    state: state.stats,
    undoBytes: () => undo.bytes,
    failed: from.isFailed,
  });
}
