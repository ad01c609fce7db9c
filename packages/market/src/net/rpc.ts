import { z } from 'zod';
import type { PeerHost } from './host.ts';
import { MESSAGE_PARTS } from './json.ts';
import { MAX_MESSAGE_BYTES, REQUEST_TIMEOUT_MS } from './limits.ts';
import { PROTOCOLS } from './protocols.ts';

/**
 * The chain's JSON-RPC over a peer stream, so that a provider that knows one peer address and no URL reaches the chain.
 * Whoever answers can lie about reads, as any RPC endpoint can; signed transactions it can only withhold.
 */

/** Reads and the sending of signed transactions: nothing that uses the node's keys, changes its state, or traces. */
export const RPC_METHODS = [
  'eth_blockNumber',
  'eth_call',
  'eth_chainId',
  'eth_estimateGas',
  'eth_feeHistory',
  'eth_gasPrice',
  'eth_getBalance',
  'eth_getBlockByHash',
  'eth_getBlockByNumber',
  'eth_getCode',
  'eth_getLogs',
  'eth_getTransactionByHash',
  'eth_getTransactionCount',
  'eth_getTransactionReceipt',
  'eth_maxPriorityFeePerGas',
  'eth_sendRawTransaction',
  'net_version',
] as const;

export type RpcMethod = (typeof RPC_METHODS)[number];
export type RpcHandler = (request: { method: RpcMethod; params: unknown }) => Promise<unknown>;
/** Plugs into viem's `custom` transport: `custom({ request: rpcOverPeer(host, peerId) })`. */
export type RpcRequest = (request: { method: string; params?: unknown }) => Promise<unknown>;

/** A batch of 256 leases as calldata is about 250 KB of hex. */
const MAX_REQUEST_BYTES = 1024 * 1024;
/** A provider polls some calls a second while leases confirm, on several devices. */
const LIMITS = { rate: { burst: 200, perSecond: 50 }, maxPerPeer: 32, maxTotal: 256 } as const;

/** Some thousand logs or transactions of a block. */
const RESPONSE_PARTS = { ...MESSAGE_PARTS, maxParts: 262_144 };

const requestWire = z.strictObject({ method: z.enum(RPC_METHODS), params: z.array(z.json()).max(8) });
const rpcErrorWire = z.strictObject({
  code: z.int(),
  message: z.string().max(4_096),
  data: z.json().optional(),
});
const responseWire = z.union([z.strictObject({ result: z.json() }), z.strictObject({ error: rpcErrorWire })]);

const METHOD_NOT_FOUND = -32601;
const INTERNAL_ERROR = -32603;

export function serveRpc(host: PeerHost, handler: RpcHandler): Promise<void> {
  return host.serve(PROTOCOLS.rpc, LIMITS, async (channel) => {
    const request = await channel.read(requestWire, 'RPC request', {
      timeoutMs: REQUEST_TIMEOUT_MS,
      maxBytes: MAX_REQUEST_BYTES,
    });
    let response: z.output<typeof responseWire>;
    try {
      response = { result: z.json().parse(await handler(request)) };
    } catch (error) {
      response = { error: toRpcError(error) };
    }
    await channel.write(responseWire, response, MAX_MESSAGE_BYTES, RESPONSE_PARTS);
  });
}

/** @throws an `Error` with JSON-RPC's `code` and `data` when the chain refuses; LodeError when the peer cannot be asked */
export function rpcOverPeer(host: PeerHost, peerId: string): RpcRequest {
  const allowed = new Set<string>(RPC_METHODS);
  return async ({ method, params }) => {
    if (!allowed.has(method))
      throw rpcError({ code: METHOD_NOT_FOUND, message: `The method ${method} is not served over peers.` });
    const signal = AbortSignal.timeout(REQUEST_TIMEOUT_MS * 2);
    const channel = await host.open(peerId, PROTOCOLS.rpc, signal);
    try {
      await channel.write(
        requestWire,
        { method: method as RpcMethod, params: z.array(z.json()).parse(params ?? []) },
        MAX_REQUEST_BYTES,
      );
      const response = await channel.read(responseWire, 'RPC response', {
        maxBytes: MAX_MESSAGE_BYTES,
        parts: RESPONSE_PARTS,
        signal,
      });
      await channel.close();
      if ('error' in response) throw rpcError(response.error);
      return response.result;
    } catch (error) {
      channel.abort(error instanceof Error ? error : new Error(String(error)));
      throw error;
    }
  };
}

const rpcError = (error: z.output<typeof rpcErrorWire>): Error =>
  Object.assign(new Error(error.message), {
    code: error.code,
    ...(error.data === undefined ? {} : { data: error.data }),
  });

/** Keeps what a client needs to decode a revert: JSON-RPC's code and data, also from under viem's wrappers. */
function toRpcError(error: unknown): z.output<typeof rpcErrorWire> {
  const causes: object[] = [];
  for (let one = error; typeof one === 'object' && one !== null && causes.length < 8; ) {
    causes.push(one);
    one = 'cause' in one ? one.cause : undefined;
  }
  const coded = causes.find((one) => 'code' in one && Number.isInteger(one.code));
  const data = causes
    .map((one) => ('data' in one ? z.json().safeParse(one.data) : undefined))
    .find((one) => one?.success);
  return {
    code: coded !== undefined && 'code' in coded ? Number(coded.code) : INTERNAL_ERROR,
    message: (error instanceof Error ? error.message : String(error)).slice(0, 4_096),
    ...(data?.success === true && data.data !== undefined ? { data: data.data } : {}),
  };
}
