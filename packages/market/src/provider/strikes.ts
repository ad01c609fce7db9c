import type { Hex } from '@lode/protocol';
import type { Clock } from '../seams.ts';

/** Buyers that had leases signed and did not reserve them: each held a device for nothing. */
export interface Strikes {
  add(buyer: Hex): void;
  isOut(buyer: Hex): boolean;
}

/** So many within the window, and the buyer is refused until the oldest has passed. One may be a slow chain. */
const STRIKES = 3;
const WINDOW_MS = 10 * 60_000;
/** Buyers remembered; past it the oldest is forgotten. */
const MAX_BUYERS = 4_096;

export function createStrikes(clock: Clock): Strikes {
  const buyers = new Map<Hex, number[]>();
  const recent = (buyer: Hex) => (buyers.get(buyer) ?? []).filter((atMs) => clock.nowMs() - atMs < WINDOW_MS);
  return {
    add(buyer) {
      const strikes = [...recent(buyer), clock.nowMs()].slice(-STRIKES);
      buyers.delete(buyer);
      buyers.set(buyer, strikes);
      const [oldest] = buyers.keys();
      if (buyers.size > MAX_BUYERS && oldest !== undefined) buyers.delete(oldest);
    },
    isOut: (buyer) => recent(buyer).length >= STRIKES,
  };
}
