import type { BenchRow } from '../report.ts';
import type { Kind, Outcome, Scenario } from './scenario.ts';

/** A row says what it pays for. */
export interface LedgerRow extends BenchRow {
  kind: Kind;
  recovery: boolean;
  root: boolean;
  durable: boolean;
  rpc: boolean;
  workers: number;
  accounts: number;
  /** Transactions a second of one core: what processor time there was went to all threads of the process. */
  perCoreSecond: number;
  microsPerTransaction: number;
  /** Share of the cores' time that the host gave to others meanwhile. */
  stolen?: number;
  rates: Readonly<Record<string, number>>;
  course?: Outcome['course'];
  memoryBudgetBytes?: number;
}

interface Words {
  subject: string;
  variant: string;
  includes: string;
}

const PAID = { recovery: false, root: false, durable: false, rpc: false };
const COUNTS: Record<Kind, typeof PAID> = {
  limit: { ...PAID, recovery: true },
  direct: PAID,
  execute: PAID,
  recover: { ...PAID, recovery: true },
  durable: { ...PAID, root: true, durable: true },
  rpc: { recovery: true, root: true, durable: true, rpc: true },
  stages: { ...PAID, root: true, durable: true },
  ethereumjs: PAID,
  anvil: { ...PAID, root: true },
};
const EXECUTION = 'nonce, fee, gas, warm sets, journal, logs';
const WORDS: Record<Kind, Words> = {
  limit: { subject: 'libsecp256k1', variant: 'bare recovery', includes: 'the public key alone, one thread' },
  direct: { subject: 'lode evm', variant: 'in order, bare', includes: `${EXECUTION}; flat memory, no store` },
  execute: { subject: 'lode', variant: 'execution only', includes: `${EXECUTION}, changed rows, publish` },
  recover: { subject: 'lode', variant: 'with recovery', includes: `RLP, hash, sender; ${EXECUTION}, publish` },
  durable: {
    subject: 'lode',
    variant: 'root, durable',
    includes: `RLP, hash; ${EXECUTION}; both tries, bloom, header, state root, log and fdatasync, checkpoint, indexes`,
  },
  rpc: {
    subject: 'lode',
    variant: 'through JSON-RPC',
    includes: 'HTTP, JSON, hex, recovery, pool, and all of a block',
  },
  stages: { subject: 'lode', variant: 'a part at a time', includes: 'as root, durable; no two parts at once' },
  ethereumjs: { subject: '@ethereumjs/vm', variant: 'runTx', includes: `${EXECUTION}; tries with caches, no blocks` },
  anvil: { subject: 'anvil', variant: 'evm_mine', includes: `${EXECUTION}, receipts, root, block; in memory` },
};

export function rowOf(scenario: Scenario, { measured, name, rates, course }: Outcome): LedgerRow {
  const { kind, workers, accounts, memoryBudgetBytes } = scenario;
  const { transactions, wallMs, cpuMs, stolen } = measured;
  return {
    kind,
    workload: name,
    ...WORDS[kind],
    ...COUNTS[kind],
    workers: ['limit', 'ethereumjs'].includes(kind) ? 1 : workers,
    accounts,
    perSecond: (1000 * transactions) / wallMs,
    perCoreSecond: (1000 * transactions) / Math.max(cpuMs, 1),
    microsPerTransaction: (1000 * cpuMs) / transactions,
    ...(stolen === undefined ? {} : { stolen }),
    rates,
    ratio: {},
    ...(course === undefined ? {} : { course }),
    ...(memoryBudgetBytes === undefined ? {} : { memoryBudgetBytes }),
  };
}

/** anvil's way in is a rate of its own. */
export function sendingRow(row: LedgerRow): LedgerRow | undefined {
  const { sending, sendingPerCore } = row.rates;
  if (sending === undefined || sendingPerCore === undefined) return undefined;
  return {
    ...row,
    variant: 'eth_sendRawTransaction',
    includes: 'HTTP, JSON, hex, recovery, pool; not executed',
    ...PAID,
    recovery: true,
    rpc: true,
    perSecond: sending,
    perCoreSecond: sendingPerCore,
    microsPerTransaction: 1e6 / sendingPerCore,
    rates: {},
  };
}

const rate = (row: LedgerRow): number => row.perSecond ?? 0;

/** Fills in how our rows compare with the peers of the same workload, and with one worker. */
export function withRatios(rows: readonly LedgerRow[]): LedgerRow[] {
  return rows.map((row) => {
    if (row.subject !== 'lode') return row;
    const peers = rows.filter((peer) => {
      if (peer.workload !== row.workload) return false;
      if (peer.subject === 'anvil') return peer.rpc === row.rpc;
      if (row.kind === 'stages' || peer.kind === 'stages') return false;
      if (peer.kind === 'ethereumjs') return !row.rpc;
      if (peer.kind === 'direct') return row.kind === 'execute' && peer.workers === row.workers;
      return peer.kind === row.kind && peer.accounts === row.accounts && peer.workers < row.workers;
    });
    const named = peers.map((peer) => {
      const workers = peer.subject === 'lode' ? `${peer.workers} worker` : `${peer.subject} ${peer.variant}`;
      return [workers, rate(row) / rate(peer)] as const;
    });
    return { ...row, ratio: Object.fromEntries(named) };
  });
}

const HEAD = [
  '',
  'variant',
  'workers',
  'accounts',
  'recovery',
  'root',
  'durable',
  'rpc',
  'tx/s',
  'tx/core-s',
  'us/tx',
  'stolen',
];
const WIDTHS = [16, 24, 8, 12, 9, 6, 8, 5, 12, 12, 9, 8];

export function printRows(rows: readonly LedgerRow[]): void {
  const line = (cells: readonly (string | number)[]) =>
    cells
      .map((cell, i) => (i < 2 ? String(cell).padEnd(WIDTHS[i] ?? 0) : String(cell).padStart(WIDTHS[i] ?? 0)))
      .join('');
  const yes = (value: boolean) => (value ? 'yes' : '-');
  const whole = (value: number) => Math.round(value).toLocaleString('en-GB');
  let workload = '';
  for (const row of rows) {
    if (row.workload !== workload) {
      workload = row.workload;
      console.log(`\n${workload}\n${line(HEAD)}`);
    }
    const paid = [row.recovery, row.root, row.durable, row.rpc].map(yes);
    const figures = [
      whole(rate(row)),
      whole(row.perCoreSecond),
      row.microsPerTransaction.toFixed(2),
      row.stolen === undefined ? '-' : `${Math.round(100 * row.stolen)} %`,
    ];
    console.log(line([row.subject, row.variant, row.workers, whole(row.accounts), ...paid, ...figures]));
    const ratios = Object.entries(row.ratio).map(([peer, value]) => `${value.toPrecision(3)} x ${peer}`);
    if (ratios.length > 0) console.log(`${' '.repeat(16)}${ratios.join(', ')}`);
    if (row.kind === 'stages') printStages(row);
    if (row.course !== undefined && row.course.perSecond.length > 1 && row.accounts > 50_000) printCourse(row);
  }
}

function printStages({ rates }: LedgerRow): void {
  const parts = Object.entries(rates).map(([name, micros]) => `${name.replace(' µs', '')} ${micros.toFixed(2)}`);
  console.log(`${' '.repeat(16)}µs of a core: ${parts.join(', ')}`);
}

function printCourse({ course, memoryBudgetBytes }: LedgerRow): void {
  if (course === undefined) return;
  const mebibytes = (bytes: number) => Math.round(bytes / 2 ** 20);
  const budget = memoryBudgetBytes === undefined ? '' : `, of ${mebibytes(memoryBudgetBytes)} allowed`;
  const lines: [string, number[]][] = [
    ['tx/s', course.perSecond.map(Math.round)],
    ['blocks not indexed', course.indexLag],
    ['blocks not in checkpoint', course.checkpointLag],
    ['resident MiB', course.rssBytes.map(mebibytes)],
    [`state MiB${budget}`, course.stateBytes.map(mebibytes)],
    ['rows from disk', course.coldReads],
  ];
  console.log(`${' '.repeat(16)}over time, by tenths:`);
  for (const [name, values] of lines) {
    console.log(`${' '.repeat(18)}${name.padEnd(36)}${values.map((value) => String(value).padStart(9)).join('')}`);
  }
}
