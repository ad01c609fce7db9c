import {
  type Hex,
  type Job,
  type Lease,
  LodeError,
  leaseKind,
  type Offer,
  type ProposedLease,
  verify,
} from '@lode/protocol';
import type { ProviderParts } from './parts.ts';
import type { Strikes } from './strikes.ts';
import { type LeaseRules, refusalOf } from './terms.ts';

export interface AdmissionOptions {
  readonly peerId: string;
  readonly account: Hex;
  readonly rules: LeaseRules;
  /** An offer of ours by hash, while it is valid. */
  offerOf(hash: Hex): Offer | undefined;
}

/** Everything looked at before a proposal is signed, but for the state of the device. */
export interface Admission {
  /** @throws LodeError with the reason of refusal */
  check(peerId: string, proposed: ProposedLease, job: Job): Promise<void>;
  /** That the buyer has the money; returns the chain's head where it can be asked. @throws LodeError `BUYER_UNFUNDED`, `CHAIN_UNREACHABLE` */
  checkFunds(lease: Lease): Promise<bigint | undefined>;
}

export function createAdmission(
  { chain, clock }: ProviderParts,
  options: AdmissionOptions,
  strikes: Strikes,
): Admission {
  const { network } = chain;
  const check = async (peerId: string, { value: lease, signature }: ProposedLease, job: Job) => {
    if (lease.provider !== options.account || lease.providerPeer !== options.peerId)
      throw new LodeError('WRONG_PROVIDER', 'The lease names another provider.');
    if (lease.buyerPeer !== peerId) throw new LodeError('WRONG_BUYER', 'The lease names another peer as its buyer.');
    const offer = options.offerOf(lease.offer);
    if (offer === undefined)
      throw new LodeError('OFFER_UNKNOWN', 'The lease is for an offer that is not valid any more.', {
        hint: 'Ask for the offer again.',
      });
    const refused = refusalOf({ lease, job, offer, rules: options.rules, nowMs: clock.nowMs() });
    if (refused !== undefined) throw refused;
    if (!(await verify(leaseKind, network, lease, signature, lease.buyer)))
      throw new LodeError('BAD_SIGNATURE', 'The signature is not that of the buyer on this network.', {
        hint: `This is chain ${network.chainId}, market ${network.market}.`,
      });
    if (strikes.isOut(lease.buyer))
      throw new LodeError('BUYER_UNRELIABLE', 'This buyer let several leases lapse without reserving them.', {
        hint: 'Try again in some minutes.',
      });
  };

  /** A lease costs its buyer nothing until it is reserved, so the money must at least be there. */
  const checkFunds = async (lease: Lease): Promise<bigint | undefined> => {
    const needed = lease.holdbackMicroUsdPerTask * BigInt(lease.taskCount);
    const [pot, { microUsd }, head] = await Promise.all([
      chain.pot(lease.buyer, lease.jobKey),
      chain.balance(lease.buyer),
      chain.head?.(),
    ]).catch((cause) => {
      throw new LodeError('CHAIN_UNREACHABLE', 'The chain cannot be asked now, so no lease is taken.', { cause });
    });
    if (pot + microUsd < needed)
      throw new LodeError(
        'BUYER_UNFUNDED',
        `The buyer has ${pot + microUsd} micro-dollars; the lease needs ${needed}.`,
      );
    return head;
  };

  return { check, checkFunds };
}
