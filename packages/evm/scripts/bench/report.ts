import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';

export interface Row {
  workload: string;
  subject: string;
  /** How it was run: tier, warmed or cold, transactions or one looping call. */
  variant: string;
  perSecond?: number;
  p50Ms?: number;
  p95Ms?: number;
  p99Ms?: number;
  /** What the figure pays for. */
  includes: string;
  /** Our figure over the peer's, by peer row. */
  ratio?: Record<string, number>;
}

export interface Report {
  name: string;
  machine: Record<string, string | number>;
  rows: Row[];
}

export function machine(): Record<string, string | number> {
  return {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    loadAverage: Math.round(10 * (loadavg()[0] ?? 0)) / 10,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    node: process.versions.node,
    v8: process.versions.v8,
    platform: `${process.platform} ${process.arch}`,
  };
}

export function printTable(rows: readonly Row[]): void {
  let workload = '';
  for (const row of rows) {
    if (row.workload !== workload) {
      workload = row.workload;
      console.log(`\n${workload}`);
    }
    console.log(`  ${pad(row.subject, 18)} ${pad(row.variant, 34)} ${pad(figure(row), 34)} ${row.includes}`);
    const ratios = Object.entries(row.ratio ?? {});
    if (ratios.length > 0) {
      console.log(`${' '.repeat(56)}${ratios.map(([peer, value]) => `${value.toFixed(2)}x ${peer}`).join(', ')}`);
    }
  }
}

function figure(row: Row): string {
  if (row.perSecond !== undefined) return `${rate(row.perSecond)}/s`;
  const ms = (value: number | undefined) => (value === undefined ? '-' : value.toFixed(3));
  return `p50 ${ms(row.p50Ms)} p95 ${ms(row.p95Ms)} p99 ${ms(row.p99Ms)} ms`;
}

function rate(value: number): string {
  return Math.round(value).toLocaleString('en-GB');
}

function pad(text: string, width: number): string {
  return text.padEnd(width);
}
