import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createTerms, SEED_WORDS, TERM } from './terms.ts';

const SEED = Number(process.env.LODE_FUZZ_SEED ?? Date.now() % 2 ** 31);
const seeds = fc.array(fc.nat({ max: 2 ** 32 - 1 }), { minLength: SEED_WORDS, maxLength: SEED_WORDS });
const topics = fc.uint8Array({ minLength: 32, maxLength: 32 });
/** Bits that are flipped in two neighbouring words: an index whose seed only multiplies lets some pairs cancel out. */
const flips = fc.tuple(fc.nat({ max: 6 }), fc.constantFrom(31, 30, 15, 0), fc.constantFrom(31, 16, 15, 0));

function flipped(topic: Uint8Array, word: number, bits: readonly number[]): Uint8Array {
  const out = topic.slice();
  for (const bit of bits) out[word * 4 + (bit >> 3)] = (out[word * 4 + (bit >> 3)] ?? 0) ^ (1 << (bit & 7));
  return out;
}

describe(`terms (seed ${SEED})`, () => {
  it('do not meet where bits are flipped that multiplication lets through, whatever the secret', () => {
    let met = 0;
    fc.assert(
      fc.property(seeds, topics, flips, (seed, topic, [word, first, second]) => {
        const { of } = createTerms(seed);
        const here = of(TERM.topic, topic);
        for (const next of [[second], [31, 16], [second, 31]]) {
          const other = flipped(flipped(topic, word, [first]), word + 1, next);
          if (of(TERM.topic, other) === here) met++;
        }
      }),
      { seed: SEED, numRuns: 20_000, unbiased: true },
    );
    // By chance one of 2^32 does. Keys are drawn evenly, as a directory draws them: one that is zero would be a chance too.
    expect(met).toBeLessThan(3);
  });

  it('fill their range, and tell kinds apart', () => {
    // As a directory draws them: evenly, and not with many zeros, as fast-check likes to.
    const random = fc.sample(seeds, { seed: SEED, numRuns: 1, unbiased: true })[0] ?? [];
    const { of } = createTerms(random);
    const word = new Uint8Array(32);
    const cells = new Uint32Array(256);
    for (let i = 0; i < 25_600; i++) {
      new DataView(word.buffer).setUint32(28, i);
      const cell = of(TERM.topic, word) >>> 24;
      cells[cell] = (cells[cell] ?? 0) + 1;
    }
    expect(Math.max(...cells)).toBeLessThan(200);
    expect(new Set([0, 1, 2, 3, 4, 5].map((kind) => of(kind, word))).size).toBe(6);
  });
});
