import type { LodeError } from '@lode/protocol';
import { type Logger, pino } from 'pino';
import type { Registry } from 'prom-client';
import { nextEnv } from '../blocks/env.ts';
import { tuneCollector } from '../collector.ts';
import { createSolo } from '../consensus/solo.ts';
import type { StateProof } from '../roots/proof.ts';
import type { Chain } from '../seams.ts';
import { type BlockBuilder, createBlockBuilder } from './blockBuilder.ts';
import { type Core, createCore } from './core.ts';
import { ledgerError } from './errors.ts';
import { startMaintenance } from './maintenance.ts';
import { LEDGER_DEFAULTS, type LedgerOptions } from './options.ts';
import { openParts, type Parts } from './parts.ts';
import { bringUp } from './recover.ts';
import { submit } from './submit.ts';
import { createUndoWindow } from './undoWindow.ts';

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
  tuneCollector();
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
    return assemble(options, parts, createCore(options, parts, found, log), log);
  } catch (error) {
    await parts.close();
    throw error;
  }
}

const defined = ({ stateWindow, undoBytes }: LedgerOptions) => ({
  ...(stateWindow === undefined ? {} : { stateWindow }),
  ...(undoBytes === undefined ? {} : { undoBytes }),
});

function assemble(options: LedgerOptions, parts: Parts, core: Core, log: Logger): Ledger {
  const { genesis, now = Date.now } = options;
  const { chainId, gasLimit, allowUnprotected } = genesis;
  const { pool, naming, application, undo, guard } = core;
  const consensus = options.consensus ?? createSolo({ blockTimeMs: genesis.blockTimeMs, now });
  const maintenance = startMaintenance(parts, pool, log);
  let stopping: Promise<void> | undefined;

  async function close(signal: AbortSignal | undefined): Promise<void> {
    const ended = async () => {
      if (consensus !== 'manual') await consensus.stop();
      await application.settled();
    };
    await Promise.race([ended().catch(() => undefined), aborted(signal)]);
    await core.recovery.close();
    await core.sealer.close();
    await maintenance.stop(guard.failure === undefined && signal?.aborted !== true);
    await parts.close();
    log.info({ head: Number(naming.head.header.number) }, 'ledger stopped');
  }

  const buildBlock = createBlockBuilder({ application, memory: core.memory, chainId, allowUnprotected, now }, () => {
    guard.check();
    if (consensus !== 'manual') throw notManual();
  });

  // Not a spread: that would read the chain's getters once and for all.
  return Object.assign(chainOf(options, parts, core), {
    chainId,
    gasLimit,
    registry: core.registry,
    start() {
      guard.check();
      if (consensus !== 'manual') consensus.start(application, guard.fail);
    },
    stop(signal?: AbortSignal) {
      guard.stop();
      stopping ??= close(signal);
      return stopping;
    },
    async prove(address: Uint8Array, keys: readonly bigint[]) {
      const proof = await parts.roots.prove(address, keys, (block) => undo.at(block)?.account(address));
      await application.settled(); // nothing is told that is not on disk
      return proof;
    },
    health: () => ({ ok: guard.failure === undefined, head: naming.head.header.number, failure: guard.failure }),
    buildBlock,
  });
}

type ChainView = Omit<Chain, 'chainId' | 'gasLimit'>;

/** What JSON-RPC sees: the head and what is before it. */
function chainOf(
  { genesis, coinbase = genesis.coinbase, now = Date.now }: LedgerOptions,
  parts: Parts,
  core: Core,
): ChainView {
  const { pool, naming, application, undo, guard } = core;
  const { chainId } = genesis;
  return {
    history: parts.history,
    head: () => naming.head,
    // The committed rows may be a block ahead of the head: even the latest state is read through the undo rows.
    stateAt: (block) => (block > naming.head.header.number ? undefined : undo.at(block)),
    get stateWindow() {
      return Math.max(0, Number(naming.head.header.number - undo.first));
    },
    nextEnv: () => nextEnv(naming.head, { chainId, coinbase, timeMs: now() }),
    async submit(raw) {
      guard.check();
      const results = await submit(raw, core);
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
    pendingTransactions: pool.pending,
    queuedTransactions: pool.queued,
    subscribe: naming.subscribe,
  };
}

const notManual = () =>
  ledgerError('PROPOSAL_INVALID', 'Blocks are made by consensus here.', {
    hint: "Create the ledger with consensus: 'manual'.",
  });

function aborted(signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted === true) resolve();
    signal?.addEventListener('abort', () => resolve(), { once: true });
  });
}
