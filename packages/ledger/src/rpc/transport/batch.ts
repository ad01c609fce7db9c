/** Calls of a batch that are under way at once: those that wait for something do not hold up the others. */
const PARALLEL = 32;
/** Calls run this long before other work of the process gets a turn. */
const TURN_MS = 10;

/** Answers items in their order, some at a time, and lets others have the thread in between. */
export async function answerAll<T>(
  items: readonly T[],
  answer: (item: T) => Promise<string | undefined>,
  now: () => number,
): Promise<string[]> {
  const answers: (string | undefined)[] = [];
  let turnEndMs = now() + TURN_MS;
  let next = 0;

  async function lane(): Promise<void> {
    for (let i = next++; i < items.length; i = next++) {
      const item = items[i];
      if (item !== undefined) answers[i] = await answer(item);
      if (now() <= turnEndMs) continue;
      await new Promise((resolve) => setImmediate(resolve));
      turnEndMs = now() + TURN_MS;
    }
  }

  await Promise.all(Array.from({ length: Math.min(PARALLEL, items.length) }, lane));
  return answers.filter((text) => text !== undefined);
}
