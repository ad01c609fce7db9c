import { createEvm } from '../../src/createEvm.ts';
import { createPrecompiles } from '../../src/precompiles/index.ts';
import { createNativeOperations } from '../../src/precompiles/native/index.ts';
import type { Evm, Tier } from '../../src/types.ts';
import { createCompilerThread } from '../../src/worker/index.ts';
import { accountsRoot } from '../../testkit/spec/stateRoot.ts';
import type { Clock } from './clock.ts';
import type { Workload } from './workloads.ts';
import { BENCH_FORK, benchEnv, CALLER, LOOPS, transaction } from './world.ts';

/** Compiles for tier auto as a node's does. It keeps no modules, so that every new EVM is cold. */
const compiler = createCompilerThread({ cached: 0 });
const precompiles = createPrecompiles(await createNativeOperations());
const LOOP_GAS = 900_000_000_000n;
/** Transactions a call, as a node's blocks have: they and what comes of them stay in the second-level cache. */
const BATCH = 1_000;
/** Passes before the clock counts: V8 needs some thousand transactions to optimise what it runs. */
const WARM_PASSES = 3;
const MEASURED_PASSES = 5;
/** Passes go on for this long: processor time may come in ticks of ten milliseconds. */
const MEASURED_MS = 300;
const MAX_PASSES = 60;
/** New EVMs whose first transactions are timed. */
const COLD_RUNS = 8;
const COLD_TRANSACTIONS = 500;

export interface OwnRates {
  /** Operations a second after warming, over all measured passes, and of a new EVM's first ones. */
  warm: number;
  cold: number;
}

export interface OwnCheck {
  gasUsed: bigint;
  root: string;
}

export function prepare(workload: Workload, tier: Tier, count: number): Evm {
  const evm = createEvm({ fork: BENCH_FORK, tier, precompiles, compiler });
  for (const [address, account] of workload.accounts(count)) evm.state.setAccount(address, account);
  evm.setBlock(benchEnv);
  return evm;
}

/** Transactions through `runInto`; encoding them is not timed. */
export function measureTransactions(workload: Workload, tier: Tier, clock: Clock): OwnRates | undefined {
  const { transactions } = workload;
  if (transactions === undefined) return undefined;
  const coldCount = Math.min(COLD_TRANSACTIONS, workload.senders);
  const cold = rateOf(coldCount, COLD_RUNS, () => {
    const fresh = prepare(workload, tier, coldCount);
    return timedBatch(fresh, fresh.encodeTransactions(transactions(coldCount, 0)), coldCount, clock);
  });
  const evm = prepare(workload, tier, workload.senders);
  let pass = 0;
  const run = () => {
    const list = transactions(workload.senders, pass++);
    let milliseconds = 0;
    for (let from = 0; from < list.length; from += BATCH) {
      const some = list.slice(from, from + BATCH);
      milliseconds += timedBatch(evm, evm.encodeTransactions(some), some.length, clock);
    }
    return milliseconds;
  };
  while (pass < WARM_PASSES || evm.stats().waitingContracts > 0) run();
  return { warm: rateOf(workload.senders, MAX_PASSES, run), cold };
}

/** Where results go, as in a node's worker: the same memory for every block. */
const target = {
  status: new Uint8Array(BATCH),
  reason: new Uint8Array(BATCH),
  gasUsed: new BigUint64Array(BATCH),
  logEnds: new Uint32Array(BATCH),
  takeLogs: (records: Uint8Array) => logs.set(records),
};
const logs = new Uint8Array(BATCH * 4_096);

function timedBatch(evm: Evm, encoded: Uint8Array, count: number, clock: Clock): number {
  target.status.fill(0);
  const start = clock.now();
  const { executed, fault } = evm.runInto(encoded, target);
  const milliseconds = clock.now() - start;
  const failed = target.status.subarray(0, count).findIndex((code) => code !== 1);
  if (failed >= 0 || executed !== count)
    throw new Error(`transaction ${failed} of ${count}: status ${target.status[failed]}, ${fault}`);
  return milliseconds;
}

/** Operations a second over enough runs of `count` operations. */
function rateOf(count: number, maxRuns: number, run: () => number): number {
  let milliseconds = 0;
  let runs = 0;
  while (runs < Math.min(maxRuns, MEASURED_PASSES) || (milliseconds < MEASURED_MS && runs < maxRuns)) {
    milliseconds += run();
    runs++;
  }
  return perSecond(count * runs, milliseconds);
}

/** A tick is the least that a clock of ticks can tell. */
export function perSecond(count: number, milliseconds: number): number {
  return (1000 * count) / Math.max(milliseconds, 1e-3);
}

/** The loop contract in one call, as the peers run it. */
export function measureLoop(workload: Workload, tier: Tier, clock: Clock): OwnRates | undefined {
  if (workload.loop === undefined) return undefined;
  const evm = prepare(workload, tier, 0);
  const cold = rateOf(workload.loopCount, COLD_RUNS, () =>
    timedLoop(prepare(workload, tier, 0), workload, workload.loopCount, clock),
  );
  const run = () => timedLoop(evm, workload, workload.loopCount, clock);
  for (let i = 0; i < WARM_PASSES || evm.stats().waitingContracts > 0; i++) run();
  return { warm: rateOf(workload.loopCount, MAX_PASSES, run), cold };
}

function timedLoop(evm: Evm, workload: Workload, count: number, clock: Clock): number {
  const start = clock.now();
  loopOutput(evm, workload, count);
  return clock.now() - start;
}

export function loopOutput(evm: Evm, workload: Workload, count: number): string {
  const data = workload.loop?.(count) ?? new Uint8Array(0);
  const result = evm.call(transaction(CALLER, 0n, data, LOOPS, LOOP_GAS));
  if (result.status !== 'success')
    throw new Error(`${workload.name}: the loop ended with ${result.status} ${result.error ?? ''}`);
  return result.output.toHex();
}

/** State root and gas after the first `count` transactions: what a peer's run has to reach too. */
export function checkpoint(workload: Workload, tier: Tier, count: number): OwnCheck {
  const evm = prepare(workload, tier, count);
  const batch = evm.runTransactions(evm.encodeTransactions(workload.transactions?.(count, 0) ?? []));
  const gasUsed = batch.gasUsed.reduce((sum, gas) => sum + gas, 0n);
  return { gasUsed, root: accountsRoot(evm.state.accounts()) };
}

export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

export async function closeCompiler(): Promise<void> {
  await compiler.close();
}
