import { concat, keccak256 } from 'viem';
import { LodeError } from './errors.ts';
import { type Hex, ZERO_HASH } from './scalars.ts';

/**
 * Merkle tree as RFC 9162 section 2.1, with keccak-256: leaves are hashed under 0x00, nodes under 0x01,
 * so that a node can never be passed off as a leaf. An empty tree has the zero root.
 */
export const leafHash = (data: Hex): Hex => keccak256(concat(['0x00', data]));
const nodeHash = (left: Hex, right: Hex): Hex => keccak256(concat(['0x01', left, right]));

/** The level above; an odd last node is carried up unchanged. */
function parents(level: readonly Hex[]): Hex[] {
  const above: Hex[] = [];
  for (let i = 0; i < level.length; i += 2) {
    const left = level[i] as Hex;
    const right = level[i + 1];
    above.push(right === undefined ? left : nodeHash(left, right));
  }
  return above;
}

/** Root over leaf data in the given order. */
export function merkleRoot(leaves: readonly Hex[]): Hex {
  let level = leaves.map(leafHash);
  while (level.length > 1) level = parents(level);
  return level[0] ?? ZERO_HASH;
}

/** One step up: the sibling and the side it stands on. */
export interface MerkleStep {
  readonly sibling: Hex;
  readonly side: 'left' | 'right';
}

/**
 * The path from leaf `index` to the root.
 *
 * @throws LodeError `NO_SUCH_LEAF`
 */
export function merkleProof(leaves: readonly Hex[], index: number): MerkleStep[] {
  if (!Number.isInteger(index) || index < 0 || index >= leaves.length)
    throw new LodeError('NO_SUCH_LEAF', `There is no leaf ${index} among ${leaves.length}.`);
  const steps: MerkleStep[] = [];
  let level = leaves.map(leafHash);
  for (let at = index; level.length > 1; at = at >> 1) {
    const sibling = level[at ^ 1];
    if (sibling !== undefined) steps.push({ sibling, side: at % 2 === 0 ? 'right' : 'left' });
    level = parents(level);
  }
  return steps;
}

/** True when `data` is under `root` by `proof`. */
export function verifyMerkleProof(root: Hex, data: Hex, proof: readonly MerkleStep[]): boolean {
  const computed = proof.reduce(
    (node, { sibling, side }) => (side === 'right' ? nodeHash(node, sibling) : nodeHash(sibling, node)),
    leafHash(data),
  );
  return computed === root;
}
