import type { Hex } from '@lode/protocol';

/** One provider's result for a task. */
export interface Result {
  readonly provider: Hex;
  readonly receiptId: Hex;
  readonly outputsRoot: Hex;
}

export interface Verdict<R extends Result> {
  /** The largest set that agrees; its first member speaks for it. */
  readonly agreeing: readonly R[];
  readonly others: readonly R[];
  readonly decided: boolean;
}

/**
 * Compares results: `alike` says which others stand with one. The largest set wins if it reaches the quorum; each
 * provider counts once; ties go to the lowest receipt id, so that everybody who counts gets the same answer.
 */
export function vote<R extends Result>(
  results: readonly R[],
  quorum: number,
  alike: (a: R, b: R) => boolean = (a, b) => a.outputsRoot === b.outputsRoot,
): Verdict<R> {
  const sorted = results.toSorted((a, b) => (a.receiptId < b.receiptId ? -1 : a.receiptId > b.receiptId ? 1 : 0));
  const seen = new Set<Hex>();
  const voters = sorted.filter((one) => !seen.has(one.provider) && seen.add(one.provider));
  let best: readonly R[] = [];
  for (const centre of voters) {
    const set = [centre, ...voters.filter((one) => one !== centre && alike(centre, one))];
    if (set.length > best.length) best = set;
  }
  const inside = new Set(best);
  return { agreeing: best, others: sorted.filter((one) => !inside.has(one)), decided: best.length >= quorum };
}
