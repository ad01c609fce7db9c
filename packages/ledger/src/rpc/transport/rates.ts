/** Token buckets, one a client: units come back with time, up to a burst. */
export interface Rates {
  /** Takes units; returns 0, or the milliseconds until there are enough. */
  take(client: string, units: number): number;
  /** For what was only known afterwards. A client may come to owe as much as a burst: true where it does. */
  charge(client: string, units: number): boolean;
  readonly size: number;
}

export interface RatesOptions {
  unitsPerSecond: number;
  unitsBurst: number;
  /** Clients remembered; the longest unseen is forgotten, and so gets a full bucket if it comes back. */
  clients: number;
  now?: () => number;
}

interface Bucket {
  units: number;
  atMs: number;
}

export function createRates({
  unitsPerSecond,
  unitsBurst,
  clients,
  now = () => performance.now(),
}: RatesOptions): Rates {
  // In order of last use.
  const buckets = new Map<string, Bucket>();

  function bucketOf(client: string): Bucket {
    const nowMs = now();
    const known = buckets.get(client);
    const had = known === undefined ? unitsBurst : known.units + ((nowMs - known.atMs) * unitsPerSecond) / 1_000;
    const bucket = { units: Math.min(had, unitsBurst), atMs: nowMs };
    buckets.delete(client);
    buckets.set(client, bucket);
    if (buckets.size > clients) {
      const [oldest] = buckets.keys();
      if (oldest !== undefined) buckets.delete(oldest);
    }
    return bucket;
  }

  return {
    take(client, wanted) {
      // What costs more than the burst is possible with a full bucket.
      const units = Math.min(wanted, unitsBurst);
      const bucket = bucketOf(client);
      if (bucket.units < units) return Math.max(1, Math.ceil(((units - bucket.units) * 1_000) / unitsPerSecond));
      bucket.units -= units;
      return 0;
    },
    charge(client, units) {
      const bucket = bucketOf(client);
      bucket.units = Math.max(bucket.units - units, -unitsBurst);
      return bucket.units === -unitsBurst;
    },
    get size() {
      return buckets.size;
    },
  };
}
