/** Who may import whom: docs in ARCHITECTURE.md. `*` is everybody. */
export const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  protocol: [],
  evm: [],
  contracts: [],
  ledger: ['evm', 'protocol'],
  market: ['protocol', 'contracts'],
  provider: ['protocol'],
  gateway: ['market', 'protocol'],
  sdk: ['protocol'],
  node: ['*'],
  cli: ['sdk', 'node', 'protocol'],
  console: ['sdk', 'protocol'],
  examples: ['protocol', 'sdk'],
  bench: ['*'],
};

/** What tests may import beyond that: what they run their subject against. */
export const TESTS_MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  examples: ['provider', 'node'],
};

export type Rule =
  | 'not-allowed'
  | 'past-the-index'
  | 'own-index'
  | 'out-of-package'
  | 'testkit-outside-tests'
  | 'undeclared'
  | 'unknown-package'
  | 'cycle'
  | 'unreadable';

export interface Violation {
  readonly rule: Rule;
  readonly file: string;
  readonly line: number;
  readonly message: string;
}
