import fc from 'fast-check';
import { expect, it } from 'vitest';
import '../testkit/index.ts';
import { nearest } from './nearest.ts';

const KEYS = ['workgroups', 'kernel', 'bind', 'maxPerGpuHour'];

it.each([
  ['workgroup', 'workgroups'],
  ['wrokgroups', 'workgroups'],
  ['Kernel', 'kernel'],
  ['bnid', 'bind'],
  ['maxPerGPUHour', 'maxPerGpuHour'],
  ['price', undefined],
  ['', undefined],
])('%j is near %j', (word, key) => {
  expect(nearest(word, KEYS)).toBe(key);
});

it('finds a word itself, and nothing among nothing', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.stringMatching(/^[a-z]{1,12}$/), { minLength: 1, maxLength: 8 }), (words) => {
      for (const word of words) expect(nearest(word, words)).toBe(word);
      expect(nearest(words[0] ?? '', [])).toBeUndefined();
    }),
  );
});

it('is quick for words without end', () => {
  expect(nearest('x'.repeat(1_000_000), KEYS)).toBeUndefined();
});
