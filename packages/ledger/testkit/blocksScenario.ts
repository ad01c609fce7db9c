import { encodeTransactions, type Transaction } from '@lode/evm';
import { keccak_256 } from '@noble/hashes/sha3.js';
import fc from 'fast-check';
import { encodeAccountRow, encodeSlotRow, joinRows } from '../src/rows.ts';
import type { BlockExecution, StateReader } from '../src/seams.ts';
import { EMPTY_HASH, packOf } from './blocks.ts';
import { childAddress, createdAddress, initCode, PROGRAMS, type ProgramName } from './blocksPrograms.ts';

const NAMES = Object.keys(PROGRAMS) as ProgramName[];
const ETHER = 10n ** 18n;
const BASE_FEE = 7n;

function named(kind: number, n: number): Uint8Array {
  const bytes = new Uint8Array(20).fill(kind);
  bytes[19] = n;
  return bytes;
}

export const SENDERS = [0, 1, 2, 3, 4, 5, 6, 7].map((n) => named(0x5e, n));
/** Has too little for most of what it tries. */
const POOR = named(0x5f, 0);
const CONTRACTS = Object.fromEntries(NAMES.map((name, i) => [name, named(0xc0, i)])) as Record<ProgramName, Uint8Array>;
const NOBODY = named(0xaa, 0);
/** Exists, and is empty: gone as soon as it is touched (EIP-161). */
const EMPTY = named(0xe0, 0);
/** Storage without code and nonce: emptied by its first transfer out or touch, and a collision for CREATE2. */
const ODD_SALT = 3;
const ODD = childAddress(CONTRACTS.factory, ODD_SALT);
const TARGETS = [...Object.values(CONTRACTS), ...SENDERS, NOBODY, EMPTY, ODD, childAddress(CONTRACTS.flash, 1)];

/** What every scenario starts from. */
export function genesis(): { rows: Uint8Array; codes: Map<string, Uint8Array> } {
  const plain = (balance: bigint) => ({ nonce: 0n, balance, codeHash: EMPTY_HASH });
  const rows = [
    ...SENDERS.map((address) => encodeAccountRow(address, plain(100n * ETHER))),
    encodeAccountRow(POOR, plain(500_000n)),
    encodeAccountRow(EMPTY, plain(0n)),
    encodeSlotRow(ODD, 1n, 5n),
    encodeAccountRow(ODD, plain(0n)),
    encodeSlotRow(ODD, 2n, 6n),
  ];
  const codes = new Map<string, Uint8Array>();
  for (const name of NAMES) {
    const codeHash = keccak_256(PROGRAMS[name]);
    codes.set(codeHash.toHex(), PROGRAMS[name]);
    rows.push(encodeAccountRow(CONTRACTS[name], { nonce: 1n, balance: ETHER, codeHash }));
    rows.push(encodeSlotRow(CONTRACTS[name], 3n, 9n));
  }
  return { rows: joinRows(rows), codes };
}

type Step =
  | { kind: 'call'; from: number; program: ProgramName; words: number[]; gas: bigint; tip: bigint }
  | { kind: 'pay'; from: number; to: number; value: bigint; tip: bigint }
  | { kind: 'create'; from: number; program: ProgramName; tip: bigint }
  | { kind: 'callCreated'; from: number; creator: number; ago: bigint; tip: bigint }
  | { kind: 'delegate'; from: number; authority: number; program: ProgramName; gap: bigint }
  | { kind: 'wrongNonce'; from: number; gap: bigint }
  | { kind: 'poor'; value: bigint };

export interface BlockPlan {
  /** Index into what may be the beneficiary. */
  beneficiary: number;
  steps: Step[];
}

const from = fc.integer({ min: 0, max: SENDERS.length - 1 });
const program = fc.constantFrom(...NAMES);
const tip = fc.constantFrom(0n, 3n, 1000n);
const words = fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 3, maxLength: 3 });
const gas = fc.constantFrom(30_000n, 60_000n, 100_000n, 300_000n, 500_000n, 500_000n);
const target = fc.integer({ min: 0, max: TARGETS.length - 1 });

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 10, arbitrary: fc.record({ kind: fc.constant('call'), from, program, words, gas, tip }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('pay'),
      from,
      to: target,
      value: fc.constantFrom(0n, 1n, ETHER, 99n * ETHER),
      tip,
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('create'), from, program, tip }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('callCreated'),
      from,
      creator: from,
      ago: fc.bigInt({ min: 1n, max: 3n }),
      tip,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('delegate'),
      from,
      authority: from,
      program,
      gap: fc.constantFrom(0n, 0n, 1n),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('wrongNonce'), from, gap: fc.constantFrom(-1n, 1n) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('poor'), value: fc.bigInt({ min: 0n, max: 100_000n }) }) },
) as fc.Arbitrary<Step>;

/** Blocks of one kind of transaction: where chunks conflict in one way all the time. */
const sameStep = fc
  .tuple(step, fc.integer({ min: 2, max: 60 }))
  .map(([one, count]) => Array.from({ length: count }, (_, i) => ({ ...one, from: i % SENDERS.length }) as Step));

/** Slot i + 1 of a contract depends on slot i. */
const chain = fc.integer({ min: 2, max: 60 }).map((count) =>
  Array.from(
    { length: count },
    (_, i): Step => ({
      kind: 'call',
      from: i % SENDERS.length,
      program: 'link',
      words: [i, i + 1, 0],
      gas: 100_000n,
      tip: 1n,
    }),
  ),
);

export function blockPlan(maxSteps: number): fc.Arbitrary<BlockPlan> {
  return fc.record({
    beneficiary: fc.integer({ min: 0, max: BENEFICIARIES.length - 1 }),
    steps: fc.oneof(
      { weight: 4, arbitrary: fc.array(step, { minLength: 1, maxLength: maxSteps }) },
      { weight: 1, arbitrary: sameStep },
      { weight: 1, arbitrary: chain },
    ),
  });
}

const BENEFICIARIES = [named(0xfe, 1), named(0xfe, 2), SENDERS[0] ?? NOBODY, CONTRACTS.counter, EMPTY, ODD, POOR];

/** The transactions of a plan on top of a state, with the nonces that they leave behind if all are valid. */
export function planBlock(plan: BlockPlan, number: bigint, reader: StateReader): BlockExecution {
  const nonces = new Map<string, bigint>();
  const nonceOf = (address: Uint8Array) => nonces.get(address.toHex()) ?? reader.account(address)?.nonce ?? 0n;
  const transactions = plan.steps.map((one) => {
    const tx = transactionOf(one, nonceOf);
    const isOff = one.kind === 'wrongNonce';
    if (!isOff) nonces.set(tx.sender.toHex(), tx.nonce + 1n);
    return encodeTransactions([tx]);
  });
  return {
    env: {
      number,
      timestamp: 1000n + number,
      coinbase: BENEFICIARIES[plan.beneficiary] ?? NOBODY,
      gasLimit: 1_000_000_000n,
      baseFee: BASE_FEE,
      prevRandao: new Uint8Array(32).fill(9),
      excessBlobGas: 0n,
      chainId: 1n,
    },
    blockHashes: [new Uint8Array(32).fill(0xb1), new Uint8Array(32).fill(0xb2)],
    systemCalls: [{ to: CONTRACTS.counter, data: new Uint8Array() }],
    transactions: packOf(transactions),
  };
}

const NO_DATA = new Uint8Array();

function transactionOf(one: Step, nonceOf: (address: Uint8Array) => bigint): Transaction {
  const sender = one.kind === 'poor' ? POOR : (SENDERS[one.from] ?? NOBODY);
  const nonce = nonceOf(sender);
  const common = { type: 2 as const, sender, nonce, value: 0n, data: NO_DATA, maxPriorityFeePerGas: 0n };
  const fees = (over: bigint) => ({ maxFeePerGas: BASE_FEE + over, maxPriorityFeePerGas: over });
  switch (one.kind) {
    case 'call':
      return { ...common, ...fees(one.tip), to: CONTRACTS[one.program], gasLimit: one.gas, data: callData(one) };
    case 'pay':
      return { ...common, ...fees(one.tip), to: TARGETS[one.to] ?? NOBODY, gasLimit: 100_000n, value: one.value };
    case 'create':
      return { ...common, ...fees(one.tip), gasLimit: 300_000n, data: initCode(PROGRAMS[one.program]) };
    case 'callCreated': {
      const creator = SENDERS[one.creator] ?? NOBODY;
      const at = nonceOf(creator) - one.ago;
      return { ...common, ...fees(one.tip), to: createdAddress(creator, at < 0n ? 0n : at), gasLimit: 100_000n };
    }
    case 'delegate': {
      const authority = SENDERS[one.authority] ?? NOBODY;
      const own = authority === sender ? 1n : 0n;
      const authorization = {
        chainId: 1n,
        address: CONTRACTS[one.program],
        nonce: nonceOf(authority) + own + one.gap,
        authority,
      };
      const list = { type: 4 as const, authorizationList: [authorization] };
      return { ...common, ...fees(1n), ...list, to: authority, gasLimit: 200_000n };
    }
    case 'wrongNonce':
      return {
        ...common,
        ...fees(1n),
        nonce: nonce + one.gap < 0n ? 5n : nonce + one.gap,
        to: NOBODY,
        gasLimit: 21_000n,
      };
    case 'poor':
      return { ...common, ...fees(0n), to: NOBODY, gasLimit: 21_000n, value: one.value };
  }
}

/** Words are small numbers, but for `forward` and `inspect`, whose first word is an address. */
function callData(one: Extract<Step, { kind: 'call' }>): Uint8Array {
  const data = new Uint8Array(96);
  one.words.forEach((value, i) => {
    new DataView(data.buffer).setUint32(32 * i + 28, value);
  });
  const [first = 0, second = 0, third = 0] = one.words;
  if (one.program === 'forward' || one.program === 'inspect') {
    data.set(TARGETS[(first * 5 + second + third * 7) % TARGETS.length] ?? NOBODY, 12);
  }
  return data;
}
