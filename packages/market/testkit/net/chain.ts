import { type Hex, type Lease, LodeError, leaseId, type NetworkId, type SignedReceipt } from '@lode/protocol';
import type { LeaseMoney } from '../../src/chain/watch.ts';
import type { ProviderChain } from '../../src/provider/parts.ts';
import type { ClaimState, Clock, MarketChain } from '../../src/seams.ts';

/** The escrow's books, in memory: what several accounts' clients see of one chain. A fake for faults and time, not for rules. */
export interface FakeLedger {
  client(account: Hex): ProviderChain;
  /** Calls seen, as `account method`. */
  readonly calls: string[];
  /** The next calls of a method fail with these errors. */
  fail(method: keyof MarketChain, ...errors: Error[]): void;
  balances: Map<Hex, bigint>;
  reserved: Map<Hex, bigint>;
  claims: Map<string, { state: ClaimState; deadlineMs: number; amount: bigint }>;
  records: Map<Hex, Hex>;
  /** What the escrow's log says of closed tasks. */
  log: LeaseMoney[];
}

export const TEST_NETWORK: NetworkId = { chainId: 31_337, market: `0x${'4d'.repeat(20)}` };

export function createFakeLedger(clock: Clock): FakeLedger {
  const failures = new Map<string, Error[]>();
  const ledger: FakeLedger = {
    calls: [],
    balances: new Map(),
    reserved: new Map(),
    claims: new Map(),
    records: new Map(),
    log: [],
    fail: (method, ...errors) => void failures.set(method, [...(failures.get(method) ?? []), ...errors]),
    client: (account) => client(ledger, failures, clock, account),
  };
  return ledger;
}

const rejected = (why: string) => new LodeError('CHAIN_REJECTED', why);

function client(ledger: FakeLedger, failures: Map<string, Error[]>, clock: Clock, account: Hex): ProviderChain {
  const { balances, reserved, claims } = ledger;
  const pots = new Map<string, bigint>();
  let bonded = 0n;
  const idOf = (lease: Lease) => leaseId(TEST_NETWORK, lease);
  const key = (lease: Lease, task: number) => `${idOf(lease)} ${task}`;
  const stateOf = (lease: Lease, task: number) => claims.get(key(lease, task))?.state ?? 'none';
  const pay = (to: Hex, amount: bigint) => void balances.set(to, (balances.get(to) ?? 0n) + amount);
  const call = (method: keyof MarketChain) => {
    ledger.calls.push(`${account} ${method}`);
    const failure = failures.get(method)?.shift();
    if (failure !== undefined) throw failure;
  };
  const take = (lease: Lease, task: number, state: ClaimState, deadlineMs: number, amount: bigint) => {
    const left = reserved.get(idOf(lease));
    if (left === undefined) throw rejected('unknown lease');
    if (stateOf(lease, task) === 'none') reserved.set(idOf(lease), left - lease.holdbackMicroUsdPerTask);
    claims.set(key(lease, task), { state, deadlineMs, amount });
  };
  const unused = (method: string) => () => Promise.reject(new Error(`The fake chain has no ${method}.`));
  const closed = (lease: Lease, task: number, outcome: 'accepted' | 'silence' | 'upheld' | 'dropped', paid: bigint) =>
    void ledger.log.push({
      type: 'closed',
      lease: idOf(lease),
      task,
      outcome,
      paidMicroUsd: paid,
      returnedMicroUsd: 0n,
    });
  return {
    network: TEST_NETWORK,
    account,
    head: async () => 1n,
    leaseMoney: async (leases) => ledger.log.filter((one) => leases.includes(one.lease)),
    async balance(of = account) {
      call('balance');
      return { microUsd: balances.get(of) ?? 0n, wei: 10n ** 18n };
    },
    faucet: async (amount) => pay(account, amount),
    bondOf: async () => bonded,
    bond: async (amount) => {
      call('bond');
      bonded += amount;
    },
    async publishRecord(recordHash) {
      call('publishRecord');
      ledger.records.set(account, recordHash);
    },
    async reserve(jobKey, fund, leases) {
      call('reserve');
      pay(account, -fund);
      pots.set(jobKey, (pots.get(jobKey) ?? 0n) + fund);
      for (const { lease } of leases)
        reserved.set(idOf(lease), lease.holdbackMicroUsdPerTask * BigInt(lease.taskCount));
    },
    async isReserved(lease) {
      call('isReserved');
      return reserved.has(idOf(lease));
    },
    remainingOf: async (lease) => reserved.get(idOf(lease)) ?? 0n,
    async pot(buyer, jobKey) {
      call('pot');
      return buyer === account ? (pots.get(jobKey) ?? 0n) : 0n;
    },
    async settle(lease, acceptance) {
      call('settle');
      const open = acceptance.value.receipts.filter((line) => stateOf(lease, line.task) !== 'closed');
      if (open.length === 0) throw rejected('nothing to do');
      for (const line of open) {
        take(lease, line.task, 'closed', 0, 0n);
        closed(lease, line.task, 'accepted', line.holdbackMicroUsd);
        pay(lease.provider, line.holdbackMicroUsd);
      }
    },
    async claim(lease, receipts: readonly SignedReceipt[]) {
      call('claim');
      if (clock.nowMs() >= lease.expiresAtMs) throw rejected('expired');
      for (const { value } of receipts)
        if (stateOf(lease, value.task) === 'none')
          take(lease, value.task, 'claimed', clock.nowMs() + lease.acceptanceWindowMs, value.holdbackMicroUsd);
    },
    async claimState(lease, task) {
      call('claimState');
      const claim = claims.get(key(lease, task));
      return { state: claim?.state ?? 'none', deadlineMs: claim?.deadlineMs ?? 0 };
    },
    async finalize(lease, tasks) {
      call('finalize');
      for (const task of tasks) close(lease, task, 'claimed');
    },
    async object(lease, { value }) {
      call('object');
      const claim = claims.get(key(lease, value.task));
      if (claim?.state !== 'claimed') throw rejected('not claimed');
      claims.set(key(lease, value.task), {
        ...claim,
        state: 'objected',
        deadlineMs: clock.nowMs() + lease.objectionWindowMs,
      });
    },
    async uphold(lease, task) {
      call('uphold');
      const claim = claims.get(key(lease, task));
      if (claim?.state !== 'objected') throw rejected('not objected');
      claims.set(key(lease, task), { ...claim, state: 'closed' });
      closed(lease, task, 'upheld', 0n);
    },
    async drop(lease, task) {
      call('drop');
      close(lease, task, 'objected');
    },
    release: unused('release'),
    refund: unused('refund'),
    stop: async () => {},
  };

  function close(lease: Lease, task: number, from: ClaimState): void {
    const claim = claims.get(key(lease, task));
    if (claim === undefined || claim.state !== from) throw rejected(`not ${from}`);
    if (clock.nowMs() < claim.deadlineMs) throw rejected('the window is open');
    claims.set(key(lease, task), { ...claim, state: 'closed' });
    closed(lease, task, from === 'objected' ? 'dropped' : 'silence', claim.amount);
    pay(lease.provider, claim.amount);
  }
}
