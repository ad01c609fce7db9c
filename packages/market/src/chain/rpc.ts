import { LodeError } from '@lode/protocol';
import { BaseError, createClient, type Transport } from 'viem';
import type { Clock } from '../seams.ts';

/** JSON-RPC with bounded patience: a node that is away for a moment is waited for, one that stays away is named. */
export interface Rpc {
  /** @throws LodeError `CHAIN_UNREACHABLE`; the node's own refusals pass through as viem throws them. */
  request<T>(method: string, params: readonly unknown[], signal?: AbortSignal): Promise<T>;
}

/** About three seconds in all: longer than a restart of a local node takes, shorter than a person's patience. */
const RETRY_DELAYS_MS = [50, 150, 400, 900, 1_500] as const;

/** viem's names for a node that did not answer, as opposed to one that answered "no". */
const TRANSPORT_ERRORS = new Set([
  'HttpRequestError',
  'TimeoutError',
  'WebSocketRequestError',
  'SocketClosedError',
  'UnknownRpcError',
]);

export function createRpc(options: { transport: Transport; clock: Clock }): Rpc {
  const client = createClient({ transport: options.transport });
  const ask = client.request as (
    call: { method: string; params: readonly unknown[] },
    options: { retryCount: number },
  ) => Promise<unknown>;
  return {
    request: async <T>(method: string, params: readonly unknown[], signal?: AbortSignal): Promise<T> => {
      for (let attempt = 0; ; attempt++) {
        signal?.throwIfAborted();
        try {
          return (await ask({ method, params }, { retryCount: 0 })) as T;
        } catch (cause) {
          if (!isTransportError(cause)) throw cause;
          const delayMs = RETRY_DELAYS_MS[attempt];
          if (delayMs === undefined) throw unreachable(method, cause);
          await options.clock.sleep(delayMs, signal);
        }
      }
    },
  };
}

/** True when nobody answered; a JSON-RPC error object is an answer, whatever HTTP status it came with. */
export function isTransportError(error: unknown): boolean {
  if (!(error instanceof BaseError)) return error instanceof TypeError;
  return error.walk((one) => one instanceof Error && TRANSPORT_ERRORS.has(one.name) && !('data' in one)) !== null;
}

const unreachable = (method: string, cause: unknown): LodeError =>
  new LodeError('CHAIN_UNREACHABLE', `The chain's RPC endpoint did not answer ${method}.`, {
    hint: 'Check that the chain node runs and that its URL is right; nothing was lost, try again once it answers.',
    details: { method, attempts: RETRY_DELAYS_MS.length + 1 },
    cause,
  });
