import { type Hex, type Lease, LodeError, leaseId, type NetworkId, type Receipt, receiptId } from '@lode/protocol';
import { receiptStruct } from '../../src/chain/structs.ts';
import type { LeaseMoney, MarketWatch } from '../../src/chain/watch.ts';
import { smallest } from '../../src/match/amounts.ts';
import type { Clock, MarketChain } from '../../src/seams.ts';

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

interface HeldLease {
  readonly lease: Lease;
  reserved: bigint;
  released: boolean;
  readonly taken: Set<number>;
  readonly claims: Map<number, HeldClaim>;
}

interface HeldClaim {
  readonly receipt: Receipt;
  readonly receiptId: Hex;
  readonly amount: bigint;
  bond: bigint;
  deadlineMs: number;
  objected: boolean;
}

/** As the real registries are deployed. */
const UNBONDING_DELAY_MS = 21 * 86_400_000;

const refuse = (error: string): never => {
  throw new LodeError('CHAIN_REJECTED', `the contract refused with ${error}`, { details: { error } });
};

export function createEscrow(clock: Clock): Escrow {
  const network: NetworkId = { chainId: 31_337, market: '0x00000000000000000000000000000000000000aa' };
  const wallets = new Map<Hex, bigint>();
  const pots = new Map<string, bigint>();
  const bonds = new Map<Hex, bigint>();
  const leases = new Map<Hex, HeldLease>();
  const log: { block: bigint; money?: LeaseMoney; pot?: { key: string; type: 'in' | 'out'; amount: bigint } }[] = [];
  let block = 0n;

  const potKey = (buyer: Hex, jobKey: Hex): string => `${buyer}/${jobKey}`;
  const credit = (key: string, amount: bigint): void => {
    pots.set(key, (pots.get(key) ?? 0n) + amount);
  };
  const pay = (account: Hex, amount: bigint): void => {
    wallets.set(account, (wallets.get(account) ?? 0n) + amount);
  };
  const tell = (money: LeaseMoney): void => {
    log.push({ block, money });
  };
  const held = (lease: Lease): { id: Hex; state: HeldLease } => {
    const id = leaseId(network, lease);
    const state = leases.get(id);
    if (state === undefined) return refuse('UnknownLease');
    return { id, state };
  };

  function fund(account: Hex, jobKey: Hex, amount: bigint): void {
    const have = wallets.get(account) ?? 0n;
    if (have < amount) throw new LodeError('INSUFFICIENT_FUNDS', 'the wallet is too empty');
    wallets.set(account, have - amount);
    credit(potKey(account, jobKey), amount);
    log.push({ block, pot: { key: potKey(account, jobKey), type: 'in', amount } });
  }

  function reserveOne(account: Hex, lease: Lease): void {
    const id = leaseId(network, lease);
    if (leases.has(id)) refuse('LeaseExists');
    if (lease.buyer !== account) refuse('NotAuthorized');
    if (clock.nowMs() >= lease.expiresAtMs) refuse('LeaseExpired');
    const endsAtMs = lease.expiresAtMs + lease.acceptanceWindowMs + lease.objectionWindowMs;
    if (endsAtMs > clock.nowMs() + UNBONDING_DELAY_MS) refuse('OutlivesBond');
    if ((bonds.get(lease.provider) ?? 0n) < lease.bondReservedMicroUsd) refuse('InsufficientBond');
    const amount = lease.holdbackMicroUsdPerTask * BigInt(lease.taskCount);
    const key = potKey(account, lease.jobKey);
    if ((pots.get(key) ?? 0n) < amount) refuse('InsufficientPot');
    credit(key, -amount);
    leases.set(id, { lease, reserved: amount, released: false, taken: new Set(), claims: new Map() });
    tell({ type: 'reserved', lease: id, microUsd: amount });
  }

  function settleLine(
    account: Hex,
    id: Hex,
    state: HeldLease,
    line: { task: number; holdbackMicroUsd: bigint },
  ): boolean {
    const { lease } = state;
    const claim = state.claims.get(line.task);
    if (state.taken.has(line.task) && claim === undefined) return false;
    const available = claim?.amount ?? lease.holdbackMicroUsdPerTask;
    if (line.holdbackMicroUsd < available && account !== lease.provider) refuse('ProviderConsentRequired');
    if (claim === undefined) {
      if (state.released) refuse('LeaseAlreadyReleased');
      state.taken.add(line.task);
      state.reserved -= lease.holdbackMicroUsdPerTask;
    } else state.claims.delete(line.task);
    const paid = smallest(line.holdbackMicroUsd, available);
    close(id, state, line.task, 'accepted', paid, available - paid + (claim?.bond ?? 0n));
    return true;
  }

  function close(
    id: Hex,
    { lease }: HeldLease,
    task: number,
    outcome: 'accepted' | 'silence' | 'upheld' | 'dropped',
    paid: bigint,
    returned: bigint,
  ): void {
    pay(lease.provider, paid);
    credit(potKey(lease.buyer, lease.jobKey), returned);
    tell({ type: 'closed', lease: id, task, outcome, paidMicroUsd: paid, returnedMicroUsd: returned });
  }

  function snapshot(): () => void {
    const copy = {
      wallets: new Map(wallets),
      pots: new Map(pots),
      leases: new Map([...leases].map(([id, one]) => [id, cloneLease(one)])),
      log: log.length,
    };
    return () => {
      restoreMap(wallets, copy.wallets);
      restoreMap(pots, copy.pots);
      restoreMap(leases, copy.leases);
      log.length = copy.log;
    };
  }

  const escrow: Escrow = {
    network,
    fault: () => undefined,
    wallet: (account) => wallets.get(account) ?? 0n,
    mint: pay,
    setBond: (provider, amount) => {
      bonds.set(provider, amount);
    },
    total: () => {
      let sum = 0n;
      for (const amount of wallets.values()) sum += amount;
      for (const amount of pots.values()) sum += amount;
      for (const { reserved, claims } of leases.values()) {
        sum += reserved;
        for (const claim of claims.values()) sum += claim.amount + claim.bond;
      }
      return sum;
    },
    client: (account) => {
      /** One transaction: all or nothing, with the faults the test asked for. */
      const send = async <T>(what: string, act: () => T): Promise<T> => {
        await Promise.resolve();
        escrow.fault(account, what, 'before');
        block++;
        const undo = snapshot();
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
        network,
        account,
        balance: async (of = account) => ({ microUsd: wallets.get(of) ?? 0n, wei: 0n }),
        faucet: async (amount) => pay(account, amount),
        bondOf: async (provider) => bonds.get(provider) ?? 0n,
        bond: async () => undefined,
        publishRecord: async () => undefined,
        pot: async (buyer, jobKey) => pots.get(potKey(buyer, jobKey)) ?? 0n,
        isReserved: async (lease) => {
          const state = leases.get(leaseId(network, lease));
          return state !== undefined && !state.released;
        },
        remainingOf: async (lease) => leases.get(leaseId(network, lease))?.reserved ?? 0n,
        reserve: (jobKey, fundMicroUsd, list) =>
          send('reserve', () => {
            if (fundMicroUsd > 0n) fund(account, jobKey, fundMicroUsd);
            for (const { lease } of list) reserveOne(account, lease);
          }),
        settle: (lease, { value }) =>
          send('settle', () => {
            const { id, state } = held(lease);
            for (const line of value.receipts) settleLine(account, id, state, line);
          }),
        claim: (lease, receipts) =>
          send('claim', () => {
            const { id, state } = held(lease);
            if (clock.nowMs() >= lease.expiresAtMs) refuse('LeaseExpired');
            for (const { value } of receipts) {
              if (value.lease !== id) refuse('LeaseMismatch');
              if (value.holdbackMicroUsd > lease.holdbackMicroUsdPerTask) refuse('AmountAboveHoldback');
              if (state.taken.has(value.task)) continue;
              state.taken.add(value.task);
              state.reserved -= lease.holdbackMicroUsdPerTask;
              const deadlineMs = clock.nowMs() + lease.acceptanceWindowMs;
              const digest = receiptId(network, value);
              const amount = value.holdbackMicroUsd;
              state.claims.set(value.task, {
                receipt: value,
                receiptId: digest,
                amount,
                bond: 0n,
                deadlineMs,
                objected: false,
              });
              const returned = lease.holdbackMicroUsdPerTask - amount;
              credit(potKey(lease.buyer, lease.jobKey), returned);
              tell({
                type: 'claimed',
                lease: id,
                task: value.task,
                receipt: digest,
                microUsd: amount,
                returnedMicroUsd: returned,
                deadlineMs,
              });
            }
          }),
        claimState: async (lease, task) => {
          const state = leases.get(leaseId(network, lease));
          const claim = state?.claims.get(task);
          if (claim !== undefined)
            return { state: claim.objected ? 'objected' : 'claimed', deadlineMs: claim.deadlineMs };
          return { state: state?.taken.has(task) === true ? 'closed' : 'none', deadlineMs: 0 };
        },
        finalize: (lease, tasks) =>
          send('finalize', () => {
            const { id, state } = held(lease);
            for (const task of tasks) {
              const claim = state.claims.get(task);
              if (claim === undefined) continue;
              if (claim.objected) refuse('UnderObjection');
              if (clock.nowMs() < claim.deadlineMs) refuse('WindowOpen');
              state.claims.delete(task);
              close(id, state, task, 'silence', claim.amount, 0n);
            }
          }),
        object: (lease, { value }) =>
          send('object', () => {
            const { id, state } = held(lease);
            const claim = state.claims.get(value.task);
            if (claim === undefined || claim.objected) return refuse('NotClaimed');
            if (claim.receiptId !== value.receipt) refuse('ReceiptMismatch');
            if (clock.nowMs() >= claim.deadlineMs) refuse('WindowClosed');
            const key = potKey(lease.buyer, lease.jobKey);
            if ((pots.get(key) ?? 0n) < lease.objectionBondMicroUsd) refuse('ERC20InsufficientAllowance');
            credit(key, -lease.objectionBondMicroUsd);
            claim.objected = true;
            claim.bond = lease.objectionBondMicroUsd;
            claim.deadlineMs = clock.nowMs() + lease.objectionWindowMs;
            tell({
              type: 'objected',
              lease: id,
              task: value.task,
              bondMicroUsd: claim.bond,
              deadlineMs: claim.deadlineMs,
            });
          }),
        uphold: (lease, task, evidence) =>
          send('uphold', () => {
            const { id, state } = held(lease);
            const claim = state.claims.get(task);
            if (claim?.objected !== true) return refuse('NotObjected');
            const witnesses = evidence.filter((one) => one.receipt.value.lease !== id);
            const results = new Set(witnesses.map(({ receipt: { value } }) => resultOf(value)));
            const providers = new Set(witnesses.map((one) => one.lease.provider));
            if (providers.has(lease.provider) || providers.has(lease.buyer)) refuse('InvalidWitness');
            if (providers.size < Math.max(lease.verify.quorum, 2)) refuse('QuorumNotReached');
            if (results.size !== 1) refuse('EvidenceDisagrees');
            if (results.has(resultOf(claim.receipt))) refuse('EvidenceAgreesWithAccused');
            for (const one of witnesses) if (one.receipt.value.task !== task) refuse('TaskMismatch');
            state.claims.delete(task);
            close(id, state, task, 'upheld', 0n, claim.amount + claim.bond);
          }),
        drop: (lease, task) =>
          send('drop', () => {
            const { id, state } = held(lease);
            const claim = state.claims.get(task);
            if (claim?.objected !== true) return refuse('NotObjected');
            if (clock.nowMs() < claim.deadlineMs) refuse('WindowOpen');
            state.claims.delete(task);
            close(id, state, task, 'dropped', claim.amount + claim.bond, 0n);
          }),
        release: (lease) =>
          send('release', () => {
            const { id, state } = held(lease);
            if (clock.nowMs() < lease.expiresAtMs) refuse('LeaseNotExpired');
            if (state.released) return;
            state.released = true;
            const amount = state.reserved;
            state.reserved = 0n;
            credit(potKey(lease.buyer, lease.jobKey), amount);
            tell({ type: 'released', lease: id, microUsd: amount });
          }),
        refund: (jobKey) =>
          send('refund', () => {
            const key = potKey(account, jobKey);
            const amount = pots.get(key) ?? 0n;
            pots.set(key, 0n);
            pay(account, amount);
            log.push({ block, pot: { key, type: 'out', amount } });
            return amount;
          }),
        claimedReceipt: async (lease, task) => {
          const receipt = leases.get(lease)?.claims.get(task)?.receipt;
          return receipt === undefined ? undefined : receiptStruct(receipt);
        },
        unbondingDelayMs: async () => UNBONDING_DELAY_MS,
        head: async () => block,
        leaseMoney: async (ids, fromBlock, toBlock) => {
          const wanted = new Set(ids);
          return log.flatMap(({ block: at, money }) =>
            money !== undefined && at >= fromBlock && at <= toBlock && wanted.has(money.lease) ? [money] : [],
          );
        },
        potMoney: async (jobKey, fromBlock) => {
          const sum = (type: 'in' | 'out'): bigint =>
            log.reduce(
              (total, { block: at, pot }) =>
                pot?.key === potKey(account, jobKey) && pot.type === type && at >= fromBlock
                  ? total + pot.amount
                  : total,
              0n,
            );
          return { fundedMicroUsd: sum('in'), refundedMicroUsd: sum('out') };
        },
        stop: async () => undefined,
      };
    },
  };
  return escrow;
}

const resultOf = (receipt: Receipt): string => [receipt.programHash, receipt.inputsRoot, receipt.outputsRoot].join();

const cloneLease = (one: HeldLease): HeldLease => ({
  ...one,
  taken: new Set(one.taken),
  claims: new Map([...one.claims].map(([task, claim]) => [task, { ...claim }])),
});

function restoreMap<K, V>(map: Map<K, V>, from: Map<K, V>): void {
  map.clear();
  for (const [key, value] of from) map.set(key, value);
}
