import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildRoot } from '../../scripts/build-root.ts';
import { leavesOf, type NaiveLeaf, naiveRoot } from '../../testkit/naiveRoot.ts';
import { applyChange, arbitraryBlocks, blockRows, type StateModel } from '../../testkit/stateModel.ts';
import { createTree, type Tree } from './tree.ts';

const SEED = Number(process.env.LODE_FUZZ_SEED ?? 20_261_122);
const SMALL = 64 * 1024 * 1024;

/** SplitMix32: many rows from one number. */
function random(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let x = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    x = Math.imul(x ^ (x >>> 15), 0x735a2d97);
    return (x ^ (x >>> 15)) >>> 0;
  };
}

function dump(tree: Tree): Uint8Array {
  const pieces = [...tree.leaves().map((piece) => piece.slice())];
  const all = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  pieces.reduce((at, piece) => {
    all.set(piece, at);
    return at + piece.length;
  }, 0);
  return all;
}

function packLeaves(leaves: readonly NaiveLeaf[]): Uint8Array {
  const all = new Uint8Array(leaves.length * 64);
  leaves.forEach(({ key, value }, i) => {
    all.set(key, i * 64);
    all.set(value, i * 64 + 32);
  });
  return all;
}

describe('the tree in WebAssembly against its definition', () => {
  it('has the root of the naive tree after every block of inserts, updates and removals', () => {
    fc.assert(
      fc.property(arbitraryBlocks, (blocks) => {
        const model: StateModel = { accounts: new Map(), slots: new Map() };
        const tree = createTree(SMALL);
        for (const changes of blocks) {
          for (const change of changes) applyChange(model, change);
          tree.apply(blockRows(changes).rows);
          const leaves = leavesOf(model);
          expect(tree.root()).toEqual(naiveRoot(leaves));
          expect(tree.stats().leaves).toBe(leaves.length);
        }
      }),
      { seed: SEED, numRuns: 60 },
    );
  });

  it('agrees over blocks larger than a segment, then emptied by random removals', () => {
    const next = random(SEED);
    const model: StateModel = { accounts: new Map(), slots: new Map() };
    const tree = createTree(SMALL);
    const address = new Uint8Array(20).fill(9);
    for (const count of [1500, 300, 1, 900]) {
      const keys = new Set(Array.from({ length: count }, () => BigInt(next() % 2000)));
      const changes = [...keys].map((key) => ({ address, key, value: BigInt(next() % 3) }));
      for (const change of changes) applyChange(model, change);
      tree.apply(blockRows(changes).rows);
      expect(tree.root()).toEqual(naiveRoot(leavesOf(model)));
    }
    const left = [...(model.slots.get(address.toHex()) ?? new Map<bigint, bigint>()).keys()];
    while (left.length > 0) {
      const gone = left.splice(0, 1 + (next() % 400)).map((key) => ({ address, key, value: 0n }));
      for (const change of gone) applyChange(model, change);
      tree.apply(blockRows(gone).rows);
      expect(tree.root()).toEqual(naiveRoot(leavesOf(model)));
    }
    expect(tree.stats()).toMatchObject({ leaves: 0, nodes: 0 });
    expect(tree.root()).toEqual(new Uint8Array(32));
  });

  it('agrees where tree keys share long prefixes, as an attacker would choose them', () => {
    const leaf = fc.record({
      // Few patterns and one changed bit: most pairs part late, some at the last bit.
      pattern: fc.integer({ min: 0, max: 1 }),
      bit: fc.integer({ min: 0, max: 255 }),
    });
    fc.assert(
      fc.property(
        fc.uniqueArray(leaf, { maxLength: 600, selector: ({ pattern, bit }) => pattern * 256 + bit }),
        (made) => {
          const leaves = made.map(({ pattern, bit }) => {
            const key = new Uint8Array(32).fill(pattern === 0 ? 0x00 : 0xff);
            key[bit >> 3] = (key[bit >> 3] ?? 0) ^ (0x80 >> (bit & 7));
            return { key, value: new Uint8Array(32).fill(bit) };
          });
          const tree = createTree(SMALL);
          tree.load(packLeaves(leaves.slice(0, leaves.length >> 1)));
          tree.load(packLeaves(leaves.slice(leaves.length >> 1)));
          expect(tree.root()).toEqual(naiveRoot(leaves));
        },
      ),
      { seed: SEED, numRuns: 15 },
    );
  });

  it('yields its leaves in the order of keys, from which the same root comes', () => {
    fc.assert(
      fc.property(arbitraryBlocks, (blocks) => {
        const tree = createTree(SMALL);
        for (const changes of blocks) tree.apply(blockRows(changes).rows);
        const leaves = dump(tree);
        const keys = Array.from({ length: leaves.length / 64 }, (_, i) => leaves.subarray(i * 64, i * 64 + 32).toHex());
        expect(keys).toEqual(keys.toSorted());
        const again = createTree(SMALL);
        again.load(leaves);
        expect(again.root()).toEqual(tree.root());
      }),
      { seed: SEED, numRuns: 20 },
    );
  });
});

it('is built from its sources', async () => {
  expect(await buildRoot(true)).toBe(false);
});

describe('bad input', () => {
  it('refuses rows that are cut off, of no kind, or twice', () => {
    const row = blockRows([{ address: new Uint8Array(20), key: 1n, value: 1n }]).rows;
    const fresh = () => createTree(SMALL);
    expect(() => fresh().apply(row.subarray(0, 95))).toThrow(expect.objectContaining({ code: 'malformed-rows' }));
    const odd = row.slice();
    odd[0] = 3;
    expect(() => fresh().apply(odd)).toThrow(expect.objectContaining({ code: 'malformed-rows' }));
    const twice = new Uint8Array([...row, ...row]);
    expect(() => fresh().apply(twice)).toThrow(expect.objectContaining({ code: 'duplicate-row' }));
  });

  it('says so when it is full, instead of growing', () => {
    const tree = createTree(0);
    const address = new Uint8Array(20);
    const apply = (first: number) => {
      const changes = Array.from({ length: 50_000 }, (_, i) => ({ address, key: BigInt(first + i), value: 1n }));
      tree.apply(blockRows(changes).rows);
    };
    expect(() => {
      for (let first = 0; first < 250_000; first += 50_000) apply(first);
    }).toThrow(
      expect.objectContaining({ code: 'memory-full', details: expect.objectContaining({ limitBytes: 48 << 20 }) }),
    );
  });
});
