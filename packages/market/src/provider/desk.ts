import {
  acceptanceKind,
  type Hex,
  type Job,
  type Lease,
  LodeError,
  leaseId,
  leaseKind,
  type Offer,
  objectionKind,
  type ProposedLease,
  type SignedAcceptance,
  type SignedLease,
  type SignedObjection,
  sign,
  verify,
} from '@lode/protocol';
import { isCode } from '../net/errors.ts';
import type { LeaseEvent } from '../seams.ts';
import { createEventLog, type EventLog } from './event-log.ts';
import type { LeaseRow } from './journal.ts';
import type { ProviderParts } from './parts.ts';
import { type LeaseRun, startRun } from './run.ts';
import { createStrikes } from './strikes.ts';
import { type LeaseRules, refusalOf } from './terms.ts';

/** Takes and refuses leases, holds the devices they run on, and keeps what their buyers may still ask. */
export interface LeaseDesk {
  /** The provider's signature. @throws LodeError with the reason of refusal */
  propose(peerId: string, lease: ProposedLease, job: Job): Promise<Hex>;
  accept(peerId: string, lease: Hex, acceptance: SignedAcceptance): Promise<void>;
  object(peerId: string, lease: Hex, objection: SignedObjection): Promise<void>;
  cancel(peerId: string, lease: Hex, reason: string): void;
  /** The events of a lease, for its buyer. @throws LodeError `LEASE_UNKNOWN` */
  eventsOf(peerId: string, lease: Hex): EventLog;
  isLeased(device: string): boolean;
  runs(): readonly LeaseRun[];
  /** Ends what a stopped or killed process left unfinished, and shares again what buyers may still fetch. */
  recover(): void;
  stop(): Promise<void>;
}

export interface LeaseDeskOptions {
  readonly peerId: string;
  readonly account: Hex;
  readonly rules: LeaseRules;
  readonly reserveWithinMs: number;
  /** An offer of ours by hash, while it is valid. */
  offerOf(hash: Hex): Offer | undefined;
  /** There is something to settle. */
  onAnswered(lease: Hex): void;
}

/** Logs of ended leases kept in memory for buyers that come back; older ones are read from the journal. */
const MAX_ENDED_LOGS = 64;

export function createLeaseDesk(parts: ProviderParts, options: LeaseDeskOptions): LeaseDesk {
  const { chain, journal, clock } = parts;
  const { network } = chain;
  const holders = new Map<string, Hex>();
  const running = new Map<Hex, LeaseRun>();
  const endedLogs = new Map<Hex, EventLog>();
  const strikes = createStrikes(clock);
  let stopping = false;

  const logFor = (id: Hex, nextSeq: number, history: readonly LeaseEvent[]) =>
    createEventLog({
      clock,
      nextSeq,
      history,
      onDurable: (event) => journal.addEvent(id, event),
      onReserve: (seq) => journal.reserveSeq(id, seq),
    });

  const start = (lease: SignedLease, id: Hex, job: Job) => {
    const log = logFor(id, 0, []);
    const run = startRun(parts, lease, id, job, log, {
      reserveWithinMs: options.reserveWithinMs,
      onUnfunded: ({ buyer }) => strikes.add(buyer),
    });
    running.set(id, run);
    void run.done.then(() => {
      running.delete(id);
      options.onAnswered(id);
      holders.delete(lease.lease.device);
      endedLogs.set(id, log);
      const [oldest] = endedLogs.keys();
      if (endedLogs.size > MAX_ENDED_LOGS && oldest !== undefined) endedLogs.delete(oldest);
    });
  };

  /** A lease of this buyer: somebody else's looks like none. */
  const rowOf = (peerId: string, id: Hex): LeaseRow => {
    const row = journal.lease(id);
    if (row === undefined || row.lease.lease.buyerPeer !== peerId)
      throw new LodeError('LEASE_UNKNOWN', `There is no lease ${id} with this peer.`);
    return row;
  };

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

  const propose: LeaseDesk['propose'] = async (peerId, proposed, job) => {
    const lease = proposed.value;
    const id = leaseId(network, lease);
    const known = journal.lease(id);
    // The answer to the first proposal may have been lost on its way.
    if (known !== undefined && known.lease.lease.buyerPeer === peerId) return known.lease.providerSignature;
    await check(peerId, proposed, job);
    if (stopping) throw new LodeError('PROVIDER_STOPPING', 'This provider is shutting down.');
    if (holders.has(lease.device))
      throw new LodeError('DEVICE_BUSY', `The device "${lease.device}" is leased.`, { hint: 'Try another device.' });
    // Held from here on, so that two proposals checked at the same time cannot both get it.
    holders.set(lease.device, id);
    try {
      const fromBlock = await checkFunds(lease);
      const providerSignature = await sign(leaseKind, network, lease, parts.signer);
      const signed = { lease, buyerSignature: proposed.signature, providerSignature };
      journal.addLease({ id, lease: signed, job, ...(fromBlock === undefined ? {} : { fromBlock }) });
      start(signed, id, job);
      return providerSignature;
    } catch (error) {
      holders.delete(lease.device);
      throw error;
    }
  };

  return {
    propose,
    async accept(peerId, id, acceptance) {
      const { lease } = rowOf(peerId, id).lease;
      const receipts = new Map(journal.receipts(id).map((row) => [row.task, row]));
      if (acceptance.value.lease !== id) throw badAnswer('the acceptance is for another lease');
      for (const line of acceptance.value.receipts) {
        const receipt = receipts.get(line.task);
        if (receipt === undefined || receipt.id !== line.receipt)
          throw badAnswer(`there is no such receipt of task ${line.task}`);
        // Submitted by us, a smaller amount would count as our consent to it.
        if (receipt.receipt.value.holdbackMicroUsd !== line.holdbackMicroUsd)
          throw badAnswer(`the amount of task ${line.task} is not that of its receipt`);
      }
      if (!(await verify(acceptanceKind, network, acceptance.value, acceptance.signature, lease.buyer)))
        throw badAnswer('the signature is not that of the buyer');
      const news = acceptance.value.receipts.filter((line) => receipts.get(line.task)?.state === 'pending');
      // Said before: the buyer did not hear that we noted it.
      if (news.length === 0) return;
      journal.addAcceptance(id, acceptance);
      for (const { task } of news) journal.setReceipt(id, task, 'accepted');
      options.onAnswered(id);
    },
    async object(peerId, id, objection) {
      const { lease } = rowOf(peerId, id).lease;
      const receipt = journal.receipts(id).find((row) => row.task === objection.value.task);
      if (objection.value.lease !== id || receipt?.id !== objection.value.receipt)
        throw badAnswer('there is no such receipt');
      if (!(await verify(objectionKind, network, objection.value, objection.signature, lease.buyer)))
        throw badAnswer('the signature is not that of the buyer');
      // An objection off chain decides nothing: the receipt is still claimed, and the objection counts when it is made there.
      parts.warn(`The buyer objects to task ${receipt.task} of lease ${id}: ${objection.value.reason}.`);
    },
    cancel(peerId, id, reason) {
      rowOf(peerId, id);
      running.get(id)?.cancel(new LodeError('CANCELLED', `The buyer cancelled the lease: ${reason}`));
    },
    eventsOf(peerId, id) {
      const row = rowOf(peerId, id);
      running.get(id)?.attach();
      return running.get(id)?.log ?? endedLogs.get(id) ?? logFor(id, row.seqReserved, journal.events(id));
    },
    isLeased: (device) => holders.has(device),
    runs: () => [...running.values()],
    recover() {
      for (const row of journal.openLeases().map((id) => journal.lease(id))) {
        if (row === undefined) continue;
        const outputs = journal.receipts(row.id).flatMap(({ receipt }) => receipt.value.outputs.map((one) => one.hash));
        parts.blobs.allow(row.lease.lease.buyerPeer, row.id, outputs);
        if (row.stage === 'ended') continue;
        const error = {
          code: 'PROVIDER_RESTARTED',
          message: 'The provider restarted while the lease ran; receipts given before it stand.',
        };
        journal.setStage(row.id, 'ended', { reason: error, endedAtMs: clock.nowMs() });
        logFor(row.id, row.seqReserved, journal.events(row.id)).emit({ type: 'ended', error });
      }
    },
    async stop() {
      stopping = true;
      const runs = [...running.values()];
      for (const run of runs) run.cancel(new LodeError('PROVIDER_STOPPING', 'The provider shuts down.'));
      await Promise.all(runs.map((run) => run.done));
    },
  };
}

const badAnswer = (why: string) => new LodeError('BAD_ANSWER', `The answer cannot be used: ${why}.`);

/** Refusals that show malice or a broken peer rather than bad luck. */
export const isOffence = (error: unknown): boolean => isCode(error, 'BAD_SIGNATURE', 'WRONG_BUYER', 'BAD_ANSWER');
