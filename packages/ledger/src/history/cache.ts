import type { SealedBlock } from '../seams.ts';

/** Blocks read from the disk, the least recently used dropped first. */
export interface BlockCache {
  get(number: bigint): SealedBlock | undefined;
  /** One that is larger than the cache is not kept. */
  add(block: SealedBlock, bytes: number): void;
}

export function createBlockCache(mostBytes: number): BlockCache {
  const kept = new Map<bigint, { block: SealedBlock; bytes: number }>();
  let total = 0;
  return {
    get(number) {
      const found = kept.get(number);
      if (found === undefined) return undefined;
      kept.delete(number);
      kept.set(number, found);
      return found.block;
    },
    add(block, bytes) {
      if (bytes > mostBytes) return;
      kept.set(block.header.number, { block, bytes });
      total += bytes;
      for (const [number, old] of kept) {
        if (total <= mostBytes) return;
        kept.delete(number);
        total -= old.bytes;
      }
    },
  };
}
