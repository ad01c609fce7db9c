import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { RpcLimits } from '../limits.ts';
import type { RpcMetrics } from '../metrics.ts';
import type { Admission } from './admission.ts';
import type { Dispatch } from './dispatch.ts';
import type { Guard } from './guard.ts';

export interface HttpOptions {
  guard: Guard;
  dispatch: Dispatch;
  admission: Admission;
  limits: Pick<RpcLimits, 'bodyBytes' | 'connections'>;
  metrics: RpcMetrics;
}

/** Node's own defaults are a minute and five; a request of a few megabytes takes seconds. */
const HEADERS_MS = 10_000;
const REQUEST_MS = 30_000;
const KEEP_ALIVE_MS = 30_000;

/** JSON-RPC over HTTP POST, with geth's answers to what is no request (rpc/http.go). */
export function createHttpServer(options: HttpOptions): Server {
  const { admission, metrics, limits } = options;
  const server = createServer({
    headersTimeout: HEADERS_MS,
    requestTimeout: REQUEST_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
  });
  server.maxConnections = limits.connections;
  server.on('drop', () => metrics.refused('connections'));
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const leave = admission.enter();
    if (leave === undefined) {
      metrics.refused('busy');
      return end(response, 503, 'too many requests at once: try again later');
    }
    serve(request, response, options)
      .catch(() => response.destroy())
      .finally(leave);
  });
  return server;
}

function end(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain', connection: 'close' }).end(`${text}\n`);
}

async function serve(request: IncomingMessage, response: ServerResponse, options: HttpOptions): Promise<void> {
  const { guard, dispatch, limits, metrics } = options;
  const refusal = guard.refuse(request);
  if (refusal !== undefined) {
    metrics.refused('guard');
    return end(response, refusal.status, refusal.text);
  }
  const cors = guard.corsHeaders(request);
  if (request.method === 'OPTIONS' && 'access-control-allow-origin' in cors) {
    return void response.writeHead(204, cors).end();
  }
  if (request.method !== 'POST') return end(response, 405, 'method not allowed');
  if (!/^application\/json\b/i.test(request.headers['content-type'] ?? '')) {
    return end(response, 415, 'invalid content type, only application/json is supported');
  }
  const body = await readBody(request, limits.bodyBytes);
  if (body === undefined) {
    metrics.refused('body');
    return end(response, 413, `content length too large (>${limits.bodyBytes})`);
  }
  const text = await dispatch.handle(body, { client: request.socket.remoteAddress ?? '' });
  if (response.destroyed) return;
  response.writeHead(200, { 'content-type': 'application/json', ...cors }).end(text);
}

/** The whole body; undefined where it is longer than `limit`. */
async function readBody(request: IncomingMessage, limit: number): Promise<Uint8Array | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > limit) return undefined;
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Uint8Array>) {
    bytes += chunk.length;
    if (bytes > limit) return undefined;
    chunks.push(chunk);
  }
  return chunks.length === 1 ? chunks[0] : Buffer.concat(chunks);
}
