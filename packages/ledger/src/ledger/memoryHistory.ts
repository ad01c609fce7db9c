import type { History, SealedBlock } from '../seams.ts';

/** Until history/createMemoryHistory is there. */
export function createPlainHistory(window: number): History {
  const blocks = new Map<bigint, SealedBlock>();
  const byHash = new Map<string, bigint>();
  let first = 0n;
  let last = -1n;
  const at = (id: bigint | Uint8Array) => blocks.get(typeof id === 'bigint' ? id : (byHash.get(id.toHex()) ?? -1n));
  return {
    async append(block) {
      last = block.header.number;
      if (blocks.size === 0) first = last;
      blocks.set(last, block);
      byHash.set(block.hash.toHex(), last);
      if (blocks.size <= window) return;
      byHash.delete(blocks.get(first)?.hash.toHex() ?? '');
      blocks.delete(first++);
    },
    get first() {
      return first;
    },
    get last() {
      return last;
    },
    get indexed() {
      return last;
    },
    block: at,
    transaction(hash) {
      for (const [block, { hashes }] of blocks) {
        for (let i = 0; i * 32 < hashes.length; i++) {
          if (hashes.subarray(i * 32, i * 32 + 32).toHex() === hash.toHex()) return { block, index: i };
        }
      }
      return undefined;
    },
    logs: () => ({ logs: [], more: false }),
    async close() {},
  };
}
