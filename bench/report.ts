import { cpus, totalmem } from 'node:os';

/** One measured figure. Rates are per second, times are milliseconds; a ratio compares with a peer of the same run. */
export interface BenchRow {
  readonly workload: string;
  readonly subject: string;
  readonly variant: string;
  readonly perSecond?: number;
  readonly p50Ms?: number;
  readonly p95Ms?: number;
  readonly p99Ms?: number;
  /** What the figure counts, in words. */
  readonly includes: string;
  readonly ratio: Readonly<Record<string, number>>;
}

/** What `--json` prints: one object, so that figures can be compared over time. */
export interface BenchReport {
  readonly name: string;
  readonly machine: {
    readonly cpu: string;
    readonly cores: number;
    readonly memoryBytes: number;
    readonly node: string;
    readonly platform: string;
  };
  readonly rows: readonly BenchRow[];
}

export function report(name: string, rows: readonly BenchRow[]): BenchReport {
  const machine = {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryBytes: totalmem(),
    node: process.version,
    platform: `${process.platform}-${process.arch}`,
  };
  return { name, machine, rows };
}

/** Prints the report as one JSON object with `--json`, otherwise as a table. */
export function print(result: BenchReport, argv: readonly string[] = process.argv): void {
  if (argv.includes('--json')) {
    process.stdout.write(`${JSON.stringify(result)}\n`);
    return;
  }
  const { cpu, cores, node } = result.machine;
  console.log(`\n${result.name}: ${cpu}, ${cores} cores, Node ${node}`);
  console.table(
    result.rows.map(({ ratio, includes, perSecond, p50Ms, p95Ms, p99Ms, ...row }) => ({
      ...row,
      'per second': rounded(perSecond),
      'p50 ms': rounded(p50Ms),
      'p95 ms': rounded(p95Ms),
      'p99 ms': rounded(p99Ms),
      ratio: Object.entries(ratio)
        .map(([peer, value]) => `${rounded(value)} x ${peer}`)
        .join(', '),
      includes,
    })),
  );
}

const rounded = (value: number | undefined): string => (value === undefined ? '' : value.toPrecision(4));

/** The value below which `share` of the samples lie (nearest rank), for percentiles over whole samples. */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}
