import { join } from 'node:path';
import fc from 'fast-check';
import type { Fork } from '../src/types.ts';
import { testContracts } from '../testkit/contracts/compile.ts';
import { findAnvilMismatch } from '../testkit/fuzz/anvilDifferential.ts';
import { anvilScenario, precompileScenario } from '../testkit/fuzz/anvilScenario.ts';
import { contractScenario } from '../testkit/fuzz/contractScenario.ts';
import {
  ethereumJsSubject,
  findMismatch,
  type Mismatch,
  ownSubject,
  type Subject,
} from '../testkit/fuzz/differential.ts';
import { saveStateTest } from '../testkit/fuzz/saveStateTest.ts';
import { type Scenario, scenario } from '../testkit/fuzz/scenario.ts';
import { type AnvilPeer, createAnvilPeer } from '../testkit/peers/anvil.ts';
import { accountsRoot, logsHash } from '../testkit/spec/stateRoot.ts';
import { readFlags, readNumber } from './arguments.ts';

const USAGE = `npm run fuzz:evm -- [options]
  --minutes N    how long to run (default 1)
  --seed N       start of the sequence of seeds (default: the clock)
  --fork FORK    cancun, prague or osaka (default: each in turn)
  --anvil        compare with anvil in place of @ethereumjs/vm: EIP-7702, CLZ, precompiles, system contracts (Osaka)
  --tiers-only   compare interpreter and compiled code without @ethereumjs/vm: a hundred times as many cases
  --out DIR      where state tests of what was found are written (default out/fuzz-evm)
What it finds is shrunk and saved as a state test; npm run spec -- --vectors DIR runs it again.`;

/** Scenarios a round: rounds change the fork and the kind of scenario. */
const ROUND = 50;

const flags = readFlags(USAGE, ['minutes', 'seed', 'fork', 'out'], ['tiers-only', 'anvil']);
const minutes = readNumber(flags.minutes, 1);
const firstSeed = readNumber(flags.seed, Date.now() % 1_000_000_000);
const out = typeof flags.out === 'string' ? flags.out : join(import.meta.dirname, '../../../out/fuzz-evm');
const forks = readForks(flags.fork);
/** Published contracts and precompiles take longer and have fewer paths. */
const kinds = ['contracts', 'contracts', 'precompiles', 'contracts', 'contracts', 'published contracts'] as const;
type Kind = (typeof kinds)[number];

const contracts = testContracts();
const end = Date.now() + minutes * 60_000;
let scenarios = 0;
let transactions = 0;
let found = 0;
console.log(`seed ${firstSeed}`);
const anvil = flags.anvil === true ? await createAnvilPeer('osaka') : undefined;
try {
  for (let round = 0; Date.now() < end; round++)
    await (anvil === undefined ? runRound(round) : runAnvilRound(round, anvil));
} finally {
  await anvil?.stop();
}
console.log(
  `${scenarios} scenarios, ${transactions} transactions, ${found} differences${found > 0 ? ` in ${out}` : ''}`,
);
process.exit(found === 0 ? 0 : 1);

async function runRound(round: number): Promise<void> {
  const fork = forks[round % forks.length] ?? 'osaka';
  const kind = kinds[round % kinds.length] ?? 'contracts';
  const arbitrary = scenariosOf(kind, fork);
  const subjects = await createSubjects(fork);
  const property = fc.asyncProperty(arbitrary, async (candidate) => {
    scenarios++;
    transactions += candidate.transactions.length;
    return (await findMismatch(candidate, subjects)) === undefined;
  });
  const seed = firstSeed + round;
  const limit = Math.max(1, end - Date.now());
  const result = await fc.check(property, { seed, numRuns: ROUND, interruptAfterTimeLimit: limit + 60_000 });
  const counterexample = result.counterexample?.[0];
  if (counterexample === undefined) return;
  found++;
  const mismatch = await findMismatch(counterexample, subjects);
  if (mismatch === undefined) {
    console.log(`FOUND and lost again: ${fork}, ${kind}, seed ${seed}: not the same when run a second time`);
    return;
  }
  console.log(`FOUND ${fork}, ${kind}, seed ${seed}, path ${result.counterexamplePath}`);
  for (const line of mismatch.lines) console.log(`  ${line}`);
  console.log(`  saved as ${await save(counterexample, mismatch, subjects)}`);
}

function scenariosOf(kind: Kind, fork: Fork): fc.Arbitrary<Scenario> {
  if (kind === 'published contracts') return contractScenario(fork, contracts);
  return kind === 'precompiles' ? precompileScenario.map((candidate) => ({ ...candidate, fork })) : scenario(fork);
}

/** anvil's chain has blocks and system calls of its own, so what is found is told by its seed and not as a state test. */
async function runAnvilRound(round: number, peer: AnvilPeer): Promise<void> {
  const tier = round % 2 === 0 ? 'compiled' : 'interpreter';
  const property = fc.asyncProperty(anvilScenario(), async (candidate) => {
    scenarios++;
    transactions += candidate.transactions.length;
    const lines = await findAnvilMismatch(candidate, peer, tier);
    if (lines !== undefined) throw new Error(lines.join('\n  '));
  });
  const seed = firstSeed + round;
  const limit = Math.max(1, end - Date.now());
  const result = await fc.check(property, { seed, numRuns: ROUND, interruptAfterTimeLimit: limit + 60_000 });
  if (!result.failed || result.interrupted) return;
  found++;
  console.log(`FOUND against anvil, tier ${tier}, seed ${seed}, path ${result.counterexamplePath}`);
  console.log(
    `  ${result.errorInstance instanceof Error ? result.errorInstance.message : String(result.errorInstance)}`,
  );
}

async function createSubjects(fork: Fork): Promise<Subject[]> {
  const own = [ownSubject(fork, 'interpreter'), ownSubject(fork, 'compiled')];
  return flags['tiers-only'] === true ? own : [await ethereumJsSubject(fork), ...own];
}

/** The expected values are the reference's: it runs the transaction once more on the state before it. */
async function save(candidate: Scenario, mismatch: Mismatch, subjects: readonly Subject[]): Promise<string> {
  const tx = candidate.transactions[mismatch.transaction];
  const reference = subjects[0];
  if (tx === undefined || reference === undefined) throw new Error('nothing to save');
  const single: Scenario = { ...candidate, pre: mismatch.before, transactions: [tx] };
  await reference.load(single);
  const result = await reference.apply(single, 0);
  return saveStateTest(
    out,
    single,
    { ...mismatch, transaction: 0 },
    {
      hash: accountsRoot(reference.accounts()),
      logs: logsHash(result.logs),
      ...(result.status === 'invalid' ? { expectException: result.error ?? 'refused' } : {}),
    },
  );
}

function readForks(value: string | boolean | undefined): Fork[] {
  if (value === undefined) return ['osaka', 'prague', 'cancun'];
  if (value === 'cancun' || value === 'prague' || value === 'osaka') return [value];
  console.error(`--fork is cancun, prague or osaka, not ${value}`);
  process.exit(2);
}
