import type { Clock } from '../seams.ts';
import { type Bucket, createBucket, type Rate } from './bucket.ts';
import { BLOCK_MS, FLOOD_EVERY_MS, MAX_TRACKED_PEERS, OFFENCE_WINDOW_MS, OFFENCES_TO_BLOCK } from './limits.ts';

/** Remembers which peers misbehave, so that one bad peer costs the others nothing. */
export interface PeerGuard {
  /** Counts an offence; true when it made the peer blocked. */
  offend(peerId: string, code: string): boolean;
  isBlocked(peerId: string): boolean;
  /** Takes one of the peer's turns for a protocol; false when its rate is used up. */
  admit(peerId: string, protocol: string, rate: Rate): boolean;
  /** Offences and refusals by code, since the start. */
  counts(): Readonly<Record<string, number>>;
  blocked(): readonly string[];
}

interface Conduct {
  offencesMs: number[];
  blockedUntilMs: number;
  floodedMs: number;
  readonly buckets: Map<string, Bucket>;
}

export interface PeerGuardOptions {
  readonly clock: Clock;
  readonly offencesToBlock?: number;
  readonly blockMs?: number;
  readonly floodEveryMs?: number;
  onBlocked?(peerId: string): void;
}

export function createPeerGuard(options: PeerGuardOptions): PeerGuard {
  const { clock, offencesToBlock = OFFENCES_TO_BLOCK, blockMs = BLOCK_MS, floodEveryMs = FLOOD_EVERY_MS } = options;
  const peers = new Map<string, Conduct>();
  const counters = new Map<string, number>();
  const count = (code: string) => counters.set(code, (counters.get(code) ?? 0) + 1);

  const conductOf = (peerId: string): Conduct => {
    const known = peers.get(peerId);
    // Put back at the end: the map's order is that of last use, so the first one is the one to forget.
    const conduct = known ?? {
      offencesMs: [],
      blockedUntilMs: 0,
      floodedMs: Number.NEGATIVE_INFINITY,
      buckets: new Map(),
    };
    peers.delete(peerId);
    peers.set(peerId, conduct);
    if (peers.size > MAX_TRACKED_PEERS) forgetOne();
    return conduct;
  };
  /** The longest unused peer that is not blocked; when all are, the first: the block list is bounded too. */
  const forgetOne = () => {
    const nowMs = clock.nowMs();
    for (const [peerId, conduct] of peers) {
      if (conduct.blockedUntilMs > nowMs) continue;
      peers.delete(peerId);
      return;
    }
    const [first] = peers.keys();
    if (first !== undefined) peers.delete(first);
  };
  const isBlocked = (peerId: string) => (peers.get(peerId)?.blockedUntilMs ?? 0) > clock.nowMs();

  return {
    offend(peerId, code) {
      count(code);
      const nowMs = clock.nowMs();
      const conduct = conductOf(peerId);
      if (code === 'PEER_FLOOD') {
        if (nowMs - conduct.floodedMs < floodEveryMs) return false;
        conduct.floodedMs = nowMs;
      }
      conduct.offencesMs = conduct.offencesMs.filter((atMs) => nowMs - atMs < OFFENCE_WINDOW_MS);
      conduct.offencesMs.push(nowMs);
      if (conduct.offencesMs.length < offencesToBlock || conduct.blockedUntilMs > nowMs) return false;
      conduct.blockedUntilMs = nowMs + blockMs;
      conduct.offencesMs = [];
      count('PEER_BLOCKED');
      options.onBlocked?.(peerId);
      return true;
    },
    isBlocked,
    admit(peerId, protocol, rate) {
      const { buckets } = conductOf(peerId);
      const bucket = buckets.get(protocol) ?? createBucket(rate);
      buckets.set(protocol, bucket);
      return bucket.take(clock.nowMs());
    },
    counts: () => Object.fromEntries(counters),
    blocked: () => [...peers.keys()].filter(isBlocked),
  };
}
