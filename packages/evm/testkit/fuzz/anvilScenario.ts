import fc from 'fast-check';
import { type OperationName, PRECOMPILES } from '../../src/precompiles/index.ts';
import type { AccountState } from '../../src/types.ts';
import systemContracts from '../golden/system-contracts.json' with { type: 'json' };
import type { SignedTransaction } from '../peers/ethereumjs.ts';
import { precompileInput } from '../precompileInputs.ts';
import { bytes, fixedBytes } from '../spec/hex.ts';
import { assemble, type Item } from './assembler.ts';
import { word } from './programs.ts';
import { AUTHORITIES, account, defaultEnv, GAS_PRICE, type Scenario, SENDERS, scenario } from './scenario.ts';

export type SystemContract = keyof typeof systemContracts;

export function systemContract(name: SystemContract): { address: Uint8Array; code: Uint8Array } {
  const { address, code } = systemContracts[name];
  return { address: fixedBytes(address, 20), code: bytes(code) };
}

export const SYSTEM_ADDRESS = fixedBytes('0xfffffffffffffffffffffffffffffffffffffffe', 20);
const FORWARDER = fixedBytes('0xf0f0', 20);
const SENDER = SENDERS[0] ?? FORWARDER;

/** CALLDATACOPY all, call the precompile in the first word with the rest, return what it returned and its success. */
const FORWARD = Uint8Array.fromHex(
  // size = calldatasize - 32; calldatacopy(0, 32, size)
  '602036038060205f37' +
    // success = call(gas, calldataload(0), 0, 0, size, 0, 0); stack: size
    '5f5f82' +
    '5f5f5f355af1' +
    // mstore(0, success); returndatacopy(32, 0, returndatasize); return(0, 32 + returndatasize)
    '5f523d5f60203e60203d015ff3',
);

/** What ethereumjs shares a library with us for, and what only anvil's revm implements apart. */
export function anvilScenario(): fc.Arbitrary<Scenario> {
  return fc.oneof(
    { weight: 3, arbitrary: scenario('osaka').map(withAuthorities) },
    { weight: 4, arbitrary: precompileScenario },
    { weight: 1, arbitrary: clzScenario },
    { weight: 2, arbitrary: systemContractScenario },
  );
}

/**
 * anvil's database answers for absent accounts with empty ones, so that it refunds EIP-7702's surcharge for accounts
 * that do not exist. Here every authority exists; `@ethereumjs/vm` is the oracle for those that do not.
 */
function withAuthorities(candidate: Scenario): Scenario {
  const present = new Set(candidate.pre.map(([address]) => address));
  const missing = AUTHORITIES.filter((address) => !present.has(address));
  return {
    ...candidate,
    pre: [...candidate.pre, ...missing.map((address): [Uint8Array, AccountState] => [address, account(1n)])],
  };
}

/** The pairings and multiplications cost most of the time and are no newer than the rest. */
const FORWARDED = [...PRECOMPILES.osaka].map(([address, entry]) => ({ address, operation: entry.operation }));
const WEIGHTS: Partial<Record<OperationName, number>> = { p256Verify: 8, modExp: 4 };

export const precompileScenario: fc.Arbitrary<Scenario> = fc
  .array(
    fc.oneof(
      ...FORWARDED.map(({ address, operation }) => ({
        weight: WEIGHTS[operation] ?? 1,
        arbitrary: precompileInput(operation).map((input) => ({ address, input })),
      })),
    ),
    { minLength: 1, maxLength: 3 },
  )
  .map((calls) => ({
    fork: 'osaka',
    env: defaultEnv,
    pre: [
      [SENDER, account(1n << 100n)],
      [FORWARDER, account(0n, FORWARD, 1n)],
    ],
    transactions: calls.map(({ address, input }, i) => {
      const data = new Uint8Array(32 + input.length);
      new DataView(data.buffer).setUint32(28, address);
      data.set(input, 32);
      return call(SENDER, FORWARDER, data, BigInt(i));
    }),
  }));

function call(sender: Uint8Array, to: Uint8Array, data: Uint8Array, nonce: bigint, value = 0n): SignedTransaction {
  return { type: 0, sender, to, nonce, gasLimit: 2_000_000n, value, data, gasPrice: GAS_PRICE };
}

/** CLZ of constants, alone and of what arithmetic leaves, stored and returned. */
const clzScenario: fc.Arbitrary<Scenario> = fc
  .array(fc.tuple(word, fc.integer({ min: 0, max: 255 })), { minLength: 1, maxLength: 12 })
  .map((cases) => {
    const items: Item[] = cases.flatMap(([value, shift], i) => [
      { kind: 'op', op: 0x1c, args: [BigInt(shift), value] },
      { kind: 'op', op: 0x1e },
      { kind: 'push', value: BigInt(i) },
      { kind: 'op', op: 0x55 },
      { kind: 'op', op: 0x1e, args: [value] },
      { kind: 'push', value: BigInt(32 * i) },
      { kind: 'op', op: 0x52 },
    ]);
    const code = assemble([...items, { kind: 'op', op: 0xf3, args: [0n, BigInt(32 * cases.length)] }]);
    return {
      fork: 'osaka',
      env: defaultEnv,
      pre: [
        [SENDER, account(1n << 100n)],
        [FORWARDER, account(0n, code, 1n)],
      ],
      transactions: [call(SENDER, FORWARDER, new Uint8Array(0), 0n)],
    };
  });

/**
 * Calls of the system contracts by anybody and, as ordinary transactions, by the system address. EIP-4788's and
 * EIP-2935's contracts are left to the block's own system call, which the runner makes on both sides.
 */
const systemContractScenario: fc.Arbitrary<Scenario> = fc
  .array(
    fc.record({
      name: fc.constantFrom<SystemContract>('withdrawalRequests', 'consolidationRequests', 'historyStorage'),
      fromSystem: fc.integer({ min: 0, max: 3 }).map((n) => n === 0),
      data: fc.oneof(
        fc.constantFrom(0, 8, 32, 56, 96).chain((n) => fc.uint8Array({ minLength: n, maxLength: n })),
        fc.bigInt({ min: 0n, max: 6n }).map((n) => fixedBytes(`0x${n.toString(16)}`, 32)),
      ),
      value: fc.constantFrom(0n, 1n, 1n, 2n, 100n),
    }),
    { minLength: 1, maxLength: 12 },
  )
  .map((calls) => {
    const nonces = new Map<Uint8Array, bigint>();
    const transactions = calls.map(({ name, fromSystem, data, value }) => {
      const sender = fromSystem ? SYSTEM_ADDRESS : SENDER;
      const nonce = nonces.get(sender) ?? 0n;
      nonces.set(sender, nonce + 1n);
      return call(sender, systemContract(name).address, data, nonce, value);
    });
    const contracts = (['withdrawalRequests', 'consolidationRequests'] as const).map(systemContract);
    const pre: [Uint8Array, AccountState][] = [
      [SENDER, account(1n << 100n)],
      [SYSTEM_ADDRESS, account(1n << 100n)],
      ...contracts.map(({ address, code }): [Uint8Array, AccountState] => [address, account(0n, code, 1n)]),
    ];
    return { fork: 'osaka', env: defaultEnv, pre, transactions };
  });
