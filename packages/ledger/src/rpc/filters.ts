import type { Chain, ChainEvent } from '../seams.ts';
import { RpcError } from './errors.ts';
import type { FormattedLog } from './format/receipt.ts';
import { toData } from './hex.ts';
import { newId } from './id.ts';
import type { RpcLimits } from './limits.ts';
import { type LogLimits, matchOf, queryLogs } from './logs.ts';
import type { LogQuery } from './params/logFilter.ts';
import { newBlocks, newLogs, type PendingPoll, type Poll } from './polls.ts';

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
  /** Those that each transaction is told to. */
  const pending = new Set<PendingPoll>();

  const unsubscribe = chain.subscribe((event: ChainEvent) => {
    if (event.kind !== 'pending' || pending.size === 0) return;
    const hash = toData(event.transaction.hash);
    for (const { hashes } of pending) {
      hashes.push(hash);
      if (hashes.length > limits.filterHashes) hashes.shift();
    }
  });

  function expire(): void {
    const oldest = now() - limits.filterIdleMs;
    for (const [id, filter] of filters) if (filter.usedMs < oldest) remove(id);
  }

  function remove(id: string): boolean {
    const poll = filters.get(id)?.poll;
    if (poll?.kind === 'pending') pending.delete(poll);
    return filters.delete(id);
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
    if (poll.kind === 'pending') pending.add(poll);
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
      return poll.kind === 'blocks' ? newBlocks(chain, poll, limits) : newLogs(chain, poll, limits);
    },
    logs(id) {
      const { poll } = use(id);
      if (poll.kind !== 'logs') throw new RpcError('execution', 'filter not found');
      return queryLogs(chain, poll.query, limits);
    },
    remove,
    get size() {
      return filters.size;
    },
    close() {
      unsubscribe();
      filters.clear();
      pending.clear();
    },
  };
}
