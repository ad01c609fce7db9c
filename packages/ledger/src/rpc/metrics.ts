import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

export type Outcome = 'ok' | 'refused' | 'failed';
export type RefusalReason = 'rate' | 'shape' | 'body' | 'busy' | 'guard' | 'slow-reader' | 'connections';

export interface RpcMetrics {
  /** `method` is a known one: labels have to be bounded. */
  served(method: string, outcome: Outcome, durationMs: number): void;
  refused(reason: RefusalReason): void;
}

const NONE: RpcMetrics = { served: () => undefined, refused: () => undefined };

export interface Sizes {
  connections(): number;
  subscriptions(): number;
  filters(): number;
}

function gauge(registry: Registry, name: string, help: string, read: () => number): void {
  new Gauge({
    name,
    help,
    registers: [registry],
    collect() {
      this.set(read());
    },
  });
}

/** Metrics of the server in a registry of the caller's; without one nothing is counted. */
export function createRpcMetrics(registry: Registry | undefined, sizes: Sizes): RpcMetrics {
  if (registry === undefined) return NONE;
  const registers = [registry];
  const requests = new Counter({
    name: 'lode_rpc_requests_total',
    help: 'JSON-RPC calls by method and outcome.',
    labelNames: ['method', 'outcome'],
    registers,
  });
  const seconds = new Histogram({
    name: 'lode_rpc_request_seconds',
    help: 'Time of JSON-RPC calls.',
    labelNames: ['method'],
    buckets: [0.0005, 0.002, 0.01, 0.05, 0.2, 1, 5],
    registers,
  });
  const refusals = new Counter({
    name: 'lode_rpc_refused_total',
    help: 'Requests and connections that met a limit.',
    labelNames: ['reason'],
    registers,
  });
  gauge(registry, 'lode_rpc_connections', 'Open WebSocket connections.', sizes.connections);
  gauge(registry, 'lode_rpc_subscriptions', 'Subscriptions.', sizes.subscriptions);
  gauge(registry, 'lode_rpc_filters', 'Polling filters.', sizes.filters);
  return {
    served(method, outcome, durationMs) {
      requests.inc({ method, outcome });
      seconds.observe({ method }, durationMs / 1_000);
    },
    refused: (reason) => refusals.inc({ reason }),
  };
}
