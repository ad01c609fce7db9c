import { LodeError } from '@lode/protocol';
import { cpuTimeMs } from '../cpuTime.ts';
import { RPC_CODES, type RpcCode, RpcError, type RpcFault } from '../errors.ts';
import type { RpcLimits } from '../limits.ts';
import type { Caller, Method, Methods } from '../method.ts';
import type { RpcMetrics } from '../metrics.ts';
import { answerAll } from './batch.ts';
import { type Call, type Id, parseBody, readCall } from './parse.ts';
import type { Rates } from './rates.ts';

export interface DispatchOptions {
  methods: Methods;
  limits: Pick<RpcLimits, 'batchCalls' | 'jsonDepth' | 'responseBytes' | 'batchMs' | 'unitsPerMs'>;
  rates: Rates;
  metrics: RpcMetrics;
  /** Told of what no caller could have meant: a fault of this node. */
  onFault(method: string, error: unknown): void;
  now?: () => number;
}

export interface Dispatch {
  /** The answer to a request or a batch; undefined where nothing is to be answered: notifications. */
  handle(body: Uint8Array, caller: Caller): Promise<string | undefined>;
}

function errorText(id: Id, fault: RpcFault): string {
  return JSON.stringify({ jsonrpc: '2.0', id, error: fault });
}

function failure(code: RpcCode, message: string, id: Id = null): string {
  return errorText(id, { code: RPC_CODES[code], message });
}

/** A chain that has stopped or failed says so; what nobody foresaw is not for the caller. */
function faultOf(error: unknown): RpcFault {
  if (error instanceof RpcError) return error.fault;
  if (!(error instanceof LodeError)) return { code: RPC_CODES.internal, message: 'internal error' };
  return { code: RPC_CODES.execution, message: `${error.message} ${error.hint ?? ''}`.trim() };
}

function find(methods: Methods, name: string): Method {
  const method = Object.hasOwn(methods, name) ? methods[name] : undefined;
  if (method !== undefined) return method;
  throw new RpcError('methodNotFound', `the method ${name.slice(0, 100)} does not exist/is not available`);
}

/** Runs the calls of a client, within its limits. */
export function createDispatch(options: DispatchOptions): Dispatch {
  const { limits, metrics, now = () => performance.now() } = options;

  async function answer(call: Call, caller: Caller): Promise<string | undefined> {
    const id = call.id ?? null;
    let text: string;
    try {
      text = `{"jsonrpc":"2.0","id":${JSON.stringify(id)},"result":${await run(options, now, call, caller)}}`;
    } catch (error) {
      if (!(error instanceof RpcError)) options.onFault(call.method, error);
      text = errorText(id, faultOf(error));
    }
    return call.id === undefined ? undefined : text;
  }

  async function answerBatch(batch: readonly unknown[], caller: Caller): Promise<string | undefined> {
    if (batch.length === 0) return failure('invalidRequest', 'empty batch');
    const deadlineMs = now() + limits.batchMs;
    let bytes = 0;

    async function one(value: unknown): Promise<string | undefined> {
      const call = readCall(value);
      if (call === undefined) return failure('invalidRequest', 'invalid request');
      const stop = (code: RpcCode, why: string) => (call.id === undefined ? undefined : failure(code, why, call.id));
      if (bytes > limits.responseBytes) return stop('responseTooLarge', 'response too large');
      if (now() > deadlineMs) return stop('timeout', 'request timed out');
      const text = await answer(call, caller);
      bytes += text?.length ?? 0;
      return text;
    }

    const told = await answerAll(batch, one, now);
    return told.length === 0 ? undefined : `[${told.join(',')}]`;
  }

  return {
    async handle(body, caller) {
      let parsed: unknown;
      try {
        parsed = parseBody(body, limits);
      } catch (error) {
        metrics.refused('shape');
        return errorText(null, faultOf(error));
      }
      if (Array.isArray(parsed)) return answerBatch(parsed, caller);
      const call = readCall(parsed);
      return call === undefined ? failure('invalidRequest', 'invalid request') : answer(call, caller);
    },
  };
}

/** The result as JSON. */
async function run(options: DispatchOptions, now: () => number, call: Call, caller: Caller): Promise<string> {
  const { methods, limits, rates, metrics } = options;
  const method = find(methods, call.method);
  const { params } = call;
  if (params === undefined) throw new RpcError('invalidParams', 'non-array args');
  const waitMs = rates.take(caller.client, method.cost(params));
  if (waitMs > 0) {
    metrics.refused('rate');
    throw new RpcError('limitExceeded', `rate limit exceeded: try again in ${waitMs} ms`, { retryAfterMs: waitMs });
  }
  const startMs = now();
  try {
    const result = runCharged(options, method, params, caller);
    const text = JSON.stringify((await result) ?? null);
    if (text.length > limits.responseBytes) throw new RpcError('responseTooLarge', 'response too large');
    metrics.served(call.method, 'ok', now() - startMs);
    return text;
  } catch (error) {
    metrics.served(call.method, error instanceof RpcError ? 'refused' : 'failed', now() - startMs);
    throw error;
  }
}

/** Whoever holds the thread pays for it: what waits for something else holds it only at first. */
function runCharged({ rates, limits }: DispatchOptions, method: Method, params: readonly unknown[], caller: Caller) {
  const startMs = cpuTimeMs();
  try {
    return method.run(params, caller);
  } finally {
    rates.charge(caller.client, (cpuTimeMs() - startMs) * limits.unitsPerMs);
  }
}
