import { z } from 'zod';
import { LodeError } from '../errors.ts';
import { address, bps, f32Value, fileName, hash, name, region, shortText, u32 } from '../scalars.ts';
import { parseBytes, parseDurationMs, parseUsd } from '../units.ts';
import { expectedText } from '../wording.ts';
import { adapterType, determinism, JOB_LIMITS } from './job.ts';
import { bind, f32Values, i32Values, kernelSource, u32Values, workgroupCount } from './webgpu.ts';

/**
 * The job as a person writes it: files by path, sizes and times with units, prices in dollars, defaults left out.
 * {@link resolveJob} turns it into a {@link Job}.
 */

/** A scalar with units, read by `read`; its complaint becomes the problem's message. */
const withUnits = <T>(expected: string, read: (value: string | number) => T) =>
  z
    .union([z.string(), z.number()], { error: (issue) => expectedText(expected, issue.input) })
    .transform((value, context) => {
      try {
        return read(value);
      } catch (error) {
        const message = error instanceof LodeError ? `${error.message} ${error.hint ?? ''}`.trim() : String(error);
        context.addIssue({ code: 'custom', message });
        return z.NEVER;
      }
    });

const usd = withUnits('dollars such as 0.25', parseUsd);
const size = withUnits('a size such as "64 MiB"', parseBytes);
const duration = withUnits('a duration such as "90s"', parseDurationMs);
const path = z.string().min(1).max(1_024);

const kernel = z
  .strictObject({
    file: path.optional(),
    source: kernelSource.optional(),
    entryPoint: name.default('main'),
    constants: z.record(name, f32Value).default({}),
  })
  .refine((one) => (one.file === undefined) !== (one.source === undefined), {
    error: 'give either "file" (a path to WGSL) or "source" (the WGSL text)',
  });

const buffer = z
  .strictObject({
    size: size.optional(),
    kind: z.enum(['storage', 'uniform']).default('storage'),
    input: name.optional(),
    u32: u32Values.optional(),
    i32: i32Values.optional(),
    f32: f32Values.optional(),
  })
  .refine((one) => [one.input, one.u32, one.i32, one.f32].filter((given) => given !== undefined).length <= 1, {
    error: 'give at most one of input, u32, i32 and f32: they all fill the buffer',
  })
  .refine((one) => [one.size, one.input, one.u32, one.i32, one.f32].some((given) => given !== undefined), {
    error: 'give "size", or fill the buffer from "input", "u32", "i32" or "f32"',
  });

const workgroups = z
  .union([workgroupCount, z.array(workgroupCount).min(1).max(3)])
  .transform((given): [number, number, number] => {
    const [x = 1, y = 1, z = 1] = typeof given === 'number' ? [given] : given;
    return [x, y, z];
  });

const dispatch = z.strictObject({ kernel: name, workgroups, bind });
const copy = z.strictObject({
  from: name,
  to: name,
  fromOffset: size.default(0),
  toOffset: size.default(0),
  size: size.optional(),
});

export type SpecStep =
  | { dispatch: z.output<typeof dispatch> }
  | { copy: z.output<typeof copy> }
  | { loop: { count: number; steps: SpecStep[] } };

const step: z.ZodType<SpecStep> = z.lazy(() =>
  z.union([
    z.strictObject({ dispatch }),
    z.strictObject({ copy }),
    z.strictObject({ loop: z.strictObject({ count: u32.min(1), steps: z.array(step).min(1) }) }),
  ]),
);

const fileInput = z.strictObject({ file: path });
const hashedInput = z.strictObject({ hash, size, url: z.url({ protocol: /^https?$/ }).optional() });

export const jobSpecSchema = z.strictObject({
  apiVersion: z.literal('lode/v1'),
  kind: z.literal('Job').default('Job'),
  name: shortText.min(1),
  webgpu: z.strictObject({
    kernels: z.record(name, kernel),
    buffers: z.record(name, buffer),
    steps: z.array(step).min(1),
    outputs: z.array(z.strictObject({ name, buffer: name, file: fileName.optional() })).min(1),
  }),
  tasks: z
    .union([
      u32.min(1).max(JOB_LIMITS.maxTasks),
      z.strictObject({ count: u32.min(1).max(JOB_LIMITS.maxTasks).default(1), seed: u32.default(0) }),
    ])
    .transform((tasks) => (typeof tasks === 'number' ? { count: tasks, seed: 0 } : tasks))
    .prefault(1),
  resources: z
    .strictObject({
      vram: size.default(0),
      minScoreClass: z.int().min(0).max(64).default(0),
      adapters: z.array(adapterType).default([]),
    })
    .prefault({}),
  inputs: z.record(name, z.union([fileInput, hashedInput])).default({}),
  /** True: inputs, outputs and logs are encrypted between this client and the providers that run the job. */
  sealed: z.boolean().default(false),
  price: z
    .strictObject({
      /** Dollars a GPU-second the buyer pays at most. */
      maxPerGpuSecond: usd.optional(),
      /** The same by the hour; the hourly price is divided by 3,600 and rounded down. */
      maxPerGpuHour: usd.optional(),
      /** Dollars for the whole job at most. */
      max: usd,
      /** Part of the price paid while the work runs; the rest is held back until it is accepted. */
      streamedBps: bps.default(0),
    })
    .refine((price) => (price.maxPerGpuSecond === undefined) !== (price.maxPerGpuHour === undefined), {
      error: 'give either maxPerGpuSecond or maxPerGpuHour, such as { maxPerGpuHour: 0.60, max: 0.25 }',
    })
    .refine(
      (price) => price.maxPerGpuHour === undefined || price.maxPerGpuHour === 0n || price.maxPerGpuHour >= 3_600n,
      {
        path: ['maxPerGpuHour'],
        error: 'is less than a micro-dollar a second, the smallest price there is ($0.0036 an hour)',
      },
    ),
  verify: z
    .strictObject({
      replicas: z.int().min(1).max(JOB_LIMITS.maxReplicas).default(1),
      quorum: z.int().min(1).max(JOB_LIMITS.maxReplicas).optional(),
    })
    .prefault({}),
  determinism: determinism.default('bitexact'),
  placement: z
    .strictObject({
      regions: z.array(region).default([]),
      maxGramsCo2ePerKwh: z.number().min(0).nullable().default(null),
      /** Accounts of the only providers that may run it. */
      providers: z.array(address).max(JOB_LIMITS.maxProviders).default([]),
    })
    .prefault({}),
  timeouts: z
    .strictObject({
      task: duration.prefault('60s'),
      compile: duration.prefault('10s'),
      total: duration.prefault('1h'),
      acceptance: duration.prefault('60s'),
    })
    .prefault({}),
  retries: z.int().min(0).max(20).default(2),
});

/** A parsed spec file, before its files have been read. */
export type JobSpec = z.output<typeof jobSpecSchema>;
