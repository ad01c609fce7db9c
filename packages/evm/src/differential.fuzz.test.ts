import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { testContracts } from '../testkit/contracts/compile.ts';
import { contractScenario } from '../testkit/fuzz/contractScenario.ts';
import { ethereumJsSubject, ownSubject } from '../testkit/fuzz/differential.ts';
import { assertAgreement } from '../testkit/fuzz/property.ts';
import { scenario } from '../testkit/fuzz/scenario.ts';
import { RUNS_SEED } from '../testkit/seed.ts';
import { createEvm } from './createEvm.ts';
import { createPrecompiles } from './precompiles/index.ts';
import type { Fork } from './types.ts';

/** Enough to catch a broken opcode within seconds; `npm run fuzz:evm` runs for as long as it is told. */
const PEER_RUNS = 120;
const TIER_RUNS = 400;
const CONTRACT_RUNS = 12;
const FORKS: readonly Fork[] = ['cancun', 'prague', 'osaka'];

describe(`differential execution (seed ${RUNS_SEED})`, { timeout: 300_000 }, () => {
  for (const fork of FORKS) {
    it(`${fork}: both tiers and @ethereumjs/vm agree on random contracts`, async () => {
      const subjects = [await ethereumJsSubject(fork), ownSubject(fork, 'interpreter'), ownSubject(fork, 'compiled')];
      await assertAgreement(scenario(fork), subjects, PEER_RUNS);
    });
  }

  it('the tiers agree on random contracts', async () => {
    await assertAgreement(
      scenario('osaka'),
      [ownSubject('osaka', 'interpreter'), ownSubject('osaka', 'compiled')],
      TIER_RUNS,
    );
  });

  it('the compiled tier ran compiled code', () => {
    const evm = createEvm({ fork: 'osaka', tier: 'compiled', precompiles: createPrecompiles() });
    for (const { pre, env, transactions } of fc.sample(scenario('osaka'), { seed: RUNS_SEED, numRuns: 30 })) {
      evm.state.clear();
      for (const [address, account] of pre) evm.state.setAccount(address, account);
      evm.setBlock(env);
      for (const tx of transactions) evm.applyTransaction(tx);
    }
    const { compiledFrames, interpretedFrames } = evm.stats();
    expect(compiledFrames).toBeGreaterThan(interpretedFrames);
  });

  it('both tiers and @ethereumjs/vm agree on ERC-20, ERC-721 and Uniswap V2 sequences', async () => {
    const subjects = [
      await ethereumJsSubject('osaka'),
      ownSubject('osaka', 'interpreter'),
      ownSubject('osaka', 'compiled'),
    ];
    await assertAgreement(contractScenario('osaka', testContracts()), subjects, CONTRACT_RUNS);
  });
});
