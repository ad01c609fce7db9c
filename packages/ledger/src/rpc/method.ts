import type { z } from 'zod';
import { RpcError } from './errors.ts';

/** Where a call came from. */
export interface Caller {
  /** The address of its machine. */
  client: string;
  /** Set where notifications can be sent to it: WebSocket. */
  connection?: RpcConnection;
}

export interface RpcConnection {
  /** Sends what was not asked for just now; a connection that reads too slowly, or has come to owe too much, ends. */
  notify(message: string): void;
  readonly signal: AbortSignal;
}

export interface Method {
  /** Cost units: about how many plain calls its work is worth, by what it was given. */
  cost(params: readonly unknown[]): number;
  /** @throws RpcError */
  run(params: readonly unknown[], caller: Caller): unknown;
}

export type Methods = Record<string, Method>;

type Schemas = readonly z.ZodType[];
type Outputs<S extends Schemas> = { -readonly [K in keyof S]: z.output<S[K]> };

/**
 * A method over checked parameters. A parameter is optional where its schema takes `undefined`; null is the same, as
 * it is to geth.
 */
export function method<const S extends Schemas>(
  schemas: S,
  run: (args: Outputs<S>, caller: Caller) => unknown,
  cost: number | ((params: readonly unknown[]) => number) = 1,
): Method {
  return {
    cost: typeof cost === 'number' ? () => cost : cost,
    run: (params, caller) => run(parseParams(schemas, params) as Outputs<S>, caller),
  };
}

function parseParams(schemas: Schemas, params: readonly unknown[]): unknown[] {
  if (params.length > schemas.length) {
    throw new RpcError('invalidParams', `too many arguments, want at most ${schemas.length}`);
  }
  return schemas.map((schema, i) => {
    const result = schema.safeParse(params[i] ?? undefined);
    if (result.success) return result.data;
    if (params[i] === undefined || params[i] === null) {
      throw new RpcError('invalidParams', `missing value for required argument ${i}`);
    }
    throw new RpcError('invalidParams', `invalid argument ${i}: ${firstIssue(result.error)}`);
  });
}

/** Where and why, without what was given: that may be long. */
function firstIssue(error: z.ZodError): string {
  const issue = error.issues[0];
  if (issue === undefined) return 'not understood';
  const path = issue.path.map(String).join('.').slice(0, 100);
  return path === '' ? issue.message : `${path}: ${issue.message}`;
}
