/** What a node tells its owner: facts that stay true are kept for who asks later, trouble that passes is only printed. */
export interface Notices {
  /** Such as: no GPU was found. */
  fact(text: string): void;
  /** Such as: a peer cannot be reached. The same text again is printed only now and then. */
  trouble(text: string): void;
  facts(): readonly string[];
}

/** Facts come from the configuration and the machine, so they are few; a part that invents more loses its oldest. */
const MAX_FACTS = 32;
/** Keepers try every few seconds for as long as it takes: once in five minutes is enough to know that it still lasts. */
const REPEAT_AFTER_MS = 5 * 60_000;
/** Different texts remembered; past it the oldest is forgotten, and printed again if it comes again. */
const MAX_REMEMBERED = 128;

export function createNotices(print: (text: string) => void, nowMs: () => number): Notices {
  const facts: string[] = [];
  const printedAtMs = new Map<string, number>();
  return {
    fact(text) {
      if (facts.includes(text)) return;
      facts.push(text);
      if (facts.length > MAX_FACTS) facts.shift();
      print(text);
    },
    trouble(text) {
      const last = printedAtMs.get(text);
      if (last !== undefined && nowMs() - last < REPEAT_AFTER_MS) return;
      printedAtMs.delete(text);
      printedAtMs.set(text, nowMs());
      const [oldest] = printedAtMs.keys();
      if (printedAtMs.size > MAX_REMEMBERED && oldest !== undefined) printedAtMs.delete(oldest);
      print(text);
    },
    facts: () => [...facts],
  };
}
