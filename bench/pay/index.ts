import { availableParallelism, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { report } from '../report.ts';
import { anvilChain, ledgerChain } from './chains.ts';
import { measureSettlement } from './settlement.ts';
import { type Goal, goalsOf, printPay } from './table.ts';
import { measureVouchers } from './vouchers.ts';
import { makePayWorld } from './world.ts';

/** `npm run bench:pay [-- --json] [--quick]`: what paying costs in time and gas, by channels and by their peers. */
const { values } = parseArgs({ options: { json: { type: 'boolean' }, quick: { type: 'boolean' } } });
const quick = values.quick === true;
// A thousand is what the goal is about; a tenth of it shows whether everything works.
const channels = quick ? 100 : 1_000;
const loadBefore = loadavg()[0] ?? 0;
if (loadBefore > availableParallelism() / 2) {
  console.error(
    `load average ${loadBefore.toFixed(1)}: others use this machine; vouchers are measured in processor time`,
  );
}

console.error('vouchers');
const rows = await measureVouchers(quick ? 0.5 : 3);
console.error('opening channels');
const world = await makePayWorld(channels);
for (const open of [ledgerChain, anvilChain]) {
  const chain = await open(world);
  console.error(chain.name);
  try {
    rows.push(...(await measureSettlement(chain, world, { channels, rounds: quick ? 2 : 8 })));
  } finally {
    await chain.stop();
  }
}
const goals: readonly Goal[] = goalsOf(rows);
if (values.json === true) process.stdout.write(`${JSON.stringify({ ...report('pay', rows), loadBefore, goals })}\n`);
else printPay(report('pay', rows), rows, goals);
