import type { Tier } from '../src/types.ts';
import { testContracts } from '../testkit/contracts/compile.ts';
import type { AnvilProcess } from '../testkit/peers/anvilProcess.ts';
import { readFlags } from './arguments.ts';
import { selectClock } from './bench/clock.ts';
import { escrow, marketSources } from './bench/escrow.ts';
import { measureFirstCalls } from './bench/firstCall.ts';
import { checkpoint, closeCompiler, loopOutput, measureLoop, measureTransactions, prepare } from './bench/own.ts';
import { type AnvilMine, measureAnvilLoop, measureAnvilMine, startBenchAnvil } from './bench/peerAnvil.ts';
import { measureEthereumJs, measureEthereumJsLoop } from './bench/peerEthereumJs.ts';
import { machine, printTable, type Report, type Row } from './bench/report.ts';
import { type Workload, workloads } from './bench/workloads.ts';
import { BENCH_FORK, benchEnv } from './bench/world.ts';

const USAGE = `npm run bench:evm -- [options]
  --json          one JSON object instead of the table
  --only TEXT     workloads whose name contains TEXT
  --tiers LIST    comma-separated, default interpreter,auto
  --contracts DIR the market's Solidity sources (default packages/contracts/contracts)
  --no-peers      our own figures alone
  --clock cpu     processor time instead of time as it passes (Linux): for a machine that others use too`;

const TX_INCLUDES = 'nonce, fee, gas, warm sets, journal, logs; no signatures, RLP or root';
const LOOP_INCLUDES = 'one call looping the operation; no work per transaction';

const flags = readFlags(USAGE, ['only', 'tiers', 'clock', 'contracts'], ['json', 'no-peers']);
const only = typeof flags.only === 'string' ? flags.only.toLowerCase() : '';
const tiers = (typeof flags.tiers === 'string' ? flags.tiers : 'interpreter,auto').split(',') as Tier[];
const clock = selectClock(flags.clock);
const contracts = testContracts();
const problems: string[] = [];
const rows: Row[] = [];
const anvil = flags['no-peers'] === true ? undefined : await startBenchAnvil();
try {
  for (const workload of [...workloads(contracts), ...(await escrows())]) {
    if (!workload.name.toLowerCase().includes(only)) continue;
    progress(workload.name);
    rows.push(...(await measure(workload)));
  }
  if ('first call'.includes(only) || only === '') rows.push(measureFirstCalls(contracts));
} finally {
  await anvil?.stop();
  await closeCompiler();
}
const report: Report = {
  name: 'evm',
  machine: { ...machine(), clock: clock.name, fork: BENCH_FORK, anvil: anvil?.version ?? 'not run' },
  rows,
};
if (flags.json === true) console.log(JSON.stringify(report));
else {
  printTable(rows);
  console.log(
    `\n${Object.entries(report.machine)
      .map(([key, value]) => `${key} ${value}`)
      .join(', ')}`,
  );
}
for (const problem of problems) console.error(`NOT EQUAL: ${problem}`);
process.exit(problems.length === 0 ? 0 : 1);

/** The market's settlement, where its sources are in this checkout; said where they are not. */
async function escrows(): Promise<Workload[]> {
  const folder = marketSources(typeof flags.contracts === 'string' ? flags.contracts : undefined);
  if (folder !== undefined) return [await escrow(folder, contracts)];
  console.error('skipped: escrow settle (packages/contracts has no Market.sol here)');
  return [];
}

async function measure(workload: Workload): Promise<Row[]> {
  const peers = anvil === undefined ? [] : [...(await ethereumJsRows(workload)), ...(await anvilRows(workload, anvil))];
  const own = tiers.flatMap((tier) => ownRows(workload, tier));
  for (const row of own) if (row.variant.includes('warm')) row.ratio = ratios(row, peers);
  return [...own, ...peers];
}

function ownRows(workload: Workload, tier: Tier): Row[] {
  const list: Row[] = [];
  const add = (what: string, includes: string, rates: { warm: number; cold: number } | undefined) => {
    if (rates === undefined) return;
    const base = { workload: workload.name, subject: 'lode', includes };
    list.push({ ...base, variant: `${tier}, ${what}, warm`, perSecond: rates.warm });
    list.push({ ...base, variant: `${tier}, ${what}, cold`, perSecond: rates.cold });
  };
  add(
    'transactions',
    TX_INCLUDES,
    attempt(workload, () => measureTransactions(workload, tier, clock)),
  );
  add(
    'loop',
    LOOP_INCLUDES,
    attempt(workload, () => measureLoop(workload, tier, clock)),
  );
  return list;
}

async function ethereumJsRows(workload: Workload): Promise<Row[]> {
  const base = { workload: workload.name, subject: '@ethereumjs/vm' };
  const list: Row[] = [];
  const run = await measureEthereumJs(workload, clock);
  if (run !== undefined) {
    compare(workload, 'interpreter', '@ethereumjs/vm', run.count, run.check);
    compare(workload, 'compiled', '@ethereumjs/vm', run.count, run.check);
    const { perSecond } = run;
    list.push({ ...base, variant: 'runTx', perSecond, includes: `${TX_INCLUDES}; tries with caches` });
  }
  const loop = await measureEthereumJsLoop(workload, clock);
  if (loop !== undefined) {
    compareLoop(workload, '@ethereumjs/vm', loop);
    list.push({ ...base, variant: 'runCall loop', perSecond: loop.perSecond, includes: LOOP_INCLUDES });
  }
  return list;
}

async function anvilRows(workload: Workload, process: AnvilProcess): Promise<Row[]> {
  const base = { workload: workload.name, subject: 'anvil (revm)' };
  const list: Row[] = [];
  const loop = await measureAnvilLoop(process, workload, clock);
  if (loop !== undefined) {
    compareLoop(workload, 'anvil eth_call', loop);
    list.push({ ...base, variant: 'eth_call loop', perSecond: loop.perSecond, includes: `${LOOP_INCLUDES}; one RPC` });
  }
  const mined = await measureAnvilMine(process, workload, clock);
  if (mined !== undefined) {
    attempt(workload, () => compareMined(workload, mined));
    const includes = `${TX_INCLUDES.split(';')[0]}, receipts, root, block; no signatures`;
    list.push({ ...base, variant: 'evm_mine', perSecond: mined.perSecond, includes });
  }
  return list;
}

function compare(
  workload: Workload,
  tier: Tier,
  peer: string,
  count: number,
  wanted: { gasUsed: bigint; root: string },
) {
  const got = attempt(workload, () => checkpoint(workload, tier, count));
  if (got === undefined) return;
  if (got.gasUsed !== wanted.gasUsed)
    problems.push(`${workload.name}, ${tier}: gas ${got.gasUsed}, ${peer} ${wanted.gasUsed}`);
  if (got.root !== wanted.root) problems.push(`${workload.name}, ${tier}: root ${got.root}, ${peer} ${wanted.root}`);
}

function compareLoop(workload: Workload, peer: string, wanted: { output: string; count: number }): void {
  for (const tier of tiers) {
    const output = attempt(workload, () => loopOutput(prepare(workload, tier, 0), workload, wanted.count));
    if (output !== wanted.output) problems.push(`${workload.name}, ${tier} loop: ${output}, ${peer} ${wanted.output}`);
  }
}

function compareMined(workload: Workload, { count, gasUsed, timestamp, balances }: AnvilMine): void {
  const evm = prepare(workload, 'auto', count);
  evm.setBlock({ ...benchEnv, timestamp });
  const batch = evm.runTransactions(evm.encodeTransactions(workload.transactions?.(count, 0) ?? []));
  const ours = batch.gasUsed.reduce((sum, gas) => sum + gas, 0n);
  if (ours !== gasUsed) problems.push(`${workload.name}: gas of the block ${ours}, anvil ${gasUsed}`);
  const differing = [...balances].find(
    ([address, balance]) => evm.state.getAccount(Uint8Array.fromHex(address.slice(2)))?.balance !== balance,
  );
  if (differing !== undefined) problems.push(`${workload.name}: balance of ${differing[0]}, anvil ${differing[1]}`);
}

/** Our own failure is a finding of the benchmark, not its end. */
function attempt<T>(workload: Workload, run: () => T): T | undefined {
  try {
    return run();
  } catch (error) {
    problems.push(`${workload.name}: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
}

function ratios(row: Row, peers: readonly Row[]): Record<string, number> {
  const result: Record<string, number> = {};
  for (const peer of peers) {
    if (row.perSecond !== undefined && peer.perSecond !== undefined) {
      result[`${peer.subject} ${peer.variant}`] = row.perSecond / peer.perSecond;
    }
  }
  return result;
}

function progress(name: string): void {
  console.error(`measuring ${name}`);
}
