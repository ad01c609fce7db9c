/** The candidate within a third of the word's length (at least one, at most three edits), or undefined. */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  const limit = Math.max(1, Math.min(3, Math.floor(word.length / 3)));
  let best: string | undefined;
  let bestDistance = limit + 1;
  for (const candidate of candidates) {
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase());
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/**
 * Edits between two words, two swapped letters counting as one (optimal string alignment).
 * Words here are keys, so quadratic time is small; long input is cut to bound it.
 */
function editDistance(a: string, b: string): number {
  const left = a.slice(0, 64);
  const right = b.slice(0, 64);
  const rows = [Array.from({ length: right.length + 1 }, (_, j) => j)];
  const at = (i: number, j: number): number => rows[i]?.[j] ?? Number.POSITIVE_INFINITY;
  for (let i = 1; i <= left.length; i++) {
    const row = [i];
    rows.push(row);
    for (let j = 1; j <= right.length; j++) {
      const substitution = at(i - 1, j - 1) + (left[i - 1] === right[j - 1] ? 0 : 1);
      const swapped = i > 1 && j > 1 && left[i - 1] === right[j - 2] && left[i - 2] === right[j - 1];
      const swap = swapped ? at(i - 2, j - 2) + 1 : Number.POSITIVE_INFINITY;
      row.push(Math.min(substitution, at(i - 1, j) + 1, at(i, j - 1) + 1, swap));
    }
  }
  return at(left.length, right.length);
}

/** The complaint about a name that refers to nothing, with the nearest that does. */
export function noneNamed(what: string, used: string, defined: readonly string[]): string {
  const suggestion = nearest(used, defined);
  const hint =
    suggestion === undefined
      ? `${what}s: ${defined.length === 0 ? 'none' : defined.join(', ')}`
      : `did you mean "${suggestion}"?`;
  return `no ${what} is named "${used}"; ${hint}`;
}
