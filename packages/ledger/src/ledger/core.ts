import type { Logger } from 'pino';
import { Registry } from 'prom-client';
import { type BlockMemory, createBlockMemory } from '../blockMemory.ts';
import { nextBaseFee } from '../blocks/env.ts';
import { createLedgerMetrics, type LedgerMetrics } from '../metrics/metrics.ts';
import { createPool, type Pool } from '../pool/createPool.ts';
import { createRecovery, type SenderRecovery } from '../recovery/createRecovery.ts';
import { createSealer, type Sealer } from '../sealing/sealer.ts';
import { createApplication, type LedgerApplication } from './application.ts';
import { createGuard, type Guard } from './guard.ts';
import { createNaming, type Naming } from './naming.ts';
import type { LedgerOptions } from './options.ts';
import type { Parts } from './parts.ts';
import { type BroughtUp, blockHashes } from './recover.ts';
import type { UndoWindow } from './undoWindow.ts';

/** What works on an open chain. */
export interface Core {
  memory: BlockMemory;
  pool: Pool;
  naming: Naming;
  recovery: SenderRecovery;
  sealer: Sealer;
  metrics: LedgerMetrics;
  registry: Registry;
  application: LedgerApplication;
  undo: UndoWindow;
  guard: Guard;
}

export function createCore(options: LedgerOptions, parts: Parts, { tip, undo }: BroughtUp, log: Logger): Core {
  const { genesis, registry = new Registry() } = options;
  const { chainId, gasLimit, allowUnprotected, maxBlockBytes } = genesis;
  const guard = createGuard(log);
  const pool = createPool({
    reader: parts.state.reader,
    gasLimit,
    baseFee: nextBaseFee(tip.header),
    onPending: (transaction) => naming.emit({ kind: 'pending', transaction }),
    ...(options.now === undefined ? {} : { now: options.now }),
    ...(options.minTip === undefined ? {} : { minTip: options.minTip }),
    ...(options.pool === undefined ? {} : { limits: options.pool }),
  });
  const naming = createNaming({ parts, pool, head: tip, log });
  const workers = options.recoveryWorkers;
  const recovery = createRecovery({ chainId, allowUnprotected, ...(workers === undefined ? {} : { workers }) });
  const sealer = createSealer();
  const memory = createBlockMemory();
  const metrics = createMetrics(registry, { parts, pool, recovery, undo, isFailed: () => guard.failure !== undefined });
  const application = createApplication({
    chainId,
    coinbase: options.coinbase ?? genesis.coinbase,
    maxBlockBytes,
    state: parts.state,
    memory,
    roots: parts.roots,
    pool,
    recovery,
    sealer,
    undo,
    metrics,
    tip,
    blockHashes: blockHashes(tip, parts.state),
    persist: naming.persist,
    guard,
    log,
  });
  return { memory, pool, naming, recovery, sealer, metrics, registry, application, undo, guard };
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
