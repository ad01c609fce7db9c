import { type Hex, leaseId, type NetworkId } from '@lode/protocol';
import { receiptStruct } from '../../src/chain/structs.ts';
import type { MarketWatch } from '../../src/chain/watch.ts';
import type { Clock, MarketChain } from '../../src/seams.ts';
import { type Books, createBooks, pay, potKey, snapshot, totalOf, UNBONDING_DELAY_MS } from './escrow-books.ts';
import * as rules from './escrow-rules.ts';

/**
 * The Market contract's rules in memory, one block a transaction, with faults on order. It keeps money as the contract
 * does (pot, reserve, claim, wallet), so that tests can check conservation over everything.
 */
export interface Escrow {
  readonly network: NetworkId;
  client(account: Hex): MarketChain & MarketWatch;
  wallet(account: Hex): bigint;
  mint(account: Hex, amount: bigint): void;
  setBond(provider: Hex, amount: bigint): void;
  /** All micro-dollars there are: what was minted, wherever it is now. */
  total(): bigint;
  /** Asked before and after each transaction of an account; what it throws is what the caller sees. */
  fault: (account: Hex, what: string, moment: 'before' | 'after') => void;
}

export function createEscrow(clock: Clock): Escrow {
  const books = createBooks(clock);
  const escrow: Escrow = {
    network: books.network,
    fault: () => undefined,
    wallet: (account) => books.wallets.get(account) ?? 0n,
    mint: (account, amount) => pay(books, account, amount),
    setBond: (provider, amount) => {
      books.bonds.set(provider, amount);
    },
    total: () => totalOf(books),
    client: (account) => ({
      network: books.network,
      account,
      ...reads(books, account),
      ...watch(books, account),
      ...transactions(books, account, escrow),
    }),
  };
  return escrow;
}

type Reads = 'balance' | 'bondOf' | 'pot' | 'isReserved' | 'remainingOf' | 'claimState';

const reads = (books: Books, account: Hex): Pick<MarketChain, Reads> => {
  const stateOf = (lease: Parameters<MarketChain['isReserved']>[0]) => books.leases.get(leaseId(books.network, lease));
  return {
    balance: async (of = account) => ({ microUsd: books.wallets.get(of) ?? 0n, wei: 0n }),
    bondOf: async (provider) => books.bonds.get(provider) ?? 0n,
    pot: async (buyer, jobKey) => books.pots.get(potKey(buyer, jobKey)) ?? 0n,
    isReserved: async (lease) => stateOf(lease)?.released === false,
    remainingOf: async (lease) => stateOf(lease)?.reserved ?? 0n,
    claimState: async (lease, task) => {
      const state = stateOf(lease);
      const claim = state?.claims.get(task);
      if (claim !== undefined) return { state: claim.objected ? 'objected' : 'claimed', deadlineMs: claim.deadlineMs };
      return { state: state?.taken.has(task) === true ? 'closed' : 'none', deadlineMs: 0 };
    },
  };
};

const watch = (books: Books, account: Hex): MarketWatch => ({
  head: async () => books.block,
  unbondingDelayMs: async () => UNBONDING_DELAY_MS,
  claimedReceipt: async (lease, task) => {
    const receipt = books.leases.get(lease)?.claims.get(task)?.receipt;
    return receipt === undefined ? undefined : receiptStruct(receipt);
  },
  leaseMoney: async (ids, fromBlock, toBlock) => {
    const wanted = new Set(ids);
    return books.log.flatMap(({ block: at, money }) =>
      money !== undefined && at >= fromBlock && at <= toBlock && wanted.has(money.lease) ? [money] : [],
    );
  },
  potMoney: async (jobKey, fromBlock) => {
    let fundedMicroUsd = 0n;
    let refundedMicroUsd = 0n;
    for (const { block: at, pot } of books.log) {
      if (pot?.key !== potKey(account, jobKey) || at < fromBlock) continue;
      if (pot.type === 'in') fundedMicroUsd += pot.amount;
      else refundedMicroUsd += pot.amount;
    }
    return { fundedMicroUsd, refundedMicroUsd };
  },
});

type Transactions = Omit<MarketChain, Reads | 'network' | 'account'>;

function transactions(books: Books, account: Hex, escrow: Escrow): Transactions {
  /** One transaction: all or nothing, with the faults the test asked for. */
  const send = async <T>(what: string, act: () => T): Promise<T> => {
    await Promise.resolve();
    escrow.fault(account, what, 'before');
    books.block++;
    const undo = snapshot(books);
    let result: T;
    try {
      result = act();
    } catch (error) {
      undo();
      throw error;
    }
    escrow.fault(account, what, 'after');
    return result;
  };
  return {
    faucet: async (amount) => pay(books, account, amount),
    bond: async () => undefined,
    publishRecord: async () => undefined,
    reserve: (jobKey, fundMicroUsd, list) =>
      send('reserve', () => {
        if (fundMicroUsd > 0n) rules.fund(books, account, jobKey, fundMicroUsd);
        for (const { lease } of list) rules.reserveOne(books, account, lease);
      }),
    settle: (lease, { value }) => send('settle', () => rules.settle(books, account, lease, value.receipts)),
    claim: (lease, receipts) => send('claim', () => rules.claim(books, lease, receipts)),
    finalize: (lease, tasks) => send('finalize', () => rules.finalize(books, lease, tasks)),
    object: (lease, { value }) => send('object', () => rules.object(books, lease, value.task, value.receipt)),
    uphold: (lease, task, evidence) => send('uphold', () => rules.uphold(books, lease, task, evidence)),
    drop: (lease, task) => send('drop', () => rules.drop(books, lease, task)),
    release: (lease) => send('release', () => rules.release(books, lease)),
    refund: (jobKey) => send('refund', () => rules.refund(books, account, jobKey)),
    stop: async () => undefined,
  };
}
