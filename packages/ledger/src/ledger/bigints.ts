/** The least of them. (Math.min refuses bigints.) */
export function lowest(first: bigint, ...others: bigint[]): bigint {
  let found = first;
  for (const each of others) if (each < found) found = each;
  return found;
}

export function highest(first: bigint, ...others: bigint[]): bigint {
  let found = first;
  for (const each of others) if (each > found) found = each;
  return found;
}
