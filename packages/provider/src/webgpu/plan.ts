import { countDispatches, type Job, LodeError, type Step, type WebGpuProgram } from '@lode/protocol';
import type { ProviderLimits } from '../options.ts';
import type { AdapterReport } from '../worker/messages.ts';
import { writableBindings } from './wgsl.ts';

/** A job's program with every size known and checked: what a worker gets. It is plain JSON. */
export interface Plan {
  readonly kernels: WebGpuProgram['kernels'];
  readonly buffers: readonly PlannedBuffer[];
  /** The steps, flat: what a loop repeats stands between `loop` and its `end`. */
  readonly code: readonly Instruction[];
  readonly outputs: readonly { readonly name: string; readonly buffer: string }[];
  /** Dispatches and copies of a task, loops unrolled. */
  readonly total: number;
  readonly tasks: { readonly count: number; readonly seed: number };
  readonly stagingBytes: number;
  /** All that is allocated on the device. */
  readonly deviceBytes: number;
}

export type Instruction =
  | {
      readonly op: 'dispatch';
      readonly kernel: string;
      readonly workgroups: readonly [number, number, number];
      /** Binding number and buffer name, or `$task`. */
      readonly bind: readonly (readonly [number, string])[];
    }
  | {
      readonly op: 'copy';
      readonly from: string;
      readonly to: string;
      readonly fromOffset: number;
      readonly toOffset: number;
      readonly bytes: number;
    }
  | { readonly op: 'loop'; readonly count: number }
  | { readonly op: 'end' };

export interface PlannedBuffer {
  readonly name: string;
  readonly kind: 'storage' | 'uniform';
  readonly sizeBytes: number;
  readonly input?: { readonly file: string; readonly sizeBytes: number };
  readonly values?: Values;
  /** Kernels or copies may change it, so that it must be set to its initial content before each further task. */
  readonly written: boolean;
  /** Its initial content is also kept on the device, to be copied from there before each further task. */
  readonly pristine: boolean;
}

type Values = NonNullable<WebGpuProgram['buffers'][string]['values']>;

export interface PlanContext {
  readonly limits: ProviderLimits;
  readonly adapter: AdapterReport['limits'];
  readonly vramBytes: number;
  /** Bytes of each input's file, by input name. */
  readonly inputBytes: ReadonlyMap<string, number>;
}

/** Outputs leave the device through one buffer of at most this size; larger ones in several pieces. */
export const MAX_STAGING_BYTES = 64 * 2 ** 20;
/** The ring of `$task` uniforms and the timestamps. */
export const OVERHEAD_BYTES = 128 * 2 ** 10;

/**
 * Sizes a job's buffers and checks everything about them that needs no compiler.
 *
 * @throws LodeError `BUFFER_LIMIT`, `SHADER_INVALID`, `INPUT_MISSING`
 */
export function planJob(job: Job, context: PlanContext): Plan {
  const program = job.webgpu;
  const writable = new Map(Object.entries(program.kernels).map(([name, one]) => [name, writableBindings(one.source)]));
  const written = new Set<string>();
  eachStep(program.steps, (step) => {
    if ('copy' in step) written.add(step.copy.to);
    if (!('dispatch' in step)) return;
    const bindings = writable.get(step.dispatch.kernel);
    for (const [binding, name] of Object.entries(step.dispatch.bind))
      if (bindings === null || bindings?.has(Number(binding))) written.add(name);
  });
  const buffers = Object.entries(program.buffers).map(([name, one]): PlannedBuffer => {
    const isWritten = one.kind === 'storage' ? written.has(name) : copiedTo(program.steps, name);
    const hasContent = one.input !== undefined || one.values !== undefined;
    return {
      name,
      kind: one.kind,
      ...sized(name, one, context),
      written: isWritten,
      // A lease of one task never restores.
      pristine: isWritten && hasContent && job.tasks.count > 1,
    };
  });
  const sizes = new Map(buffers.map((one) => [one.name, one.sizeBytes]));
  eachStep(program.steps, (step) => checkStep(step, sizes, context));
  const outputBytes = program.outputs.reduce((sum, one) => sum + (sizes.get(one.buffer) ?? 0), 0);
  const stagingBytes = Math.min(outputBytes, MAX_STAGING_BYTES, context.adapter.maxBufferSize);
  const namedBytes = buffers.reduce((sum, one) => sum + one.sizeBytes, 0);
  const pristineBytes = buffers.reduce((sum, one) => sum + (one.pristine ? one.sizeBytes : 0), 0);
  const deviceBytes = namedBytes + pristineBytes + stagingBytes + OVERHEAD_BYTES;
  if (outputBytes > context.limits.maxOutputBytes)
    throw limit(`The outputs have ${outputBytes} bytes; this provider gives ${context.limits.maxOutputBytes} a task.`);
  checkTotals(job, namedBytes, deviceBytes, context);
  return {
    kernels: program.kernels,
    buffers,
    code: flatten(program.steps, sizes),
    outputs: program.outputs.map(({ name, buffer }) => ({ name, buffer })),
    total: countDispatches(program.steps),
    tasks: job.tasks,
    stagingBytes,
    deviceBytes,
  };
}

function eachStep(steps: readonly Step[], visit: (step: Step) => void): void {
  for (const step of steps) {
    visit(step);
    if ('loop' in step) eachStep(step.loop.steps, visit);
  }
}

function copiedTo(steps: readonly Step[], name: string): boolean {
  return steps.some((step) =>
    'copy' in step ? step.copy.to === name : 'loop' in step && copiedTo(step.loop.steps, name),
  );
}

const roundUp4 = (bytes: number): number => Math.max(4, Math.ceil(bytes / 4) * 4);
const valueCount = (values: Values): number =>
  ('u32' in values ? values.u32 : 'i32' in values ? values.i32 : values.f32).length;

function sized(
  name: string,
  buffer: WebGpuProgram['buffers'][string],
  { limits, adapter, inputBytes }: PlanContext,
): Pick<PlannedBuffer, 'sizeBytes' | 'input' | 'values'> {
  const inputSize = buffer.input === undefined ? undefined : inputBytes.get(buffer.input);
  if (buffer.input !== undefined && inputSize === undefined)
    throw new LodeError('INPUT_MISSING', `Buffer "${name}": the input "${buffer.input}" was not delivered.`);
  const content = inputSize ?? (buffer.values === undefined ? 0 : valueCount(buffer.values) * 4);
  const sizeBytes = roundUp4(buffer.sizeBytes ?? content);
  if (content > sizeBytes) {
    throw limit(`Buffer "${name}" has ${sizeBytes} bytes but is to be filled with ${content}.`, {
      hint: 'Leave its size out, or make it large enough.',
      details: { buffer: name, sizeBytes, contentBytes: content },
    });
  }
  const uniform = buffer.kind === 'uniform' ? adapter.maxUniformBufferBindingSize : Number.POSITIVE_INFINITY;
  const most = Math.min(limits.maxBufferBytes, adapter.maxBufferSize, adapter.maxStorageBufferBindingSize, uniform);
  if (sizeBytes > most) {
    throw limit(`Buffer "${name}" has ${sizeBytes} bytes; this device takes ${most} in one ${buffer.kind} buffer.`, {
      hint: 'Split the work into more tasks or the buffer into several.',
      details: { buffer: name, sizeBytes, maxBytes: most },
    });
  }
  return {
    sizeBytes,
    ...(buffer.input === undefined || inputSize === undefined
      ? {}
      : { input: { file: buffer.input, sizeBytes: inputSize } }),
    ...(buffer.values === undefined ? {} : { values: buffer.values }),
  };
}

function checkStep(step: Step, sizes: ReadonlyMap<string, number>, { adapter }: PlanContext): void {
  if ('dispatch' in step) {
    const most = adapter.maxComputeWorkgroupsPerDimension;
    if (step.dispatch.workgroups.some((count) => count > most)) {
      throw new LodeError(
        'SHADER_INVALID',
        `A dispatch of kernel "${step.dispatch.kernel}" asks for ${step.dispatch.workgroups.join(' x ')} workgroups; this device takes ${most} in each dimension.`,
      );
    }
  } else if ('copy' in step) {
    checkCopy(step.copy, sizes);
  }
}

function checkCopy(copy: Extract<Step, { copy: unknown }>['copy'], sizes: ReadonlyMap<string, number>): void {
  const { from, to, fromOffsetBytes, toOffsetBytes } = copy;
  const fromSize = sizes.get(from) ?? 0;
  const toSize = sizes.get(to) ?? 0;
  const bytes = copyBytes(copy, fromSize);
  const text = `The copy of ${bytes} bytes from "${from}" at ${fromOffsetBytes} to "${to}" at ${toOffsetBytes}`;
  const details = { from, to, bytes, fromOffsetBytes, toOffsetBytes, fromSize, toSize };
  if (from === to) throw limit(`${text} stays inside one buffer, which WebGPU does not do.`, { details });
  if (bytes < 0 || fromOffsetBytes + bytes > fromSize)
    throw limit(`${text} reads past the end of "${from}", which has ${fromSize}.`, { details });
  if (toOffsetBytes + bytes > toSize)
    throw limit(`${text} writes past the end of "${to}", which has ${toSize}.`, { details });
}

function flatten(steps: readonly Step[], sizes: ReadonlyMap<string, number>): Instruction[] {
  return steps.flatMap((step): Instruction[] => {
    if ('loop' in step)
      return [{ op: 'loop', count: step.loop.count }, ...flatten(step.loop.steps, sizes), { op: 'end' }];
    if ('dispatch' in step) {
      const { kernel, workgroups, bind } = step.dispatch;
      return [
        { op: 'dispatch', kernel, workgroups, bind: Object.entries(bind).map(([key, name]) => [Number(key), name]) },
      ];
    }
    const { from, to, fromOffsetBytes, toOffsetBytes } = step.copy;
    const bytes = copyBytes(step.copy, sizes.get(from) ?? 0);
    return [{ op: 'copy', from, to, fromOffset: fromOffsetBytes, toOffset: toOffsetBytes, bytes }];
  });
}

/** A copy without a size takes what remains of its source. */
function copyBytes(copy: Extract<Step, { copy: unknown }>['copy'], fromSize: number): number {
  return copy.sizeBytes ?? fromSize - copy.fromOffsetBytes;
}

function checkTotals(job: Job, namedBytes: number, deviceBytes: number, context: PlanContext): void {
  const inputs = [...context.inputBytes.values()].reduce((sum, bytes) => sum + bytes, 0);
  if (inputs > context.limits.maxInputBytes)
    throw limit(`The inputs have ${inputs} bytes; this provider takes ${context.limits.maxInputBytes}.`);
  const declared = job.resources.vramBytes;
  if (declared > 0 && namedBytes > declared) {
    throw limit(`The buffers have ${namedBytes} bytes in all, more than the ${declared} that the job asked for.`, {
      hint: 'Raise resources.vram in the spec.',
      details: { namedBytes, vramBytes: declared },
    });
  }
  if (deviceBytes > context.vramBytes) {
    throw limit(`The job needs ${deviceBytes} bytes on a device that has ${context.vramBytes}.`, {
      hint: 'Ask for the memory in resources.vram, so that only devices that have it are chosen.',
      details: { deviceBytes, vramBytes: context.vramBytes },
    });
  }
}

const limit = (message: string, more: { hint?: string; details?: Record<string, unknown> } = {}): LodeError =>
  new LodeError('BUFFER_LIMIT', message, more);
