import { createEvm } from '../../src/createEvm.ts';
import { createPrecompiles } from '../../src/precompiles/index.ts';
import type { AccountState, Tier } from '../../src/types.ts';
import type { AnvilPeer } from '../peers/anvil.ts';
import { firstDifferences } from '../spec/difference.ts';
import { systemContract } from './anvilScenario.ts';
import { compareResults } from './differential.ts';
import type { Scenario } from './scenario.ts';

const precompiles = createPrecompiles();

/**
 * Runs a scenario on anvil and on one tier of ours: a block a transaction, in the block anvil mined, after the system
 * call that begins it. `undefined`: they agree on results and state.
 */
export async function findAnvilMismatch(
  scenario: Scenario,
  anvil: AnvilPeer,
  tier: Tier,
): Promise<string[] | undefined> {
  const evm = createEvm({ fork: scenario.fork, tier, precompiles });
  const history = systemContract('historyStorage');
  await anvil.load(scenario.pre);
  for (const [address, account] of scenario.pre) evm.state.setAccount(address, account);
  // anvil's genesis gives it no nonce.
  evm.state.setAccount(history.address, { nonce: 0n, balance: 0n, code: history.code, storage: new Map() });
  for (const [i, template] of scenario.transactions.entries()) {
    const tx = { ...template, nonce: await anvil.nonce(template.sender) };
    const { result, env, parentHash } = await anvil.applyTransaction(tx);
    evm.setBlock(env);
    evm.systemCall(history.address, parentHash);
    const lines = compareResults(result, evm.applyTransaction(tx));
    if (lines.length > 0) return [`transaction ${i}, ours (${tier}) against ${anvil.version}`, ...lines];
  }
  const lines = firstDifferences(nonEmpty(await anvil.accounts()), nonEmpty(evm.state.accounts()));
  return lines.length === 0 ? undefined : [`state, ours (${tier}) against ${anvil.version}`, ...lines];
}

/** anvil's dump lists touched accounts that EIP-161 says do not exist. */
function nonEmpty(accounts: Iterable<readonly [Uint8Array, AccountState]>): (readonly [Uint8Array, AccountState])[] {
  return [...accounts].filter(
    ([, account]) =>
      account.nonce !== 0n || account.balance !== 0n || account.code.length > 0 || account.storage.size > 0,
  );
}
