import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { LodeError } from '@lode/protocol';
import { RPC_CODES, RpcError, type RpcReply, type RpcRequest } from './json-rpc.ts';

/** Bytes of one request: a transaction may hold 128 KiB, contract creation less; batches of reads are small. */
const MAX_BODY_BYTES = 1_048_576;
const MAX_BATCH = 100;
const MAX_CONNECTIONS = 256;
const CLOSE_GRACE_MS = 500;

export interface RpcServer {
  start(): Promise<{ url: string }>;
  stop(): Promise<void>;
}

export interface RpcServerOptions {
  readonly host: string;
  /** 0 lets the system choose. */
  readonly port: number;
  /** @throws RpcError */
  request(method: string, params: readonly unknown[]): Promise<unknown>;
}

/** JSON-RPC over HTTP. Pages in a browser cannot use it: no CORS, JSON only, and only the names it is bound to. */
export function createRpcServer(options: RpcServerOptions): RpcServer {
  const server = createServer((request, response) => void serve(request, response, options));
  server.maxConnections = MAX_CONNECTIONS;
  return {
    start: () => listen(server, options),
    stop: () =>
      new Promise((resolve) => {
        if (!server.listening) return resolve();
        const timer = setTimeout(() => server.closeAllConnections(), CLOSE_GRACE_MS);
        server.close(() => {
          clearTimeout(timer);
          resolve();
        });
        server.closeIdleConnections();
      }),
  };
}

function listen(server: Server, { host, port }: RpcServerOptions): Promise<{ url: string }> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const what = cause.code === 'EADDRINUSE' ? `Port ${port} on ${host} is taken.` : cause.message;
      const hint = 'Stop the other program, or choose another port with --rpc-port.';
      reject(new LodeError('BAD_PORT', `The chain's RPC cannot start: ${what}`, { hint, cause }));
    });
    server.listen(port, host, () => {
      const address = server.address();
      const bound = typeof address === 'object' && address !== null ? address.port : port;
      resolve({ url: `http://${host.includes(':') ? `[${host}]` : host}:${bound}` });
    });
  });
}

async function serve(request: IncomingMessage, response: ServerResponse, options: RpcServerOptions): Promise<void> {
  const refusal = refuse(request, options.host);
  if (refusal !== undefined) {
    response.writeHead(refusal.status, { 'content-type': 'text/plain', connection: 'close' }).end(`${refusal.text}\n`);
    return;
  }
  const body = await readBody(request).catch(() => undefined);
  const reply =
    body === undefined ? fault(null, RPC_CODES.invalidRequest, 'request too large') : await answer(body, options);
  if (response.destroyed) return;
  response.writeHead(200, {
    'content-type': 'application/json',
    ...(body === undefined ? { connection: 'close' } : {}),
  });
  response.end(JSON.stringify(reply));
}

function refuse(request: IncomingMessage, host: string): { status: number; text: string } | undefined {
  if (request.method !== 'POST') return { status: 405, text: 'POST JSON-RPC here' };
  if (!/^application\/json\b/i.test(request.headers['content-type'] ?? ''))
    return { status: 415, text: 'content-type must be application/json' };
  // A page whose name was pointed at this machine (DNS rebinding) sends its own name here.
  const name = (request.headers.host ?? '').replace(/:\d+$/, '');
  const everywhere = host === '0.0.0.0' || host === '::';
  if (!everywhere && ![host, `[${host}]`, 'localhost', '127.0.0.1', '[::1]'].includes(name))
    return { status: 403, text: `this RPC is not called "${name}"` };
  return undefined;
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) throw new Error('too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

async function answer(body: string, options: RpcServerOptions): Promise<RpcReply | RpcReply[]> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    return fault(null, RPC_CODES.parse, 'not JSON');
  }
  if (!Array.isArray(parsed)) return answerOne(parsed, options);
  if (parsed.length === 0 || parsed.length > MAX_BATCH)
    return fault(null, RPC_CODES.invalidRequest, `a batch has 1 to ${MAX_BATCH} requests`);
  return Promise.all(parsed.map((one) => answerOne(one, options)));
}

async function answerOne(value: unknown, options: RpcServerOptions): Promise<RpcReply> {
  if (!isRequest(value)) return fault(null, RPC_CODES.invalidRequest, 'not a JSON-RPC 2.0 request');
  const { id = null, method, params = [] } = value;
  try {
    return { jsonrpc: '2.0', id, result: await options.request(method, params) };
  } catch (error) {
    if (error instanceof RpcError) return { jsonrpc: '2.0', id, error: error.fault };
    return fault(id, RPC_CODES.internal, error instanceof LodeError ? error.message : 'the chain did not answer');
  }
}

function isRequest(value: unknown): value is RpcRequest {
  if (typeof value !== 'object' || value === null) return false;
  const { method, params } = value as Record<string, unknown>;
  return typeof method === 'string' && (params === undefined || Array.isArray(params));
}

const fault = (id: RpcRequest['id'], code: number, message: string): RpcReply => ({
  jsonrpc: '2.0',
  id,
  error: { code, message },
});
