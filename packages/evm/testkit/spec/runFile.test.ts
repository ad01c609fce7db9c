import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { createEvm } from '../../src/createEvm.ts';
import { createPrecompiles } from '../../src/precompiles/index.ts';
import { ethereumJsSubject } from '../fuzz/differential.ts';
import { saveStateTest } from '../fuzz/saveStateTest.ts';
import { account, defaultEnv, GAS_PRICE, type Scenario, SENDERS, scenario } from '../fuzz/scenario.ts';
import { RUNS_SEED } from '../seed.ts';
import type { StateTest } from './format.ts';
import { fixedBytes } from './hex.ts';
import { type RunnerContext, runFile } from './runFile.ts';
import { accountsRoot, logsHash } from './stateRoot.ts';

const precompiles = createPrecompiles();
const context: RunnerContext = {
  precompiles,
  evm: (fork) => createEvm({ fork, tier: 'interpreter', precompiles }),
};
const folder = mkdtempSync(join(tmpdir(), 'lode-spec-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A contract that stores and logs what it is sent. */
const STORE = fixedBytes('0x570', 20);
const SENDER = SENDERS[0] ?? STORE;
const simple: Scenario = {
  fork: 'osaka',
  env: defaultEnv,
  pre: [
    [SENDER, account(10n ** 18n)],
    [STORE, account(0n, Uint8Array.fromHex('5f355f5560205f5fa000'), 1n)],
  ],
  transactions: [
    {
      type: 0,
      sender: SENDER,
      to: STORE,
      nonce: 0n,
      gasLimit: 100_000n,
      value: 3n,
      data: new Uint8Array(32).fill(9),
      gasPrice: GAS_PRICE,
    },
  ],
};

/** The first transaction of a scenario as a state test, with @ethereumjs/vm's result as the expected one. */
async function stateTestOf(candidate: Scenario): Promise<string> {
  const reference = await ethereumJsSubject(candidate.fork);
  await reference.load(candidate);
  const result = await reference.apply(candidate, 0);
  const path = saveStateTest(
    folder,
    candidate,
    { transaction: 0, before: candidate.pre, lines: ['test'] },
    {
      hash: accountsRoot(reference.accounts()),
      logs: logsHash(result.logs),
      ...(result.status === 'invalid' ? { expectException: 'refused' } : {}),
    },
  );
  return readFileSync(path, 'utf8');
}

/** The same file with its one test changed. */
function changed(text: string, change: (test: StateTest) => void): string {
  const parsed = JSON.parse(text) as Record<string, StateTest>;
  for (const test of Object.values(parsed)) change(test);
  return JSON.stringify(parsed);
}

describe('runFile', () => {
  it('passes a right expectation and names what differs from a wrong one', async () => {
    const text = await stateTestOf(simple);
    expect(runFile('a.json', text, context)).toMatchObject({ passed: 1, failures: [], skips: [] });

    const wrongRoot = changed(text, (test) => {
      for (const post of test.post.Osaka ?? []) post.hash = `0x${'11'.repeat(32)}`;
    });
    expect(runFile('a.json', wrongRoot, context).failures[0]?.reason).toMatch(/state root: expected 0x1111/);

    const wrongLogs = changed(text, (test) => {
      for (const post of test.post.Osaka ?? []) post.logs = `0x${'22'.repeat(32)}`;
    });
    expect(runFile('a.json', wrongLogs, context).failures[0]?.reason).toMatch(/logs hash: expected 0x2222/);
  });

  it('names the first differing account where the fixture has the state', async () => {
    const text = changed(await stateTestOf(simple), (test) => {
      for (const post of test.post.Osaka ?? []) {
        post.hash = `0x${'11'.repeat(32)}`;
        post.state = test.pre;
      }
    });
    const details = runFile('a.json', text, context).failures[0]?.details ?? [];
    expect(details.join('\n')).toMatch(/570.*balance: expected 0, got 3 \(\+3\)/);
  });

  it('holds a refusal to an unchanged state, and a missing refusal against us', async () => {
    const text = await stateTestOf(simple);
    const demanded = changed(text, (test) => {
      for (const post of test.post.Osaka ?? []) post.expectException = 'TransactionException.NONCE_MISMATCH';
    });
    expect(runFile('a.json', demanded, context).failures[0]?.reason).toMatch(/expected to be refused/);
    const refused = changed(demanded, (test) => {
      test.transaction.nonce = '0x7';
    });
    expect(runFile('a.json', refused, context)).toMatchObject({ passed: 1, failures: [] });
    const overflow = changed(demanded, (test) => {
      test.transaction.value = [`0x:bigint 0x1${'0'.repeat(64)}`];
    });
    expect(runFile('a.json', overflow, context)).toMatchObject({ passed: 1, failures: [] });
  });

  it('names every skip', async () => {
    const other = changed(await stateTestOf(simple), (test) => {
      test.post = { London: test.post.Osaka ?? [] };
    });
    expect(runFile('a.json', other, context).skips).toEqual([{ reason: 'fork London is none of ours', cases: 1 }]);
    expect(runFile('b.json', '{', context).skips[0]?.reason).toMatch(/no JSON/);
    expect(runFile('c.json', '{"x":{"blocks":[]}}', context).skips[0]?.reason).toBe('no state test in it');
    const unknown = '[{"Input":"","Name":"n","Expected":""}]';
    expect(runFile('future.json', unknown, context).skips[0]?.reason).toBe('a precompile suite of unknown name');
  });

  it('holds precompile suites to output, gas and failure', () => {
    const sha = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
    const suite = (gas: number, expected: string) =>
      JSON.stringify([{ Input: '', Name: 'empty', Expected: expected, Gas: gas }]);
    expect(runFile('sha256.json', suite(60, sha), context)).toMatchObject({ passed: 1, failures: [] });
    expect(runFile('sha256.json', suite(61, sha), context).failures[0]?.reason).toBe('gas: expected 61, got 60');
    expect(runFile('sha256.json', suite(60, '00'), context).failures[0]?.reason).toBe('output');
    expect(runFile('fail-sha256.json', suite(60, sha), context).failures[0]?.reason).toMatch(/expected to fail/);
  });

  it('runs what the fuzzer saves, whatever the type of the transaction', async () => {
    const scenarios = fc.sample(scenario('osaka'), { seed: RUNS_SEED, numRuns: 25 });
    const types = new Set<number>();
    for (const candidate of scenarios) {
      types.add(candidate.transactions[0]?.type ?? 0);
      expect(runFile('f.json', await stateTestOf(candidate), context)).toMatchObject({ passed: 1, failures: [] });
    }
    expect([...types].sort()).toEqual([0, 1, 2, 4]);
  });
});
