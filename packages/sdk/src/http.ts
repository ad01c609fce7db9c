import { decode, type ErrorShape, errorView, LodeError } from '@lode/protocol';
import { z } from 'zod';

export interface Connection {
  /** Such as `http://127.0.0.1:8420`. */
  readonly url: string;
  readonly token: string;
  /** For tests and proxies; default: the global `fetch`. */
  readonly fetch?: typeof fetch;
}

const errorBody = z.object({ error: errorView });

/**
 * One request to the gateway; every failure becomes a LodeError with the gateway's own code.
 *
 * @throws LodeError `NODE_UNREACHABLE`, or the code the gateway answered with
 */
export async function request(
  connection: Connection,
  method: string,
  path: string,
  more: { body?: BodyInit; type?: string; headers?: Record<string, string>; signal?: AbortSignal | undefined } = {},
): Promise<Response> {
  let response: Response;
  try {
    response = await (connection.fetch ?? fetch)(new URL(path, connection.url), {
      method,
      headers: {
        authorization: `Bearer ${connection.token}`,
        ...(more.type === undefined ? {} : { 'content-type': more.type }),
        ...more.headers,
      },
      ...(more.body === undefined ? {} : { body: more.body }),
      ...(more.signal === undefined ? {} : { signal: more.signal }),
    });
  } catch (cause) {
    if (more.signal?.aborted === true) throw more.signal.reason;
    throw new LodeError('NODE_UNREACHABLE', `No Lode node answers at ${connection.url}.`, {
      hint: 'Start one with `npm run lode -- up`.',
      cause,
    });
  }
  if (!response.ok) throw LodeError.fromJSON(await errorOf(response));
  return response;
}

async function errorOf(response: Response): Promise<ErrorShape> {
  const text = await response.text();
  try {
    return errorBody.parse(JSON.parse(text)).error;
  } catch {
    return {
      code: 'BAD_ANSWER',
      message: `The gateway answered ${response.status} with something that is not its own error.`,
      details: { text: text.slice(0, 200) },
    };
  }
}

/** A request whose JSON answer is decoded, and so checked, by the schema of its view. */
export async function requestView<Schema extends z.ZodType>(
  connection: Connection,
  schema: Schema,
  method: string,
  path: string,
  body?: unknown,
  signal?: AbortSignal,
): Promise<z.output<Schema>> {
  const response = await request(connection, method, path, {
    ...(body === undefined ? {} : { body: JSON.stringify(body), type: 'application/json' }),
    signal,
  });
  return decode(schema, await response.json(), 'answer');
}
