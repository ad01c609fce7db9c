import type { Kind, Scenario } from './scenario.ts';
import { WORKLOADS, type WorkloadName } from './worlds.ts';

export interface PlanOptions {
  quick: boolean;
  workers: readonly number[];
  /** Of the sustained run; and of each other cell. */
  seconds: number;
  cellSeconds: number;
  /** Of the sustained run. */
  accounts: number;
  dir: string;
}

/** Accounts that a workload works on where their number is not what is measured: 20,000 senders. */
const ACCOUNTS: Record<WorkloadName, number> = {
  value: 40_000,
  erc20: 40_000,
  'swap-many': 20_000,
  'swap-one': 20_000,
  settle: 2_000,
  chain: 2,
};
/** A block lasts some hundred milliseconds at most. */
const BLOCK: Record<WorkloadName, number> = {
  value: 20_000,
  erc20: 20_000,
  'swap-many': 5_000,
  'swap-one': 5_000,
  settle: 2_000,
  chain: 20_000,
};
const QUICK_SHARE = 20;
/** Accounts that the cost of a transaction is compared at, with those of the sustained run. */
export const FEW_ACCOUNTS = 10_000;
/** Loading more into the peers takes longer than measuring them. */
const PEER_ACCOUNTS = 8_000;
/** The pool takes 16 transactions of a sender: one sender's chain does not get through JSON-RPC faster than its blocks. */
const SIGNED: readonly WorkloadName[] = ['value', 'erc20', 'swap-many', 'swap-one', 'settle'];
const PEERS: readonly WorkloadName[] = ['value', 'erc20', 'swap-many', 'swap-one', 'settle'];

export function makePlan(options: PlanOptions): Scenario[] {
  const { quick, workers, cellSeconds, dir } = options;
  const most = Math.max(...workers);
  const share = quick ? QUICK_SHARE : 1;
  const cell = (kind: Kind, workload: WorkloadName, some: Partial<Scenario> = {}): Scenario => ({
    kind,
    workload,
    accounts: Math.max(2, Math.floor(ACCOUNTS[workload] / share)),
    workers: most,
    blockSize: Math.floor(BLOCK[workload] / share),
    seconds: cellSeconds,
    dir,
    ...some,
  });
  const plan = [cell('limit', 'value')];
  for (const workload of WORKLOADS) {
    const peers = PEERS.includes(workload);
    const accounts = Math.min(PEER_ACCOUNTS, cell('anvil', workload).accounts);
    if (peers) plan.push(cell('ethereumjs', workload, { accounts }), cell('anvil', workload, { accounts }));
    const bare = { accounts, blockSize: Math.min(1_000, BLOCK[workload] / share) };
    plan.push(cell('direct', workload, { ...bare, workers: 1 }));
    if (workload === 'erc20' && most > 1) plan.push(cell('direct', workload, bare));
    plan.push(...workers.map((count) => cell('execute', workload, { workers: count })));
    const signed = SIGNED.includes(workload) && (!quick || workload === 'erc20');
    if (signed) plan.push(cell('recover', workload));
    plan.push(...workers.map((count) => cell('durable', workload, { workers: count })));
    if (signed) plan.push(cell('rpc', workload));
    plan.push(cell('stages', workload, { workers: 1 }));
  }
  plan.push(cell('durable', 'erc20', { accounts: FEW_ACCOUNTS / (quick ? 10 : 1) }));
  plan.push(cell('durable', 'erc20', { accounts: options.accounts, seconds: options.seconds }));
  return plan;
}

/** One run with less memory than the state needs. */
export function budgetPlan(
  options: PlanOptions & { memoryBudgetBytes: number; workload: 'value' | 'erc20' },
): Scenario[] {
  const { workload, accounts, seconds, memoryBudgetBytes, dir, quick } = options;
  const blockSize = BLOCK[workload] / (quick ? QUICK_SHARE : 1);
  const workers = Math.max(...options.workers);
  return [{ kind: 'durable', workload, accounts, workers, blockSize, seconds, memoryBudgetBytes, dir }];
}
