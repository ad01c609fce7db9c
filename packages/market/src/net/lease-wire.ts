import {
  channelConfigSchema,
  hash,
  jobSchema,
  leaseSchema,
  sealedKeySchema,
  signature,
  signedAcceptanceSchema,
  signedLeaseKeySchema,
  signedObjectionSchema,
  signedReceiptSchema,
  signedVoucherSchema,
  timeMs,
  u32,
} from '@lode/protocol';
import { z } from 'zod';
import { errorWire, refusedWire } from './wire.ts';

/** `/lode/lease`: one request and one answer a stream. */
export const leaseRequestWire = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('propose'),
    lease: z.strictObject({ value: leaseSchema, signature }),
    job: jobSchema,
    /** Where `streamedBps` is above zero: the channel that pays it. */
    channel: channelConfigSchema.exactOptional(),
  }),
  /** Of a sealed job: its content key, sealed by the client to the lease's key. The buyer's node cannot open it. */
  z.strictObject({ type: z.literal('seal'), key: sealedKeySchema }),
  z.strictObject({ type: z.literal('pay'), lease: hash, voucher: signedVoucherSchema }),
  z.strictObject({ type: z.literal('refund-channel'), channel: hash }),
  z.strictObject({ type: z.literal('accept'), lease: hash, acceptance: signedAcceptanceSchema }),
  z.strictObject({ type: z.literal('object'), lease: hash, objection: signedObjectionSchema }),
  z.strictObject({ type: z.literal('cancel'), lease: hash, reason: z.string().max(256) }),
]);
export type LeaseRequest = z.output<typeof leaseRequestWire>;

export const leaseAnswerWire = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('signed'),
    providerSignature: signature,
    /** Of a sealed job. */
    leaseKey: signedLeaseKeySchema.exactOptional(),
  }),
  z.strictObject({ type: z.literal('noted') }),
  refusedWire,
]);
export type LeaseAnswer = z.output<typeof leaseAnswerWire>;

/** `/lode/work`: the buyer says from where on, the provider streams events until the lease has ended. */
export const followWire = z.strictObject({ type: z.literal('follow'), lease: hash, afterSeq: z.int().min(-1) });

const stamp = { seq: z.int().min(0), atMs: timeMs };
const progressCount = z.int().min(0);

export const leaseEventWire = z.discriminatedUnion('type', [
  z.strictObject({
    ...stamp,
    type: z.literal('task-phase'),
    task: u32,
    phase: z.enum(['starting', 'compiling', 'uploading', 'running', 'reading']),
  }),
  z.strictObject({ ...stamp, type: z.literal('task-progress'), task: u32, done: progressCount, total: progressCount }),
  z.strictObject({ ...stamp, type: z.literal('metering'), task: u32, gpuMs: timeMs }),
  z.strictObject({
    ...stamp,
    type: z.literal('log'),
    task: u32,
    level: z.enum(['info', 'warn', 'error']),
    text: z.string().max(4_096),
  }),
  z.strictObject({ ...stamp, type: z.literal('receipt'), receipt: signedReceiptSchema }),
  z.strictObject({ ...stamp, type: z.literal('task-failed'), task: u32, error: errorWire }),
  z.strictObject({ ...stamp, type: z.literal('ended'), error: errorWire.exactOptional() }),
]);
export type LeaseEventWire = z.output<typeof leaseEventWire>;

export const workWire = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('event'), event: leaseEventWire }),
  /** Sent when there is nothing to say, so that silence means that the provider is gone. */
  z.strictObject({ type: z.literal('alive') }),
  refusedWire,
]);

/**
 * How long a lease of a sealed job waits for the content key. A client that follows its job answers within a second;
 * one whose connection broke has it again within 15 s.
 */
export const SEAL_WITHIN_MS = 60_000;

export const ALIVE_EVERY_MS = 2_000;
/** Three of them missing and a little: the stream is taken for lost, and opened again. */
export const ALIVE_TIMEOUT_MS = 8_000;
