import type { ProofPath, StateProof } from '../../roots/proof.ts';
import { toData, toQuantity, toWord } from '../hex.ts';

function formatPath({ siblings, leaf }: ProofPath): Record<string, unknown> {
  return {
    siblings: siblings.map(toData),
    leaf: leaf === undefined ? null : { key: toData(leaf.key), value: toData(leaf.value) },
  };
}

/** A proof against the root after `block`, which the header of the block after it has (docs/adr/0204). */
export function formatProof({ block, address, account, path, slots }: StateProof): Record<string, unknown> {
  return {
    block: toQuantity(block),
    address: toData(address),
    account:
      account === undefined
        ? null
        : {
            nonce: toQuantity(account.nonce),
            balance: toQuantity(account.balance),
            codeHash: toData(account.codeHash),
          },
    path: formatPath(path),
    slots: slots.map(({ key, value, path: way }) => ({
      key: toWord(key),
      value: toQuantity(value),
      path: formatPath(way),
    })),
  };
}
