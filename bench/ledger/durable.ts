import { createLedger, type Ledger } from '@lode/ledger';
import { makeChain } from './chain.ts';
import { checkStatus } from './execute.ts';
import { createMeter } from './meter.ts';
import { type Course, type Outcome, type Scenario, WARM_BLOCKS, warmMs } from './scenario.ts';
import { makeSpool, type Spool } from './spool.ts';
import type { Batch } from './workload.ts';
import { makeWorkload } from './worlds.ts';

/** Blocks handed over ahead: the next is decoded while one executes. */
const AHEAD = 2;
/** Made beyond what the warm blocks' rate asks for: what is warm is faster. */
const SURPLUS = 2;
const TENTHS = 10;

/** Rate (c): envelopes and their senders in; blocks with roots, receipts and bloom on disk out. */
export async function durable(scenario: Scenario): Promise<Outcome> {
  const { accounts, blockSize, workers, seconds, memoryBudgetBytes } = scenario;
  const workload = await makeWorkload(scenario.workload, { accounts, signed: false });
  const folder = await makeChain(scenario.dir, workload);
  try {
    const budget = memoryBudgetBytes === undefined ? {} : { memoryBudgetBytes };
    const { dir, genesis } = folder;
    const ledger = await createLedger({ genesis, dir, consensus: 'manual', workers, ...budget });
    const fits = Math.floor(workload.limit / blockSize);
    const warmed = await warm(ledger, scenario, {
      spool: (from, blocks) => makeSpool(dir, workload, { from, blocks, blockSize }),
    });
    const wanted = Math.ceil((SURPLUS * warmed.perSecond * seconds) / blockSize) + 1;
    const blocks = Math.max(1, Math.min(wanted, fits - warmed.blocks));
    const spool = await makeSpool(dir, workload, { from: warmed.blocks * blockSize, blocks, blockSize });
    const meter = createMeter();
    meter.start();
    const begun = performance.now();
    const follow = followCourse(ledger, seconds);
    const done = await run(ledger, {
      blockSize,
      next: (n) => (n < blocks && performance.now() - begun < seconds * 1000 ? spool.read(n) : undefined),
      built: (n) => follow.built(n * blockSize),
    });
    meter.stop(done * blockSize);
    const course = await follow.end();
    if (done === blocks && seconds > 10)
      console.error('  all transactions made ahead were used before the time was up');
    await spool.close();
    const state = ledger.stateAt(ledger.head().header.number);
    if (state === undefined) throw new Error('the head has no state');
    workload.check(state, (warmed.blocks + done) * blockSize);
    await ledger.stop();
    return { measured: meter.total, name: workload.name, rates: {}, course };
  } finally {
    await folder.remove();
  }
}

interface Run {
  blockSize: number;
  /** Undefined: no more. */
  next(n: number): Promise<Batch> | undefined;
  built?(blocks: number): void;
}

/** Resolves with the number of blocks when the last one is durable. */
async function run(ledger: Ledger, { blockSize, next, built }: Run): Promise<number> {
  // Objects, since a promise of a promise would wait for the disk.
  const building: Promise<{ synced: Promise<void> }>[] = [];
  let last: Promise<void> | undefined;
  let done = 0;
  const settle = async () => {
    last = (await building.shift())?.synced;
    done++;
    built?.(done);
  };
  let batch = next(0);
  for (let n = 1; batch !== undefined; n++) {
    const { raw, senders } = await batch;
    batch = next(n);
    const block = ledger.buildBlock({ transactions: raw, senders });
    building.push(
      block.then(({ block: { status }, durable: synced }) => {
        checkStatus(status, blockSize);
        return { synced };
      }),
    );
    if (building.length >= AHEAD) await settle();
  }
  while (building.length > 0) await settle();
  await last;
  return done;
}

interface Warmed {
  blocks: number;
  perSecond: number;
}

async function warm(
  ledger: Ledger,
  scenario: Scenario,
  { spool }: { spool(from: number, blocks: number): Promise<Spool> },
): Promise<Warmed> {
  const { blockSize } = scenario;
  let blocks = 0;
  let perSecond = 0;
  for (const begun = performance.now(); blocks < WARM_BLOCKS || performance.now() - begun < warmMs(scenario); ) {
    const some = await spool(blocks * blockSize, WARM_BLOCKS);
    const start = performance.now();
    blocks += await run(ledger, { blockSize, next: (n) => (n < WARM_BLOCKS ? some.read(n) : undefined) });
    perSecond = Math.max(perSecond, (1000 * WARM_BLOCKS * blockSize) / (performance.now() - start));
    await some.close();
  }
  return { blocks, perSecond };
}

/** Looks at the chain at the end of each tenth of the time. */
function followCourse(ledger: Ledger, seconds: number) {
  const course: Course = {
    perSecond: [],
    indexLag: [],
    checkpointLag: [],
    rssBytes: [],
    stateBytes: [],
    coldReads: [],
  };
  const begun = performance.now();
  let transactions = 0;
  let before = { atMs: begun, transactions: 0, coldReads: 0 };
  let looking: Promise<void> = Promise.resolve();
  const gauge = async (name: string): Promise<number> => {
    const found = await ledger.registry.getSingleMetric(`lode_ledger_${name}`)?.get();
    return found?.values[0]?.value ?? 0;
  };
  async function look(atMs: number, sent: number): Promise<void> {
    const coldReads = await gauge('cold_reads_total');
    course.perSecond.push((1000 * (sent - before.transactions)) / (atMs - before.atMs));
    course.indexLag.push(Number(ledger.history.last - ledger.history.indexed));
    course.checkpointLag.push(await gauge('checkpoint_lag_blocks'));
    course.rssBytes.push(process.memoryUsage.rss());
    course.stateBytes.push(await gauge('state_bytes'));
    course.coldReads.push(coldReads - before.coldReads);
    before = { atMs, transactions: sent, coldReads };
  }
  return {
    built(sent: number) {
      transactions = sent;
      const now = performance.now();
      const due = begun + ((course.perSecond.length + 1) * 1000 * seconds) / TENTHS;
      if (now >= due && course.perSecond.length < TENTHS - 1) looking = looking.then(() => look(now, sent));
    },
    async end(): Promise<Course> {
      await looking;
      await look(performance.now(), transactions);
      return course;
    },
  };
}
