import fc from 'fast-check';
import { concat, keccak256 } from 'viem';
import { describe, expect, it } from 'vitest';
import { anyHash, anyName, hexOf } from '../testkit/index.ts';
import { LodeError } from './errors.ts';
import { leafHash, merkleProof, merkleRoot, verifyMerkleProof } from './merkle.ts';
import { contentLeaf, inputsRoot, outputsRoot } from './roots.ts';
import { type Hex, ZERO_HASH } from './scalars.ts';

const anyLeaves = fc.array(fc.oneof(anyHash, hexOf(3), fc.constant<Hex>('0x')), { maxLength: 40 });

/** The definition of RFC 9162, section 2.1.1, word for word: split at the largest power of two below n. */
function definition(leaves: readonly Hex[]): Hex {
  const [first] = leaves;
  if (first === undefined) return ZERO_HASH;
  if (leaves.length === 1) return keccak256(concat(['0x00', first]));
  let k = 1;
  while (k * 2 < leaves.length) k *= 2;
  return keccak256(concat(['0x01', definition(leaves.slice(0, k)), definition(leaves.slice(k))]));
}

describe('Merkle trees', () => {
  it('have the root that RFC 9162 defines', () => {
    fc.assert(
      fc.property(anyLeaves, (leaves) => {
        expect(merkleRoot(leaves)).toBe(definition(leaves));
      }),
    );
  });

  it('prove each leaf, and nothing else', () => {
    fc.assert(
      fc.property(
        anyLeaves.filter((leaves) => leaves.length > 0),
        fc.nat(),
        anyHash,
        (leaves, pick, stranger) => {
          const index = pick % leaves.length;
          const leaf = leaves[index] ?? '0x';
          const root = merkleRoot(leaves);
          const proof = merkleProof(leaves, index);
          expect(verifyMerkleProof(root, leaf, proof)).toBe(true);
          expect(proof.length).toBeLessThanOrEqual(Math.ceil(Math.log2(leaves.length)));
          expect(verifyMerkleProof(root, `${leaf}00`, proof)).toBe(false);
          if (!leaves.includes(stranger)) expect(verifyMerkleProof(root, stranger, proof)).toBe(false);
          for (let i = 0; i < proof.length; i++) {
            const bent = proof.map((step, at) => (at === i ? { ...step, sibling: stranger } : step));
            expect(verifyMerkleProof(root, leaf, bent)).toBe(false);
          }
        },
      ),
    );
  });

  it('change with the order and the number of leaves', () => {
    fc.assert(
      fc.property(fc.uniqueArray(anyHash, { minLength: 2, maxLength: 9 }), (leaves) => {
        const root = merkleRoot(leaves);
        expect(merkleRoot([...leaves].reverse())).not.toBe(root);
        expect(merkleRoot(leaves.slice(1))).not.toBe(root);
        expect(merkleRoot([...leaves, leaves[0] ?? '0x'])).not.toBe(root);
      }),
    );
  });

  it('never take a node for a leaf', () => {
    const leaves: Hex[] = [`0x${'11'.repeat(32)}`, `0x${'22'.repeat(32)}`];
    const inner = concat(leaves.map(leafHash));
    expect(verifyMerkleProof(merkleRoot(leaves), inner, [])).toBe(false);
  });

  it.each([-1, 2, 0.5, Number.NaN])('have no leaf %d of two', (index) => {
    expect(() => merkleProof(['0x00', '0x01'], index)).toThrow(LodeError);
  });
});

describe('roots of content', () => {
  const anyContent = fc.record({ name: anyName, hash: anyHash, sizeBytes: fc.maxSafeNat() });

  it('bind name, hash, size and order', () => {
    fc.assert(
      fc.property(anyContent, anyContent, (a, b) => {
        fc.pre(contentLeaf(a) !== contentLeaf(b));
        expect(outputsRoot([a, b])).not.toBe(outputsRoot([b, a]));
        expect(outputsRoot([{ ...a, name: `${a.name}x` }])).not.toBe(outputsRoot([a]));
        expect(outputsRoot([{ ...a, sizeBytes: a.sizeBytes - 1 < 0 ? 1 : a.sizeBytes - 1 }])).not.toBe(
          outputsRoot([a]),
        );
      }),
    );
  });

  it('bind the task', () => {
    const task = { index: 1, count: 4, seed: 9 };
    const roots = [task, { ...task, index: 2 }, { ...task, count: 5 }, { ...task, seed: 8 }].map((one) =>
      inputsRoot([], one),
    );
    expect(new Set(roots).size).toBe(4);
  });
});
