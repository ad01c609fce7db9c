import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { testContracts } from '../testkit/contracts/compile.ts';
import { contractScenario } from '../testkit/fuzz/contractScenario.ts';
import { ownSubject, type Subject } from '../testkit/fuzz/differential.ts';
import { assertAgreement } from '../testkit/fuzz/property.ts';
import { scenario } from '../testkit/fuzz/scenario.ts';
import { RUNS_SEED } from '../testkit/seed.ts';
import { accountsRoot } from '../testkit/spec/stateRoot.ts';
import { createEvm } from './createEvm.ts';
import { createPrecompiles } from './precompiles/index.ts';

const RUNS = 40;
const CONTRACT_RUNS = 8;
/** With keys of zero everything has the same hash; with ones, many things have. `undefined`: random ones. */
const KEYS = [undefined, 0, 0xff, 0x01];

function withKeys<T>(key: number | undefined, make: () => T): T {
  if (key === undefined) return make();
  const random = vi.spyOn(crypto, 'getRandomValues');
  random.mockImplementation((array) => {
    if (array instanceof Uint8Array) array.fill(key);
    return array;
  });
  const made = make();
  expect(random).toHaveBeenCalled();
  random.mockRestore();
  return made;
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe(`the keys of the hash tables (seed ${RUNS_SEED})`, () => {
  it('change no result and no set, one transaction after the other', async () => {
    const subjects = KEYS.flatMap((key): Subject[] => [
      withKeys(key, () => ownSubject('osaka', 'interpreter')),
      withKeys(key, () => ownSubject('osaka', 'compiled')),
    ]);
    await assertAgreement(scenario('osaka'), subjects, RUNS);
  });

  it('change no result and no set in batches, where digests are made ahead', () => {
    const worlds = [
      ...fc.sample(scenario('osaka'), { seed: RUNS_SEED, numRuns: RUNS }),
      ...fc.sample(contractScenario('osaka', testContracts()), { seed: RUNS_SEED, numRuns: CONTRACT_RUNS }),
    ];
    const evms = KEYS.map((key) => withKeys(key, () => createEvm({ precompiles: createPrecompiles() })));
    for (const { pre, env, transactions } of worlds) {
      const outcomes = evms.map((evm) => {
        evm.state.clear();
        for (const [address, account] of pre) evm.state.setAccount(address, account);
        evm.setBlock(env);
        const { status, reason, gasUsed, rawLogs } = evm.runTransactions(evm.encodeTransactions(transactions));
        return { status, reason, gasUsed, rawLogs, root: accountsRoot(evm.state.accounts()) };
      });
      for (const outcome of outcomes) expect(outcome).toEqual(outcomes[0]);
    }
  });
});
