import type { Clock } from '@lode/market';
import { LodeError } from '@lode/protocol';
import { abortable } from '../abortable.ts';
import { type Anvil, startAnvil } from './anvil.ts';
import { replay } from './engine.ts';
import type { Journal } from './journal.ts';

/** Keeps one anvil alive and at the journal's state. */
export interface Supervisor {
  /** The running, replayed anvil; waits while one is being started. @throws LodeError `CHAIN_DOWN` */
  ready(signal: AbortSignal): Promise<Anvil>;
  restarts(): number;
  start(): Promise<void>;
  stop(): Promise<void>;
}

export interface SupervisorOptions {
  readonly journal: Journal;
  readonly clock: Clock;
  onNotice(text: string): void;
}

/** Waits between restarts double up to the last; a chain that dies so often in a row will not get well by itself. */
const FIRST_BACKOFF_MS = 50;
const MAX_BACKOFF_MS = 5_000;
const MAX_FAILED_STARTS = 8;
/** A chain that has run this long was healthy: the count of failures begins again. */
const HEALTHY_AFTER_MS = 30_000;
const HEALTH_EVERY_MS = 5_000;
/** Calls that may fail in a row (each waits up to its own timeout) before a hanging anvil is replaced. */
const MAX_FAILED_CHECKS = 2;

export function createSupervisor(options: SupervisorOptions): Supervisor {
  const stopping = new AbortController();
  let current: Promise<Anvil> = Promise.reject(new LodeError('CHAIN_DOWN', 'The devnet is not started.'));
  current.catch(() => undefined);
  let running: Promise<void> = Promise.resolve();
  let restarts = 0;
  let quickDeaths = 0;

  const launch = async (): Promise<Anvil> => {
    const anvil = await startAnvil(
      {
        chainId: options.journal.chainId,
        genesisTimestampSec: options.journal.genesisTimestampSec,
        snapshotPath: options.journal.snapshotPath(),
      },
      stopping.signal,
    );
    try {
      await replay(anvil, options.journal, options.clock.nowMs());
      return anvil;
    } catch (error) {
      await anvil.stop();
      throw error;
    }
  };

  const relaunch = async (): Promise<Anvil> => {
    for (let failures = quickDeaths; ; failures++) {
      if (failures >= MAX_FAILED_STARTS)
        throw new LodeError('CHAIN_DOWN', `The devnet's chain ended or failed to start ${failures} times in a row.`);
      await options.clock.sleep(Math.min(FIRST_BACKOFF_MS * 2 ** failures, MAX_BACKOFF_MS), stopping.signal);
      try {
        restarts++;
        return await launch();
      } catch (error) {
        stopping.signal.throwIfAborted();
        options.onNotice(`The devnet's chain did not start: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
  };

  const watch = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      const anvil = await current;
      const startedAtMs = options.clock.nowMs();
      const reason = await untilSick(anvil, options.clock, stopping.signal);
      if (stopping.signal.aborted) return;
      options.onNotice(`The devnet's chain ended (${reason}); starting it again from disk.`);
      quickDeaths = options.clock.nowMs() - startedAtMs < HEALTHY_AFTER_MS ? quickDeaths + 1 : 0;
      current = anvil.stop().then(relaunch);
      current.catch(() => undefined);
    }
  };

  return {
    ready: (signal) => abortable(current, signal),
    restarts: () => restarts,
    async start() {
      current = launch();
      await current;
      running = watch().catch((error: unknown) => {
        if (!stopping.signal.aborted) options.onNotice(error instanceof Error ? error.message : String(error));
      });
    },
    async stop() {
      stopping.abort(new LodeError('CHAIN_DOWN', 'The devnet is stopping.'));
      await running;
      const anvil = await current.catch(() => undefined);
      await anvil?.stop();
    },
  };
}

/** Resolves with a reason once anvil has ended or no longer answers. */
async function untilSick(anvil: Anvil, clock: Clock, signal: AbortSignal): Promise<string> {
  const done = new AbortController();
  const either = AbortSignal.any([signal, done.signal]);
  const stopped = clock.sleep(2 ** 31 - 1, either).catch(() => 'stopped');
  try {
    return await Promise.race([anvil.ended, unanswered(anvil, clock, either), stopped.then(() => 'stopped')]);
  } finally {
    done.abort();
  }
}

async function unanswered(anvil: Anvil, clock: Clock, signal: AbortSignal): Promise<string> {
  for (let failed = 0; failed < MAX_FAILED_CHECKS; ) {
    try {
      await clock.sleep(HEALTH_EVERY_MS, signal);
    } catch {
      return 'stopped';
    }
    failed = await anvil.call('eth_blockNumber', []).then(
      () => 0,
      () => failed + 1,
    );
  }
  return 'it no longer answers';
}
