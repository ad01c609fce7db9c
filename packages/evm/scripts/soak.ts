import { createEvm } from '../src/createEvm.ts';
import { createPrecompiles } from '../src/precompiles/index.ts';
import { testContracts } from '../testkit/contracts/compile.ts';
import { readFlags, readNumber, readTier } from './arguments.ts';
import { machine } from './bench/report.ts';
import { workloads } from './bench/workloads.ts';
import { BENCH_FORK, benchEnv } from './bench/world.ts';

const USAGE = `npm run soak:evm -- [options]
  --transactions N   how many ERC-20 transfers between the same accounts (default 1,000,000)
  --tier TIER        interpreter, compiled or auto (default auto)
  --json             one JSON object with the curve
Prints the memory after each twentieth part: with the accounts fixed, it must not grow.`;

const POINTS = 20;
const SENDERS = 2_000;
/** Growth from the first quarter to the end above this is a leak: the collector's noise is smaller. */
const ALLOWED_GROWTH_MIB = 24;

interface Point {
  transactions: number;
  heapMiB: number;
  rssMiB: number;
  externalMiB: number;
  wasmPages: number;
}

const flags = readFlags(USAGE, ['transactions', 'tier'], ['json']);
const total = readNumber(flags.transactions, 1_000_000);
const tier = readTier(flags.tier);
const workload = workloads(testContracts()).find(({ name }) => name.startsWith('ERC-20'));
if (workload?.transactions === undefined) throw new Error('the ERC-20 workload is gone');
const evm = createEvm({ fork: BENCH_FORK, tier, precompiles: createPrecompiles() });
for (const [address, account] of workload.accounts(SENDERS)) evm.state.setAccount(address, account);
evm.setBlock(benchEnv);

const curve: Point[] = [];
const step = Math.ceil(total / POINTS);
for (let pass = 0, done = 0; done < total; pass++) {
  const { status } = evm.runTransactions(evm.encodeTransactions(workload.transactions(SENDERS, pass)));
  if (status.some((code) => code !== 1)) throw new Error(`pass ${pass}: a transfer failed`);
  done += SENDERS;
  if (done >= step * (curve.length + 1)) record(done);
}
report();

function record(transactions: number): void {
  // Only a collected heap shows what is held; --expose-gc is no default, so a curve without it has the garbage on it.
  globalThis.gc?.();
  const { heapUsed, rss, external } = process.memoryUsage();
  const mebibytes = (bytes: number) => Math.round((10 * bytes) / 2 ** 20) / 10;
  const point = {
    transactions,
    heapMiB: mebibytes(heapUsed),
    rssMiB: mebibytes(rss),
    externalMiB: mebibytes(external),
    wasmPages: evm.stats().memoryPages,
  };
  curve.push(point);
  if (flags.json === true) return;
  const { heapMiB, rssMiB, externalMiB, wasmPages } = point;
  console.log(
    `${transactions} transactions: heap ${heapMiB} MiB, rss ${rssMiB} MiB, external ${externalMiB} MiB, ${wasmPages} wasm pages`,
  );
}

function report(): void {
  const settled = curve[Math.floor(curve.length / 4)];
  const last = curve.at(-1);
  if (settled === undefined || last === undefined) throw new Error('too few transactions for a curve');
  const heapGrowthMiB = Math.round(10 * (last.heapMiB - settled.heapMiB)) / 10;
  const pageGrowth = last.wasmPages - settled.wasmPages;
  const steady = heapGrowthMiB <= ALLOWED_GROWTH_MIB && pageGrowth === 0;
  if (flags.json === true)
    console.log(JSON.stringify({ name: 'evm-soak', machine: machine(), tier, curve, heapGrowthMiB, pageGrowth }));
  else
    console.log(
      `heap ${heapGrowthMiB} MiB and ${pageGrowth} wasm pages since the first quarter: ${steady ? 'steady' : 'GROWING'}`,
    );
  process.exit(steady ? 0 : 1);
}
