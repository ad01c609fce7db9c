import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { parseArgs } from 'node:util';
import { report } from '../report.ts';
import { goalsOf, printGoals } from './goals.ts';
import { budgetPlan, makePlan } from './plan.ts';
import { runScenario } from './runScenario.ts';
import type { Scenario } from './scenario.ts';
import { type LedgerRow, printRows, rowOf, sendingRow, withRatios } from './table.ts';

const USAGE = `npm run bench:ledger -- [options]
  --quick           a few minutes on small worlds: whether it works, not how fast
  --json            one JSON object instead of the table
  --seconds N       of the sustained run (default 60; quick 3)
  --cell N          seconds of every other figure (default 3; quick 0.5)
  --accounts N      of the sustained run (default 1000000; quick 60000)
  --workers LIST    default 1,2
  --only LIST       kinds and workloads (execute,durable,rpc,erc20,chain, ...): those whose kind or workload is named
  --budget BYTES    only the curve of --accounts accounts with so much memory for the state
  --workload NAME   of --budget: value or erc20 (default erc20)
  --dir DIR         where chains are kept meanwhile (default the system's temporary folder)`;

const { values } = readArguments();
const number = (text: string | undefined, fallback: number): number => {
  const value = text === undefined ? fallback : Number(text);
  if (Number.isFinite(value) && value > 0) return value;
  return usage(`${text} is no positive number`);
};
const quick = values.quick === true;
const options = {
  quick,
  workers: (values.workers ?? '1,2').split(',').map((text) => number(text, 1)),
  seconds: number(values.seconds, quick ? 3 : 60),
  cellSeconds: number(values.cell, quick ? 0.5 : 3),
  accounts: number(values.accounts, quick ? 60_000 : 1_000_000),
  dir: values.dir ?? tmpdir(),
};
const only = values.only?.split(',');
const plan = planned().filter(({ kind, workload }) => only?.some((name) => name === kind || name === workload) ?? true);
const loadBefore = loadavg()[0] ?? 0;
if (loadBefore > availableParallelism() / 2) {
  console.error(
    `load average ${loadBefore.toFixed(1)}: others use this machine; only the figures per core-second count`,
  );
}

const found: LedgerRow[] = [];
const problems: string[] = [];
for (const [i, scenario] of plan.entries()) await measure(scenario, i);
const rows = withRatios(found);
// A budget's curve is one run alone: it meets no goal and misses none.
const goals = values.budget === undefined ? goalsOf(rows) : [];
const result = { ...report('ledger', rows), loadBefore, goals, problems };
if (values.json === true) process.stdout.write(`${JSON.stringify(result)}\n`);
else {
  const { cpu, cores, node } = result.machine;
  console.log(`ledger: ${cpu}, ${cores} cores, Node ${node}, load average ${loadBefore.toFixed(1)} before`);
  printRows(rows);
  if (goals.length > 0) printGoals(goals);
}
for (const problem of problems) console.error(`FAILED: ${problem}`);
process.exitCode = problems.length === 0 ? 0 : 1;

function planned(): Scenario[] {
  if (values.budget === undefined) return makePlan(options);
  const workload = values.workload ?? 'erc20';
  if (workload !== 'value' && workload !== 'erc20') return usage('--workload is value or erc20');
  return budgetPlan({ ...options, workload, memoryBudgetBytes: number(values.budget, 1) });
}

async function measure(scenario: Scenario, i: number): Promise<void> {
  const { kind, workload, workers, accounts } = scenario;
  const name = `${kind} ${workload}, ${workers} workers, ${accounts} accounts`;
  console.error(`${i + 1}/${plan.length} ${name}`);
  try {
    const row = rowOf(scenario, await runScenario(scenario));
    const sending = sendingRow(row);
    found.push(row, ...(sending === undefined ? [] : [sending]));
  } catch (error) {
    // One figure less: the others are still worth having.
    problems.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function readArguments() {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  try {
    const parsed = parseArgs({
      options: {
        ...{ quick: flag, json: flag, help: flag, seconds: text, cell: text, accounts: text, workers: text },
        ...{ only: text, budget: text, workload: text, dir: text },
      },
    });
    if (parsed.values.help !== true) return parsed;
    console.log(USAGE);
    process.exit(0);
  } catch (error) {
    return usage(error instanceof Error ? error.message : String(error));
  }
}

function usage(problem: string): never {
  console.error(`${problem}\n\n${USAGE}`);
  process.exit(2);
}
