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

type Subscription =
  | { kind: 'heads' }
  | { kind: 'logs'; match: LogMatch; mayMatch(bloom: Uint8Array): boolean }
  | { kind: 'pending'; full: boolean };

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
  limits: LogLimits & Pick<RpcLimits, 'subscriptions'>;
}

function notification(id: string, result: string): string {
  return `{"jsonrpc":"2.0","method":"eth_subscription","params":{"subscription":"${id}","result":${result}}}`;
}

/** Subscriptions end with their connection. What is told is written out once, whoever many listen. */
export function createSubscriptions({ chain, limits }: SubscriptionsOptions): Subscriptions {
  const connections = new Map<RpcConnection, Map<string, Subscription>>();

  function add(connection: RpcConnection, subscription: Subscription): string {
    let own = connections.get(connection);
    if (own === undefined) {
      own = new Map();
      connections.set(connection, own);
      connection.signal.addEventListener('abort', () => connections.delete(connection), { once: true });
    }
    if (own.size >= limits.subscriptions) {
      throw new RpcError('limitExceeded', `a connection can have ${limits.subscriptions} subscriptions`);
    }
    const id = newId();
    own.set(id, subscription);
    return id;
  }

  function tell(kind: Subscription['kind'], write: (subscription: Subscription) => string[]): void {
    for (const [connection, own] of connections) {
      for (const [id, subscription] of own) {
        if (subscription.kind !== kind) continue;
        for (const text of write(subscription)) {
          if (connection.signal.aborted) break;
          connection.send(notification(id, text));
        }
      }
    }
  }

  function matches(block: SealedBlock, subscription: Subscription): string[] {
    if (subscription.kind !== 'logs' || !subscription.mayMatch(block.header.logsBloom)) return [];
    const { number } = block.header;
    const all = logCount(chain.chainId, block);
    const found = chain.history.logs({ fromBlock: number, toBlock: number, ...subscription.match }, all);
    return formatPlaces(chain, found.logs).map((log) => JSON.stringify(log));
  }

  function onBlock(block: SealedBlock): void {
    let head: string[] | undefined;
    tell('heads', () => {
      head ??= [JSON.stringify(formatHeader(block))];
      return head;
    });
    tell('logs', (subscription) => matches(block, subscription));
  }

  function onPending(transaction: PoolTransaction): void {
    const hash = [JSON.stringify(toData(transaction.hash))];
    let full: string[] | undefined;
    tell('pending', (subscription) => {
      if (subscription.kind !== 'pending' || !subscription.full) return hash;
      full ??= [JSON.stringify(formatPooled(chain.chainId, transaction))];
      return full;
    });
  }

  const unsubscribe = chain.subscribe((event: ChainEvent) => {
    if (connections.size === 0) return;
    if (event.kind === 'block') onBlock(event.block);
    else onPending(event.transaction);
  });

  return {
    heads: (connection) => add(connection, { kind: 'heads' }),
    logs(connection, query) {
      const match = matchOf(query, limits);
      return add(connection, { kind: 'logs', match, mayMatch: bloomTest(match) });
    },
    pending: (connection, full) => add(connection, { kind: 'pending', full }),
    remove: (connection, id) => connections.get(connection)?.delete(id) ?? false,
    get size() {
      let size = 0;
      for (const own of connections.values()) size += own.size;
      return size;
    },
    close() {
      unsubscribe();
      connections.clear();
    },
  };
}
