import type { AccountState, Evm, Transaction } from '../../src/types.ts';
import { firstDifferences } from './difference.ts';
import { blockEnvironment, readAccounts } from './environment.ts';
import type { StateTest, TestPost } from './format.ts';
import { accountsRoot, logsHash, stateRoot } from './stateRoot.ts';
import { buildTransaction } from './transaction.ts';

export interface CaseFailure {
  /** One line: what was expected and what came. */
  reason: string;
  details: string[];
}

/** Runs one `post` entry on an EVM of its fork, whose state is replaced. `undefined`: it passed. */
export function runStateCase(evm: Evm, test: StateTest, post: TestPost): CaseFailure | undefined {
  const pre = readAccounts(test.pre);
  const tx = buildTransaction(test.transaction, post);
  if ('undecodable' in tx) {
    return post.expectException === undefined
      ? failure(`the transaction is not encodable: ${tx.undecodable}`)
      : undefined;
  }
  evm.state.clear();
  for (const [address, account] of pre) evm.state.setAccount(address, account);
  evm.setBlock(blockEnvironment(test));
  return post.expectException === undefined ? runValid(evm, tx, post) : runRefused(evm, tx, pre, post.expectException);
}

function runValid(evm: Evm, tx: Transaction, post: TestPost): CaseFailure | undefined {
  const result = evm.applyTransaction(tx);
  const summary = `status ${result.status}${result.error === undefined ? '' : ` (${result.error})`}, gas used ${result.gasUsed}`;
  if (result.status === 'invalid')
    return failure(`a valid transaction was refused: ${result.error ?? 'no reason given'}`);
  const root = stateRoot(evm.state);
  if (root !== post.hash) {
    const known = post.state === undefined ? [] : firstDifferences(readAccounts(post.state), evm.state.accounts());
    return failure(`state root: expected ${post.hash}, got ${root}`, summary, ...known);
  }
  const logs = logsHash(result.logs);
  return logs === post.logs ? undefined : failure(`logs hash: expected ${post.logs}, got ${logs}`, summary);
}

function runRefused(
  evm: Evm,
  tx: Transaction,
  pre: [Uint8Array, AccountState][],
  exception: string,
): CaseFailure | undefined {
  const result = evm.applyTransaction(tx);
  if (result.status !== 'invalid') return failure(`expected to be refused (${exception}), got ${result.status}`);
  if (stateRoot(evm.state) === accountsRoot(pre)) return undefined;
  return failure('a refused transaction changed the state', ...firstDifferences(pre, evm.state.accounts()));
}

function failure(reason: string, ...details: string[]): CaseFailure {
  return { reason, details };
}
