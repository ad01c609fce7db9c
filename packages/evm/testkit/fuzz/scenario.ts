import { secp256k1 } from '@noble/curves/secp256k1.js';
import { keccak_256 } from '@noble/hashes/sha3.js';
import fc from 'fast-check';
import type { AccountState, Authorization, BlockEnv, Fork } from '../../src/types.ts';
import type { AuthorizationSignature, SignedTransaction } from '../peers/ethereumjs.ts';
import { testBlockHash } from '../spec/environment.ts';
import { fixedBytes, slotKey } from '../spec/hex.ts';
import { authorizationHash } from '../spec/transaction.ts';
import { contractCode, randomCode, word } from './programs.ts';

/** A state, a block, and the transactions to apply in order. */
export interface Scenario {
  fork: Fork;
  env: BlockEnv;
  pre: [Uint8Array, AccountState][];
  transactions: SignedTransaction[];
}

export const SENDERS = [0xa1, 0xa2].map((n) => fixedBytes(`0x${n.toString(16)}`.padEnd(42, '7'), 20));
const CONTRACTS = [1, 2, 3, 4].map((n) => fixedBytes(`0xc${n}`.padEnd(42, '0'), 20));
const AUTHORITY_KEYS = [1n, 2n].map((n) => fixedBytes(`0x${(n + 0xabcdefn).toString(16)}`, 32));
export const AUTHORITIES = AUTHORITY_KEYS.map(addressOfKey);
const COINBASE = fixedBytes('0xc014ba5e', 20);
const ABSENT = fixedBytes('0xdeaddead', 20);
export const GAS_PRICE = 10n;
const BASE_FEE = 7n;

function addressOfKey(key: Uint8Array): Uint8Array {
  return keccak_256(secp256k1.getPublicKey(key, false).subarray(1)).slice(12);
}

const asWord = (address: Uint8Array) => BigInt(`0x${address.toHex()}`);

/** Where generated code calls to: each other, plain accounts, nobody, and the cheap precompiles. */
const TARGETS: readonly bigint[] = [
  ...CONTRACTS.map(asWord),
  ...SENDERS.map(asWord),
  ...AUTHORITIES.map(asWord),
  asWord(COINBASE),
  asWord(ABSENT),
  0n,
  1n,
  2n,
  3n,
  4n,
  5n,
  6n,
  9n,
  0x0bn,
  0x100n,
];

export const defaultEnv: BlockEnv = {
  number: 1000n,
  timestamp: 1_700_000_000n,
  coinbase: COINBASE,
  gasLimit: 30_000_000n,
  baseFee: BASE_FEE,
  prevRandao: fixedBytes('0x5eed', 32),
  excessBlobGas: 0n,
  chainId: 1n,
  blockHash: testBlockHash,
};

export function account(balance: bigint, code: Uint8Array = new Uint8Array(0), nonce = 0n): AccountState {
  return { nonce, balance, code, storage: new Map() };
}

const storage = fc
  .array(fc.tuple(fc.bigInt({ min: 0n, max: 5n }), fc.bigInt({ min: 1n, max: 3n })), { maxLength: 4 })
  .map((entries) => new Map(entries.map(([slot, value]) => [slotKey(slot), value])));

const code = fc.oneof({ weight: 4, arbitrary: contractCode(TARGETS) }, { weight: 1, arbitrary: randomCode });

interface Call {
  from: number;
  to: number;
  gas: bigint;
  value: bigint;
  data: Uint8Array;
  type: 0 | 1 | 2 | 4;
  authorizations: { key: number; target: number; nonceGap: bigint; chainId: bigint }[];
}

const call: fc.Arbitrary<Call> = fc.record({
  from: fc.integer({ min: 0, max: 1 }),
  to: fc.integer({ min: 0, max: CONTRACTS.length + AUTHORITIES.length }),
  // Mostly enough to run to an end; some to run out on the way; few to be refused.
  gas: fc.constantFrom(23_000n, 60_000n, 110_000n, 150_000n, 300_000n, 500_000n, 1_000_000n, 1_000_000n, 2_000_000n),
  value: fc.constantFrom(0n, 0n, 1n, 1000n, 1n << 80n),
  data: fc.oneof(fc.uint8Array({ maxLength: 70 }), randomCode),
  type: fc.constantFrom<0 | 1 | 2 | 4>(0, 0, 1, 2, 4),
  authorizations: fc.array(
    fc.record({
      key: fc.integer({ min: 0, max: 1 }),
      target: fc.integer({ min: 0, max: CONTRACTS.length + 1 }),
      nonceGap: fc.constantFrom(0n, 0n, 0n, 1n),
      chainId: fc.constantFrom(0n, 1n, 1n, 2n),
    }),
    { minLength: 1, maxLength: 3 },
  ),
});

/** Contracts that call each other, and up to four transactions on them. */
export function scenario(fork: Fork): fc.Arbitrary<Scenario> {
  return fc
    .tuple(
      fc.array(fc.tuple(code, storage, fc.constantFrom(0n, 10n, 1n << 90n)), {
        minLength: CONTRACTS.length,
        maxLength: CONTRACTS.length,
      }),
      fc.array(call, { minLength: 1, maxLength: 4 }),
      word,
    )
    .map(([contracts, calls, randao]) => build(fork, contracts, calls, randao));
}

function build(
  fork: Fork,
  contracts: [Uint8Array, Map<string, bigint>, bigint][],
  calls: Call[],
  randao: bigint,
): Scenario {
  const pre: [Uint8Array, AccountState][] = SENDERS.map((address) => [address, account(1n << 120n)]);
  contracts.forEach(([bytes, slots, balance], i) => {
    pre.push([CONTRACTS[i] ?? ABSENT, { nonce: 1n, balance, code: bytes, storage: slots }]);
  });
  pre.push([AUTHORITIES[0] ?? ABSENT, account(5n)]);
  const nonces = [0n, 0n];
  const authorityNonces = [0n, 0n];
  const transactions = calls.map((entry) => transaction(fork, entry, nonces, authorityNonces));
  return { fork, env: { ...defaultEnv, prevRandao: fixedBytes(slotKey(randao), 32) }, pre, transactions };
}

function transaction(fork: Fork, entry: Call, nonces: bigint[], authorityNonces: bigint[]): SignedTransaction {
  const type = entry.type === 4 && fork === 'cancun' ? 2 : entry.type;
  const targets = [...CONTRACTS, ...AUTHORITIES];
  const to = targets[entry.to];
  const nonce = nonces[entry.from] ?? 0n;
  nonces[entry.from] = nonce + 1n;
  const signed = type === 4 ? entry.authorizations.map((item) => authorize(item, authorityNonces)) : [];
  return {
    type: type === 4 && to === undefined ? 2 : type,
    sender: SENDERS[entry.from] ?? ABSENT,
    ...(to === undefined ? {} : { to }),
    nonce,
    gasLimit: entry.gas,
    value: entry.value,
    data: entry.data,
    ...(type <= 1 ? { gasPrice: GAS_PRICE } : { maxFeePerGas: GAS_PRICE, maxPriorityFeePerGas: 2n }),
    ...(type === 0 ? {} : { accessList: accessList(entry) }),
    ...(type === 4 && to !== undefined
      ? {
          authorizationList: signed.map(([authorization]) => authorization),
          authorizationSignatures: signed.map(([, signature]) => signature),
        }
      : {}),
  };
}

function accessList(entry: Call) {
  const address = CONTRACTS[entry.data.length % CONTRACTS.length] ?? ABSENT;
  return [{ address, storageKeys: [fixedBytes('0x1', 32), fixedBytes('0x3', 32)] }];
}

function authorize(
  item: Call['authorizations'][number],
  authorityNonces: bigint[],
): [Authorization, AuthorizationSignature] {
  const key = AUTHORITY_KEYS[item.key] ?? ABSENT;
  const nonce = (authorityNonces[item.key] ?? 0n) + item.nonceGap;
  // Guesses the nonce that a valid authorisation leaves; a wrong guess is a case worth having too.
  if (item.nonceGap === 0n && item.chainId !== 2n) authorityNonces[item.key] = nonce + 1n;
  const address = [...CONTRACTS, new Uint8Array(20), fixedBytes('0x2', 20)][item.target] ?? ABSENT;
  return signAuthorization(key, item.chainId, address, nonce);
}

/** An authorisation and its real signature, so that peers that recover signers agree. */
export function signAuthorization(
  key: Uint8Array,
  chainId: bigint,
  address: Uint8Array,
  nonce: bigint,
): [Authorization, AuthorizationSignature] {
  const bytes = secp256k1.sign(authorizationHash(chainId, address, nonce), key, {
    prehash: false,
    format: 'recovered',
  });
  const signature = secp256k1.Signature.fromBytes(bytes, 'recovered');
  return [
    { chainId, address, nonce, authority: addressOfKey(key) },
    { yParity: BigInt(bytes[0] ?? 0), r: signature.r, s: signature.s },
  ];
}
