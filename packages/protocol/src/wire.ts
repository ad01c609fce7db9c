/** Bounds on every value that comes from outside, checked before a schema walks it. */
export const WIRE_LIMITS = {
  /** The deepest valid object, a job with four nested loops, has about 20 levels. A value that refers to itself ends here too. */
  maxDepth: 64,
  /** The largest valid value is the view of a job with 100,000 tasks: some 40 values a task, and as much again for growth. */
  maxValues: 2 ** 23,
} as const;

/** What a schema walk cannot see or survive: the place and the reason, or undefined where the value is plain. */
export function wireProblem(
  wire: unknown,
  maxValues: number = WIRE_LIMITS.maxValues,
): { path: PropertyKey[]; message: string } | undefined {
  const path: PropertyKey[] = [];
  let values = 0;

  const walk = (value: unknown): string | undefined => {
    values += 1;
    if (values > maxValues) return `more than ${maxValues} values in all`;
    if (typeof value !== 'object' || value === null) return undefined;
    if (path.length >= WIRE_LIMITS.maxDepth) return `nested deeper than ${WIRE_LIMITS.maxDepth} levels`;
    for (const key of Array.isArray(value) ? value.keys() : Object.keys(value)) {
      path.push(key);
      // Schemas of records skip this key without a word (it would set a prototype), so it is refused here.
      if (key === '__proto__') return 'this key is not allowed';
      const problem = walk((value as Record<PropertyKey, unknown>)[key]);
      if (problem !== undefined) return problem;
      path.pop();
    }
    return undefined;
  };

  const message = walk(wire);
  return message === undefined ? undefined : { path, message };
}
