import { once } from 'node:events';
import type { Server } from 'node:http';
import { createPrecompiles, type Precompiles } from '@lode/evm';
import { createNativeOperations } from '@lode/evm/native';
import { LodeError } from '@lode/protocol';
import type { Registry } from 'prom-client';
import { loadRecover } from '../recovery/secp256k1.ts';
import type { Chain } from '../seams.ts';
import { createFilters } from './filters.ts';
import { DEFAULT_LIMITS, type RpcLimits } from './limits.ts';
import { createMethods } from './methods/index.ts';
import { createRpcMetrics } from './metrics.ts';
import type { ProofSource, Services } from './services.ts';
import type { RecoverSigner } from './simulate/authority.ts';
import { createSimulator } from './simulate/simulator.ts';
import { createSubscriptions } from './subscriptions.ts';
import { createAdmission } from './transport/admission.ts';
import { createDispatch } from './transport/dispatch.ts';
import { createGuard } from './transport/guard.ts';
import { createHttpServer } from './transport/http.ts';
import { createRates } from './transport/rates.ts';
import { attachWebSockets } from './transport/websocket.ts';

export interface RpcLogger {
  error(details: object, message: string): void;
}

export interface RpcServerOptions {
  chain: Chain;
  /** Default 127.0.0.1: nobody else can reach it. */
  host?: string;
  /** Default 0: the system chooses. */
  port?: number;
  limits?: Partial<RpcLimits>;
  /** Names under which it may be called beside localhost, `host` and addresses; `*` for any. */
  hosts?: readonly string[];
  /** Origins of web pages that may call it; `*` for any. Default none. */
  origins?: readonly string[];
  /** Default: native ones, loaded by `start`. */
  precompiles?: Precompiles;
  /** The chain's state tree, for lode_getProof. Without it the method is refused. */
  roots?: ProofSource;
  /** Default `lode`. */
  clientVersion?: string;
  metrics?: Registry;
  logger?: RpcLogger;
  /** Ends the server as `stop` does. */
  signal?: AbortSignal;
}

export interface RpcServer {
  start(): Promise<{ url: string; webSocketUrl: string }>;
  stop(): Promise<void>;
}

const DEFAULT_HOST = '127.0.0.1';
/** Answers that are being written may finish; then connections are cut. */
const CLOSE_GRACE_MS = 500;

/** JSON-RPC over HTTP and WebSocket on one port, as geth serves it. */
export function createRpcServer(options: RpcServerOptions): RpcServer {
  const { chain, host = DEFAULT_HOST, port = 0, logger, signal } = options;
  const limits: RpcLimits = { ...DEFAULT_LIMITS, ...options.limits };
  let { precompiles } = options;
  const filters = createFilters({ chain, limits });
  const subscriptions = createSubscriptions({ chain, limits });
  const services: Services = {
    chain,
    limits,
    filters,
    subscriptions,
    simulator: createSimulator({ precompiles: (...args) => precompiles?.(...args), limits }),
    recover: createRecoverSigner(),
    clientVersion: options.clientVersion ?? 'lode',
    ...(options.roots === undefined ? {} : { roots: options.roots }),
  };
  const metrics = createRpcMetrics(options.metrics, {
    connections: () => sockets.size,
    subscriptions: () => subscriptions.size,
    filters: () => filters.size,
  });
  const guard = createGuard({ host, hosts: options.hosts ?? [], origins: options.origins ?? [] });
  const admission = createAdmission(limits.concurrentRequests);
  const rates = createRates(limits);
  const dispatch = createDispatch({
    methods: createMethods(services),
    limits,
    rates,
    metrics,
    onFault: (method, error) => logger?.error({ method, err: error }, 'a JSON-RPC method failed'),
  });
  const transport = { guard, dispatch, admission, limits, metrics };
  const server = createHttpServer(transport);
  const sockets = attachWebSockets({ ...transport, rates, server });

  let stopping: Promise<void> | undefined;
  function stop(): Promise<void> {
    stopping ??= (async () => {
      filters.close();
      subscriptions.close();
      sockets.close();
      await close(server);
    })();
    return stopping;
  }
  const onAbort = () => void stop();
  signal?.addEventListener('abort', onAbort, { once: true });

  return {
    async start() {
      signal?.throwIfAborted();
      precompiles ??= createPrecompiles(await createNativeOperations());
      const bound = await listen(server, host, port);
      const authority = `${host.includes(':') ? `[${host}]` : host}:${bound}`;
      return { url: `http://${authority}`, webSocketUrl: `ws://${authority}` };
    },
    stop() {
      signal?.removeEventListener('abort', onAbort);
      return stop();
    },
  };
}

function createRecoverSigner(): RecoverSigner {
  const { recover } = loadRecover();
  return (digest, signature, parity) => {
    const out = new Uint8Array(20);
    return recover(digest, signature, parity, out) ? out : undefined;
  };
}

async function listen(server: Server, host: string, port: number): Promise<number> {
  try {
    server.listen(port, host);
    await once(server, 'listening');
  } catch (cause) {
    const taken = cause instanceof Error && 'code' in cause && cause.code === 'EADDRINUSE';
    throw new LodeError('RPC_PORT', `JSON-RPC cannot listen on port ${port} of ${host}.`, {
      hint: taken ? 'Another program uses the port: stop it, or choose another port.' : 'Choose another host or port.',
      details: { host, port },
      cause,
    });
  }
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : port;
}

function close(server: Server): Promise<void> {
  if (!server.listening) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(() => server.closeAllConnections(), CLOSE_GRACE_MS);
    server.close(() => {
      clearTimeout(timer);
      resolve();
    });
    server.closeIdleConnections();
  });
}
