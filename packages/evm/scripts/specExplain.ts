import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createEvm } from '../src/createEvm.ts';
import { createPrecompiles } from '../src/precompiles/index.ts';
import type { Tier } from '../src/types.ts';
import { createEthereumJsPeer } from '../testkit/peers/ethereumjs.ts';
import { firstDifferences } from '../testkit/spec/difference.ts';
import { blockEnvironment, FORKS, readAccounts } from '../testkit/spec/environment.ts';
import { readTestFile, type StateTest, type TestPost } from '../testkit/spec/format.ts';
import type { Failure } from '../testkit/spec/runFile.ts';
import { accountsRoot } from '../testkit/spec/stateRoot.ts';
import { authorizationSignatures, buildTransaction } from '../testkit/spec/transaction.ts';

/** Runs a failing case on `@ethereumjs/vm` and names where our state departs from a state with the expected root. */
export async function explainFailure(folder: string, failure: Failure, tier: Tier): Promise<string[]> {
  const found = findCase(folder, failure);
  if (found === undefined) return ['no state test'];
  const { test, post } = found;
  const tx = buildTransaction(test.transaction, post);
  if ('undecodable' in tx) return [tx.undecodable];
  const pre = readAccounts(test.pre);
  const peer = await createEthereumJsPeer(failure.fork);
  await peer.load(pre);
  peer.setBlock(blockEnvironment(test));
  const wanted = await peer.applyTransaction({
    ...tx,
    authorizationSignatures: authorizationSignatures(test.transaction),
  });
  const peerRoot = accountsRoot(peer.accounts());
  const lines = [`@ethereumjs/vm: ${wanted.status} ${wanted.error ?? ''} gas used ${wanted.gasUsed}, root ${peerRoot}`];
  if (peerRoot !== post.hash) lines.push('its root is not the expected one either: the differences may mislead');
  const precompiles = createPrecompiles();
  const evm = createEvm({ fork: failure.fork, tier, precompiles });
  for (const [address, account] of pre) evm.state.setAccount(address, account);
  evm.setBlock(blockEnvironment(test));
  const got = evm.applyTransaction(tx);
  lines.push(`ours: ${got.status} ${got.error ?? ''} gas used ${got.gasUsed}`);
  return [...lines, ...firstDifferences(peer.accounts(), evm.state.accounts())];
}

function findCase(folder: string, failure: Failure): { test: StateTest; post: TestPost } | undefined {
  const content = readTestFile(readFileSync(join(folder, failure.file), 'utf8'));
  if (content.kind !== 'state') return undefined;
  const test = content.tests[failure.test];
  const forkName = [...FORKS].find(([, fork]) => fork === failure.fork)?.[0] ?? '';
  const { index } = failure;
  const post = test?.post[forkName]?.find(
    ({ indexes }) => indexes.data === index?.data && indexes.gas === index.gas && indexes.value === index.value,
  );
  return test === undefined || post === undefined ? undefined : { test, post };
}
