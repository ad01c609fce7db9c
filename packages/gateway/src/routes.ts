import {
  errorView,
  explainView,
  hash,
  jobEventView,
  jobView,
  leaseKeysView,
  microUsd,
  nodeInfoView,
  offerView,
  providerView,
  sealedKeysRequest,
  signedReceiptSchema,
  submitRequest,
  walletView,
} from '@lode/protocol';
import type { Context } from 'hono';
import { z } from 'zod';
import { readJson } from './body.ts';
import type { GatewayComponents } from './components.ts';
import { getBlob, putBlob } from './handlers/blobs.ts';
import {
  cancelJob,
  deliverKeys,
  explainJob,
  getJob,
  getOutput,
  jobEvents,
  jobReceipts,
  listJobs,
  submitJob,
  waitingKeys,
} from './handlers/jobs.ts';
import { serveMetrics } from './handlers/metrics.ts';
import { jsonResponse } from './json.ts';

/** One operation of the REST API: what serves it, and what the OpenAPI document says of it. */
export interface Route {
  readonly method: 'get' | 'post' | 'put' | 'delete';
  /** In OpenAPI form, such as `/v1/jobs/{id}`. */
  readonly path: string;
  readonly id: string;
  readonly summary: string;
  readonly request?: { readonly type: string; readonly schema?: z.ZodType };
  readonly response: { readonly status: number; readonly type: string; readonly schema?: z.ZodType };
  readonly query?: Readonly<Record<string, string>>;
  handle(components: GatewayComponents, context: Context): Promise<Response> | Response;
}

const json = 'application/json';
const ok = (schema: z.ZodType) => ({ status: 200, type: json, schema });

export const faucetRequest = z.strictObject({ amountMicroUsd: microUsd });
export const errorBody = z.object({ error: errorView });

export const ROUTES: readonly Route[] = [
  {
    method: 'get',
    path: '/metrics',
    id: 'metrics',
    summary: 'What the node counts, in the text format of Prometheus.',
    response: { status: 200, type: 'text/plain' },
    handle: serveMetrics,
  },
  {
    method: 'get',
    path: '/healthz',
    id: 'health',
    summary: 'Answers when the gateway runs.',
    response: ok(z.object({ ok: z.boolean() })),
    handle: () => jsonResponse({ ok: true }),
  },
  {
    method: 'get',
    path: '/v1/info',
    id: 'info',
    summary: 'The node: network, account, addresses, roles, notices.',
    response: ok(nodeInfoView),
    handle: (node) => jsonResponse(node.info()),
  },
  {
    method: 'post',
    path: '/v1/jobs',
    id: 'submitJob',
    summary: 'Submits a job whose inputs were put before; by x402 without a token, where the owner takes jobs for pay.',
    request: { type: json, schema: submitRequest },
    response: { status: 201, type: json, schema: jobView },
    handle: submitJob,
  },
  {
    method: 'post',
    path: '/v1/jobs/explain',
    id: 'explainJob',
    summary: 'Who could take a job, and why everybody else could not. Nothing is submitted.',
    request: { type: json, schema: submitRequest },
    response: ok(explainView),
    handle: explainJob,
  },
  {
    method: 'get',
    path: '/v1/jobs',
    id: 'listJobs',
    summary: 'Jobs of this node, newest first.',
    response: ok(z.object({ jobs: z.array(jobView) })),
    handle: listJobs,
  },
  {
    method: 'get',
    path: '/v1/jobs/{id}',
    id: 'getJob',
    summary: 'Status, bill and checks of a job.',
    response: ok(jobView),
    handle: getJob,
  },
  {
    method: 'get',
    path: '/v1/jobs/{id}/events',
    id: 'jobEvents',
    summary: 'Events so far, then live, as server-sent events; Last-Event-ID resumes.',
    query: {
      after: 'Sequence number after which to start.',
      follow: '"false" ends the stream with the last event there is.',
    },
    response: { status: 200, type: 'text/event-stream', schema: jobEventView },
    handle: jobEvents,
  },
  {
    method: 'get',
    path: '/v1/jobs/{id}/keys',
    id: 'waitingKeys',
    summary: 'Of a sealed job: the keys of leases that wait for its content key, signed by their providers.',
    response: ok(leaseKeysView),
    handle: waitingKeys,
  },
  {
    method: 'post',
    path: '/v1/jobs/{id}/keys',
    id: 'deliverKeys',
    summary: 'Passes the content key, sealed by the client to such keys, on to the providers; tells who still waits.',
    request: { type: json, schema: sealedKeysRequest },
    response: ok(leaseKeysView),
    handle: deliverKeys,
  },
  {
    method: 'get',
    path: '/v1/jobs/{id}/receipts',
    id: 'jobReceipts',
    summary: "Providers' signed receipts.",
    response: ok(z.object({ receipts: z.array(signedReceiptSchema) })),
    handle: jobReceipts,
  },
  {
    method: 'get',
    path: '/v1/jobs/{id}/tasks/{task}/outputs/{name}',
    id: 'getOutput',
    summary: 'Bytes of an accepted output.',
    response: { status: 200, type: 'application/octet-stream' },
    handle: getOutput,
  },
  {
    method: 'post',
    path: '/v1/jobs/{id}/cancel',
    id: 'cancelJob',
    summary: 'Ends a job; finished tasks stay paid, the rest is refunded.',
    response: ok(jobView),
    handle: cancelJob,
  },
  {
    method: 'get',
    path: '/v1/blobs/{hash}',
    id: 'getBlob',
    summary: 'Bytes of an input of this node; HEAD tells whether it is there.',
    response: { status: 200, type: 'application/octet-stream' },
    handle: getBlob,
  },
  {
    method: 'put',
    path: '/v1/blobs/{hash}',
    id: 'putBlob',
    summary: 'Stores an input under its SHA-256 hash.',
    request: { type: 'application/octet-stream' },
    response: { status: 201, type: json, schema: z.object({ hash, sizeBytes: z.int() }) },
    handle: putBlob,
  },
  {
    method: 'get',
    path: '/v1/offers',
    id: 'offers',
    summary: 'Offers this node knows.',
    response: ok(z.object({ offers: z.array(offerView) })),
    handle: async (node) => jsonResponse({ offers: await node.buyer.offers() }),
  },
  {
    method: 'get',
    path: '/v1/provider',
    id: 'provider',
    summary: 'Devices, leases and earnings of this node as a provider.',
    response: ok(providerView),
    handle: getProvider,
  },
  {
    method: 'get',
    path: '/v1/wallet',
    id: 'wallet',
    summary: 'Account and balances.',
    response: ok(walletView),
    handle: getWallet,
  },
  {
    method: 'post',
    path: '/v1/wallet/faucet',
    id: 'faucet',
    summary: 'Test money, on networks that have a faucet.',
    request: { type: json, schema: faucetRequest },
    response: ok(walletView),
    handle: useFaucet,
  },
];

async function getProvider(node: GatewayComponents): Promise<Response> {
  if (node.provider === undefined)
    return jsonResponse({ error: { code: 'NO_PROVIDER', message: 'This node does not offer GPUs.' } }, 404);
  return jsonResponse(await node.provider.status());
}

async function getWallet(node: GatewayComponents): Promise<Response> {
  return jsonResponse({ address: node.wallet.address, ...(await node.wallet.balance()) });
}

async function useFaucet(node: GatewayComponents, context: Context): Promise<Response> {
  const { amountMicroUsd } = await readJson(context, faucetRequest, 'faucet request');
  await node.wallet.faucet(amountMicroUsd);
  return getWallet(node);
}
