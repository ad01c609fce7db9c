import { concat, encodeAbiParameters, type Hex, keccak256 } from 'viem';

/** What one receipt says was done and paid, as `ReceiptAnchor` publishes it. */
export interface PaidReceipt {
  readonly receipt: Hex;
  readonly gpuMs: bigint;
  readonly paid: bigint;
}

/** The arguments of one `ReceiptsAnchored` event. */
export interface AnchoredReceipts {
  readonly channelId: Hex;
  readonly receiver: Hex;
  readonly payer: Hex;
  readonly totalClaimed: bigint;
  readonly receipts: readonly PaidReceipt[];
}

/** What a provider did for a buyer, by its published receipts. */
export interface Work {
  readonly receiver: Hex;
  readonly payer: Hex;
  readonly receipts: number;
  readonly gpuMs: bigint;
  readonly paid: bigint;
  /** What the receiver had claimed by the last event. Receipts that say more than this were not all paid. */
  readonly claimed: bigint;
}

export interface ReceiptTree {
  readonly root: Hex;
  /** The hashes that lead from the receipt at `index` to the root; OpenZeppelin's `MerkleProof` takes them too. */
  proof(index: number): readonly Hex[];
}

/** The tree whose root `ReceiptAnchor.rootOf` computes: complete, pairs sorted, the first leaf last. */
export function receiptTree(channelId: Hex, receipts: readonly PaidReceipt[]): ReceiptTree {
  if (receipts.length === 0) throw new RangeError('A tree needs a receipt: a claim without receipts publishes none.');
  const tree = new Array<Hex>(2 * receipts.length - 1);
  const at = (node: number): Hex => {
    const hash = tree[node];
    if (hash === undefined) throw new RangeError(`There is no receipt ${node}: the tree has ${receipts.length}.`);
    return hash;
  };
  for (const [index, receipt] of receipts.entries()) tree[tree.length - 1 - index] = receiptLeaf(channelId, receipt);
  for (let node = receipts.length - 2; node >= 0; node--) tree[node] = pair(at(2 * node + 1), at(2 * node + 2));
  return {
    root: at(0),
    proof: (index) => {
      const hashes: Hex[] = [];
      if (!Number.isInteger(index) || index < 0 || index >= receipts.length)
        throw new RangeError(`There is no receipt ${index}: the tree has ${receipts.length}.`);
      // An odd node is a left one; the root is 0.
      for (let node = tree.length - 1 - index; node > 0; node = (node - 1) >> 1)
        hashes.push(at(node % 2 === 1 ? node + 1 : node - 1));
      return hashes;
    },
  };
}

/** Whether a receipt is among those that a root stands for. */
export const isAnchored = (root: Hex, channelId: Hex, receipt: PaidReceipt, proof: readonly Hex[]): boolean =>
  proof.reduce((hash, sibling) => pair(hash, sibling), receiptLeaf(channelId, receipt)) === root;

/** Work per provider and buyer, out of all events. A receipt that was published twice counts once. */
export function sumWork(events: readonly AnchoredReceipts[]): Work[] {
  const seen = new Set<string>();
  const claimedBy = new Map<Hex, bigint>();
  const sums = new Map<string, Work>();
  for (const { channelId, receiver, payer, totalClaimed, receipts } of events) {
    const key = `${receiver} ${payer}`;
    let sum = sums.get(key) ?? { receiver, payer, receipts: 0, gpuMs: 0n, paid: 0n, claimed: 0n };
    // Totals are cumulative, per channel.
    const before = claimedBy.get(channelId) ?? 0n;
    if (totalClaimed > before) {
      claimedBy.set(channelId, totalClaimed);
      sum = { ...sum, claimed: sum.claimed + totalClaimed - before };
    }
    for (const { receipt, gpuMs, paid } of receipts) {
      if (seen.has(`${channelId} ${receipt}`)) continue;
      seen.add(`${channelId} ${receipt}`);
      sum = { ...sum, receipts: sum.receipts + 1, gpuMs: sum.gpuMs + gpuMs, paid: sum.paid + paid };
    }
    sums.set(key, sum);
  }
  return [...sums.values()];
}

/** Hashed twice, so that no leaf can be taken for a pair of hashes. */
const receiptLeaf = (channelId: Hex, { receipt, gpuMs, paid }: PaidReceipt): Hex =>
  keccak256(
    keccak256(
      encodeAbiParameters(
        [{ type: 'bytes32' }, { type: 'bytes32' }, { type: 'uint64' }, { type: 'uint128' }],
        [channelId, receipt, gpuMs, paid],
      ),
    ),
  );

const pair = (a: Hex, b: Hex): Hex => keccak256(a < b ? concat([a, b]) : concat([b, a]));
