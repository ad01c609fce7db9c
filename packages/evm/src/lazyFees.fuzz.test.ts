import { describe, expect, it } from 'vitest';
import { testBlock } from '../testkit/block.ts';
import { ownSubject } from '../testkit/fuzz/differential.ts';
import { assertAgreement } from '../testkit/fuzz/property.ts';
import { scenario } from '../testkit/fuzz/scenario.ts';
import { createMapState } from '../testkit/mapState.ts';
import { RUNS_SEED } from '../testkit/seed.ts';
import { createEvm } from './createEvm.ts';
import type { AccountState, Evm, Transaction } from './types.ts';

const RUNS = 150;
const address = (n: number) => new Uint8Array(20).fill(n, 19);
const [SENDER, CODE, OTHER, BENEFICIARY] = [address(0x11), address(0x22), address(0x33), address(0xbe)];
const account = (balance: bigint, code = ''): AccountState => ({
  nonce: 0n,
  balance,
  code: Uint8Array.fromHex(code),
  storage: new Map(),
});

interface Case {
  name: string;
  beneficiary?: Uint8Array;
  tx?: Partial<Transaction>;
  /** Code at CODE, which the transaction calls. */
  code?: string;
  /** Of the beneficiary before. */
  before?: AccountState;
  /** Whether the beneficiary's account may stay unread. */
  blind: boolean;
}

const PUSH_BENEFICIARY = `73${BENEFICIARY.toHex()}`;
const CASES: Case[] = [
  { name: 'it has nothing to do with the transaction', blind: true },
  { name: 'it exists already', before: account(5n), blind: true },
  { name: 'it is a contract', before: account(5n, '00'), blind: true },
  { name: 'no fee is left for it and it is empty', before: account(0n), tx: { gasPrice: 1n }, blind: true },
  { name: 'no fee is left for it and it is absent', tx: { gasPrice: 1n }, blind: true },
  { name: 'it sends', beneficiary: SENDER, blind: false },
  { name: 'it is called', beneficiary: CODE, blind: false },
  { name: 'it receives', tx: { to: BENEFICIARY, value: 7n }, blind: false },
  { name: 'its balance is read', code: `${PUSH_BENEFICIARY}315f55`, before: account(9n), blind: false },
  { name: 'its code is read, warm', code: `5a${PUSH_BENEFICIARY}3b505a90035f55`, blind: false },
  { name: 'its balance is read and that is undone', code: `${PUSH_BENEFICIARY}315f5ffd`, blind: false },
  { name: 'it inherits', code: `${PUSH_BENEFICIARY}ff`, before: account(1n), blind: false },
  { name: 'it is called with value', code: `5f5f5f5f6001${PUSH_BENEFICIARY}5af1`, blind: false },
  {
    name: 'it is named in the access list',
    tx: { type: 1, accessList: [{ address: BENEFICIARY, storageKeys: [] }] },
    blind: false,
  },
  { name: 'the transaction is refused', tx: { nonce: 7n }, blind: true },
  { name: 'the transaction halts', code: 'fe', blind: true },
];

function run(one: Case, lazy: boolean) {
  const map = createMapState(lazy);
  const evm: Evm = createEvm({ precompiles: () => undefined, backend: map.backend });
  evm.state.setAccount(SENDER, account(10n ** 20n));
  evm.state.setAccount(OTHER, account(1n));
  evm.state.setAccount(CODE, account(100n, one.code ?? '00'));
  if (one.before !== undefined) evm.state.setAccount(BENEFICIARY, one.before);
  const beneficiary = one.beneficiary ?? BENEFICIARY;
  evm.setBlock(testBlock({ coinbase: beneficiary }));
  const common = { type: 0, sender: SENDER, nonce: 0n, gasLimit: 200_000n, gasPrice: 3n, value: 0n } as const;
  const result = evm.applyTransaction({ ...common, to: CODE, data: new Uint8Array(), ...one.tx });
  const accounts = [...evm.state.accounts()].sort(([a], [b]) => (a.toHex() < b.toHex() ? -1 : 1));
  return { result, accounts, credits: map.credits, reads: map.reads(beneficiary) };
}

describe('fees that the state adds by itself', () => {
  for (const one of CASES) {
    it(`give the same state where ${one.name}`, () => {
      const [eager, lazy] = [run(one, false), run(one, true)];
      expect(lazy.result).toEqual(eager.result);
      expect(lazy.accounts).toEqual(eager.accounts);
      expect(eager.credits).toBe(0);
      const refused = lazy.result.status === 'invalid';
      expect(lazy.credits).toBe(one.blind && !refused ? 1 : 0);
      expect(lazy.reads).toBe(one.blind ? 0 : 1);
    });
  }

  it('give the same state where a transaction creates the beneficiary, or destroys it again', () => {
    for (const data of ['', '5f5ff3', `73${OTHER.toHex()}ff`, 'fe']) {
      const create = (beneficiary: Uint8Array, lazy: boolean) => {
        const evm = createEvm({ precompiles: () => undefined, backend: createMapState(lazy).backend });
        evm.state.setAccount(SENDER, account(10n ** 20n));
        evm.setBlock(testBlock({ coinbase: beneficiary }));
        const common = { type: 0, sender: SENDER, nonce: 0n, gasLimit: 200_000n, gasPrice: 3n, value: 5n } as const;
        const result = evm.applyTransaction({ ...common, data: Uint8Array.fromHex(data) });
        return { result, accounts: [...evm.state.accounts()] };
      };
      const made = create(BENEFICIARY, false).result.createdAddress ?? new Uint8Array(20);
      const accounts = create(made, false).accounts;
      expect(create(made, true).accounts.sort()).toEqual(accounts.sort());
    }
  });

  it(`give the same results on random contracts (seed ${RUNS_SEED})`, async () => {
    const subjects = [
      ownSubject('osaka', 'interpreter'),
      ownSubject('osaka', 'interpreter', createMapState(true).backend),
      ownSubject('osaka', 'compiled', createMapState(true).backend),
      ownSubject('osaka', 'compiled', createMapState(false).backend),
    ];
    await assertAgreement(scenario('osaka'), subjects, RUNS);
  });
});
