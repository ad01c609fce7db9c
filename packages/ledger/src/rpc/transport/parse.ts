import { RpcError } from '../errors.ts';
import type { RpcLimits } from '../limits.ts';
import { jsonShape } from './jsonShape.ts';

export type Id = string | number | null;

export interface Call {
  /** Undefined: a notification. */
  id: Id | undefined;
  method: string;
  /** Undefined: neither an array nor left out. */
  params: readonly unknown[] | undefined;
}

function isId(value: unknown): value is Id {
  // Larger numbers would come back as others.
  return value === null || typeof value === 'string' || (typeof value === 'number' && Math.abs(value) < 2 ** 53);
}

/** A call of JSON-RPC 2.0; undefined where it is none. */
export function readCall(value: unknown): Call | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const { jsonrpc, id, method, params } = value as Record<string, unknown>;
  if (jsonrpc !== '2.0' || typeof method !== 'string') return undefined;
  if (id !== undefined && !isId(id)) return undefined;
  const none = params === undefined || params === null;
  return { id, method, params: Array.isArray(params) ? params : none ? [] : undefined };
}

/** @throws RpcError before anything is made of what is too deep or too much */
export function parseBody(body: Uint8Array, limits: Pick<RpcLimits, 'jsonDepth' | 'batchCalls'>): unknown {
  const shape = jsonShape(body, limits.jsonDepth, limits.batchCalls);
  if (shape === 'too-deep') throw new RpcError('invalidRequest', `nested deeper than ${limits.jsonDepth}`);
  if (shape === 'too-many') throw new RpcError('invalidRequest', 'batch too large');
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    throw new RpcError('parse', 'parse error');
  }
}
