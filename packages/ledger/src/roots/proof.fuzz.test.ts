import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { naiveRoot } from '../../testkit/naiveRoot.ts';
import { applyChange, arbitraryBlocks, blockRows, type StateModel, testAddress } from '../../testkit/stateModel.ts';
import {
  accountTreeKey,
  assembleProof,
  leafHash,
  type ProofPath,
  type StateProof,
  slotTreeKey,
  verifyProof,
  wordBytes,
} from './proof.ts';
import { createTree, type Tree } from './tree.ts';

const SEED = Number(process.env.LODE_FUZZ_SEED ?? 20_261_122);

function proofOf(tree: Tree, model: StateModel, address: Uint8Array, keys: readonly bigint[]): StateProof {
  const paths = [tree.prove(address), ...keys.map((key) => tree.prove(address, wordBytes(key)))];
  return assembleProof({ block: 1n, paths }, address, keys, model.accounts.get(address.toHex()));
}

function build(blocks: readonly Parameters<typeof blockRows>[0][]): { tree: Tree; model: StateModel } {
  const model: StateModel = { accounts: new Map(), slots: new Map() };
  const tree = createTree(0);
  for (const changes of blocks) {
    for (const change of changes) applyChange(model, change);
    tree.apply(blockRows(changes).rows);
  }
  return { tree, model };
}

const flipped = (bytes: Uint8Array, bit: number): Uint8Array =>
  bytes.map((byte, i) => (i === (bit >> 3) % bytes.length ? byte ^ (1 << (bit & 7)) : byte));

/** A path with something wrong about it. */
function spoil(path: ProofPath, how: number, bit: number): ProofPath {
  const { siblings, leaf } = path;
  const at = bit % Math.max(1, siblings.length);
  switch (how) {
    case 0:
      return { ...path, siblings: siblings.map((hash, i) => (i === at ? flipped(hash, bit) : hash)) };
    case 1:
      return { ...path, siblings: siblings.slice(0, -1) };
    case 2:
      return { ...path, siblings: [...siblings, new Uint8Array(32)] };
    case 3:
      return { siblings, leaf: undefined };
    case 4:
      return leaf === undefined
        ? { siblings, leaf: made(bit) }
        : { siblings, leaf: { ...leaf, value: flipped(leaf.value, bit) } };
    default:
      return leaf === undefined
        ? { siblings, leaf: made(bit) }
        : { siblings, leaf: { ...leaf, key: flipped(leaf.key, bit) } };
  }
}

const made = (bit: number) => ({ key: new Uint8Array(32).fill(bit), value: new Uint8Array(32).fill(1) });

function differs(a: ProofPath, b: ProofPath): boolean {
  const text = ({ siblings, leaf }: ProofPath) =>
    `${siblings.map((hash) => hash.toHex()).join()}|${leaf?.key.toHex()}|${leaf?.value.toHex()}`;
  return text(a) !== text(b);
}

describe('state proofs', () => {
  it('hold for what is there and for what is not', () => {
    fc.assert(
      fc.property(arbitraryBlocks, (blocks) => {
        const { tree, model } = build(blocks);
        const root = tree.root();
        for (let n = 0; n < 8; n++) {
          const address = testAddress(n);
          const own = model.slots.get(address.toHex()) ?? new Map<bigint, bigint>();
          const keys = [...new Set([...own.keys(), 0n, 1n, 2n ** 255n])];
          const proof = proofOf(tree, model, address, keys);
          expect(proof.slots.map(({ value }) => value)).toEqual(keys.map((key) => own.get(key) ?? 0n));
          expect(verifyProof(root, proof)).toBe(true);
        }
      }),
      { seed: SEED, numRuns: 25 },
    );
  });

  it('are refused with another claim, another root or a changed path', () => {
    const tampering = fc.record({
      how: fc.nat(5),
      bit: fc.nat(255),
      who: fc.nat(7),
      key: fc.bigInt({ min: 0n, max: 20n }),
    });
    fc.assert(
      fc.property(arbitraryBlocks, fc.array(tampering, { maxLength: 8 }), (blocks, attempts) => {
        const { tree, model } = build(blocks);
        const root = tree.root();
        for (const { how, bit, who, key } of attempts) {
          const proof = proofOf(tree, model, testAddress(who), [key]);
          const [slot] = proof.slots;
          if (slot === undefined) throw new Error('no slot');
          expect(verifyProof(flipped(root, bit), proof)).toBe(false);
          const account = proof.account && { ...proof.account, balance: proof.account.balance ^ 1n };
          const invented = { nonce: 0n, balance: 1n, codeHash: new Uint8Array(32) };
          expect(verifyProof(root, { ...proof, account: account ?? invented })).toBe(false);
          if (proof.account !== undefined) expect(verifyProof(root, { ...proof, account: undefined })).toBe(false);
          expect(verifyProof(root, { ...proof, slots: [{ ...slot, value: slot.value ^ (1n << BigInt(bit)) }] })).toBe(
            false,
          );
          const path = spoil(proof.path, how, bit);
          if (differs(path, proof.path)) expect(verifyProof(root, { ...proof, path })).toBe(false);
          const slotPath = spoil(slot.path, how, bit);
          if (differs(slotPath, slot.path)) {
            expect(verifyProof(root, { ...proof, slots: [{ ...slot, path: slotPath }] })).toBe(false);
          }
        }
      }),
      { seed: SEED, numRuns: 60 },
    );
  });

  it('cannot pass a leaf off as a node, though a value is free to choose', () => {
    // A value that is the hash of an invented leaf: were leaves hashed as nodes are, the leaf would be that node.
    const address = testAddress(1);
    const victim = slotTreeKey(address, 5n);
    const invented = leafHash(victim, wordBytes(999n));
    const { tree, model } = build([[{ address, key: 1n, value: BigInt(`0x${invented.toHex()}`) }]]);
    const proof = proofOf(tree, model, address, []);
    for (const sibling of [slotTreeKey(address, 1n), new Uint8Array(32)]) {
      const path = { siblings: [sibling], leaf: { key: victim, value: wordBytes(999n) } };
      expect(verifyProof(tree.root(), { ...proof, slots: [{ key: 5n, value: 999n, path }] })).toBe(false);
    }
  });

  it('are refused where they are malformed', () => {
    const address = testAddress(1);
    const { tree, model } = build([[{ address, key: 1n, value: 1n }]]);
    const proof = proofOf(tree, model, address, [1n, 2n]);
    const root = tree.root();
    expect(verifyProof(root, proof)).toBe(true);
    expect(root).toEqual(naiveRoot([{ key: slotTreeKey(address, 1n), value: wordBytes(1n) }]));
    const [slot] = proof.slots;
    if (slot === undefined) throw new Error('no slot');
    const long = { ...slot.path, siblings: Array.from({ length: 257 }, () => new Uint8Array(32)) };
    const bad: StateProof[] = [
      { ...proof, address: new Uint8Array(19) },
      { ...proof, slots: [{ ...slot, path: long }] },
      { ...proof, slots: [{ ...slot, path: { ...slot.path, siblings: [new Uint8Array(31)] } }] },
      { ...proof, slots: [{ ...slot, key: -1n }] },
      { ...proof, slots: [{ ...slot, value: 1n << 256n }] },
      { ...proof, account: { nonce: 1n << 64n, balance: 0n, codeHash: new Uint8Array(32) } },
      { ...proof, path: { siblings: [], leaf: { key: accountTreeKey(address), value: new Uint8Array(31) } } },
    ];
    for (const one of bad) expect(verifyProof(root, one)).toBe(false);
    expect(verifyProof(new Uint8Array(31), proof)).toBe(false);
  });
});
