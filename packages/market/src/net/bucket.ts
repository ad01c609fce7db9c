/** How often something may happen: `burst` at once, then `perSecond`. */
export interface Rate {
  readonly burst: number;
  readonly perSecond: number;
}

/** A token bucket; `take` is false when the rate is used up. */
export interface Bucket {
  take(nowMs: number): boolean;
}

export function createBucket(rate: Rate): Bucket {
  let tokens = rate.burst;
  let lastMs = Number.NEGATIVE_INFINITY;
  return {
    take(nowMs) {
      // The first call, and a clock that was set back, add nothing.
      const elapsedMs = Number.isFinite(lastMs) ? Math.max(0, nowMs - lastMs) : 0;
      lastMs = nowMs;
      tokens = Math.min(rate.burst, tokens + (elapsedMs * rate.perSecond) / 1_000);
      if (tokens < 1) return false;
      tokens -= 1;
      return true;
    },
  };
}
