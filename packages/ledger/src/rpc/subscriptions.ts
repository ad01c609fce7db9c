import type { Chain, ChainEvent, PoolTransaction, SealedBlock } from '../seams.ts';
import { RpcError } from './errors.ts';
import { formatHeader } from './format/block.ts';
import { logCount } from './format/receipt.ts';
import { formatPooled } from './format/transaction.ts';
import { toData } from './hex.ts';
import { newId } from './id.ts';
import type { RpcLimits } from './limits.ts';
import { bloomTest, formatPlaces, type LogLimits, type LogMatch, matchOf } from './logs.ts';
import type { RpcConnection } from './method.ts';
import type { LogQuery } from './params/logFilter.ts';

interface HeadSubscription {
  connection: RpcConnection;
}

interface LogSubscription extends HeadSubscription {
  match: LogMatch;
  mayMatch(bloom: Uint8Array): boolean;
}

interface PendingSubscription extends HeadSubscription {
  full: boolean;
}

export interface Subscriptions {
  heads(connection: RpcConnection): string;
  logs(connection: RpcConnection, query: LogQuery): string;
  pending(connection: RpcConnection, full: boolean): string;
  remove(connection: RpcConnection, id: string): boolean;
  readonly size: number;
  close(): void;
}

export interface SubscriptionsOptions {
  chain: Chain;
  limits: LogLimits & Pick<RpcLimits, 'subscriptions' | 'subscriptionsTotal'>;
}

function notification(id: string, result: string): string {
  return `{"jsonrpc":"2.0","method":"eth_subscription","params":{"subscription":"${id}","result":${result}}}`;
}

/** Subscriptions by id, each ending with its connection. */
function createRegistry(limits: SubscriptionsOptions['limits']) {
  const heads = new Map<string, HeadSubscription>();
  const logs = new Map<string, LogSubscription>();
  const pending = new Map<string, PendingSubscription>();
  const owned = new Map<RpcConnection, Set<string>>();

  function forget(id: string): void {
    for (const kind of [heads, logs, pending]) kind.delete(id);
  }

  function ownOf(connection: RpcConnection): Set<string> {
    const known = owned.get(connection);
    if (known !== undefined) return known;
    const ids = new Set<string>();
    owned.set(connection, ids);
    connection.signal.addEventListener(
      'abort',
      () => {
        owned.delete(connection);
        for (const id of ids) forget(id);
      },
      { once: true },
    );
    return ids;
  }

  const size = () => heads.size + logs.size + pending.size;
  return {
    ...{ heads, logs, pending, size },
    add<T extends HeadSubscription>(kind: Map<string, T>, subscription: T): string {
      const own = ownOf(subscription.connection);
      if (own.size >= limits.subscriptions) {
        throw new RpcError('limitExceeded', `a connection can have ${limits.subscriptions} subscriptions`);
      }
      if (size() >= limits.subscriptionsTotal) throw new RpcError('limitExceeded', 'too many subscriptions: try later');
      const id = newId();
      own.add(id);
      kind.set(id, subscription);
      return id;
    },
    remove(connection: RpcConnection, id: string): boolean {
      if (owned.get(connection)?.delete(id) !== true) return false;
      forget(id);
      return true;
    },
    clear() {
      for (const kind of [heads, logs, pending, owned]) kind.clear();
    },
  };
}

/** What is told is written out once, however many listen. */
export function createSubscriptions({ chain, limits }: SubscriptionsOptions): Subscriptions {
  const registry = createRegistry(limits);

  function matches(block: SealedBlock, { match, mayMatch }: LogSubscription): string[] {
    if (!mayMatch(block.header.logsBloom)) return [];
    const { number } = block.header;
    const all = logCount(chain.chainId, block);
    const found = chain.history.logs({ fromBlock: number, toBlock: number, ...match }, all);
    return formatPlaces(chain, found.logs).map((log) => JSON.stringify(log));
  }

  function onBlock(block: SealedBlock): void {
    if (registry.heads.size > 0) {
      const head = JSON.stringify(formatHeader(block));
      for (const [id, { connection }] of registry.heads) connection.notify(notification(id, head));
    }
    for (const [id, subscription] of registry.logs) {
      for (const log of matches(block, subscription)) subscription.connection.notify(notification(id, log));
    }
  }

  function onPending(transaction: PoolTransaction): void {
    if (registry.pending.size === 0) return;
    const hash = JSON.stringify(toData(transaction.hash));
    let whole: string | undefined;
    for (const [id, { connection, full }] of registry.pending) {
      if (full) whole ??= JSON.stringify(formatPooled(chain.chainId, transaction));
      connection.notify(notification(id, (full ? whole : undefined) ?? hash));
    }
  }

  const unsubscribe = chain.subscribe((event: ChainEvent) => {
    if (event.kind === 'block') onBlock(event.block);
    else onPending(event.transaction);
  });

  return {
    heads: (connection) => registry.add(registry.heads, { connection }),
    logs(connection, query) {
      const match = matchOf(query, limits);
      return registry.add(registry.logs, { connection, match, mayMatch: bloomTest(match) });
    },
    pending: (connection, full) => registry.add(registry.pending, { connection, full }),
    remove: registry.remove,
    get size() {
      return registry.size();
    },
    close() {
      unsubscribe();
      registry.clear();
    },
  };
}
