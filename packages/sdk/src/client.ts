import {
  type ExplainView,
  encode,
  explainView,
  type Hex,
  type Job,
  type JobEventView,
  type JobSpec,
  type JobView,
  jobHash,
  jobSchema,
  jobView,
  LodeError,
  type NodeInfo,
  nodeInfoView,
  type OfferInfo,
  offerView,
  openTexts,
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
import { type JobKey, type KeyStore, memoryKeys } from './keys.ts';
import { giveKeys, openedOutput, sealedEvents } from './sealed.ts';

/** Input bytes by content hash; a `Blob` (such as `fs.openAsBlob` gives) is sent without being held in memory. */
export type Inputs = ReadonlyMap<Hex, Uint8Array | Blob>;

export interface Client {
  /** Parses and resolves a spec, sends its inputs, submits it. `files` reads paths as written in the spec. */
  submitSpec(text: string, files: SpecFiles): Promise<JobView>;
  /** Of a sealed job, `contentKey` is what its inputs were sealed with; the client keeps it. */
  submit(job: Job, inputs?: Inputs, contentKey?: Uint8Array): Promise<JobView>;
  explain(job: Job): Promise<ExplainView>;
  list(): Promise<readonly JobView[]>;
  get(id: Hex): Promise<JobView>;
  /**
   * Events after `afterSeq`, then, unless `follow` is false, live ones until the job ends; takes a broken connection up
   * again by itself. Following a sealed job also gives its key to the providers that wait for it.
   */
  events(id: Hex, options?: FollowOptions): AsyncIterable<JobEventView>;
  /** Waits until the job has ended, however it ends; it follows it meanwhile. */
  wait(id: Hex, signal?: AbortSignal): Promise<JobView>;
  cancel(id: Hex): Promise<JobView>;
  /** Gives the key of a sealed job to the providers that wait for it now; {@link Client.events} does it whenever one asks. */
  giveKeys(id: Hex): Promise<void>;
  /** True where the key of a sealed job is kept here. */
  holdsKey(id: Hex): Promise<boolean>;
  /**
   * Bytes of an accepted output, streamed: check them against the hash in the job's view. Of a sealed job whose key is
   * kept here they are opened, and checked already.
   */
  output(id: Hex, task: number, name: string): Promise<ReadableStream<Uint8Array>>;
  receipts(id: Hex): Promise<readonly SignedReceipt[]>;
  offers(): Promise<readonly OfferInfo[]>;
  /** @throws LodeError `NO_PROVIDER` where the node offers no GPUs */
  providerStatus(): Promise<ProviderView>;
  wallet(): Promise<WalletView>;
  faucet(amountMicroUsd: bigint): Promise<WalletView>;
  info(): Promise<NodeInfo>;
}

/** Turns a spec into a job under a fresh nonce: what {@link Client.submitSpec} submits. `change` is applied to the parsed spec. */
export const jobFromSpec = (
  text: string,
  files: SpecFiles,
  change: (spec: JobSpec) => JobSpec = (spec) => spec,
): Promise<ResolvedJob> => resolveJob(change(parseJobSpec(text)), files, randomHash());

export interface ClientOptions {
  /** Where keys of sealed jobs are kept. Default: in memory, so that nobody can open the jobs once this client is gone. */
  readonly keys?: KeyStore;
}

/**
 * A buyer's client of one gateway; runs in Node and in browsers.
 *
 * @example
 * const client = createClient({ url: 'http://127.0.0.1:8420', token });
 * const job = await client.submitSpec(text, { read: (path) => readFile(path) });
 * const ended = await client.wait(job.id);
 */
export function createClient(connection: Connection, { keys = memoryKeys() }: ClientOptions = {}): Client {
  const view = <Schema extends z.ZodType>(
    schema: Schema,
    method: string,
    path: string,
    body?: unknown,
    signal?: AbortSignal,
  ) => requestView(connection, schema, method, path, body, signal);
  /** Where it runs, as the gateway says; a lie makes signatures of lease keys fail. */
  let known: Promise<NodeInfo> | undefined;
  const network = (): Promise<NodeInfo> => {
    known ??= client.info().catch((error: unknown) => {
      known = undefined;
      throw error;
    });
    return known;
  };
  const opened = async (job: JobView): Promise<JobView> => {
    const key = job.sealed === true ? await keys.get(job.id) : undefined;
    return key === undefined ? job : openTexts(key, job);
  };
  async function* events(id: Hex, options: FollowOptions): AsyncGenerator<JobEventView> {
    const key = await keys.get(id);
    if (key === undefined) yield* followEvents(connection, id, options);
    else yield* sealedEvents(connection, network, id, key, options);
  }
  const client: Client = {
    submitSpec: async (text, files) => {
      const { job, blobs, contentKey } = await jobFromSpec(text, files);
      return client.submit(job, blobs, contentKey);
    },
    submit: async (job, inputs = new Map(), contentKey) => {
      const id = jobHash(job);
      if (job.sealed === true) await keys.put(id, jobKey(job, contentKey));
      for (const [hash, bytes] of inputs) await sendInput(connection, hash, bytes);
      const submitted = await view(jobView, 'POST', '/v1/jobs', { job: encode(jobSchema, job) });
      // Under another name we would follow, and open, something else than what we submitted.
      if (submitted.id !== id) throw new LodeError('BAD_ANSWER', 'The gateway took another job than was submitted.');
      return submitted;
    },
    explain: (job) => view(explainView, 'POST', '/v1/jobs/explain', { job: encode(jobSchema, job) }),
    list: async () =>
      Promise.all((await view(z.object({ jobs: z.array(jobView) }), 'GET', '/v1/jobs')).jobs.map(opened)),
    get: async (id) => opened(await view(jobView, 'GET', `/v1/jobs/${id}`)),
    events: (id, options = {}) => events(id, options),
    wait: async (id, signal) => {
      for await (const event of events(id, signal === undefined ? {} : { signal })) {
        if (event.type === 'state' && hasEnded(event)) break;
      }
      return client.get(id);
    },
    cancel: async (id) => opened(await view(jobView, 'POST', `/v1/jobs/${id}/cancel`)),
    giveKeys: async (id) => {
      const key = await keys.get(id);
      if (key !== undefined) await giveKeys(connection, await network(), id, key);
    },
    holdsKey: async (id) => (await keys.get(id)) !== undefined,
    output: async (id, task, name) => {
      const key = await keys.get(id);
      const job = key === undefined ? undefined : await client.get(id);
      const path = `/v1/jobs/${id}/tasks/${task}/outputs/${encodeURIComponent(name)}`;
      const { body } = await request(connection, 'GET', path);
      if (body === null) throw new LodeError('BAD_ANSWER', 'The gateway sent no body.');
      return key === undefined || job === undefined ? body : openedOutput(body, key, job, task, name);
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

function jobKey({ nonce, placement }: Job, contentKey: Uint8Array | undefined): JobKey {
  if (contentKey === undefined)
    throw new LodeError(
      'SEAL_KEY_UNKNOWN',
      'A sealed job is submitted with the key that its inputs were sealed with.',
      {
        hint: 'Pass on the contentKey that jobFromSpec gave, or use submitSpec.',
      },
    );
  return { contentKey, nonce, ...(placement.providers === undefined ? {} : { providers: placement.providers }) };
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
