import { createMPT } from '@ethereumjs/mpt';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { RUNS_SEED } from '../seed.ts';
import { EMPTY_ROOT, secureTrieRoot } from './trie.ts';

const value = fc.uint8Array({ minLength: 1, maxLength: 80 }).filter((bytes) => bytes.some((byte) => byte !== 0));
// Short values make nodes that are embedded in their parent; a small key space makes shared paths likely.
const entries = fc.uniqueArray(
  fc.tuple(fc.integer({ min: 0, max: 5000 }), fc.oneof(value, fc.constant(Uint8Array.of(1)))),
  {
    selector: ([key]) => key,
    maxLength: 120,
  },
);

function key(n: number): Uint8Array {
  const out = new Uint8Array(20);
  new DataView(out.buffer).setUint32(16, n);
  return out;
}

it('has the root of @ethereumjs/mpt', async () => {
  await fc.assert(
    fc.asyncProperty(entries, async (list) => {
      const oracle = await createMPT({ useKeyHashing: true });
      for (const [n, bytes] of list) await oracle.put(key(n), bytes);
      expect(secureTrieRoot(list.map(([n, bytes]) => [key(n), bytes])).toHex()).toBe(oracle.root().toHex());
    }),
    { seed: RUNS_SEED, numRuns: 40 },
  );
});

it('has the known root of the empty trie', () => {
  expect(EMPTY_ROOT.toHex()).toBe('56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421');
});
