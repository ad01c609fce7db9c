import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SYSTEM_ADDRESS, type SystemContract, systemContract } from '../testkit/fuzz/anvilScenario.ts';
import { account, defaultEnv, GAS_PRICE, SENDERS } from '../testkit/fuzz/scenario.ts';
import { createEthereumJsPeer } from '../testkit/peers/ethereumjs.ts';
import { RUNS_SEED } from '../testkit/seed.ts';
import { firstDifferences } from '../testkit/spec/difference.ts';
import { createEvm } from './createEvm.ts';
import { createPrecompiles } from './precompiles/index.ts';
import type { AccountState, Tier, Transaction } from './types.ts';

const RUNS = 40;
const NAMES: readonly SystemContract[] = [
  'beaconRoots',
  'historyStorage',
  'withdrawalRequests',
  'consolidationRequests',
];
const SENDER = SENDERS[0] ?? SYSTEM_ADDRESS;

interface Step {
  contract: SystemContract;
  system: boolean;
  data: Uint8Array;
  value: bigint;
}

const step: fc.Arbitrary<Step> = fc.record({
  contract: fc.constantFrom(...NAMES),
  system: fc.boolean(),
  data: fc.constantFrom(0, 32, 32, 56, 96).chain((n) => fc.uint8Array({ minLength: n, maxLength: n })),
  value: fc.constantFrom(0n, 1n, 3n),
});

function transaction(entry: Step, nonce: bigint): Transaction {
  const to = systemContract(entry.contract).address;
  return {
    type: 0,
    sender: SENDER,
    to,
    nonce,
    gasLimit: 300_000n,
    value: entry.value,
    data: entry.data,
    gasPrice: GAS_PRICE,
  };
}

async function agree(steps: Step[], tier: Tier): Promise<void> {
  const peer = await createEthereumJsPeer('osaka');
  const evm = createEvm({ fork: 'osaka', tier, precompiles: createPrecompiles() });
  const pre: [Uint8Array, AccountState][] = [
    [SENDER, account(1n << 90n)],
    ...NAMES.map(systemContract).map(({ address, code }): [Uint8Array, AccountState] => [
      address,
      account(0n, code, 1n),
    ]),
  ];
  await peer.load(pre);
  peer.setBlock(defaultEnv);
  for (const [address, state] of pre) evm.state.setAccount(address, state);
  evm.setBlock(defaultEnv);
  let nonce = 0n;
  for (const entry of steps) {
    const { address } = systemContract(entry.contract);
    const tx = transaction(entry, nonce);
    const wanted = entry.system ? await peer.systemCall(address, entry.data) : await peer.applyTransaction(tx);
    const got = entry.system ? evm.systemCall(address, entry.data) : evm.applyTransaction(tx);
    if (!entry.system) nonce++;
    expect([got.status, got.output.toHex()]).toEqual([wanted.status, wanted.output.toHex()]);
  }
  expect(firstDifferences(peer.accounts(), evm.state.accounts())).toEqual([]);
}

describe(`system contracts (EIP-4788, 2935, 7002, 7251) as @ethereumjs/vm runs them (seed ${RUNS_SEED})`, () => {
  for (const tier of ['interpreter', 'compiled'] as const) {
    it(`tier ${tier}`, async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 10 }), (steps) => agree(steps, tier)),
        { seed: RUNS_SEED, numRuns: RUNS },
      );
    });
  }
});
