import {
  address,
  canonicalJson,
  encode,
  type Hex,
  LodeError,
  type NetworkId,
  signedNodeRecordSchema,
  signedOfferSchema,
} from '@lode/protocol';
import { z } from 'zod';
import type { Clock, KnownOffer, OfferBoard } from '../seams.ts';
import type { PeerChannel } from './channel.ts';
import { systemClock } from './clock.ts';
import { peerProtocol } from './errors.ts';
import type { GossipMessage, Verdict } from './gossip.ts';
import type { PeerHost } from './host.ts';
import { parseWire } from './json.ts';
import { startKeeper } from './keeper.ts';
import { MAX_OFFER_BYTES, REQUEST_TIMEOUT_MS, SMALL_MESSAGE_BYTES } from './limits.ts';
import { BLAMELESS_FAULTS, hashOf, type OfferFault, type OfferWithRecord, offerFault } from './offer-check.ts';
import { createOfferTable, type OfferTable } from './offer-table.ts';
import { offersTopic, PROTOCOLS } from './protocols.ts';

export interface OfferBoardOptions {
  readonly host: PeerHost;
  readonly network: NetworkId;
  readonly clock?: Clock;
  /** Providers remembered; for what happens when there are more, see {@link createOfferTable}. */
  readonly maxOffers?: number;
}

export interface StartableOfferBoard extends OfferBoard {
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** 2,000 offers of a usual 2 KB are 4 MB. */
const MAX_OFFERS = 2_048;
/** Offers sent to one asker: bounded by what one answer may take, not by what is known. */
const MAX_SERVED = 1_024;
const SWEEP_MS = 5_000;
/** Peers asked at once by `refresh`, and how many at most. */
const MAX_ASKED = 32;
/** Signature checks cost some milliseconds each: what one peer may make us do. A provider renews about once in 200 s. */
const JUDGE_RATE = { burst: 64, perSecond: 8 } as const;
const SERVE_LIMITS = { rate: { burst: 16, perSecond: 1 }, maxPerPeer: 4, maxTotal: 64 } as const;

const offerWire = z.strictObject({
  type: z.literal('offer'),
  offer: signedOfferSchema,
  record: signedNodeRecordSchema,
});
/** Valid only when the message itself is signed by the peer of the offer. */
const withdrawWire = z.strictObject({ type: z.literal('withdraw'), provider: address, sequence: z.int().min(0) });
const gossipWire = z.discriminatedUnion('type', [offerWire, withdrawWire]);
const askWire = z.strictObject({ type: z.literal('list') });
const answerWire = z.discriminatedUnion('type', [offerWire, z.strictObject({ type: z.literal('end') })]);

/**
 * Offers by gossip and by asking. What is not signed by both keys, expired, or older than what is known goes no further.
 */
export function createOfferBoard(options: OfferBoardOptions): StartableOfferBoard {
  const { host, network, clock = systemClock, maxOffers = MAX_OFFERS } = options;
  const topic = offersTopic(network);
  const table = createOfferTable({ clock, maxOffers });
  const listeners = new Set<() => void>();
  const stopped = new AbortController();
  const ends: (() => void | Promise<void>)[] = [];
  let own: KnownOffer | undefined;

  const changed = () => {
    for (const listener of listeners) listener();
  };

  /** Checks and keeps one offer. */
  const consider = async (pair: OfferWithRecord, introducer: string): Promise<OfferFault | 'STALE' | undefined> => {
    const { provider, peerId, sequence, addresses } = pair.offer.value;
    if (peerId === host.peerId || !table.isNews(provider, sequence)) return 'STALE';
    const fault = await offerFault(network, pair, clock);
    if (fault !== undefined) return fault;
    // Asked again: another copy may have been checked while this one was.
    if (!table.isNews(provider, sequence)) return 'STALE';
    table.put({ ...pair, hash: hashOf(pair.offer), seenAtMs: clock.nowMs() }, introducer);
    await host.learn(peerId, addresses).catch(() => undefined);
    changed();
    return undefined;
  };

  const judge = createJudge({ host, topic, table, consider, changed });

  const answer = async (channel: PeerChannel) => {
    await channel.read(askWire, 'request for offers', {
      timeoutMs: REQUEST_TIMEOUT_MS,
      maxBytes: SMALL_MESSAGE_BYTES,
    });
    const known = [...(own === undefined ? [] : [own]), ...table.list()].slice(0, MAX_SERVED);
    for (const { offer, record } of known)
      await channel.write(offerWire, { type: 'offer', offer, record }, MAX_OFFER_BYTES);
    await channel.write(answerWire, { type: 'end' });
  };

  const ask = async (peerId: string, signal: AbortSignal) => {
    const channel = await host.open(peerId, PROTOCOLS.offers, signal);
    try {
      await channel.write(askWire, { type: 'list' });
      for (let count = 0; ; count++) {
        const message = await channel.read(answerWire, 'list of offers', { maxBytes: MAX_OFFER_BYTES, signal });
        if (message.type === 'end') break;
        if (count >= MAX_SERVED) throw peerProtocol(`more than ${MAX_SERVED} offers`);
        const fault = await consider(message, peerId);
        if (fault !== undefined && fault !== 'STALE' && !BLAMELESS_FAULTS.has(fault)) host.guard.offend(peerId, fault);
      }
      await channel.close();
    } catch (error) {
      channel.abort(error instanceof Error ? error : new Error(String(error)));
      throw error;
    }
  };
  const gossip = (message: z.output<typeof gossipWire>) =>
    host.gossip.publish(topic, new TextEncoder().encode(canonicalJson(encode(gossipWire, message))));

  return {
    async publish(offer, record) {
      const fault = await offerFault(network, { offer, record }, clock);
      if (fault !== undefined)
        throw new LodeError(fault, `This offer would be refused by others (${fault}), so it is not published.`);
      own = { offer, record, hash: hashOf(offer), seenAtMs: clock.nowMs() };
      changed();
      await gossip({ type: 'offer', offer, record });
    },
    async withdraw() {
      if (own === undefined) return;
      const { provider, sequence } = own.offer.value;
      own = undefined;
      changed();
      await gossip({ type: 'withdraw', provider: provider as Hex, sequence });
    },
    list: () => [...(own === undefined || own.offer.value.expiresAtMs <= clock.nowMs() ? [] : [own]), ...table.list()],
    async refresh(signal) {
      const peers = host.peers().slice(0, MAX_ASKED);
      await Promise.allSettled(peers.map((peerId) => ask(peerId, signal)));
      signal.throwIfAborted();
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async start() {
      await host.serve(PROTOCOLS.offers, SERVE_LIMITS, answer);
      ends.push(host.gossip.subscribe(topic, judge));
      // A peer may know offers that were gossiped before we came, whether it is new or was here before the board.
      const askSoon = (peerId: string) => void ask(peerId, stopped.signal).catch(() => undefined);
      ends.push(host.onPeer(askSoon));
      for (const peerId of host.peers().slice(0, MAX_ASKED)) askSoon(peerId);
      const sweeper = startKeeper({
        clock,
        everyMs: SWEEP_MS,
        firstRetryMs: SWEEP_MS,
        maxRetryMs: SWEEP_MS,
        attempt: async () => void (table.sweep() && changed()),
      });
      ends.push(() => sweeper.stop());
    },
    async stop() {
      stopped.abort();
      for (const end of ends.splice(0)) await end();
      await host.unserve(PROTOCOLS.offers);
    },
  };
}

interface JudgeParts {
  readonly host: PeerHost;
  readonly topic: string;
  readonly table: OfferTable;
  consider(pair: OfferWithRecord, introducer: string): Promise<OfferFault | 'STALE' | undefined>;
  changed(): void;
}

/** What becomes of a gossiped message: passed on, dropped, or held against who handed it to us. */
function createJudge({
  host,
  topic,
  table,
  consider,
  changed,
}: JudgeParts): (message: GossipMessage) => Promise<Verdict> {
  const judge = async ({ from, via, data }: GossipMessage): Promise<Verdict> => {
    if (host.guard.isBlocked(via)) return 'ignore';
    if (!host.guard.admit(via, topic, JUDGE_RATE)) return 'ignore';
    const parsed = data.byteLength > MAX_OFFER_BYTES ? { fault: 'too long' } : parseWire(gossipWire, data);
    if ('fault' in parsed) return blame(via, 'PEER_PROTOCOL');
    const message = parsed.value;
    if (message.type === 'withdraw') return withdrawn(message, from);
    if (message.offer.value.peerId !== from) return blame(via, 'OFFER_PEER_MISMATCH');
    const fault = await consider(message, via);
    if (fault === undefined) return 'accept';
    return fault === 'STALE' || BLAMELESS_FAULTS.has(fault) ? 'ignore' : blame(via, fault);
  };
  const blame = (peerId: string, code: string): Verdict => {
    host.guard.offend(peerId, code);
    return 'reject';
  };
  const withdrawn = (message: z.output<typeof withdrawWire>, from: string): Verdict => {
    const known = table.list().find(({ offer }) => offer.value.provider === message.provider);
    if (known === undefined || known.offer.value.peerId !== from) return 'ignore';
    if (table.remove(message.provider, message.sequence)) changed();
    return 'accept';
  };

  return judge;
}
