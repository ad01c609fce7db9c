import { createEvm } from '../../src/createEvm.ts';
import { createPrecompiles } from '../../src/precompiles/index.ts';
import { createNativeOperations } from '../../src/precompiles/native/index.ts';
import type { Evm, Tier } from '../../src/types.ts';
import { accountsRoot } from '../../testkit/spec/stateRoot.ts';
import type { Workload } from './workloads.ts';
import { BENCH_FORK, benchEnv, CALLER, LOOPS, transaction } from './world.ts';

const precompiles = createPrecompiles(await createNativeOperations());
const LOOP_GAS = 900_000_000_000n;
/** Passes before the clock counts: V8 needs some thousand transactions to optimise what it runs. */
const WARM_PASSES = 3;
const MEASURED_PASSES = 5;
const COLD_TRANSACTIONS = 500;

export interface OwnRates {
  /** Operations a second of the median pass after warming, and of a new EVM's first transactions. */
  warm: number;
  cold: number;
}

export interface OwnCheck {
  gasUsed: bigint;
  root: string;
}

export function prepare(workload: Workload, tier: Tier, count: number): Evm {
  const evm = createEvm({ fork: BENCH_FORK, tier, precompiles });
  for (const [address, account] of workload.accounts(count)) evm.state.setAccount(address, account);
  evm.setBlock(benchEnv);
  return evm;
}

/** Transactions through `runTransactions`; encoding them is not timed. */
export function measureTransactions(workload: Workload, tier: Tier): OwnRates | undefined {
  const { transactions } = workload;
  if (transactions === undefined) return undefined;
  const coldCount = Math.min(COLD_TRANSACTIONS, workload.senders);
  const fresh = prepare(workload, tier, coldCount);
  const cold = timedBatch(fresh, fresh.encodeTransactions(transactions(coldCount, 0)), coldCount);
  const evm = prepare(workload, tier, workload.senders);
  const rates: number[] = [];
  for (let pass = 0; pass < WARM_PASSES + MEASURED_PASSES; pass++) {
    const rate = timedBatch(evm, evm.encodeTransactions(transactions(workload.senders, pass)), workload.senders);
    if (pass >= WARM_PASSES) rates.push(rate);
  }
  return { warm: median(rates), cold };
}

function timedBatch(evm: Evm, encoded: Uint8Array, count: number): number {
  const start = performance.now();
  const { status } = evm.runTransactions(encoded);
  const seconds = (performance.now() - start) / 1000;
  const failed = status.findIndex((code) => code !== 1);
  if (failed >= 0 || status.length !== count)
    throw new Error(`transaction ${failed} of ${count}: status ${status[failed]}`);
  return count / seconds;
}

/** The loop contract in one call, as the peers run it. */
export function measureLoop(workload: Workload, tier: Tier): OwnRates | undefined {
  if (workload.loop === undefined) return undefined;
  const evm = prepare(workload, tier, 0);
  const cold = timedLoop(evm, workload, workload.loopCount);
  for (let i = 0; i < WARM_PASSES; i++) timedLoop(evm, workload, workload.loopCount);
  const rates = Array.from({ length: MEASURED_PASSES }, () => timedLoop(evm, workload, workload.loopCount));
  return { warm: median(rates), cold };
}

function timedLoop(evm: Evm, workload: Workload, count: number): number {
  const start = performance.now();
  loopOutput(evm, workload, count);
  return count / ((performance.now() - start) / 1000);
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

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
