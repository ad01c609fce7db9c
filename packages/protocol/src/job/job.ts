import { z } from 'zod';
import { hashObject, hashWire } from '../canonical.ts';
import { noneNamed } from '../nearest.ts';
import { address, bps, byteCount, type Hex, hash, microUsd, name, region, shortText, timeMs, u32 } from '../scalars.ts';
import { webgpuProgram } from './webgpu.ts';

/**
 * A job: what to compute, on what, within which limits and at what price. It holds no secrets and no file paths;
 * inputs are named by content hash, and a URL is only a hint where the bytes may be found.
 */

export const JOB_LIMITS = {
  maxTasks: 100_000,
  maxInputs: 64,
  maxReplicas: 7,
  maxInputBytes: 64 * 2 ** 30,
  maxProviders: 64,
} as const;

export const jobInput = z.strictObject({
  name,
  hash,
  sizeBytes: byteCount.max(JOB_LIMITS.maxInputBytes),
  url: z.url({ protocol: /^https?$/ }).optional(),
});
export type JobInput = z.output<typeof jobInput>;

/** How alike two honest runs are: see the table in the design of verification (`docs/verification.md`). */
export const determinism = z.union([
  z.literal('bitexact'),
  z.literal('deviceClass'),
  z.strictObject({ tolerance: z.strictObject({ relative: z.number().min(0).max(1), absolute: z.number().min(0) }) }),
]);
export type Determinism = z.output<typeof determinism>;

export const verifyPolicy = z
  .strictObject({
    /** Distinct providers that run each task. One: the result is not compared, and the receipt says so. */
    replicas: z.int().min(1).max(JOB_LIMITS.maxReplicas),
    /** Equal results needed to accept one. More than half of the replicas, so that two answers cannot both win. */
    quorum: z.int().min(1).max(JOB_LIMITS.maxReplicas),
  })
  .refine((policy) => policy.quorum <= policy.replicas, {
    path: ['quorum'],
    error: 'the quorum is larger than the number of replicas',
  })
  .refine((policy) => policy.quorum * 2 > policy.replicas, {
    path: ['quorum'],
    error: 'the quorum must be more than half of the replicas',
  });
export type VerifyPolicy = z.output<typeof verifyPolicy>;

export const adapterType = z.enum(['discrete', 'integrated', 'cpu', 'unknown']);

export const jobSchema = z
  .strictObject({
    apiVersion: z.literal('lode/v1'),
    kind: z.literal('Job'),
    name: shortText.min(1),
    /** Makes two submissions of the same work different jobs. */
    nonce: hash,
    webgpu: webgpuProgram,
    tasks: z.strictObject({ count: u32.min(1).max(JOB_LIMITS.maxTasks), seed: u32 }),
    resources: z.strictObject({
      vramBytes: byteCount,
      /** Slowest score class accepted: see Offer. */
      minScoreClass: z.int().min(0).max(64),
      /** Adapter types accepted; empty: any. */
      adapterTypes: z.array(adapterType).max(4),
    }),
    inputs: z.array(jobInput).max(JOB_LIMITS.maxInputs),
    /**
     * Inputs, outputs, log lines and error messages are sealed to a key that the client gives to the providers that run
     * the job, and to nobody else: hashes and sizes here and in receipts are those of the sealed bytes. Absent: they are not.
     */
    sealed: z.literal(true).exactOptional(),
    price: z.strictObject({ maxMicroUsdPerGpuSecond: microUsd, maxTotalMicroUsd: microUsd, streamedBps: bps }),
    verify: verifyPolicy,
    determinism,
    /** Where it may run; an empty list: anywhere. Grams of CO2 equivalent a kWh; null: no limit. */
    placement: z.strictObject({
      regions: z.array(region).max(250),
      maxGramsCo2ePerKwh: z.number().min(0).nullable(),
      /** Accounts of the only providers that may run it. Absent: any. */
      providers: z.array(address).min(1).max(JOB_LIMITS.maxProviders).exactOptional(),
    }),
    timeouts: z.strictObject({
      /** GPU run time of one task. It is also what the quote's maximum is made from. */
      taskMs: timeMs.min(1).max(86_400_000),
      compileMs: timeMs.min(1).max(600_000),
      /** From submit until the job is given up. */
      totalMs: timeMs.min(1).max(30 * 86_400_000),
      /** How long the buyer has to object to a receipt before silence pays it. */
      acceptanceMs: timeMs.min(1_000).max(7 * 86_400_000),
    }),
    /** Fresh attempts of a task after its first one failed. */
    retries: z.int().min(0).max(20),
  })
  .superRefine((job, context) => {
    const inputs = new Set(job.inputs.map((input) => input.name));
    if (inputs.size !== job.inputs.length)
      context.addIssue({ code: 'custom', path: ['inputs'], message: 'two inputs have the same name' });
    if (job.sealed === true && job.verify.replicas > 1 && typeof job.determinism === 'object')
      context.addIssue({
        code: 'custom',
        path: ['determinism'],
        message:
          'results of a sealed job cannot be compared within a tolerance, as nobody between sees them: use bitexact or deviceClass, or one replica',
      });
    for (const [key, buffer] of Object.entries(job.webgpu.buffers)) {
      if (buffer.input !== undefined && !inputs.has(buffer.input)) {
        context.addIssue({
          code: 'custom',
          path: ['webgpu', 'buffers', key, 'input'],
          message: noneNamed('input', buffer.input, [...inputs]),
        });
      }
    }
  });

export type Job = z.output<typeof jobSchema>;
export type JobWire = z.input<typeof jobSchema>;

export const jobHash = (job: Job): Hex => hashObject(jobSchema, job);

/** Hash of what is run: the runtime section alone, so that equal programs of different jobs are known as equal. */
export const programHash = (job: Job): Hex => hashWire({ webgpu: z.encode(webgpuProgram, job.webgpu) });
