import type { History } from '../seams.ts';
import { isNext } from './order.ts';
import { createRecent } from './recent.ts';
import { beginSearch, DEFAULT_QUERY_WORK, searchBlock } from './search.ts';

export interface MemoryHistoryOptions {
  /** Blocks kept: with their bytes they are all of its memory. */
  window: number;
  /** Bound of a query (search.ts). */
  queryWork?: number;
}

/** History without a disk or an index: for tests, and for chains that are not to outlive the process. */
export function createMemoryHistory({ window, queryWork = DEFAULT_QUERY_WORK }: MemoryHistoryOptions): History {
  const blocks = createRecent();
  let last = -1n;
  return {
    async append(block) {
      if (!isNext(block, last, blocks.get(block.header.number)?.hash)) return;
      blocks.add(block, true);
      last = block.header.number;
      if (blocks.count > window) blocks.drop(last - BigInt(window));
    },
    get first() {
      return blocks.oldest() ?? 0n;
    },
    get last() {
      return last;
    },
    get indexed() {
      return last;
    },
    block: (id) => (typeof id === 'bigint' ? blocks.get(id) : blocks.byHash(id)),
    transaction: (hash) => blocks.transaction(hash),
    logs(filter, limit) {
      const search = beginSearch(filter, limit, queryWork);
      const oldest = blocks.oldest() ?? 0n;
      const from = filter.fromBlock > oldest ? filter.fromBlock : oldest;
      const to = filter.toBlock < last ? filter.toBlock : last;
      for (let number = from; number <= to && !search.more; number++) {
        const block = blocks.get(number);
        if (block !== undefined) searchBlock(search, number, block.logs);
      }
      return { logs: search.found, more: search.more };
    },
    close: async () => undefined,
  };
}
