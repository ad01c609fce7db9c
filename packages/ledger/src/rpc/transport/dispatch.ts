import { LodeError } from '@lode/protocol';
import { RPC_CODES, RpcError, type RpcFault } from '../errors.ts';
import type { RpcLimits } from '../limits.ts';
import type { Caller, Method, Methods } from '../method.ts';
import type { RpcMetrics } from '../metrics.ts';
import { jsonShape } from './jsonShape.ts';
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

type Id = string | number | null;

interface Call {
  /** Undefined: a notification. */
  id: Id | undefined;
  method: string;
  /** Undefined: neither an array nor left out. */
  params: readonly unknown[] | undefined;
}

/** Calls of a batch that are under way at once: those that wait for something do not hold up the others. */
const BATCH_PARALLEL = 32;
/** Calls of a batch run this long before other work of the process gets a turn. */
const TURN_MS = 10;

function errorText(id: Id, fault: RpcFault): string {
  return JSON.stringify({ jsonrpc: '2.0', id, error: fault });
}

const failure = (code: keyof typeof RPC_CODES, message: string) => errorText(null, { code: RPC_CODES[code], message });

/** A chain that has stopped or failed says so; what nobody foresaw is not for the caller. */
function faultOf(error: unknown): RpcFault {
  if (error instanceof RpcError) return error.fault;
  if (error instanceof LodeError)
    return { code: RPC_CODES.execution, message: `${error.message} ${error.hint ?? ''}`.trim() };
  return { code: RPC_CODES.internal, message: 'internal error' };
}

function isId(value: unknown): value is Id {
  // Larger numbers would come back as others.
  return value === null || typeof value === 'string' || (typeof value === 'number' && Math.abs(value) < 2 ** 53);
}

function readCall(value: unknown): Call | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const { jsonrpc, id, method, params } = value as Record<string, unknown>;
  if (jsonrpc !== '2.0' || typeof method !== 'string') return undefined;
  if (id !== undefined && !isId(id)) return undefined;
  return { id, method, params: Array.isArray(params) ? params : (params ?? undefined) === undefined ? [] : undefined };
}

export function createDispatch(options: DispatchOptions): Dispatch {
  const { methods, limits, rates, metrics, onFault, now = () => performance.now() } = options;

  function find(name: string): Method {
    const method = Object.hasOwn(methods, name) ? methods[name] : undefined;
    if (method !== undefined) return method;
    const shown = name.slice(0, 100);
    throw new RpcError('methodNotFound', `the method ${shown} does not exist/is not available`);
  }

  /** Whoever holds the thread pays for it: what waits for something else holds it only at first. */
  function runCharged(method: Method, params: readonly unknown[], caller: Caller): unknown {
    const startMs = now();
    try {
      return method.run(params, caller);
    } finally {
      rates.charge(caller.client, (now() - startMs) * limits.unitsPerMs);
    }
  }

  async function run(call: Call, caller: Caller): Promise<string> {
    const method = find(call.method);
    const { params } = call;
    if (params === undefined) throw new RpcError('invalidParams', 'non-array args');
    const waitMs = rates.take(caller.client, method.cost(params));
    if (waitMs > 0) {
      metrics.refused('rate');
      throw new RpcError('limitExceeded', `rate limit exceeded: try again in ${waitMs} ms`, { retryAfterMs: waitMs });
    }
    const startMs = now();
    try {
      const text = JSON.stringify((await runCharged(method, params, caller)) ?? null);
      if (text.length > limits.responseBytes) throw new RpcError('responseTooLarge', 'response too large');
      metrics.served(call.method, 'ok', now() - startMs);
      return text;
    } catch (error) {
      metrics.served(call.method, error instanceof RpcError ? 'refused' : 'failed', now() - startMs);
      throw error;
    }
  }

  async function answer(call: Call, caller: Caller): Promise<string | undefined> {
    const id = call.id ?? null;
    let text: string;
    try {
      text = `{"jsonrpc":"2.0","id":${JSON.stringify(id)},"result":${await run(call, caller)}}`;
    } catch (error) {
      if (!(error instanceof RpcError)) onFault(call.method, error);
      text = errorText(id, faultOf(error));
    }
    return call.id === undefined ? undefined : text;
  }

  async function answerBatch(batch: readonly unknown[], caller: Caller): Promise<string | undefined> {
    if (batch.length === 0) return failure('invalidRequest', 'empty batch');
    const answers: (string | undefined)[] = [];
    const deadlineMs = now() + limits.batchMs;
    let turnEndMs = now() + TURN_MS;
    let bytes = 0;
    let next = 0;

    async function one(value: unknown): Promise<string | undefined> {
      const call = readCall(value);
      if (call === undefined) return failure('invalidRequest', 'invalid request');
      const stop = (code: keyof typeof RPC_CODES, message: string) =>
        call.id === undefined ? undefined : errorText(call.id, { code: RPC_CODES[code], message });
      if (bytes > limits.responseBytes) return stop('responseTooLarge', 'response too large');
      if (now() > deadlineMs) return stop('timeout', 'request timed out');
      return answer(call, caller);
    }

    async function lane(): Promise<void> {
      while (next < batch.length) {
        const i = next++;
        const text = await one(batch[i]);
        answers[i] = text;
        bytes += text?.length ?? 0;
        if (now() > turnEndMs) {
          await new Promise((resolve) => setImmediate(resolve));
          turnEndMs = now() + TURN_MS;
        }
      }
    }

    await Promise.all(Array.from({ length: Math.min(BATCH_PARALLEL, batch.length) }, lane));
    const told = answers.filter((text) => text !== undefined);
    return told.length === 0 ? undefined : `[${told.join(',')}]`;
  }

  function parse(body: Uint8Array): unknown {
    const shape = jsonShape(body, limits.jsonDepth, limits.batchCalls);
    if (shape === 'too-deep') throw new RpcError('invalidRequest', `nested deeper than ${limits.jsonDepth}`);
    if (shape === 'too-many') throw new RpcError('invalidRequest', 'batch too large');
    try {
      return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
    } catch {
      throw new RpcError('parse', 'parse error');
    }
  }

  return {
    async handle(body, caller) {
      let parsed: unknown;
      try {
        parsed = parse(body);
      } catch (error) {
        metrics.refused('shape');
        return errorText(
          null,
          error instanceof RpcError ? error.fault : { code: RPC_CODES.parse, message: 'parse error' },
        );
      }
      if (Array.isArray(parsed)) return answerBatch(parsed, caller);
      const call = readCall(parsed);
      return call === undefined ? failure('invalidRequest', 'invalid request') : answer(call, caller);
    },
  };
}
