/** The little of JSON-RPC 2.0 that the devnet needs. */

export interface RpcRequest {
  readonly jsonrpc: '2.0';
  readonly id: number | string | null;
  readonly method: string;
  readonly params?: readonly unknown[];
}

export interface RpcFault {
  readonly code: number;
  readonly message: string;
  readonly data?: unknown;
}

export type RpcReply =
  | { readonly jsonrpc: '2.0'; readonly id: number | string | null; readonly result: unknown }
  | { readonly jsonrpc: '2.0'; readonly id: number | string | null; readonly error: RpcFault };

/** Codes of JSON-RPC 2.0 section 5.1, and of EIP-1474 for the rest. */
export const RPC_CODES = {
  parse: -32700,
  invalidRequest: -32600,
  methodNotFound: -32601,
  invalidParams: -32602,
  internal: -32603,
  transactionRejected: -32003,
  limitExceeded: -32005,
} as const;

/** A fault that the caller of a method should see as it is. */
export class RpcError extends Error {
  readonly fault: RpcFault;

  constructor(fault: RpcFault) {
    super(fault.message);
    this.name = 'RpcError';
    this.fault = fault;
  }
}

export const rpcError = (code: keyof typeof RPC_CODES, message: string): RpcError =>
  new RpcError({ code: RPC_CODES[code], message });

/** Longest that one call to anvil may take: an `eth_call` at the block gas limit takes well under a second. */
const CALL_TIMEOUT_MS = 20_000;

export type RpcCall = (method: string, params: readonly unknown[]) => Promise<unknown>;

/**
 * Calls methods at `url`.
 *
 * @throws RpcError what the server answered; any other error: it could not be reached
 */
export function rpcCaller(url: string): RpcCall {
  let nextId = 1;
  return async (method, params) => {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ jsonrpc: '2.0', id: nextId++, method, params }),
      signal: AbortSignal.timeout(CALL_TIMEOUT_MS),
    });
    const reply = (await response.json()) as { result?: unknown; error?: RpcFault };
    if (reply.error !== undefined) throw new RpcError(reply.error);
    return reply.result;
  };
}
