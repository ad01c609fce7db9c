import { type Hex, type Lease, LodeError, leaseId, type NetworkId, type Receipt } from '@lode/protocol';
import type { LeaseMoney } from '../../src/chain/watch.ts';
import type { Clock } from '../../src/seams.ts';

/** As the real registries are deployed. */
export const UNBONDING_DELAY_MS = 21 * 86_400_000;

export interface HeldLease {
  readonly lease: Lease;
  reserved: bigint;
  released: boolean;
  readonly taken: Set<number>;
  readonly claims: Map<number, HeldClaim>;
}

export interface HeldClaim {
  readonly receipt: Receipt;
  readonly receiptId: Hex;
  readonly amount: bigint;
  bond: bigint;
  deadlineMs: number;
  objected: boolean;
}

interface Entry {
  readonly block: bigint;
  readonly money?: LeaseMoney;
  readonly pot?: { readonly key: string; readonly type: 'in' | 'out'; readonly amount: bigint };
}

/** All money there is and where it is, and what happened to it. */
export interface Books {
  readonly network: NetworkId;
  readonly clock: Clock;
  readonly wallets: Map<Hex, bigint>;
  readonly pots: Map<string, bigint>;
  readonly bonds: Map<Hex, bigint>;
  readonly leases: Map<Hex, HeldLease>;
  readonly log: Entry[];
  block: bigint;
}

export const createBooks = (clock: Clock): Books => ({
  network: { chainId: 31_337, market: '0x00000000000000000000000000000000000000aa' },
  clock,
  wallets: new Map(),
  pots: new Map(),
  bonds: new Map(),
  leases: new Map(),
  log: [],
  block: 0n,
});

export const refuse = (error: string): never => {
  throw new LodeError('CHAIN_REJECTED', `the contract refused with ${error}`, { details: { error } });
};

export const potKey = (buyer: Hex, jobKey: Hex): string => `${buyer}/${jobKey}`;

export function credit({ pots }: Books, key: string, amount: bigint): void {
  pots.set(key, (pots.get(key) ?? 0n) + amount);
}

export function pay({ wallets }: Books, account: Hex, amount: bigint): void {
  wallets.set(account, (wallets.get(account) ?? 0n) + amount);
}

export function tell({ log, block }: Books, money: LeaseMoney): void {
  log.push({ block, money });
}

export function tellPot({ log, block }: Books, key: string, type: 'in' | 'out', amount: bigint): void {
  log.push({ block, pot: { key, type, amount } });
}

export function held({ network, leases }: Books, lease: Lease): { id: Hex; state: HeldLease } {
  const id = leaseId(network, lease);
  const state = leases.get(id);
  if (state === undefined) return refuse('UnknownLease');
  return { id, state };
}

export function totalOf({ wallets, pots, leases }: Books): bigint {
  let sum = 0n;
  for (const amount of wallets.values()) sum += amount;
  for (const amount of pots.values()) sum += amount;
  for (const { reserved, claims } of leases.values()) {
    sum += reserved;
    for (const claim of claims.values()) sum += claim.amount + claim.bond;
  }
  return sum;
}

/** Returns the way back to how the books are now. */
export function snapshot({ wallets, pots, leases, log }: Books): () => void {
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

const cloneLease = (one: HeldLease): HeldLease => ({
  ...one,
  taken: new Set(one.taken),
  claims: new Map([...one.claims].map(([task, claim]) => [task, { ...claim }])),
});

function restoreMap<K, V>(map: Map<K, V>, from: Map<K, V>): void {
  map.clear();
  for (const [key, value] of from) map.set(key, value);
}
