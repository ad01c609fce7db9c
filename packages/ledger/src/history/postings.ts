/** Terms and where they occur, in two arrays side by side: of equal length, sorted by term once `sortPostings` ran. */
export interface Postings {
  terms: Uint32Array;
  /** Ordinals of transactions (indexStore.ts), from the base of the run. */
  ordinals: Uint32Array;
  count: number;
}

export function createPostings(capacity: number): Postings {
  return { terms: new Uint32Array(capacity), ordinals: new Uint32Array(capacity), count: 0 };
}

function grow(postings: Postings, capacity: number): void {
  const { terms, ordinals } = postings;
  postings.terms = new Uint32Array(capacity);
  postings.terms.set(terms);
  postings.ordinals = new Uint32Array(capacity);
  postings.ordinals.set(ordinals);
}

export function addPosting(postings: Postings, term: number, ordinal: number): void {
  if (postings.count === postings.terms.length) grow(postings, Math.max(1024, postings.count * 2));
  postings.terms[postings.count] = term;
  postings.ordinals[postings.count++] = ordinal;
}

const BITS = 11;
const BUCKETS = 1 << BITS;

/** Stable, in three passes over the bits of the term. */
export function sortPostings(postings: Postings): void {
  const { count } = postings;
  let from = postings;
  let to = createPostings(count);
  const starts = new Uint32Array(BUCKETS);
  for (let shift = 0; shift < 32; shift += BITS) {
    starts.fill(0);
    for (let i = 0; i < count; i++) {
      const bucket = ((from.terms[i] ?? 0) >>> shift) & (BUCKETS - 1);
      starts[bucket] = (starts[bucket] ?? 0) + 1;
    }
    let sum = 0;
    for (let bucket = 0; bucket < BUCKETS; bucket++) {
      const size = starts[bucket] ?? 0;
      starts[bucket] = sum;
      sum += size;
    }
    for (let i = 0; i < count; i++) {
      const term = from.terms[i] ?? 0;
      const bucket = (term >>> shift) & (BUCKETS - 1);
      const place = starts[bucket] ?? 0;
      starts[bucket] = place + 1;
      to.terms[place] = term;
      to.ordinals[place] = from.ordinals[i] ?? 0;
    }
    [from, to] = [to, from];
  }
  postings.terms = from.terms;
  postings.ordinals = from.ordinals;
}

/** Leaves each pair once, and nothing below an ordinal. */
export function dedupe(postings: Postings, least: number): void {
  const { terms, ordinals } = postings;
  let kept = 0;
  for (let i = 0; i < postings.count; i++) {
    const term = terms[i] ?? 0;
    const ordinal = ordinals[i] ?? 0;
    if (ordinal < least) continue;
    if (kept > 0 && terms[kept - 1] === term && ordinals[kept - 1] === ordinal) continue;
    terms[kept] = term;
    ordinals[kept++] = ordinal;
  }
  postings.count = kept;
}
