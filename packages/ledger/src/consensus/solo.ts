import { LodeError } from '@lode/protocol';
import type { Application, Consensus, Proposal } from './consensus.ts';

export interface SoloOptions {
  /** Blocks are this far apart at least. Default 0: as soon as there are transactions. */
  blockTimeMs?: number;
  /** Makes a block each `blockTimeMs` (where it is 0: each second) also without transactions. Default false. */
  emptyBlocks?: boolean;
  /**
   * After a block with transactions, an empty one follows when nothing else came for so long: a client that asked for
   * a receipt just before the block and for the block number just after (as ethers' `wait` may) sees that one. Default
   * none.
   */
  echoMs?: number;
  /** How long the first transaction waits for others to share its block. Default 2. */
  gatherMs?: number;
  /** No transaction is begun after so long. Default 1,000: what clients still take for instant. */
  executeMs?: number;
  /** Default: Date.now. */
  now?: () => number;
}

/** Named blocks that may wait for the disk: one syncs while the next executes. */
const MAX_UNSYNCED = 2;
const GATHER_MS = 2;
const EXECUTE_MS = 1_000;
/** Where nothing pays the base fee, an empty block each second lets it fall by an eighth. */
const IDLE_BLOCK_MS = 1_000;
/** After a failed execution: threads have to start again. */
const RETRY_MS = 50;
/** A single transaction's block that fails so often is the transaction's fault, not a thread's. */
const MAX_ALONE = 3;
/** Failures in a row after which a single node cannot hope to go on: halving a full block takes 16 to find one transaction. */
const MAX_FAILURES = 40;

/** A sequencer of its own: what it makes is final. */
export function createSolo(options: SoloOptions = {}): Consensus {
  const {
    blockTimeMs = 0,
    emptyBlocks = false,
    echoMs = Number.POSITIVE_INFINITY,
    gatherMs = GATHER_MS,
    executeMs = EXECUTE_MS,
    now = Date.now,
  } = options;
  const stopping = new AbortController();
  /** Failures in a row of a block with a single transaction. */
  let alone = 0;
  let running: Promise<void> | undefined;

  return {
    start(application, failed) {
      running ??= run(application).catch(failed);
    },
    async stop() {
      stopping.abort();
      await running;
    },
  };

  async function run(application: Application): Promise<void> {
    const { signal } = stopping;
    const unsynced: Promise<void>[] = [];
    let lastMs = Number.NEGATIVE_INFINITY;
    let echoAtMs = Number.POSITIVE_INFINITY;
    let most = Number.POSITIVE_INFINITY;
    let failures = 0;
    for (;;) {
      await waitForWork(application, lastMs, echoAtMs, signal);
      if (signal.aborted) break;
      const proposal = propose(application, most);
      const empty = proposal.transactions.offsets.length === 1;
      const echo = performance.now() >= echoAtMs;
      if (empty && !echo && !(await mayBeEmpty(application, lastMs, signal))) continue;
      try {
        await application.finalize(proposal, { deadlineMs: performance.now() + executeMs });
      } catch (error) {
        if (isFinal(error) || ++failures >= MAX_FAILURES) throw error;
        most = halve(application, proposal);
        await sleep(RETRY_MS, signal);
        continue;
      }
      while (unsynced.length >= MAX_UNSYNCED) await unsynced.shift();
      const { durable } = application.commit();
      // Whoever awaits it later learns of its failure; until then it is no unhandled rejection.
      durable.catch(() => undefined);
      unsynced.push(durable);
      lastMs = performance.now();
      echoAtMs = empty ? Number.POSITIVE_INFINITY : lastMs + echoMs;
      most = Number.POSITIVE_INFINITY;
      failures = 0;
    }
    await Promise.all(unsynced);
  }

  function propose(application: Application, most: number): Proposal {
    const timeMs = Math.max(now(), application.tip.timeMs);
    return application.propose({ timeMs, ...(Number.isFinite(most) ? { maxCount: most } : {}) });
  }

  /** What no execution survives is sought by halving, so that one transaction cannot stop the chain. */
  function halve(application: Application, proposal: Proposal): number {
    const count = proposal.transactions.offsets.length - 1;
    alone = count === 1 ? alone + 1 : 0;
    if (alone >= MAX_ALONE) {
      application.reject(proposal);
      alone = 0;
    }
    return Math.max(1, Math.floor(count / 2));
  }

  /** Resolves when there is reason for a block, or to stop. */
  async function waitForWork(
    application: Application,
    lastMs: number,
    echoAtMs: number,
    signal: AbortSignal,
  ): Promise<void> {
    if (emptyBlocks) {
      await sleep(lastMs + (blockTimeMs > 0 ? blockTimeMs : IDLE_BLOCK_MS) - performance.now(), signal);
      return;
    }
    if (application.waiting === 0) await untilWaiting(application, echoAtMs, signal);
    await sleep(Math.max(gatherMs, lastMs + blockTimeMs - performance.now()), signal);
  }

  async function mayBeEmpty(application: Application, lastMs: number, signal: AbortSignal): Promise<boolean> {
    if (emptyBlocks) return true;
    await sleep(Math.max(gatherMs, lastMs + IDLE_BLOCK_MS - performance.now()), signal);
    return application.waiting > 0 && application.tip.header.baseFeePerGas > 0n && !signal.aborted;
  }
}

const isFinal = (error: unknown): boolean => error instanceof LodeError && error.code === 'LEDGER_FAILED';

/** Until there is a transaction, or until the time. */
function untilWaiting(application: Application, untilMs: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = () => {
      end();
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const end = application.onWaiting(done);
    const timer = Number.isFinite(untilMs) ? setTimeout(done, Math.max(0, untilMs - performance.now())) : undefined;
    signal.addEventListener('abort', done, { once: true });
  });
}

/** Ends early, without an error, where the signal says so. */
function sleep(ms: number, signal: AbortSignal): Promise<void> {
  if (ms <= 0 || signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done, { once: true });
  });
}
