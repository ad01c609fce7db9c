import type { Hex } from '@lode/protocol';
import type { Clock, KnownOffer } from '../seams.ts';

/** Offers of others, at most one a provider: the one of the highest sequence. Bounded. */
export interface OfferTable {
  /** True when it is news: unknown, or newer than what was known. */
  isNews(provider: Hex, sequence: number): boolean;
  put(known: KnownOffer, introducer: string): void;
  /** Forgets a provider's offer and remembers its sequence, so that an old one cannot be brought back. */
  remove(provider: Hex, sequence: number): boolean;
  list(): KnownOffer[];
  /** Drops what has expired; true when something did. */
  sweep(): boolean;
}

interface Entry {
  readonly known: KnownOffer;
  /** The peer that told us: what a full table charges. */
  readonly introducer: string;
}

export interface OfferTableOptions {
  readonly clock: Clock;
  readonly maxOffers: number;
}

/**
 * When full, the peer that introduced most offers loses the one of them that expires first:
 * a peer that floods the table with made-up providers pushes out its own, not those of others.
 */
export function createOfferTable({ clock, maxOffers }: OfferTableOptions): OfferTable {
  const entries = new Map<Hex, Entry>();
  const withdrawn = new Map<Hex, number>();

  const evict = () => {
    const counts = new Map<string, number>();
    for (const { introducer } of entries.values()) counts.set(introducer, (counts.get(introducer) ?? 0) + 1);
    const [most] = [...counts].reduce((a, b) => (b[1] > a[1] ? b : a));
    let first: Entry | undefined;
    for (const entry of entries.values()) {
      if (entry.introducer !== most) continue;
      if (first === undefined || expiryOf(entry) < expiryOf(first)) first = entry;
    }
    if (first !== undefined) entries.delete(first.known.offer.value.provider);
  };

  return {
    isNews(provider, sequence) {
      const gone = withdrawn.get(provider);
      if (gone !== undefined && sequence <= gone) return false;
      return sequence > (entries.get(provider)?.known.offer.value.sequence ?? -1);
    },
    put(known, introducer) {
      const { provider } = known.offer.value;
      if (!entries.has(provider) && entries.size >= maxOffers) evict();
      entries.set(provider, { known, introducer });
    },
    remove(provider, sequence) {
      const entry = entries.get(provider);
      if (entry !== undefined && entry.known.offer.value.sequence > sequence) return false;
      withdrawn.delete(provider);
      withdrawn.set(provider, sequence);
      const [oldest] = withdrawn.keys();
      if (withdrawn.size > maxOffers && oldest !== undefined) withdrawn.delete(oldest);
      return entries.delete(provider);
    },
    list: () => [...entries.values()].filter((entry) => expiryOf(entry) > clock.nowMs()).map((entry) => entry.known),
    sweep() {
      const nowMs = clock.nowMs();
      const before = entries.size;
      for (const [provider, entry] of entries) if (expiryOf(entry) <= nowMs) entries.delete(provider);
      return entries.size < before;
    },
  };
}

const expiryOf = ({ known }: Entry): number => Math.min(known.offer.value.expiresAtMs, known.record.record.expiresAtMs);
