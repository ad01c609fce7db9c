import {
  type ChannelConfig,
  channelId,
  type Hex,
  type Job,
  LodeError,
  leaseId,
  leaseKind,
  type ProposedLease,
  type SealedKey,
  type SignedLease,
  type SignedLeaseKey,
  type SignedVoucher,
  sign,
} from '@lode/protocol';
import { isCode } from '../net/errors.ts';
import type { LeaseEvent } from '../seams.ts';
import type { Receiver } from '../stream/receiver.ts';
import { type AdmissionOptions, createAdmission } from './admission.ts';
import { type Answers, createAnswers } from './answers.ts';
import { createEventLog, type EventLog } from './event-log.ts';
import type { LeaseRow } from './journal.ts';
import { createKeyGate, type KeyGate } from './key-gate.ts';
import type { ProviderParts } from './parts.ts';
import { type LeaseRun, startRun } from './run.ts';
import { createStrikes } from './strikes.ts';

/** Takes and refuses leases, holds the devices they run on, and keeps what their buyers may still ask. */
export interface LeaseDesk extends Answers {
  /** The provider's signature, and of a sealed job the key to seal to. @throws LodeError with the reason of refusal */
  propose(peerId: string, lease: ProposedLease, job: Job, channel?: ChannelConfig): Promise<Agreed>;
  /** @throws LodeError `LEASE_UNKNOWN`, `SEAL_BROKEN` */
  seal(peerId: string, key: SealedKey): Promise<void>;
  /** @throws LodeError `LEASE_UNKNOWN`, `BAD_VOUCHER` */
  pay(peerId: string, lease: Hex, voucher: SignedVoucher): Promise<void>;
  /** @throws LodeError `CHANNEL_UNKNOWN`, `CHANNEL_BUSY` */
  refundChannel(peerId: string, channel: Hex): void;
  cancel(peerId: string, lease: Hex, reason: string): void;
  /** The events of a lease, for its buyer. @throws LodeError `LEASE_UNKNOWN` */
  eventsOf(peerId: string, lease: Hex): EventLog;
  isLeased(device: string): boolean;
  runs(): readonly LeaseRun[];
  /** Ends what a stopped or killed process left unfinished, and shares again what buyers may still fetch. */
  recover(): void;
  stop(): Promise<void>;
}

interface Agreed {
  readonly providerSignature: Hex;
  readonly leaseKey?: SignedLeaseKey;
}

export interface LeaseDeskOptions extends AdmissionOptions {
  readonly reserveWithinMs: number;
  /** There is something to settle. */
  onAnswered(lease: Hex): void;
}

/** Logs of ended leases kept in memory for buyers that come back; older ones are read from the journal. */
const MAX_ENDED_LOGS = 64;

export function createLeaseDesk(parts: ProviderParts, receiver: Receiver, options: LeaseDeskOptions): LeaseDesk {
  const { chain, journal, clock } = parts;
  const { network } = chain;
  const holders = new Map<string, Hex>();
  const running = new Map<Hex, LeaseRun>();
  const endedLogs = new Map<Hex, EventLog>();
  const strikes = createStrikes(clock);
  const admission = createAdmission(parts, options, strikes);
  let stopping = false;

  const logFor = (id: Hex, nextSeq: number, history: readonly LeaseEvent[]) =>
    createEventLog({
      clock,
      nextSeq,
      history,
      onDurable: (event) => journal.addEvent(id, event),
      onReserve: (seq) => journal.reserveSeq(id, seq),
    });

  const start = (lease: SignedLease, id: Hex, job: Job, keys: KeyGate | undefined) => {
    const log = logFor(id, 0, []);
    const run = startRun(parts, receiver, lease, id, job, log, {
      reserveWithinMs: options.reserveWithinMs,
      onUnfunded: ({ buyer }) => strikes.add(buyer),
      ...(keys === undefined ? {} : { keys }),
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

  const answers = createAnswers(parts, rowOf, options.onAnswered);

  const propose: LeaseDesk['propose'] = async (peerId, proposed, job, channel) => {
    const lease = proposed.value;
    const id = leaseId(network, lease);
    const known = journal.lease(id);
    // The answer to the first proposal may have been lost on its way.
    if (known !== undefined && known.lease.lease.buyerPeer === peerId)
      return agreed(known.lease.providerSignature, running.get(id)?.keys);
    await admission.check(peerId, proposed, job);
    await receiver.admit(lease, channel);
    if (stopping) throw new LodeError('PROVIDER_STOPPING', 'This provider is shutting down.');
    if (holders.has(lease.device))
      throw new LodeError('DEVICE_BUSY', `The device "${lease.device}" is leased.`, { hint: 'Try another device.' });
    // Held from here on, so that two proposals checked at the same time cannot both get it.
    holders.set(lease.device, id);
    try {
      const fromBlock = await admission.checkFunds(lease);
      const providerSignature = await sign(leaseKind, network, lease, parts.signer);
      const keys =
        job.sealed === true ? await createKeyGate({ network, signer: parts.signer, clock }, id, lease.job) : undefined;
      const signed = { lease, buyerSignature: proposed.signature, providerSignature };
      journal.addLease({ id, lease: signed, job, ...(fromBlock === undefined ? {} : { fromBlock }) });
      if (channel !== undefined) journal.addStream(id, channelId(network.chainId, channel), channel);
      start(signed, id, job, keys);
      return agreed(providerSignature, keys);
    } catch (error) {
      holders.delete(lease.device);
      throw error;
    }
  };

  return {
    propose,
    ...answers,
    async seal(peerId, key) {
      rowOf(peerId, key.lease);
      // Of a lease that has ended, or is not sealed, there is nothing to open.
      await running.get(key.lease)?.keys?.take(key);
    },
    async pay(peerId, id, voucher) {
      rowOf(peerId, id);
      await receiver.take(id, voucher);
    },
    refundChannel(peerId, channel) {
      if (!journal.payerPeers(channel).includes(peerId))
        throw new LodeError('CHANNEL_UNKNOWN', `There is no channel ${channel} with this peer.`);
      receiver.askRefund(channel);
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

const agreed = (providerSignature: Hex, keys: KeyGate | undefined): Agreed => ({
  providerSignature,
  ...(keys === undefined ? {} : { leaseKey: keys.leaseKey }),
});

/** Refusals that show malice or a broken peer rather than bad luck. */
export const isOffence = (error: unknown): boolean =>
  isCode(error, 'BAD_SIGNATURE', 'WRONG_BUYER', 'BAD_ANSWER', 'BAD_VOUCHER');
