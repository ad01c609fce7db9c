import { z } from 'zod';
import { jobSchema } from './job/job.ts';
import { deviceSchema, offerSchema } from './offer.ts';
import { address, byteCount, hash, microUsd, peerId, timeMs, u32 } from './scalars.ts';
import { leaseKeyView, sealedKeySchema } from './seal/key.ts';

/**
 * What a node tells its clients over HTTP. Unlike the network's objects these are not hashed or signed,
 * so readers skip keys they do not know and fields may be added.
 */

export const errorView = z.object({
  code: z.string(),
  message: z.string(),
  hint: z.string().exactOptional(),
  details: z.record(z.string(), z.unknown()).exactOptional(),
});

const outputView = z.object({ name: z.string(), file: z.string(), hash, sizeBytes: byteCount });

export const attemptView = z.object({
  lease: hash,
  provider: address,
  device: z.string(),
  attempt: u32,
  state: z.enum(['assigned', 'running', 'returned', 'accepted', 'rejected', 'lost', 'failed', 'cancelled']),
  phase: z.enum(['starting', 'compiling', 'uploading', 'running', 'reading']).exactOptional(),
  progress: z.object({ done: z.number(), total: z.number() }).exactOptional(),
  gpuMs: timeMs.exactOptional(),
  outputsRoot: hash.exactOptional(),
  error: errorView.exactOptional(),
});

export const taskView = z.object({
  index: u32,
  state: z.enum(['waiting', 'leased', 'running', 'verifying', 'accepted', 'failed']),
  attempts: z.array(attemptView),
  outputs: z.array(outputView).exactOptional(),
});

export const billLineView = z.object({
  task: u32,
  provider: address,
  lease: hash,
  receipt: hash,
  gpuMs: timeMs,
  priceMicroUsd: microUsd,
  paidMicroUsd: microUsd,
  streamedMicroUsd: microUsd,
  outcome: z.enum(['paid', 'unpaid-minority', 'unpaid-invalid', 'unfinished', 'pending']),
  millijoules: z.number().exactOptional(),
});

export const billView = z.object({
  maxMicroUsd: microUsd,
  fundedMicroUsd: microUsd,
  paidMicroUsd: microUsd,
  streamedMicroUsd: microUsd,
  exposureMicroUsd: microUsd,
  refundedMicroUsd: microUsd,
  lockedMicroUsd: microUsd,
  lockedUntilMs: timeMs.exactOptional(),
  lines: z.array(billLineView),
});

export const exclusionView = z.object({
  offer: hash,
  provider: address,
  device: z.string().exactOptional(),
  code: z.string(),
  reason: z.string(),
});

export const jobState = z.enum([
  'queued',
  'matching',
  'funding',
  'running',
  'settling',
  'completed',
  'failed',
  'cancelled',
]);

export const jobView = z.object({
  id: hash,
  name: z.string(),
  sealed: z.literal(true).exactOptional(),
  state: jobState,
  reason: errorView.exactOptional(),
  submittedAtMs: timeMs,
  runningAtMs: timeMs.exactOptional(),
  endedAtMs: timeMs.exactOptional(),
  tasks: z.array(taskView),
  bill: billView,
  exclusions: z.array(exclusionView),
  checked: z.string(),
});
export type JobView = z.output<typeof jobView>;

const eventBase = { seq: z.int(), atMs: timeMs };
export const jobEventView = z.discriminatedUnion('type', [
  z.object({ ...eventBase, type: z.literal('state'), state: jobState, reason: errorView.exactOptional() }),
  z.object({ ...eventBase, type: z.literal('task'), task: u32, state: taskView.shape.state }),
  z.object({ ...eventBase, type: z.literal('attempt'), task: u32, attempt: attemptView }),
  z.object({
    ...eventBase,
    type: z.literal('log'),
    task: u32,
    provider: address,
    level: z.enum(['info', 'warn', 'error']),
    text: z.string(),
  }),
  /** A provider waits for the key of a sealed job. */
  z.object({ ...eventBase, type: z.literal('key'), lease: hash }),
  z.object({ ...eventBase, type: z.literal('bill'), bill: billView }),
]);
export type JobEventView = z.output<typeof jobEventView>;

export const offerView = z.object({
  hash,
  offer: offerSchema,
  bondMicroUsd: microUsd,
  seenAtMs: timeMs,
  own: z.boolean(),
});
export type OfferInfo = z.output<typeof offerView>;

export const candidateView = z.object({
  offer: hash,
  provider: address,
  device: deviceSchema,
  microUsdPerGpuSecond: microUsd,
});
export const estimateView = z.object({
  maxMicroUsd: microUsd,
  streamedMicroUsd: microUsd,
  holdbackMicroUsd: microUsd,
  gas: microUsd,
  gasWei: microUsd.exactOptional(),
});
export type EstimateView = z.output<typeof estimateView>;

export const explainView = z.object({
  candidates: z.array(candidateView),
  exclusions: z.array(exclusionView),
  maxMicroUsd: microUsd,
  estimate: estimateView,
});
export type ExplainView = z.output<typeof explainView>;

export const providerView = z.object({
  account: address,
  peerId,
  devices: z.array(deviceSchema.extend({ state: z.enum(['idle', 'leased']) })),
  offer: hash.exactOptional(),
  bondMicroUsd: microUsd,
  earnedMicroUsd: microUsd,
  pendingMicroUsd: microUsd,
  refusals: z.array(z.object({ atMs: timeMs, code: z.string(), reason: z.string() })),
  leases: z.array(
    z.object({
      lease: hash,
      buyer: address,
      device: z.string(),
      tasks: z.object({ total: z.int(), done: z.int(), failed: z.int() }),
      state: z.enum(['signed', 'funded', 'running', 'done', 'claimed', 'paid', 'lost']),
      earnedMicroUsd: microUsd,
      pendingMicroUsd: microUsd,
      exposureMicroUsd: microUsd,
      reason: errorView.exactOptional(),
    }),
  ),
});
export type ProviderView = z.output<typeof providerView>;

export const walletView = z.object({ address, microUsd, wei: microUsd });
export type WalletView = z.output<typeof walletView>;

export const nodeInfoView = z.object({
  version: z.string(),
  name: z.string(),
  chainId: z.int(),
  token: address,
  registry: address,
  market: address,
  account: address,
  peerId,
  addresses: z.array(z.string()),
  roles: z.array(z.string()),
  /** What the owner should know: no GPU found, bound to a public address, and so on. */
  notices: z.array(z.string()),
});
export type NodeInfo = z.output<typeof nodeInfoView>;

/** What `GET /v1/jobs/{id}/keys` gives: who waits for the key of a sealed job. */
export const leaseKeysView = z.object({ keys: z.array(leaseKeyView) });
/** What `POST /v1/jobs/{id}/keys` takes: the content key, sealed to each of them. */
export const sealedKeysRequest = z.strictObject({ keys: z.array(sealedKeySchema).min(1).max(256) });

/** What `POST /v1/jobs` takes. */
export const submitRequest = z.strictObject({ job: jobSchema });
