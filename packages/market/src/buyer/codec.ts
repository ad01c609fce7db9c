import {
  channelConfigSchema,
  channelId,
  decode,
  encode,
  type Hex,
  jobSchema,
  microUsd,
  type NetworkId,
  programHash,
  receiptId,
  signedAcceptanceSchema,
  signedLeaseKeySchema,
  signedLeaseSchema,
  signedReceiptSchema,
} from '@lode/protocol';
import { z } from 'zod';
import type { PayerChannel } from '../stream/payer.ts';
import type { Attempt, JobRun, LeaseRun, TaskRun } from './model.ts';
import { newTask } from './model.ts';
import type { Rows } from './store.ts';

/** Rows of the store: what is read back is checked like anything that comes from outside. */

const error = z.object({
  code: z.string(),
  message: z.string(),
  hint: z.string().optional(),
  details: z.record(z.string(), z.unknown()).optional(),
});
const state = z.enum(['queued', 'matching', 'funding', 'running', 'settling', 'completed', 'failed', 'cancelled']);
const hex = z.templateLiteral(['0x', z.string().regex(/^[0-9a-f]*$/)]);
const big = z.codec(z.string(), z.bigint(), { decode: (text) => BigInt(text), encode: (value) => value.toString() });

const metaSchema = z.object({
  jobKey: hex,
  state,
  outcome: z.enum(['completed', 'failed', 'cancelled']).optional(),
  reason: error.optional(),
  submittedAtMs: z.number(),
  runningAtMs: z.number().optional(),
  endedAtMs: z.number().optional(),
  fromBlock: big,
  funded: microUsd,
  refunded: microUsd,
  max: microUsd,
  seq: z.int(),
});

const leaseSchema = z.object({
  signed: signedLeaseSchema,
  deviceKey: z.string(),
  adapterClass: z.string(),
  state: z.enum(['reserving', 'open', 'ended', 'void']),
  lastSeq: z.int(),
  reason: error.optional(),
  acceptances: z.array(signedAcceptanceSchema),
  answeredAtMs: z.number().optional(),
  booked: z.boolean(),
  reserved: microUsd,
  paid: microUsd,
  streamed: microUsd.optional(),
  leaseKey: signedLeaseKeySchema.optional(),
  keyDelivered: z.boolean().optional(),
  claims: z.array(
    z.object({
      task: z.int(),
      receipt: hex,
      microUsd,
      bondMicroUsd: microUsd,
      deadlineMs: z.number(),
      objected: z.boolean(),
    }),
  ),
  closed: z.array(z.object({ task: z.int(), outcome: z.string(), paidMicroUsd: microUsd })),
});

const attemptSchema = z.object({
  state: z.enum(['assigned', 'running', 'returned', 'accepted', 'rejected', 'lost', 'failed', 'cancelled']),
  gpuMs: z.number().optional(),
  error: error.optional(),
  receipt: signedReceiptSchema.optional(),
  invalid: z.boolean().optional(),
});

const taskSchema = z.object({
  state: z.enum(['waiting', 'leased', 'running', 'verifying', 'accepted', 'failed']),
  wanted: z.int(),
  fresh: z.int(),
  lost: z.int(),
  group: z.string().optional(),
  outputs: z.array(z.object({ name: z.string(), file: z.string(), hash: hex, sizeBytes: z.number() })).optional(),
});

/** Leaves out keys whose value is undefined, as exact optional properties ask. */
function defined<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}

const text = <S extends z.ZodType>(schema: S, value: z.output<S>): string => JSON.stringify(encode(schema, value));
const read = <S extends z.ZodType>(schema: S, stored: string, what: string): z.output<S> =>
  decode(schema, JSON.parse(stored), `stored ${what}`);

export const jobText = (run: JobRun): string => text(jobSchema, run.job);

export const metaText = (run: JobRun): string =>
  text(
    metaSchema,
    defined({
      jobKey: run.jobKey,
      state: run.state,
      outcome: run.outcome,
      reason: run.reason,
      submittedAtMs: run.submittedAtMs,
      runningAtMs: run.runningAtMs,
      endedAtMs: run.endedAtMs,
      fromBlock: run.fromBlock,
      funded: run.fundedMicroUsd,
      refunded: run.refundedMicroUsd,
      max: run.maxMicroUsd,
      seq: run.seq,
    }) as z.output<typeof metaSchema>,
  );

export const leaseText = (lease: LeaseRun): string =>
  text(
    leaseSchema,
    defined({
      signed: lease.signed,
      deviceKey: lease.deviceKey,
      adapterClass: lease.adapterClass,
      state: lease.state,
      lastSeq: lease.lastSeq,
      reason: lease.reason,
      acceptances: lease.acceptances,
      answeredAtMs: lease.answeredAtMs,
      booked: lease.money.booked,
      reserved: lease.money.reservedMicroUsd,
      paid: lease.money.paidMicroUsd,
      streamed: lease.streamedMicroUsd,
      leaseKey: lease.leaseKey,
      keyDelivered: lease.keyDelivered,
      claims: [...lease.money.claims].map(([task, claim]) => ({ task, ...claim })),
      closed: [...lease.money.closed].map(([task, one]) => ({ task, ...one })),
    }) as z.output<typeof leaseSchema>,
  );

export const attemptText = (attempt: Attempt): string =>
  text(
    attemptSchema,
    defined({
      state: attempt.state,
      gpuMs: attempt.gpuMs,
      error: attempt.error,
      receipt: attempt.receipt,
      invalid: attempt.invalid,
    }) as z.output<typeof attemptSchema>,
  );

export const taskText = (task: TaskRun): string =>
  text(
    taskSchema,
    defined({
      state: task.state,
      wanted: task.wanted,
      fresh: task.fresh,
      lost: task.lost,
      group: task.group,
      outputs: task.outputs?.map(({ name, file, hash, sizeBytes }) => ({ name, file, hash, sizeBytes })),
    }) as z.output<typeof taskSchema>,
  );

const channelSchema = z.object({
  providerPeer: z.string(),
  config: channelConfigSchema,
  signed: microUsd,
  open: z.boolean(),
  usedAtMs: z.number(),
});

export const channelText = (channel: PayerChannel): string =>
  text(channelSchema, {
    providerPeer: channel.providerPeer,
    config: channel.config,
    signed: channel.signedMicroUsd,
    open: channel.open,
    usedAtMs: channel.usedAtMs,
  });

/** Our payment channels. What their providers were told last is not kept: the next voucher tells it again. */
export const restoreChannels = (chainId: number, rows: Rows['channels']): PayerChannel[] =>
  rows.map((row) => {
    const { config, signed, ...stored } = read(channelSchema, row.data, 'payment channel');
    const id = channelId(chainId, config);
    return { ...stored, id, provider: config.receiver, config, signedMicroUsd: signed, toldMicroUsd: 0n };
  });

/** The jobs of a store, as they were when the last transaction was written. */
export function restore(network: NetworkId, rows: Rows): JobRun[] {
  const runs = new Map<Hex, JobRun>();
  for (const row of rows.jobs) runs.set(row.id, restoreJob(row));
  const leases = new Map<Hex, LeaseRun>();
  for (const row of rows.leases) {
    const run = runs.get(row.job);
    if (run === undefined) continue;
    const lease = restoreLease(run, row);
    leases.set(row.id, lease);
    run.leases.set(row.id, lease);
  }
  for (const row of rows.tasks) {
    const task = runs.get(row.job)?.tasks[row.task];
    if (task !== undefined) Object.assign(task, defined(read(taskSchema, row.data, 'task')));
  }
  for (const row of rows.attempts) {
    const lease = leases.get(row.lease);
    if (lease !== undefined) restoreAttempt(network, lease, row);
  }
  return [...runs.values()];
}

function restoreJob(row: Rows['jobs'][number]): JobRun {
  const job = read(jobSchema, row.job, 'job');
  const meta = read(metaSchema, row.meta, 'job state');
  return defined({
    id: row.id,
    job,
    jobKey: meta.jobKey,
    programHash: programHash(job),
    submittedAtMs: meta.submittedAtMs,
    tasks: Array.from({ length: job.tasks.count }, (_, index) => newTask(index, job)),
    leases: new Map(),
    state: meta.state,
    outcome: meta.outcome,
    reason: meta.reason,
    runningAtMs: meta.runningAtMs,
    endedAtMs: meta.endedAtMs,
    fromBlock: meta.fromBlock,
    fundedMicroUsd: meta.funded,
    refundedMicroUsd: meta.refunded,
    maxMicroUsd: meta.max,
    exclusions: [],
    seq: meta.seq,
    needed: 0,
    accepted: 0,
    pendingMicroUsd: 0n,
  }) as JobRun;
}

function restoreLease(run: JobRun, row: Rows['leases'][number]): LeaseRun {
  const stored = read(leaseSchema, row.data, 'lease');
  return defined({
    id: row.id,
    job: run,
    signed: stored.signed,
    deviceKey: stored.deviceKey,
    adapterClass: stored.adapterClass,
    attempts: new Map<number, Attempt>(),
    money: {
      booked: stored.booked,
      reservedMicroUsd: stored.reserved,
      paidMicroUsd: stored.paid,
      claims: new Map(stored.claims.map(({ task, ...claim }) => [task, claim])),
      closed: new Map(stored.closed.map(({ task, ...one }) => [task, one])),
    },
    state: stored.state,
    // Its process ended while the reserve was under way.
    fateUnknown: stored.state === 'reserving',
    lastSeq: stored.lastSeq,
    reason: stored.reason,
    acceptances: stored.acceptances,
    answeredAtMs: stored.answeredAtMs,
    selfSettled: false,
    streamedMicroUsd: stored.streamed ?? 0n,
    logs: 0,
    leaseKey: stored.leaseKey,
    keyDelivered: stored.keyDelivered ?? false,
  }) as LeaseRun;
}

function restoreAttempt(network: NetworkId, lease: LeaseRun, row: Rows['attempts'][number]): void {
  const stored = read(attemptSchema, row.data, 'attempt');
  const attempt = defined({
    task: row.task,
    lease,
    ...stored,
    receiptId: stored.receipt === undefined ? undefined : receiptId(network, stored.receipt.value),
    progressToldAtMs: 0,
  }) as Attempt;
  lease.attempts.set(row.task, attempt);
  lease.job.tasks[row.task]?.attempts.push(attempt);
}
