import {
  type ExplainView,
  encode,
  explainView,
  type Hex,
  type Job,
  type JobEventView,
  type JobView,
  jobSchema,
  jobView,
  LodeError,
  type NodeInfo,
  nodeInfoView,
  type OfferInfo,
  offerView,
  type ProviderView,
  parseJobSpec,
  providerView,
  type ResolvedJob,
  resolveJob,
  type SignedReceipt,
  type SpecFiles,
  signedReceiptSchema,
  type WalletView,
  walletView,
} from '@lode/protocol';
import { z } from 'zod';
import { hasEnded } from './ended.ts';
import { type FollowOptions, followEvents } from './events.ts';
import { type Connection, request, requestView } from './http.ts';

/** Input bytes by content hash; a `Blob` (such as `fs.openAsBlob` gives) is sent without being held in memory. */
export type Inputs = ReadonlyMap<Hex, Uint8Array | Blob>;

export interface Client {
  /** Parses and resolves a spec, sends its inputs, submits it. `files` reads paths as written in the spec. */
  submitSpec(text: string, files: SpecFiles): Promise<JobView>;
  submit(job: Job, inputs?: Inputs): Promise<JobView>;
  explain(job: Job): Promise<ExplainView>;
  list(): Promise<readonly JobView[]>;
  get(id: Hex): Promise<JobView>;
  /** Events after `afterSeq`, then, unless `follow` is false, live ones until the job ends; takes a broken connection up again by itself. */
  events(id: Hex, options?: FollowOptions): AsyncIterable<JobEventView>;
  /** Waits until the job has ended, however it ends. */
  wait(id: Hex, signal?: AbortSignal): Promise<JobView>;
  cancel(id: Hex): Promise<JobView>;
  /** Bytes of an accepted output, streamed: check them against the hash in the job's view. */
  output(id: Hex, task: number, name: string): Promise<ReadableStream<Uint8Array>>;
  receipts(id: Hex): Promise<readonly SignedReceipt[]>;
  offers(): Promise<readonly OfferInfo[]>;
  /** @throws LodeError `NO_PROVIDER` where the node offers no GPUs */
  providerStatus(): Promise<ProviderView>;
  wallet(): Promise<WalletView>;
  faucet(amountMicroUsd: bigint): Promise<WalletView>;
  info(): Promise<NodeInfo>;
}

/** Turns a spec into a job under a fresh nonce: what {@link Client.submitSpec} submits. */
export const jobFromSpec = (text: string, files: SpecFiles): Promise<ResolvedJob> =>
  resolveJob(parseJobSpec(text), files, randomHash());

/**
 * A buyer's client of one gateway; runs in Node and in browsers.
 *
 * @example
 * const client = createClient({ url: 'http://127.0.0.1:8420', token });
 * const job = await client.submitSpec(text, { read: (path) => readFile(path) });
 * const ended = await client.wait(job.id);
 */
export function createClient(connection: Connection): Client {
  const view = <Schema extends z.ZodType>(
    schema: Schema,
    method: string,
    path: string,
    body?: unknown,
    signal?: AbortSignal,
  ) => requestView(connection, schema, method, path, body, signal);
  const client: Client = {
    submitSpec: async (text, files) => {
      const { job, blobs } = await jobFromSpec(text, files);
      return client.submit(job, blobs);
    },
    submit: async (job, inputs = new Map()) => {
      for (const [hash, bytes] of inputs) await sendInput(connection, hash, bytes);
      return view(jobView, 'POST', '/v1/jobs', { job: encode(jobSchema, job) });
    },
    explain: (job) => view(explainView, 'POST', '/v1/jobs/explain', { job: encode(jobSchema, job) }),
    list: async () => (await view(z.object({ jobs: z.array(jobView) }), 'GET', '/v1/jobs')).jobs,
    get: (id) => view(jobView, 'GET', `/v1/jobs/${id}`),
    events: (id, options = {}) => followEvents(connection, id, options),
    wait: async (id, signal) => {
      for await (const event of followEvents(connection, id, signal === undefined ? {} : { signal })) {
        if (event.type === 'state' && hasEnded(event)) break;
      }
      return client.get(id);
    },
    cancel: (id) => view(jobView, 'POST', `/v1/jobs/${id}/cancel`),
    output: async (id, task, name) => {
      const { body } = await request(
        connection,
        'GET',
        `/v1/jobs/${id}/tasks/${task}/outputs/${encodeURIComponent(name)}`,
      );
      if (body === null) throw new LodeError('BAD_ANSWER', 'The gateway sent no body.');
      return body;
    },
    receipts: async (id) =>
      (await view(z.object({ receipts: z.array(signedReceiptSchema) }), 'GET', `/v1/jobs/${id}/receipts`)).receipts,
    offers: async () => (await view(z.object({ offers: z.array(offerView) }), 'GET', '/v1/offers')).offers,
    providerStatus: () => view(providerView, 'GET', '/v1/provider'),
    wallet: () => view(walletView, 'GET', '/v1/wallet'),
    faucet: (amountMicroUsd) =>
      view(walletView, 'POST', '/v1/wallet/faucet', { amountMicroUsd: amountMicroUsd.toString() }),
    info: () => view(nodeInfoView, 'GET', '/v1/info'),
  };
  return client;
}

/** Sends an input unless the node holds it already. */
async function sendInput(connection: Connection, hash: Hex, bytes: Uint8Array | Blob): Promise<void> {
  try {
    await request(connection, 'HEAD', `/v1/blobs/${hash}`);
  } catch (error) {
    // HEAD answers carry no body, so an absent blob arrives without its code.
    if (error instanceof LodeError && error.code === 'NODE_UNREACHABLE') throw error;
    await request(connection, 'PUT', `/v1/blobs/${hash}`, { body: asBody(bytes), type: 'application/octet-stream' });
  }
}

const asBody = (bytes: Uint8Array | Blob): BodyInit =>
  bytes instanceof Blob ? bytes : new Blob([new Uint8Array(bytes)]);

/** 32 random bytes; `crypto` is the same in Node and browsers. */
function randomHash(): Hex {
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  return `0x${Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}
