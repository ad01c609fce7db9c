import type { Transaction } from '../../src/types.ts';
import { callData, concatBytes, encodeWords } from '../../testkit/contracts/abi.ts';
import { type CompiledContract, contract } from '../../testkit/contracts/compile.ts';
import {
  type Accounts,
  actor,
  CALLER,
  ETHER,
  exchange,
  funded,
  LOOPS,
  loopsAccount,
  NFT,
  nftAccount,
  TOKEN,
  tokenAccount,
  transaction,
} from './world.ts';

export interface Workload {
  name: string;
  /** The state before, for up to `count` transactions a pass. */
  accounts(count: number): Accounts;
  /** `count` transactions of pass `pass`; each sender sends one a pass. Absent: the operation is no transaction. */
  transactions?(count: number, pass: number): Transaction[];
  /** Call data for `Loops` that does the operation `count` times; its return data proves the work. */
  loop?(count: number): Uint8Array;
  /** Operations a loop has: enough that the call around it does not show. */
  loopCount: number;
  /** Distinct senders, and so transactions a pass. */
  senders: number;
}

const TRADE = ETHER / 1000n;
/** Receivers of loops: these many addresses follow one another. */
const FIRST = 1n << 100n;

type Contracts = ReadonlyMap<string, CompiledContract>;

export function workloads(contracts: Contracts): Workload[] {
  return [
    valueTransfers(contracts),
    erc20(contracts),
    swaps(contracts, 'Uniswap V2 swaps, one hot pair', 1),
    swaps(contracts, 'Uniswap V2 swaps, 1,000 pairs', 1000),
    erc721(contracts),
    compute(contracts, 'keccak loop (64-byte input)', 'keccakLoop(uint256)', [], 200_000),
    compute(contracts, '256-bit multiply and divide loop', 'mulDivLoop(uint256,uint256)', [12_345n], 200_000),
    deploy(contracts),
  ];
}

function valueTransfers(contracts: Contracts): Workload {
  return {
    name: 'value transfer',
    senders: 20_000,
    loopCount: 20_000,
    accounts: (count) => [...loopsAccount(contracts), ...funded('sender', count)],
    transactions: (count, pass) =>
      Array.from({ length: count }, (_, i) =>
        transaction(actor('sender', i), BigInt(pass), new Uint8Array(0), actor('receiver', i), 21_000n, 1n),
      ),
    loop: (count) => callData('payLoop(uint160,uint256)', FIRST, BigInt(count)),
  };
}

function erc20(contracts: Contracts): Workload {
  return {
    name: 'ERC-20 transfer (OpenZeppelin 5, 20k senders and recipients)',
    senders: 20_000,
    loopCount: 20_000,
    accounts(count) {
      const senders = funded('sender', count);
      return [...loopsAccount(contracts), ...senders, ...tokenAccount(contracts, [LOOPS, ...senders.map(([a]) => a)])];
    },
    transactions: (count, pass) =>
      Array.from({ length: count }, (_, i) => {
        const data = callData('transfer(address,uint256)', actor('receiver', i), 1000n);
        return transaction(actor('sender', i), BigInt(pass), data, TOKEN, 100_000n);
      }),
    loop: (count) => callData('transferLoop(address,uint160,uint256)', TOKEN, FIRST, BigInt(count)),
  };
}

/** One operation pays a pair, asks its reserves and swaps, as a router's hop does; directions take turns. */
function swaps(contracts: Contracts, name: string, pairCount: number): Workload {
  let world: ReturnType<typeof exchange> | undefined;
  const setUp = () => {
    world ??= exchange(contracts, pairCount);
    return world;
  };
  return {
    name,
    senders: 4_000,
    loopCount: 4_000,
    accounts: (count) => [...setUp().accounts, ...funded('sender', count)],
    transactions(count, pass) {
      const { pairs, tokens } = setUp();
      return Array.from({ length: count }, (_, i) => {
        const pair = pairs[Math.floor(i / 2) % pairs.length] ?? LOOPS;
        const forward = i % 2 === 0;
        const words = [pair, forward ? tokens[0] : tokens[1], forward ? 1n : 0n, TRADE];
        const data = callData('trade(address,address,bool,uint256)', ...words);
        return transaction(actor('sender', i), BigInt(pass), data, LOOPS, 400_000n);
      });
    },
    loop(count) {
      const { pairs, tokens } = setUp();
      const signature = 'tradeLoop(address[],address[2],uint256,uint256)';
      const offset = 5n * 32n; // of the array, after the five words of the head
      return concatBytes(
        callData(signature, offset, tokens[0], tokens[1], TRADE, BigInt(count)),
        encodeWords(BigInt(pairs.length), ...pairs),
      );
    },
  };
}

function erc721(contracts: Contracts): Workload {
  return {
    name: 'ERC-721 mint (OpenZeppelin 5)',
    senders: 20_000,
    loopCount: 20_000,
    accounts: (count) => [...loopsAccount(contracts), ...funded('sender', count), ...nftAccount(contracts)],
    transactions: (count, pass) =>
      Array.from({ length: count }, (_, i) => {
        const data = callData('mint(address,uint256)', actor('receiver', i), BigInt(pass * 1_000_000 + i));
        return transaction(actor('sender', i), BigInt(pass), data, NFT, 150_000n);
      }),
    loop: (count) => callData('mintLoop(address,uint160,uint256)', NFT, FIRST, BigInt(count)),
  };
}

function compute(contracts: Contracts, name: string, signature: string, args: bigint[], loopCount: number): Workload {
  return {
    name,
    senders: 0,
    loopCount,
    accounts: () => loopsAccount(contracts),
    loop: (count) => callData(signature, BigInt(count), ...args),
  };
}

function deploy(contracts: Contracts): Workload {
  const creation = concatBytes(contract(contracts, 'TestToken').creation, encodeWords(CALLER, 1n));
  return {
    name: 'deploy of an ERC-20',
    senders: 2_000,
    loopCount: 500,
    accounts: (count) => [...loopsAccount(contracts), ...funded('sender', count)],
    transactions: (count, pass) =>
      Array.from({ length: count }, (_, i) =>
        transaction(actor('sender', i), BigInt(pass), creation, undefined, 3_000_000n),
      ),
    loop(count) {
      const padded = new Uint8Array(Math.ceil(creation.length / 32) * 32);
      padded.set(creation);
      const head = callData('deployLoop(bytes,uint256)', 64n, BigInt(count), BigInt(creation.length));
      return concatBytes(head, padded);
    },
  };
}
