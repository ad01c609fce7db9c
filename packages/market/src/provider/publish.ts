import {
  decode,
  encode,
  type Hex,
  hashObject,
  nodeRecordHash,
  nodeRecordSchema,
  type Offer,
  offerHash,
  offerKind,
  offerSchema,
  type SignedNodeRecord,
  sign,
  signedNodeRecordSchema,
  signNodeRecord,
} from '@lode/protocol';
import type { PeerHost } from '../net/host.ts';
import type { OfferBoard } from '../seams.ts';
import type { ProviderParts } from './parts.ts';

/** What a provider's owner decides; the rest of an offer comes from the machine. */
export interface ProviderTerms {
  readonly microUsdPerGpuSecond: bigint;
  /** ISO 3166-1 alpha-2, or `ZZ`. */
  readonly region: string;
  /** Overrides what the machine knows of its energy. */
  readonly energy?: Offer['energy'];
  readonly maxTasksPerLease?: number;
  readonly maxHoldbackBps?: number;
  readonly maxAcceptanceMs?: number;
}

/** Keeps a record and an offer published. */
export interface Publisher {
  /** Publishes now; renews the record when half of its life is over. */
  publish(): Promise<void>;
  /** When the offer should be published again. */
  readonly everyMs: number;
  current(): Hex | undefined;
  offerOf(hash: Hex): Offer | undefined;
}

/** An offer that is not renewed is gone from all boards after this; renewed three times as often, so two may get lost. */
const OFFER_LIFE_MS = 10 * 60_000;
const RECORD_LIFE_MS = 7 * 86_400_000;
/** Older offers that leases may still name: a buyer matches on what it saw some seconds ago. */
const MAX_OFFERS_KEPT = 32;
const MAX_ADDRESSES = 16;
/** Receipts of one lease must fit one acceptance. */
const MAX_TASKS_PER_LEASE = 256;
const MAX_ACCEPTANCE_MS = 7 * 86_400_000;

export function createPublisher(
  parts: ProviderParts,
  host: PeerHost,
  board: OfferBoard,
  terms: ProviderTerms,
): Publisher {
  const { clock, chain, journal, signer, backend } = parts;
  const offers = new Map<Hex, Offer>();
  let current: Hex | undefined;
  let lastSequence = -1;

  const record = async (): Promise<SignedNodeRecord> => {
    const nowMs = clock.nowMs();
    const key = `record:${chain.network.chainId}:${chain.network.market}`;
    const stored = journal.meta(key);
    if (stored !== undefined) {
      const known = decode(signedNodeRecordSchema, JSON.parse(stored), 'stored node record');
      const { account, peerId, expiresAtMs } = known.record;
      if (account === chain.account && peerId === host.peerId && expiresAtMs - nowMs > RECORD_LIFE_MS / 2) return known;
    }
    const value = {
      version: 1 as const,
      account: chain.account,
      peerId: host.peerId,
      peerPublicKey: host.publicKey,
      // The time grows and is not reused after a lost journal.
      sequence: nowMs,
      issuedAtMs: nowMs,
      expiresAtMs: nowMs + RECORD_LIFE_MS,
    };
    const signed = await signNodeRecord(chain.network, value, signer, host.sign);
    await chain.publishRecord(nodeRecordHash(value), value.sequence, value.expiresAtMs);
    journal.setMeta(key, JSON.stringify(encode(signedNodeRecordSchema, signed)));
    return signed;
  };

  return {
    everyMs: OFFER_LIFE_MS / 3,
    current: () => current,
    offerOf: (hash) => offers.get(hash),
    async publish() {
      const signedRecord = await record();
      const nowMs = clock.nowMs();
      lastSequence = Math.max(lastSequence + 1, nowMs);
      const { limits, ...machine } = backend.capabilities();
      const offer: Offer = {
        version: 1,
        provider: chain.account,
        peerId: host.peerId,
        addresses: preferred(host.addresses()).slice(0, MAX_ADDRESSES),
        nodeRecord: hashObject(nodeRecordSchema, signedRecord.record),
        ...machine,
        microUsdPerGpuSecond: terms.microUsdPerGpuSecond,
        region: terms.region,
        energy: terms.energy ?? machine.energy,
        limits: {
          ...limits,
          maxTasksPerLease: terms.maxTasksPerLease ?? MAX_TASKS_PER_LEASE,
          maxHoldbackBps: terms.maxHoldbackBps ?? 10_000,
          maxAcceptanceMs: terms.maxAcceptanceMs ?? MAX_ACCEPTANCE_MS,
        },
        sequence: lastSequence,
        issuedAtMs: nowMs,
        expiresAtMs: nowMs + OFFER_LIFE_MS,
      };
      // Decoded again: what the machine says must be something that others accept.
      const value = decode(offerSchema, encode(offerSchema, offer), 'offer');
      const signature = await sign(offerKind, chain.network, value, signer);
      const hash = offerHash(value);
      // Known before it is published: a buyer may be faster than we are.
      offers.set(hash, value);
      for (const [old, one] of offers)
        if (one.expiresAtMs <= nowMs || offers.size > MAX_OFFERS_KEPT) offers.delete(old);
      current = hash;
      await board.publish({ value, signature }, signedRecord);
    },
  };
}

/** Public addresses first, relayed ones next, loopback last: only so many fit into an offer. */
const preferred = (addresses: readonly string[]): string[] => [...addresses].sort((a, b) => rank(a) - rank(b));

const rank = (address: string): number => {
  if (/^\/ip[46]\/(127\.|::1)/.test(address)) return 2;
  return address.includes('/p2p-circuit') ? 1 : 0;
};
