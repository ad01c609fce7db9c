import { createEvm } from '../../src/createEvm.ts';
import { createPrecompiles } from '../../src/precompiles/index.ts';
import type { StateBackendFactory } from '../../src/stateBackend.ts';
import type { AccountState, Evm, Fork, Tier, TransactionResult } from '../../src/types.ts';
import { createEthereumJsPeer, type EthereumJsPeer } from '../peers/ethereumjs.ts';
import { firstDifferences } from '../spec/difference.ts';
import { hex } from '../spec/hex.ts';
import { accountsRoot, logsHash } from '../spec/stateRoot.ts';
import type { Scenario } from './scenario.ts';

/** Something that executes: an EVM of ours or a peer. The state persists between transactions of a scenario. */
export interface Subject {
  name: string;
  load(scenario: Scenario): Promise<void>;
  apply(scenario: Scenario, index: number): Promise<TransactionResult>;
  accounts(): Iterable<readonly [Uint8Array, AccountState]>;
}

export interface Mismatch {
  /** Index of the first transaction on which the subjects disagree. */
  transaction: number;
  /** State before that transaction. */
  before: [Uint8Array, AccountState][];
  lines: string[];
}

const precompiles = createPrecompiles();

export function ownSubject(fork: Fork, tier: Tier, backend?: StateBackendFactory): Subject {
  const evm: Evm = createEvm({ fork, tier, precompiles, ...(backend === undefined ? {} : { backend }) });
  return {
    name: `ours, ${tier}${backend === undefined ? '' : ', another state'}`,
    async load(scenario) {
      evm.state.clear();
      for (const [address, account] of scenario.pre) evm.state.setAccount(address, account);
      evm.setBlock(scenario.env);
    },
    async apply(scenario, index) {
      const tx = scenario.transactions[index];
      if (tx === undefined) throw new Error(`no transaction ${index}`);
      return evm.applyTransaction(tx);
    },
    accounts: () => evm.state.accounts(),
  };
}

export async function ethereumJsSubject(fork: Fork): Promise<Subject> {
  const peer: EthereumJsPeer = await createEthereumJsPeer(fork);
  return {
    name: '@ethereumjs/vm',
    async load(scenario) {
      peer.setBlock(scenario.env);
      await peer.load(scenario.pre);
    },
    async apply(scenario, index) {
      const tx = scenario.transactions[index];
      if (tx === undefined) throw new Error(`no transaction ${index}`);
      return peer.applyTransaction(tx);
    },
    accounts: () => peer.accounts(),
  };
}

/** Runs a scenario on every subject in step; the first one is the reference the differences are told against. */
export async function findMismatch(scenario: Scenario, subjects: readonly Subject[]): Promise<Mismatch | undefined> {
  const [reference, ...others] = subjects;
  if (reference === undefined) return undefined;
  for (const subject of subjects) await subject.load(scenario);
  for (let i = 0; i < scenario.transactions.length; i++) {
    const before = [...reference.accounts()].map(
      ([address, account]) => [address, account] as [Uint8Array, AccountState],
    );
    const wanted = await reference.apply(scenario, i);
    for (const subject of others) {
      const lines = compareResults(wanted, await subject.apply(scenario, i));
      if (accountsRoot(reference.accounts()) !== accountsRoot(subject.accounts())) {
        lines.push(...firstDifferences(reference.accounts(), subject.accounts()));
      }
      if (lines.length > 0) {
        return { transaction: i, before, lines: [`${subject.name} against ${reference.name}`, ...lines] };
      }
    }
  }
  return undefined;
}

/** Status, gas, return data and logs; the state is compared apart. */
export function compareResults(wanted: TransactionResult, got: TransactionResult): string[] {
  const lines: string[] = [];
  const compare = (what: string, a: string | bigint, b: string | bigint) => {
    if (a !== b) lines.push(`${what}: expected ${a}, got ${b}`);
  };
  compare('status', wanted.status, got.status);
  if (lines.length > 0) lines.push(`errors: ${wanted.error ?? '-'} / ${got.error ?? '-'}`);
  compare('gas used', wanted.gasUsed, got.gasUsed);
  compare('output', hex(wanted.output), hex(got.output));
  compare('logs', logsHash(wanted.logs), logsHash(got.logs));
  return lines;
}
