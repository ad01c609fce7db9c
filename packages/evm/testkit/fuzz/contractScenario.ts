import { keccak_256 } from '@noble/hashes/sha3.js';
import fc from 'fast-check';
import type { Fork } from '../../src/types.ts';
import { callData, concatBytes, create2Address, createAddress, encodeWords } from '../contracts/abi.ts';
import { type CompiledContract, contract } from '../contracts/compile.ts';
import type { SignedTransaction } from '../peers/ethereumjs.ts';
import { fixedBytes } from '../spec/hex.ts';
import { account, defaultEnv, GAS_PRICE, type Scenario } from './scenario.ts';

const USERS = [1, 2, 3, 4].map((n) => fixedBytes(`0x5e${n}`.padEnd(42, 'd'), 20));
const UNIT = 10n ** 18n;
const GAS_LIMIT = 6_000_000n;

/** Addresses that the set-up below leads to. */
interface World {
  tokens: [Uint8Array, Uint8Array];
  nft: Uint8Array;
  factory: Uint8Array;
  pair: Uint8Array;
}

interface Command {
  from: number;
  to: Uint8Array;
  data: Uint8Array;
}

const NOBODY = new Uint8Array(20);

function world(contracts: ReadonlyMap<string, CompiledContract>): World {
  const deployer = USERS[0] ?? NOBODY;
  const [a, b, nft, factory] = [0n, 1n, 2n, 3n].map((nonce) => createAddress(deployer, nonce));
  if (a === undefined || b === undefined || nft === undefined || factory === undefined) throw new Error('unreachable');
  const tokens: [Uint8Array, Uint8Array] = a.toHex() < b.toHex() ? [a, b] : [b, a];
  const pair = create2Address(
    factory,
    keccak_256(concatBytes(...tokens)),
    contract(contracts, 'UniswapV2Pair').creation,
  );
  return { tokens, nft, factory, pair };
}

/** Deploys two tokens, an ERC-721, Uniswap's factory and a pair with liquidity, then runs random commands. */
export function contractScenario(fork: Fork, contracts: ReadonlyMap<string, CompiledContract>): fc.Arbitrary<Scenario> {
  const place = world(contracts);
  const commandList = fc.array(commands(place), { minLength: 1, maxLength: 10 });
  return commandList.map((lists) => {
    const nonces = USERS.map(() => 0n);
    const transactions: SignedTransaction[] = [
      ...deployments(contracts).map((data) => transaction(0, undefined, data, nonces)),
      ...[...liquidity(place), ...lists.flat()].map((entry) => transaction(entry.from, entry.to, entry.data, nonces)),
    ];
    return { fork, env: defaultEnv, pre: USERS.map((user) => [user, account(10n ** 24n)]), transactions };
  });
}

function transaction(from: number, to: Uint8Array | undefined, data: Uint8Array, nonces: bigint[]): SignedTransaction {
  const nonce = nonces[from] ?? 0n;
  nonces[from] = nonce + 1n;
  const common = { sender: USERS[from] ?? NOBODY, nonce, gasLimit: GAS_LIMIT, value: 0n, data, gasPrice: GAS_PRICE };
  return to === undefined ? { type: 0, ...common } : { type: 0, to, ...common };
}

function deployments(contracts: ReadonlyMap<string, CompiledContract>): Uint8Array[] {
  const holder = USERS[0] ?? NOBODY;
  const token = concatBytes(contract(contracts, 'TestToken').creation, encodeWords(holder, 1_000_000n * UNIT));
  const factory = concatBytes(contract(contracts, 'UniswapV2Factory').creation, encodeWords(holder));
  return [token, token, contract(contracts, 'TestNft').creation, factory];
}

function liquidity({ tokens, factory, pair }: World): Command[] {
  return [
    { from: 0, to: factory, data: callData('createPair(address,address)', ...tokens) },
    { from: 0, to: tokens[0], data: callData('transfer(address,uint256)', pair, 1000n * UNIT) },
    { from: 0, to: tokens[1], data: callData('transfer(address,uint256)', pair, 3000n * UNIT) },
    { from: 0, to: pair, data: callData('mint(address)', USERS[0] ?? NOBODY) },
    ...USERS.map((user) => ({ from: 0, to: tokens[0], data: callData('mint(address,uint256)', user, 500n * UNIT) })),
    ...USERS.map((user) => ({ from: 0, to: tokens[1], data: callData('mint(address,uint256)', user, 500n * UNIT) })),
  ];
}

function commands(place: World): fc.Arbitrary<Command[]> {
  return fc.oneof(
    { weight: 4, arbitrary: command(place).map((single) => [single]) },
    { weight: 1, arbitrary: trade(place) },
  );
}

/** Pays in and takes out about what the pool's price allows: most trades succeed, some ask too much. */
function trade({ tokens, pair }: World): fc.Arbitrary<Command[]> {
  const from = fc.integer({ min: 0, max: USERS.length - 1 });
  return fc
    .tuple(from, fc.boolean(), fc.bigInt({ min: 1n, max: 20n * UNIT }), fc.bigInt({ min: 80n, max: 100n }))
    .map(([sender, first, amount, percent]) => {
      const out = ((first ? amount * 3n : amount / 3n) * percent) / 100n;
      const swapWords = [first ? 0n : out, first ? out : 0n, USERS[sender] ?? NOBODY, 128n, 0n];
      return [
        { from: sender, to: first ? tokens[0] : tokens[1], data: callData('transfer(address,uint256)', pair, amount) },
        { from: sender, to: pair, data: callData('swap(uint256,uint256,address,bytes)', ...swapWords) },
      ];
    });
}

function command(place: World): fc.Arbitrary<Command> {
  const from = fc.integer({ min: 0, max: USERS.length - 1 });
  const someone = fc.constantFrom(...USERS, NOBODY, place.pair, place.factory, place.tokens[0]);
  const amount = fc.oneof(
    fc.bigInt({ min: 0n, max: 5n }),
    fc.bigInt({ min: 0n, max: 600n * UNIT }),
    fc.constant((1n << 256n) - 1n),
  );
  const token = fc.constantFrom<Uint8Array>(...place.tokens, place.pair);
  const id = fc.bigInt({ min: 0n, max: 4n });
  const at = (target: fc.Arbitrary<Uint8Array>, signature: string, ...args: fc.Arbitrary<bigint | Uint8Array>[]) =>
    fc.tuple(from, target, fc.tuple(...args)).map(([sender, to, words]) => ({
      from: sender,
      to,
      data: callData(signature, ...words),
    }));
  const pair = fc.constant(place.pair);
  const nft = fc.constant(place.nft);
  const outAmount = fc.bigInt({ min: 0n, max: 40n * UNIT });
  return fc.oneof(
    { weight: 5, arbitrary: at(token, 'transfer(address,uint256)', someone, amount) },
    { weight: 2, arbitrary: at(token, 'approve(address,uint256)', someone, amount) },
    { weight: 2, arbitrary: at(token, 'transferFrom(address,address,uint256)', someone, someone, amount) },
    { weight: 1, arbitrary: at(token, 'balanceOf(address)', someone) },
    { weight: 1, arbitrary: at(token, 'mint(address,uint256)', someone, amount) },
    { weight: 1, arbitrary: at(token, 'burn(uint256)', amount) },
    { weight: 2, arbitrary: at(token, 'transfer(address,uint256)', pair, outAmount) },
    { weight: 4, arbitrary: swap(place, from, outAmount) },
    { weight: 2, arbitrary: at(pair, 'mint(address)', someone) },
    { weight: 1, arbitrary: at(pair, 'burn(address)', someone) },
    { weight: 1, arbitrary: at(pair, 'skim(address)', someone) },
    { weight: 1, arbitrary: at(pair, 'sync()') },
    { weight: 2, arbitrary: at(nft, 'mint(address,uint256)', someone, id) },
    { weight: 1, arbitrary: at(nft, 'safeMint(address,uint256)', someone, id) },
    { weight: 2, arbitrary: at(nft, 'transferFrom(address,address,uint256)', someone, someone, id) },
    { weight: 1, arbitrary: at(nft, 'approve(address,uint256)', someone, id) },
    { weight: 1, arbitrary: at(nft, 'ownerOf(uint256)', id) },
  );
}

/** Uniswap V2's swap takes `bytes data`: offset and length follow, empty here. */
function swap(place: World, from: fc.Arbitrary<number>, amount: fc.Arbitrary<bigint>): fc.Arbitrary<Command> {
  return fc.tuple(from, amount, fc.boolean(), fc.constantFrom(...USERS)).map(([sender, out, first, to]) => ({
    from: sender,
    to: place.pair,
    data: callData('swap(uint256,uint256,address,bytes)', first ? out : 0n, first ? 0n : out, to, 128n, 0n),
  }));
}
