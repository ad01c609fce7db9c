import {
  type NetworkId,
  nodeRecordHash,
  offerHash,
  offerKind,
  type SignedNodeRecord,
  type SignedOffer,
  verify,
  verifyNodeRecord,
} from '@lode/protocol';
import type { Clock } from '../seams.ts';
import { peerIdOf } from './key.ts';

/** An offer travels with the record that binds its account to its peer. */
export interface OfferWithRecord {
  readonly offer: SignedOffer;
  readonly record: SignedNodeRecord;
}

/** How far another machine's clock may be ahead of ours. NTP keeps it under a second; a machine without it drifts seconds a day. */
export const MAX_CLOCK_AHEAD_MS = 30_000;
/** An offer longer than this would sit in everybody's board after its provider is gone. */
export const MAX_OFFER_LIFE_MS = 3_600_000;

export type OfferFault =
  | 'OFFER_EXPIRED'
  | 'OFFER_FROM_THE_FUTURE'
  | 'OFFER_TOO_LONG'
  | 'OFFER_WITHOUT_RECORD'
  | 'OFFER_PEER_MISMATCH'
  | 'RECORD_BAD_SIGNATURE'
  | 'OFFER_BAD_SIGNATURE';

/** Faults that honest peers may pass on, because clocks differ and messages take time: nobody is blamed for them. */
export const BLAMELESS_FAULTS: ReadonlySet<OfferFault> = new Set<OfferFault>([
  'OFFER_EXPIRED',
  'OFFER_FROM_THE_FUTURE',
]);

/** What is wrong with an offer, or undefined. The cheap checks come before the signatures. */
export async function offerFault(
  network: NetworkId,
  { offer, record }: OfferWithRecord,
  clock: Clock,
): Promise<OfferFault | undefined> {
  const nowMs = clock.nowMs();
  const value = offer.value;
  if (value.expiresAtMs <= nowMs || record.record.expiresAtMs <= nowMs) return 'OFFER_EXPIRED';
  if (value.issuedAtMs > nowMs + MAX_CLOCK_AHEAD_MS) return 'OFFER_FROM_THE_FUTURE';
  if (value.expiresAtMs - value.issuedAtMs > MAX_OFFER_LIFE_MS) return 'OFFER_TOO_LONG';
  if (value.provider !== record.record.account || value.nodeRecord !== nodeRecordHash(record.record))
    return 'OFFER_WITHOUT_RECORD';
  if (value.peerId !== record.record.peerId || peerIdOf(record.record.peerPublicKey) !== value.peerId)
    return 'OFFER_PEER_MISMATCH';
  if (!(await verifyNodeRecord(network, record, nowMs))) return 'RECORD_BAD_SIGNATURE';
  if (!(await verify(offerKind, network, value, offer.signature, value.provider))) return 'OFFER_BAD_SIGNATURE';
  return undefined;
}

export const hashOf = (offer: SignedOffer) => offerHash(offer.value);
