import type { Chain, ChainEvent } from '../seams.ts';
import { blockAt } from './chainView.ts';
import { RpcError } from './errors.ts';
import type { FormattedLog } from './format/receipt.ts';
import { toData } from './hex.ts';
import { newId } from './id.ts';
import type { RpcLimits } from './limits.ts';
import { formatPlaces, type LogLimits, type LogMatch, matchOf, queryLogs } from './logs.ts';
import type { LogQuery } from './params/logFilter.ts';

/** Filters remember where they are in the chain, not what happened: their size does not grow between polls. */
type Poll =
  | { kind: 'logs'; query: LogQuery; match: LogMatch; next: bigint; last: bigint | undefined }
  | { kind: 'blocks'; next: bigint }
  | { kind: 'pending'; hashes: string[] };

interface Filter {
  client: string;
  usedMs: number;
  poll: Poll;
}

export type FilterLimits = LogLimits &
  Pick<RpcLimits, 'filters' | 'filtersPerClient' | 'filterIdleMs' | 'filterHashes'>;

export interface Filters {
  newLogs(client: string, query: LogQuery): string;
  newBlocks(client: string): string;
  newPending(client: string): string;
  /** What is new since the last time. */
  changes(id: string): FormattedLog[] | string[];
  /** All logs that a log filter describes. */
  logs(id: string): FormattedLog[];
  remove(id: string): boolean;
  readonly size: number;
  close(): void;
}

export interface FiltersOptions {
  chain: Chain;
  limits: FilterLimits;
  /** Milliseconds; for tests. */
  now?: () => number;
}

/** geth's polling filters. One that is not polled for a while is forgotten, as is the oldest of too many hashes. */
export function createFilters({ chain, limits, now = () => performance.now() }: FiltersOptions): Filters {
  const filters = new Map<string, Filter>();

  const unsubscribe = chain.subscribe((event: ChainEvent) => {
    if (event.kind !== 'pending') return;
    const hash = toData(event.transaction.hash);
    for (const { poll } of filters.values()) {
      if (poll.kind !== 'pending') continue;
      poll.hashes.push(hash);
      if (poll.hashes.length > limits.filterHashes) poll.hashes.shift();
    }
  });

  function expire(): void {
    const oldest = now() - limits.filterIdleMs;
    for (const [id, filter] of filters) if (filter.usedMs < oldest) filters.delete(id);
  }

  function add(client: string, poll: Poll): string {
    expire();
    let own = 0;
    for (const filter of filters.values()) if (filter.client === client) own++;
    if (filters.size >= limits.filters || own >= limits.filtersPerClient) {
      throw new RpcError('limitExceeded', 'too many filters: uninstall some with eth_uninstallFilter');
    }
    const id = newId();
    filters.set(id, { client, usedMs: now(), poll });
    return id;
  }

  function use(id: string): Filter {
    expire();
    const filter = filters.get(id);
    if (filter === undefined) throw new RpcError('execution', 'filter not found');
    filter.usedMs = now();
    return filter;
  }

  const headNumber = () => chain.head().header.number;

  /** The next blocks that a poll looks at: at most as many as a query may have. */
  function take(poll: { next: bigint }, last: bigint): { fromBlock: bigint; toBlock: bigint } | undefined {
    const fromBlock = poll.next;
    const most = fromBlock + BigInt(limits.logBlocks) - 1n;
    const toBlock = last < most ? last : most;
    if (fromBlock > toBlock) return undefined;
    blockAt(chain, fromBlock); // says so where it is pruned
    return { fromBlock, toBlock };
  }

  function newBlocks(poll: Extract<Poll, { kind: 'blocks' }>): string[] {
    const range = take(poll, headNumber());
    if (range === undefined) return [];
    const hashes: string[] = [];
    for (let n = range.fromBlock; n <= range.toBlock; n++) {
      const block = blockAt(chain, n);
      if (block !== undefined) hashes.push(toData(block.hash));
    }
    poll.next = range.toBlock + 1n;
    return hashes;
  }

  function newLogs(poll: Extract<Poll, { kind: 'logs' }>): FormattedLog[] {
    const head = headNumber();
    const range = take(poll, poll.last !== undefined && poll.last < head ? poll.last : head);
    if (range === undefined) return [];
    const { logs, more } = chain.history.logs({ ...range, ...poll.match }, limits.logResults);
    const end = logs.at(-1)?.block;
    if (!more || end === undefined) {
      poll.next = range.toBlock + 1n;
      return formatPlaces(chain, logs);
    }
    // The last block may be cut: it is left for the next time.
    if (end === range.fromBlock) {
      poll.next = end + 1n;
      throw new RpcError('limitExceeded', `block ${end} has more than ${limits.logResults} matching logs: skipped`);
    }
    poll.next = end;
    return formatPlaces(
      chain,
      logs.filter((place) => place.block < end),
    );
  }

  return {
    newLogs(client, query) {
      const match = matchOf(query, limits);
      const { fromBlock, toBlock } = query;
      const soonest = headNumber() + 1n;
      const next = fromBlock?.kind === 'number' && fromBlock.number > soonest ? fromBlock.number : soonest;
      return add(client, {
        kind: 'logs',
        query,
        match,
        next,
        last: toBlock?.kind === 'number' ? toBlock.number : undefined,
      });
    },
    newBlocks: (client) => add(client, { kind: 'blocks', next: headNumber() + 1n }),
    newPending: (client) => add(client, { kind: 'pending', hashes: [] }),
    changes(id) {
      const { poll } = use(id);
      if (poll.kind === 'pending') return poll.hashes.splice(0);
      return poll.kind === 'blocks' ? newBlocks(poll) : newLogs(poll);
    },
    logs(id) {
      const { poll } = use(id);
      if (poll.kind !== 'logs') throw new RpcError('execution', 'filter not found');
      return queryLogs(chain, poll.query, limits);
    },
    remove: (id) => filters.delete(id),
    get size() {
      return filters.size;
    },
    close() {
      unsubscribe();
      filters.clear();
    },
  };
}
