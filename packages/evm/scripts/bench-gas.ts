import { createEvm } from '../src/createEvm.ts';
import { createPrecompiles, portableOperations } from '../src/precompiles/index.ts';
import { createNativeOperations } from '../src/precompiles/native/index.ts';
import type { Evm, Tier } from '../src/types.ts';
import { defaultEnv } from '../testkit/fuzz/scenario.ts';
import { fixedBytes } from '../testkit/spec/hex.ts';
import { readFlags } from './arguments.ts';
import { selectClock } from './bench/clock.ts';
import { machine } from './bench/report.ts';
import { actor, transaction } from './bench/world.ts';
import { EMPTY_TARGET, loopCode, OPCODE_CASES, type OpcodeCase, TARGET } from './gas/opcodes.ts';
import { measurePrecompile, precompileCases } from './gas/precompiles.ts';

const USAGE = `npm run bench:gas -- [options]
  --json        one JSON object instead of the table
  --only TEXT   cases whose name contains TEXT
  --clock cpu   processor time instead of time as it passes (Linux)
Nanoseconds per gas of every opcode (with the pushes and pops it needs, in a loop until the gas is used up) and of
every precompiled contract.`;

interface GasRow {
  workload: string;
  subject: 'opcode' | 'precompile';
  variant: string;
  nsPerGas: number;
  includes: string;
}

const WORST = 10;
const LOOP_GAS = 3_000_000n;
const WARM_UPS = 4n;
/** Runs go on for this long: processor time may come in ticks of ten milliseconds. */
const BUDGET_MS = 150;
const CONTRACT = fixedBytes('0xbe9c4', 20);
const SENDER = actor('gas', 0);
const BLOCK_HASH = new Uint8Array(32).fill(7);

const flags = readFlags(USAGE, ['only', 'clock'], ['json']);
const only = typeof flags.only === 'string' ? flags.only.toLowerCase() : '';
const clock = selectClock(flags.clock);
const native = await createNativeOperations();
const rows: GasRow[] = [];
const failures: string[] = [];

for (const tier of ['interpreter', 'compiled'] as const) {
  for (const test of OPCODE_CASES) {
    if (!test.name.toLowerCase().includes(only)) continue;
    attempt(`${test.name}, ${tier}`, () => rows.push(opcodeRow(test, tier)));
  }
}
for (const [variant, operations] of [
  ['portable', portableOperations],
  ['native', native],
] as const) {
  for (const test of precompileCases()) {
    if (!test.name.toLowerCase().includes(only)) continue;
    attempt(`${test.name}, ${variant}`, () => {
      const { nsPerGas, gas } = measurePrecompile(test, operations, clock);
      rows.push({
        workload: test.name,
        subject: 'precompile',
        variant,
        nsPerGas,
        includes: `the operation; ${gas} gas`,
      });
    });
  }
}
const worst = [...rows].sort((a, b) => b.nsPerGas - a.nsPerGas).slice(0, WORST);
if (flags.json === true)
  console.log(JSON.stringify({ name: 'evm-gas', machine: { ...machine(), clock: clock.name }, rows }));
else print();
for (const failure of failures) console.error(`FAILED ${failure}`);
process.exit(failures.length === 0 ? 0 : 1);

function opcodeRow(test: OpcodeCase, tier: Tier): GasRow {
  const evm = createEvm({ fork: 'osaka', tier, precompiles: createPrecompiles(native) });
  // A node has the last 256 hashes at hand; the tests' rule of hashing the number is not what is measured.
  evm.setBlock({ ...defaultEnv, blockHash: () => BLOCK_HASH });
  const state = (code: Uint8Array, balance = 0n) => ({ nonce: 1n, balance, code, storage: new Map<string, bigint>() });
  evm.state.setAccount(SENDER, { ...state(new Uint8Array(0), 1n << 120n), nonce: 0n });
  evm.state.setAccount(CONTRACT, state(loopCode(test), 1n << 100n));
  evm.state.setAccount(fixedBytes(`0x${TARGET.toString(16)}`, 20), state(Uint8Array.of(0)));
  evm.state.setAccount(fixedBytes(`0x${EMPTY_TARGET.toString(16)}`, 20), {
    ...state(new Uint8Array(0), 1n),
    nonce: 0n,
  });
  let nonce = 0n;
  for (; nonce < WARM_UPS; nonce++) runOnce(evm, nonce, test.name);
  let runs = 0;
  let elapsed = 0;
  for (const start = clock.now(); elapsed < BUDGET_MS; elapsed = clock.now() - start) {
    runOnce(evm, nonce++, test.name);
    runs++;
  }
  const nsPerGas = (elapsed * 1e6) / (runs * Number(LOOP_GAS));
  const includes = 'the loop around it, its operands; one transaction of 3M gas that runs out';
  return { workload: test.name, subject: 'opcode', variant: tier, nsPerGas, includes };
}

/** A transaction that loops until its gas is used up. */
function runOnce(evm: Evm, nonce: bigint, name: string): void {
  const result = evm.applyTransaction(transaction(SENDER, nonce, new Uint8Array(0), CONTRACT, LOOP_GAS));
  if (result.status !== 'halt' || result.gasUsed !== LOOP_GAS || !/gas/i.test(result.error ?? '')) {
    throw new Error(`${name} ended with ${result.status} (${result.error ?? ''}) after ${result.gasUsed} gas`);
  }
}

function attempt(name: string, run: () => void): void {
  try {
    run();
  } catch (error) {
    failures.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function print(): void {
  for (const row of rows) console.log(line(row));
  console.log(`\nthe ${WORST} worst`);
  for (const row of worst) console.log(line(row));
  console.log(
    `\n${Object.entries({ ...machine(), clock: clock.name })
      .map(([key, value]) => `${key} ${value}`)
      .join(', ')}`,
  );
}

function line(row: GasRow): string {
  return `${row.workload.padEnd(40)} ${row.variant.padEnd(12)} ${row.nsPerGas.toFixed(3).padStart(10)} ns/gas`;
}
