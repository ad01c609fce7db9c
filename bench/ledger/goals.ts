import { FEW_ACCOUNTS } from './plan.ts';
import type { Kind } from './scenario.ts';
import type { LedgerRow } from './table.ts';

export interface Goal {
  goal: string;
  wanted: number;
  /** Undefined: not measured in this run. */
  found: number | undefined;
  met: boolean | undefined;
}

/** What the ledger is to reach on two cores, from the rows of this run. */
export function goalsOf(rows: readonly LedgerRow[]): Goal[] {
  const erc20 = (row: LedgerRow) => row.workload.startsWith('ERC-20');
  const chain = (row: LedgerRow) => row.workload.startsWith('one sender');
  const of = (kind: Kind, which: (row: LedgerRow) => boolean) => rows.filter((row) => row.kind === kind && which(row));
  const byWorkers = (kind: Kind, which: (row: LedgerRow) => boolean, accounts?: number) =>
    of(kind, which)
      .filter((row) => accounts === undefined || row.accounts === accounts)
      .sort((a, b) => a.workers - b.workers);
  const executed = byWorkers('execute', erc20);
  const cell = executed[0]?.accounts;
  const blocks = byWorkers('durable', erc20, cell);
  const sustained = of('durable', (row) => erc20(row) && row.accounts > (cell ?? 0)).at(-1);
  const few = of('durable', (row) => erc20(row) && row.accounts <= FEW_ACCOUNTS && row.accounts !== cell).at(-1);
  const dependent = byWorkers('execute', chain);
  const share = (row: LedgerRow | undefined) => ratio(row?.perCoreSecond, row?.rates.recoveryLimit);
  const value = of('execute', (row) => row.workload.startsWith('value') && row.workers > 1).at(-1);
  const gain = (row: LedgerRow | undefined) => ratio(row?.rates.executionOnly, row?.rates.executionByOne);
  const last = (list: readonly LedgerRow[]) => list.at(-1)?.perSecond;
  return [
    atLeast('ERC-20, root and durable, senders known: transactions a second', 100_000, last(blocks)),
    atLeast(`the same, sustained, ${sustained?.accounts ?? '10^6'} accounts`, 100_000, sustained?.perSecond),
    atLeast('most workers against one, disjoint accounts, the executor, value transfers', 1.5, gain(value)),
    atLeast('the same, ERC-20', 1.5, executed.length > 1 ? gain(executed.at(-1)) : undefined),
    atLeast(
      'dependent chain, most workers against one',
      0.9,
      dependent.length > 1 ? gain(dependent.at(-1)) : undefined,
    ),
    atLeast(
      'dependent chain, most workers against the bare EVM in order',
      0.9,
      ratio(last(dependent), of('direct', chain).find((row) => row.workers === 1)?.perSecond),
    ),
    atLeast('ERC-20 with recovery, share of the recovery limit, per core', 0.8, share(of('recover', erc20)[0])),
    atMost(
      `cost of a transaction at ${sustained?.accounts ?? '10^6'} accounts against ${few?.accounts ?? '10^4'}`,
      2,
      ratio(sustained?.microsPerTransaction, few?.microsPerTransaction),
    ),
  ];
}

const ratio = (a: number | undefined, b: number | undefined): number | undefined =>
  a === undefined || b === undefined ? undefined : a / b;

const atLeast = (goal: string, wanted: number, found: number | undefined): Goal => ({
  goal: `${goal} (at least)`,
  wanted,
  found,
  met: found === undefined ? undefined : found >= wanted,
});

const atMost = (goal: string, wanted: number, found: number | undefined): Goal => ({
  goal: `${goal} (at most)`,
  wanted,
  found,
  met: found === undefined ? undefined : found <= wanted,
});

export function printGoals(goals: readonly Goal[]): void {
  console.log('\nGoals');
  for (const { goal, wanted, found, met } of goals) {
    const answer = met === undefined ? 'not measured' : met ? 'met' : 'NOT MET';
    const value =
      found === undefined ? '-' : found >= 1000 ? Math.round(found).toLocaleString('en-GB') : found.toFixed(2);
    console.log(`  ${answer.padEnd(13)} ${value.padStart(9)}  ${goal}: ${wanted.toLocaleString('en-GB')}`);
  }
}
