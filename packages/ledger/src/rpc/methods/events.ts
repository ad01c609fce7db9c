import { z } from 'zod';
import { RpcError } from '../errors.ts';
import { queryLogs } from '../logs.ts';
import { type Caller, type Methods, method, type RpcConnection } from '../method.ts';
import { maybe } from '../params/hex.ts';
import { logQuery } from '../params/logFilter.ts';
import type { Services } from '../services.ts';

const LOG_COST = 10;
const id = z.string().max(100);

function connectionOf({ connection }: Caller): RpcConnection {
  if (connection !== undefined) return connection;
  throw new RpcError('notificationsUnsupported', 'notifications not supported: subscribe over WebSocket');
}

/** Logs: asked for, polled, or told. */
export function eventMethods({ chain, limits, filters, subscriptions }: Services): Methods {
  function subscribe(kind: string, argument: unknown, caller: Caller): string {
    const connection = connectionOf(caller);
    if (kind === 'newHeads') return subscriptions.heads(connection);
    if (kind === 'newPendingTransactions') return subscriptions.pending(connection, argument === true);
    if (kind !== 'logs') {
      throw new RpcError('methodNotFound', `no "${kind.slice(0, 50)}" subscription in eth namespace`);
    }
    const query = logQuery.safeParse(argument ?? {});
    if (query.success) return subscriptions.logs(connection, query.data);
    throw new RpcError('invalidParams', `invalid argument 1: ${query.error.issues[0]?.message ?? 'not understood'}`);
  }

  return {
    eth_getLogs: method([logQuery], ([query]) => queryLogs(chain, query, limits), LOG_COST),
    eth_newFilter: method([logQuery], ([query], { client }) => filters.newLogs(client, query)),
    eth_newBlockFilter: method([], (_, { client }) => filters.newBlocks(client)),
    eth_newPendingTransactionFilter: method([maybe(z.boolean())], ([full], { client }) => {
      if (full === true) throw new RpcError('notSupported', 'filters give hashes: subscribe for whole transactions');
      return filters.newPending(client);
    }),
    eth_getFilterChanges: method([id], ([filter]) => filters.changes(filter)),
    eth_getFilterLogs: method([id], ([filter]) => filters.logs(filter), LOG_COST),
    eth_uninstallFilter: method([id], ([filter]) => filters.remove(filter)),
    eth_subscribe: method([z.string(), z.unknown().optional()], ([kind, argument], caller) =>
      subscribe(kind, argument, caller),
    ),
    eth_unsubscribe: method([id], ([subscription], caller) => {
      if (subscriptions.remove(connectionOf(caller), subscription)) return true;
      throw new RpcError('execution', 'subscription not found');
    }),
  };
}
