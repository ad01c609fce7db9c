/** `Math.max` and `Math.min` of amounts, which are bigint. */

/** Zero for none: amounts are never negative. */
export function largest(amounts: Iterable<bigint>): bigint {
  let found = 0n;
  for (const amount of amounts) if (amount > found) found = amount;
  return found;
}

export function smallest(first: bigint, ...others: readonly bigint[]): bigint {
  let found = first;
  for (const amount of others) if (amount < found) found = amount;
  return found;
}
