import { z } from 'zod';
import { noneNamed } from '../nearest.ts';
import { byteCount, f32Value, fileName, name, u32 } from '../scalars.ts';

/**
 * The `webgpu` runtime section: WGSL kernels, named buffers, and ordered steps over them.
 * Everything a task computes is here or in its inputs, so the section's hash is the receipt's `programHash`.
 */

/** Hard bounds of the format; a provider may set lower ones in its offer. */
export const WEBGPU_LIMITS = {
  maxKernels: 32,
  maxSourceBytes: 65_536,
  maxBuffers: 64,
  /** 1 TiB: above any device, so that it only keeps sums exact. What a device can hold, its offer says (`limits.maxBufferBytes`). */
  maxBufferBytes: 2 ** 40,
  /** Numbers written into the job itself; more belong in an input. */
  maxValues: 16_384,
  maxSteps: 1_024,
  maxLoopDepth: 4,
  maxBindings: 16,
  /** Dispatches a task may make in all, loops unrolled. */
  maxDispatches: 10_000_000,
} as const;

/** WGSL text; its length is that of its UTF-8 form. */
export const kernelSource = z
  .string()
  .min(1)
  .refine((text) => utf8Length(text) <= WEBGPU_LIMITS.maxSourceBytes, {
    error: `a kernel may have ${WEBGPU_LIMITS.maxSourceBytes} bytes`,
  });

const utf8Length = (text: string): number =>
  text.length > WEBGPU_LIMITS.maxSourceBytes ? text.length : new TextEncoder().encode(text).length;

const kernel = z.strictObject({
  source: kernelSource,
  entryPoint: name.default('main'),
  /** Values of pipeline-overridable constants. */
  constants: z.record(name, f32Value).default({}),
});

const listOf = <Element extends z.ZodType>(element: Element) => z.array(element).min(1).max(WEBGPU_LIMITS.maxValues);
export const u32Values = listOf(u32);
export const i32Values = listOf(z.int().min(-0x8000_0000).max(0x7fff_ffff));
export const f32Values = listOf(f32Value);
const values = z.union([
  z.strictObject({ u32: u32Values }),
  z.strictObject({ i32: i32Values }),
  z.strictObject({ f32: f32Values }),
]);

const buffer = z.strictObject({
  /** Left out where an input or values give the size. Rounded up to a multiple of 4 as WebGPU requires. */
  sizeBytes: byteCount.min(4).max(WEBGPU_LIMITS.maxBufferBytes).optional(),
  kind: z.enum(['storage', 'uniform']).default('storage'),
  /** Filled from this job input before the first step. Otherwise from `values`, otherwise zero. */
  input: name.optional(),
  values: values.optional(),
});

/**
 * `bind` maps binding numbers of group 0 to buffer names. The name `$task` is a uniform the runtime fills:
 * `struct Task { index: u32, count: u32, seed: u32, iteration: u32 }`, where `iteration` counts the innermost loop.
 */
export const bind = z.record(
  z.string().regex(/^(?:[0-9]|1[0-5])$/, 'expected a binding number from 0 to 15'),
  z.string().regex(/^(?:\$task|[A-Za-z][A-Za-z0-9_-]{0,63})$/, 'expected the name of a buffer, or "$task"'),
);
/** WebGPU's default `maxComputeWorkgroupsPerDimension`. */
export const workgroupCount = u32.min(1).max(65_535);
const workgroups = z.tuple([workgroupCount, workgroupCount, workgroupCount]);

const dispatch = z.strictObject({ kernel: name, workgroups, bind });
const copy = z.strictObject({
  from: name,
  to: name,
  fromOffsetBytes: byteCount.multipleOf(4).default(0),
  toOffsetBytes: byteCount.multipleOf(4).default(0),
  sizeBytes: byteCount.multipleOf(4).optional(),
});

export type Step =
  | { dispatch: z.output<typeof dispatch> }
  | { copy: z.output<typeof copy> }
  | { loop: { count: number; steps: Step[] } };
type StepWire =
  | { dispatch: z.input<typeof dispatch> }
  | { copy: z.input<typeof copy> }
  | { loop: { count: number; steps: StepWire[] } };

const step: z.ZodType<Step, StepWire> = z.lazy(() =>
  z.union([
    z.strictObject({ dispatch }),
    z.strictObject({ copy }),
    z.strictObject({ loop: z.strictObject({ count: u32.min(1), steps: steps }) }),
  ]),
);
const steps: z.ZodType<Step[], StepWire[]> = z.array(step).min(1).max(WEBGPU_LIMITS.maxSteps);

const output = z.strictObject({
  name,
  buffer: name,
  /** Name of the file this output becomes in the task's result folder; its own name if left out. */
  file: fileName.optional(),
});

export const webgpuProgram = z
  .strictObject({
    kernels: z.record(name, kernel),
    buffers: z.record(name, buffer),
    steps,
    outputs: z.array(output).min(1).max(WEBGPU_LIMITS.maxBuffers),
  })
  .superRefine((program, context) => {
    for (const problem of programProblems(program)) context.addIssue({ code: 'custom', ...problem });
  });

export type WebGpuProgram = z.output<typeof webgpuProgram>;

interface ProgramProblem {
  readonly path: (string | number)[];
  readonly message: string;
}

/** What the shape alone cannot say: every name used is defined, loops are bounded. */
function programProblems(program: {
  kernels: Record<string, unknown>;
  buffers: Record<string, z.output<typeof buffer>>;
  steps: Step[];
  outputs: z.output<typeof output>[];
}): ProgramProblem[] {
  const problems: ProgramProblem[] = [];
  if (Object.keys(program.kernels).length > WEBGPU_LIMITS.maxKernels)
    problems.push({ path: ['kernels'], message: `more than ${WEBGPU_LIMITS.maxKernels} kernels` });
  if (Object.keys(program.buffers).length > WEBGPU_LIMITS.maxBuffers)
    problems.push({ path: ['buffers'], message: `more than ${WEBGPU_LIMITS.maxBuffers} buffers` });
  for (const [key, one] of Object.entries(program.buffers)) {
    if (one.sizeBytes === undefined && one.input === undefined && one.values === undefined) {
      problems.push({ path: ['buffers', key], message: 'give sizeBytes, input or values' });
    }
    if (one.input !== undefined && one.values !== undefined)
      problems.push({ path: ['buffers', key], message: 'give input or values, not both' });
  }
  const needBuffer = (used: string, path: (string | number)[]) => {
    if (!Object.hasOwn(program.buffers, used))
      problems.push({
        path,
        message: noneNamed('buffer', used, Object.keys(program.buffers)),
      });
  };
  let stepCount = 0;
  walkSteps(program.steps, ['steps'], 0, (one, path, enclosingLoops) => {
    stepCount += 1;
    if ('loop' in one && enclosingLoops >= WEBGPU_LIMITS.maxLoopDepth)
      problems.push({ path, message: `loops nest deeper than ${WEBGPU_LIMITS.maxLoopDepth}` });
    if ('dispatch' in one) {
      if (!Object.hasOwn(program.kernels, one.dispatch.kernel))
        problems.push({
          path: [...path, 'dispatch', 'kernel'],
          message: noneNamed('kernel', one.dispatch.kernel, Object.keys(program.kernels)),
        });
      for (const [binding, used] of Object.entries(one.dispatch.bind))
        if (used !== '$task') needBuffer(used, [...path, 'dispatch', 'bind', binding]);
    } else if ('copy' in one) {
      needBuffer(one.copy.from, [...path, 'copy', 'from']);
      needBuffer(one.copy.to, [...path, 'copy', 'to']);
    }
  });
  program.outputs.forEach((one, i) => {
    needBuffer(one.buffer, ['outputs', i, 'buffer']);
    if (program.outputs.findIndex((other) => other.name === one.name) !== i)
      problems.push({ path: ['outputs', i, 'name'], message: `two outputs are named "${one.name}"` });
    // Case apart, since many file systems do not tell `A` from `a`.
    else if (program.outputs.findIndex((other) => resultFile(other) === resultFile(one)) !== i)
      problems.push({
        path: ['outputs', i, 'file'],
        message: `two outputs are written to the file "${resultFile(one)}"`,
      });
  });
  if (stepCount > WEBGPU_LIMITS.maxSteps)
    problems.push({ path: ['steps'], message: `more than ${WEBGPU_LIMITS.maxSteps} steps, those in loops included` });
  if (problems.length === 0 && countDispatches(program.steps) > WEBGPU_LIMITS.maxDispatches) {
    problems.push({ path: ['steps'], message: `more than ${WEBGPU_LIMITS.maxDispatches} dispatches in all` });
  }
  return problems;
}

const resultFile = (one: z.output<typeof output>): string => (one.file ?? one.name).toLowerCase();

function walkSteps(
  list: readonly Step[],
  path: (string | number)[],
  enclosingLoops: number,
  visit: (step: Step, path: (string | number)[], enclosingLoops: number) => void,
): void {
  list.forEach((one, i) => {
    const here = [...path, i];
    visit(one, here, enclosingLoops);
    if ('loop' in one && enclosingLoops < WEBGPU_LIMITS.maxLoopDepth)
      walkSteps(one.loop.steps, [...here, 'loop', 'steps'], enclosingLoops + 1, visit);
  });
}

/** Dispatches and copies a task makes in all, loops unrolled: what progress is measured against. */
export function countDispatches(list: readonly Step[]): number {
  return list.reduce((sum, one) => sum + ('loop' in one ? one.loop.count * countDispatches(one.loop.steps) : 1), 0);
}
