import { accountTreeKey, accountValue, bitAt, leafHash, nodeHash, slotTreeKey, wordBytes } from '../src/roots/proof.ts';
import type { StateModel } from './stateModel.ts';

export interface NaiveLeaf {
  key: Uint8Array;
  value: Uint8Array;
}

/** The definition of the binary root, as it stands in its ADR: split by bits until a leaf is alone. */
export function naiveRoot(leaves: readonly NaiveLeaf[], depth = 0): Uint8Array {
  const [first, ...rest] = leaves;
  if (first === undefined) return new Uint8Array(32);
  if (rest.length === 0) return leafHash(first.key, first.value);
  const left = leaves.filter(({ key }) => bitAt(key, depth) === 0);
  const right = leaves.filter(({ key }) => bitAt(key, depth) === 1);
  return nodeHash(naiveRoot(left, depth + 1), naiveRoot(right, depth + 1));
}

export function leavesOf({ accounts, slots }: StateModel): NaiveLeaf[] {
  const leaves = [...accounts].map(([owner, account]) => ({
    key: accountTreeKey(Uint8Array.fromHex(owner)),
    value: accountValue(account),
  }));
  for (const [owner, own] of slots) {
    const address = Uint8Array.fromHex(owner);
    for (const [key, value] of own) leaves.push({ key: slotTreeKey(address, key), value: wordBytes(value) });
  }
  return leaves;
}
