import { keccak_256 } from '@noble/hashes/sha3.js';
import { createEvm } from '../../src/createEvm.ts';
import { createPrecompiles } from '../../src/precompiles/index.ts';
import type { AccountState, BlockEnv, Transaction } from '../../src/types.ts';
import {
  callData,
  concatBytes,
  create2Address,
  createAddress,
  encodeWords,
  mappingSlot,
} from '../../testkit/contracts/abi.ts';
import { type CompiledContract, contract } from '../../testkit/contracts/compile.ts';
import { defaultEnv } from '../../testkit/fuzz/scenario.ts';
import { fixedBytes, slotKey } from '../../testkit/spec/hex.ts';

export type Accounts = [Uint8Array, AccountState][];

/** Prague: Osaka's cap on a transaction's gas would forbid the peers' long loops, and nothing here uses what it adds. */
export const BENCH_FORK = 'prague';
/** Room for any loop; the peers are started with the same. */
export const BLOCK_GAS = 1_000_000_000_000n;
export const benchEnv: BlockEnv = { ...defaultEnv, number: 1n, gasLimit: BLOCK_GAS };

export const ETHER = 10n ** 18n;
const BALANCES_SLOT = 0n; // OpenZeppelin's ERC20: _balances, _allowances, _totalSupply
const SUPPLY_SLOT = 2n;

/** `n` is spread over the address, so that tables do not see neighbours. */
export function actor(kind: string, n: number): Uint8Array {
  return keccak_256(new TextEncoder().encode(`${kind} ${n}`)).slice(12);
}

export const LOOPS = fixedBytes('0x100b5', 20);
export const TOKEN = fixedBytes('0x70c3e', 20);
export const NFT = fixedBytes('0x0f7', 20);
export const CALLER = actor('caller', 0);

export function funded(kind: string, count: number): Accounts {
  return Array.from({ length: count }, (_, i) => [actor(kind, i), plain(1_000n * ETHER)]);
}

function plain(balance: bigint): AccountState {
  return { nonce: 0n, balance, code: new Uint8Array(0), storage: new Map() };
}

export function loopsAccount(contracts: ReadonlyMap<string, CompiledContract>): Accounts {
  return [
    [LOOPS, { ...plain(1_000_000n * ETHER), nonce: 1n, code: contract(contracts, 'Loops').runtime }],
    [CALLER, plain(1_000_000n * ETHER)],
  ];
}

/** An OpenZeppelin ERC-20 in which every holder has tokens already. */
export function tokenAccount(
  contracts: ReadonlyMap<string, CompiledContract>,
  holders: readonly Uint8Array[],
): Accounts {
  const storage = new Map<string, bigint>();
  for (const holder of holders) storage.set(slotKey(mappingSlot(holder, BALANCES_SLOT)), 1_000_000n * ETHER);
  storage.set(slotKey(SUPPLY_SLOT), BigInt(holders.length) * 1_000_000n * ETHER);
  return [[TOKEN, { nonce: 1n, balance: 0n, code: contract(contracts, 'TestToken').runtime, storage }]];
}

export function nftAccount(contracts: ReadonlyMap<string, CompiledContract>): Accounts {
  return [[NFT, { nonce: 1n, balance: 0n, code: contract(contracts, 'TestNft').runtime, storage: new Map() }]];
}

export interface Exchange {
  accounts: Accounts;
  pairs: Uint8Array[];
  /** Of each pair: the tokens in Uniswap's order. */
  tokens: [Uint8Array, Uint8Array];
}

const DEPLOYER = actor('deployer', 0);
const LIQUIDITY = 1_000n * ETHER;

/**
 * Uniswap V2 with `count` pairs of liquidity, made by its own factory and pairs. Each pair trades the same two tokens
 * under a factory of its own, so that one trader's balances serve all of them.
 */
export function exchange(contracts: ReadonlyMap<string, CompiledContract>, count: number): Exchange {
  const evm = createEvm({ fork: BENCH_FORK, tier: 'interpreter', precompiles: createPrecompiles() });
  evm.setBlock(benchEnv);
  for (const [address, account] of [...loopsAccount(contracts), [DEPLOYER, plain(1_000_000n * ETHER)] as const]) {
    evm.state.setAccount(address, account);
  }
  let nonce = 0n;
  const send = (data: Uint8Array, to?: Uint8Array): Uint8Array => {
    const created = createAddress(DEPLOYER, nonce);
    const result = evm.applyTransaction(transaction(DEPLOYER, nonce++, data, to, 10_000_000n));
    if (result.status !== 'success') throw new Error(`setting up Uniswap: ${result.status} ${result.error ?? ''}`);
    return created;
  };
  const token = concatBytes(contract(contracts, 'TestToken').creation, encodeWords(DEPLOYER, 10n ** 30n));
  const [a, b] = [send(token), send(token)];
  const tokens: [Uint8Array, Uint8Array] = a.toHex() < b.toHex() ? [a, b] : [b, a];
  for (const each of tokens) send(callData('transfer(address,uint256)', LOOPS, 10n ** 28n), each);
  const pairs: Uint8Array[] = [];
  for (let i = 0; i < count; i++) {
    const factory = send(concatBytes(contract(contracts, 'UniswapV2Factory').creation, encodeWords(DEPLOYER)));
    send(callData('createPair(address,address)', ...tokens), factory);
    const pair = create2Address(
      factory,
      keccak_256(concatBytes(...tokens)),
      contract(contracts, 'UniswapV2Pair').creation,
    );
    for (const each of tokens) send(callData('transfer(address,uint256)', pair, LIQUIDITY), each);
    send(callData('mint(address)', DEPLOYER), pair);
    pairs.push(pair);
  }
  return { accounts: [...evm.state.accounts()], pairs, tokens };
}

export function transaction(
  sender: Uint8Array,
  nonce: bigint,
  data: Uint8Array,
  to: Uint8Array | undefined,
  gasLimit: bigint,
  value = 0n,
): Transaction {
  const common = { sender, nonce, gasLimit, value, data, gasPrice: 10n };
  return to === undefined ? { type: 0, ...common } : { type: 0, to, ...common };
}
