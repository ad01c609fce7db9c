import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  createBinaryRoots,
  createBlockMemory,
  createStateStore,
  genesisBlock,
  nextEnv,
  openDurability,
  openHistory,
  recoverBatch,
  type SealedBlock,
  type StateChanges,
  sealBlock,
  systemCalls,
} from '@lode/ledger';
import { genesisWith } from './chain.ts';
import { CHAIN_ID } from './deployer.ts';
import { checkStatus } from './execute.ts';
import { createMeter, type Meter } from './meter.ts';
import { type Outcome, type Scenario, WARM_BLOCKS } from './scenario.ts';
import { batchOf } from './workload.ts';
import { makeWorkload } from './worlds.ts';

const STAGES = ['decode', 'execute', 'changes', 'seal', 'publish', 'root', 'log and checkpoint', 'history'] as const;
type Stage = (typeof STAGES)[number];

const NOTHING: StateChanges = { rows: new Uint8Array(0), undo: new Uint8Array(0), codes: new Map() };
const MEASURED_BLOCKS = 8;
const LOOK_MS = 5;

/** These run on the main thread alone; what other threads do meanwhile (they collect garbage) is no part of them. */
const ON_MAIN: readonly Stage[] = ['decode', 'changes', 'seal', 'publish'];

/** Resolves when what is written behind is written; the little waiting costs is counted with it. */
async function until(isDone: () => boolean): Promise<void> {
  while (!isDone()) await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
}

/** What each part of a block costs by itself, one after the other: the arithmetic of larger machines begins here. */
export async function stages(scenario: Scenario): Promise<Outcome> {
  const { accounts, blockSize } = scenario;
  const workload = await makeWorkload(scenario.workload, { accounts, signed: false });
  const dir = await mkdtemp(join(scenario.dir, 'lode-bench-'));
  const genesis = genesisWith(workload.base, workload.rowsOf(0, workload.actors.count));
  const { chainId, coinbase, changes: first } = genesis;
  const state = await createStateStore({ workers: 1 });
  const roots = await createBinaryRoots({ dir: join(dir, 'roots') });
  // A block is measured when it is in the checkpoint: that must not wait for more blocks.
  const pace = { triggerBytes: 1, delayMs: 0, maxBacklogBytes: 2 ** 32 };
  const { durability, recovery } = await openDurability({ dir, pace });
  for await (const _ of recovery.blocks);
  const history = await openHistory({ dir: join(dir, 'history'), window: 100_000 });
  try {
    let tip: SealedBlock = genesisBlock(genesis, await roots.apply(0n, first));
    state.load(first.rows, first.codes);
    await durability.append(tip);
    await history.append({ ...tip, changes: NOTHING });
    const meters = new Map<Stage, Meter>(
      STAGES.map((name) => [name, createMeter(ON_MAIN.includes(name) ? process.threadCpuUsage : process.cpuUsage)]),
    );
    let isMeasured = false;
    const stage = async <T>(name: Stage, run: () => T | Promise<T>): Promise<T> => {
      const meter = meters.get(name);
      if (isMeasured) meter?.start();
      const result = await run();
      if (isMeasured) meter?.stop(blockSize);
      return result;
    };
    for (let n = 0; n < WARM_BLOCKS + MEASURED_BLOCKS; n++) {
      await until(() => durability.checkpoint === tip.header.number && history.indexed === tip.header.number);
      isMeasured = n >= WARM_BLOCKS;
      const { raw, senders } = batchOf(workload, n * blockSize, blockSize);
      const rules = { chainId: BigInt(CHAIN_ID), allowUnprotected: false };
      const decoded = await stage('decode', () =>
        recoverBatch(raw, rules, () => false, { senders, memory: createBlockMemory() }),
      );
      const timeMs = Date.now();
      const env = nextEnv(tip, { chainId, coinbase, timeMs });
      const block = { env, blockHashes: [tip.hash], systemCalls: systemCalls(tip.hash), transactions: decoded.encoded };
      const output = await stage('execute', () => state.execute(block));
      checkStatus(output.status, blockSize);
      const changes = await stage('changes', () => state.changes());
      const candidates = { raw, hashes: decoded.hashes, senders };
      const input = { parent: tip, env, candidates, output, stateRoot: roots.root, changes, timeMs };
      const sealed = await stage('seal', () => sealBlock(input));
      await stage('publish', () => state.publish());
      const { number } = sealed.header;
      await stage('root', () => roots.apply(number, changes));
      await stage('log and checkpoint', async () => {
        await durability.append(sealed);
        await until(() => durability.checkpoint === number);
      });
      await stage('history', async () => {
        await history.append({ ...sealed, changes: NOTHING });
        await until(() => history.indexed === number);
      });
      tip = sealed;
    }
    workload.check(state.reader, (WARM_BLOCKS + MEASURED_BLOCKS) * blockSize);
    const totals = [...meters].map(([name, { total }]) => [name, total] as const);
    const micros = totals.map(([name, { cpuMs, transactions }]) => [`${name} µs`, (1_000 * cpuMs) / transactions]);
    const sum = (pick: 'cpuMs' | 'wallMs') => totals.reduce((all, [, total]) => all + total[pick], 0);
    const measured = { transactions: MEASURED_BLOCKS * blockSize, wallMs: sum('wallMs'), cpuMs: sum('cpuMs') };
    return { measured, name: workload.name, rates: Object.fromEntries(micros) };
  } finally {
    for (const part of [history, durability, roots, state]) await part.close();
    await rm(dir, { recursive: true, force: true });
  }
}
