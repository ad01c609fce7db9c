import { errorShape, type Hex, LodeError } from '@lode/protocol';
import type { Buyer } from '../api.ts';
import { createReliabilityBook } from '../match/reliability.ts';
import { createPayer } from '../stream/payer.ts';
import { createBondBook } from './bonds.ts';
import { createChannelSweeper } from './channels.ts';
import { restoreChannels } from './codec.ts';
import type { Engine, JobWork } from './engine.ts';
import { readEvents } from './events.ts';
import { cancel, check, type Entry, type Jobs, launch, load, submit } from './jobs.ts';
import { createJournal } from './journal.ts';
import { deliverKeys, waitingKeys } from './keys.ts';
import { type BuyerOptions, DEFAULT_TUNING } from './options.ts';
import { jobStatus } from './status.ts';
import { openStore, type Rows } from './store.ts';
import { explain, offers, outputPath, receiptsOf } from './views.ts';
import { createWatcher, type WatcherState } from './watcher.ts';

/** A person who stops a node waits a few seconds, not for a block. */
const STOP_WITHIN_MS = 3_000;

/** Everything a buyer holds while it lives. */
interface Parts extends Jobs {
  readonly watch: WatcherState;
  readonly stopping: AbortController;
  readonly background: Set<Promise<void>>;
}

/**
 * The buyer's side: takes jobs, finds providers, reserves, follows, checks, pays, and brings the rest of the money home.
 * Every job is on disk before `submit` returns, and survives the process.
 */
export function createBuyer(options: BuyerOptions): Buyer {
  const store = openStore(options.storePath);
  const loaded = store.load();
  const parts = createParts(options, store, loaded.channels);
  const { engine, entries } = parts;
  let unsubscribe: (() => void) | undefined;
  let watching: Promise<void> | undefined;

  const entryOf = (id: Hex): Entry => {
    const entry = entries.get(id);
    if (entry === undefined)
      throw new LodeError('JOB_UNKNOWN', `No job ${id} is known here.`, { hint: 'List the jobs to see their ids.' });
    return entry;
  };

  return {
    submit: async (job) => jobStatus((await submit(parts, job)).run),
    check: (job) => check(parts, job),
    list: () => [...entries.values()].map((entry) => jobStatus(entry.run)),
    get: (id) => jobStatus(entryOf(id).run),
    events: (id, { afterSeq = 0, follow = true, signal }) =>
      readEvents(engine, entryOf(id).run, { afterSeq, follow, signal }),
    cancel: async (id) => {
      const entry = entryOf(id);
      cancel(parts, entry);
      // Where no money is out there is nothing to settle, and the job ends at once.
      if (entry.run.leases.size === 0) await entry.running;
      return jobStatus(entry.run);
    },
    explain: (job) => explain(engine, job),
    offers: () => offers(engine),
    waitingKeys: (id) => waitingKeys(entryOf(id).run),
    deliverKeys: (id, keys) => deliverKeys(engine, entryOf(id).run, keys),
    outputPath: (id, task, name) => outputPath(entryOf(id).run, task, name),
    receipts: (id) => receiptsOf(entryOf(id).run),
    start: async () => {
      const stored = loaded;
      parts.watch.nextBlock = stored.nextBlock;
      load(parts, stored);
      unsubscribe = options.board.onChange(() => {
        void engine.bonds.ensure(options.board.list().map((one) => one.offer.value.provider)).then(() => {
          for (const { work } of entries.values()) if (work.run.needed > 0) work.wake();
        });
      });
      void engine.bonds.ensure(options.board.list().map((one) => one.offer.value.provider));
      watching = watchLoop(parts);
      launch(parts);
    },
    stop: async () => {
      unsubscribe?.();
      parts.stopping.abort(new LodeError('STOPPED', 'The buyer was stopped.'));
      const done = (async () => {
        await watching;
        await Promise.all([...entries.values()].map((entry) => entry.running));
        while (parts.background.size > 0) await Promise.all(parts.background);
      })();
      // What is still on its way to a chain that does not answer is looked up at the next start.
      await Promise.race([done, options.clock.sleep(STOP_WITHIN_MS)]);
      engine.journal.close();
      store.close();
    },
  };
}

function createParts(options: BuyerOptions, store: ReturnType<typeof openStore>, channels: Rows['channels']): Parts {
  const stopping = new AbortController();
  const background = new Set<Promise<void>>();
  const entries = new Map<Hex, Entry>();
  const works = new Map<Hex, JobWork>();
  const log = options.log ?? (() => undefined);
  const journal = createJournal({
    store,
    nowMs: options.clock.nowMs,
    failed: (error) => log('error', `The buyer's store cannot be written: ${errorShape(error).message}`),
  });
  const { chainId } = options.network;
  const engine: Engine = {
    options,
    tuning: { ...DEFAULT_TUNING, ...options.tuning },
    journal,
    payer: createPayer(
      {
        chainId,
        account: options.chain.account,
        channels: options.chain.channels,
        signer: options.session,
        randomHash: options.randomHash,
        nowMs: options.clock.nowMs,
        keep: journal.channel,
      },
      restoreChannels(chainId, channels),
    ),
    book: createReliabilityBook(),
    bonds: createBondBook(options.chain, options.clock),
    busy: new Set(),
    unavailable: new Map(),
    works,
    stopping: stopping.signal,
    track: (what, work) => {
      const tracked: Promise<void> = work
        .then(
          () => undefined,
          (error: unknown) => {
            if (!stopping.signal.aborted) log('warn', `${what}: ${errorShape(error).message}`);
          },
        )
        .finally(() => background.delete(tracked));
      background.add(tracked);
    },
    watchSoon: () => watchNow(),
    askRefunds: () => sweeper.askRefunds(),
  };
  const watch: WatcherState = {
    *runs() {
      for (const entry of entries.values()) yield entry.run;
    },
    nextBlock: undefined,
  };
  const watcher = createWatcher(engine, watch);
  const sweeper = createChannelSweeper(engine);
  const watchNow = (): void => {
    engine.track('Watching the chain', watcher.look());
    engine.track('Looking at payment channels', sweeper.look());
  };
  return { engine, entries, watch, stopping, background };
}

async function watchLoop({ engine, stopping }: Parts): Promise<void> {
  while (!stopping.signal.aborted) {
    engine.watchSoon();
    await engine.options.clock.sleep(engine.tuning.watchIdleMs, stopping.signal).catch(() => undefined);
  }
}
