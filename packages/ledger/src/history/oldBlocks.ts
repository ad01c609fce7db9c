import { decodeBlock } from '../durability/block-codec.ts';
import { readHead } from '../durability/record.ts';
import type { SealedBlock } from '../seams.ts';
import type { BlockReader } from './blockFiles.ts';
import { createBlockCache } from './cache.ts';
import { HistoryFault } from './errors.ts';
import type { IndexStore } from './indexStore.ts';
import { blockBytes } from './recent.ts';

/** Blocks read from the files, the last ones kept. */
export interface OldBlocks {
  /** @throws HistoryFault corrupt */
  get(number: bigint): SealedBlock | undefined;
}

export function createOldBlocks(store: IndexStore, reader: BlockReader, cacheBytes: number): OldBlocks {
  const cache = createBlockCache(cacheBytes);
  return {
    get(number) {
      const known = cache.get(number);
      if (known !== undefined) return known;
      const place = store.location(Number(number));
      if (place === undefined) return undefined;
      const record = reader.read(place.file, place.offset, place.bytes);
      const head = readHead(record, 0);
      const block = head.status === 'ok' ? decodeBlock(record, head.head) : undefined;
      if (block === undefined || block.header.number !== number) {
        const message = 'a block of the history is damaged: remove the history directory and it fills anew';
        throw new HistoryFault('corrupt', message, { number });
      }
      cache.add(block, blockBytes(block));
      return block;
    },
  };
}
