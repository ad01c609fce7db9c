import type { Instruction, Plan, PlannedBuffer } from '../webgpu/plan.ts';
import { Fault, messageOf } from './fault.ts';
import { Usage } from './flags.ts';
import { openInput } from './input.ts';
import { submitted } from './pace.ts';
import type { Seal } from './seal.ts';

/** A plan made ready on a device: pipelines compiled, buffers filled. It is made once a lease. */
export interface Program {
  readonly device: GPUDevice;
  readonly plan: Plan;
  readonly pipelines: ReadonlyMap<string, GPUComputePipeline>;
  readonly buffers: ReadonlyMap<string, GPUBuffer>;
  readonly pristine: ReadonlyMap<string, GPUBuffer>;
  /** The `$task` uniforms: one slot for each loop iteration of a batch. */
  readonly ring: GPUBuffer;
  readonly slots: number;
  readonly inputFolder: string;
  /** Of a sealed job. */
  readonly seal: Seal | undefined;
}

interface ProgramParts extends Pick<Program, 'inputFolder' | 'seal'> {
  onWarning(text: string): void;
}

export type Dispatch = Extract<Instruction, { op: 'dispatch' }>;

/** Distance of slots: `minUniformBufferOffsetAlignment` is 256 by default, and a device is not asked for less. */
export const SLOT_BYTES = 256;
const TASK_BYTES = 16;
/** 256 slots are 64 KiB. Each slot costs a bind group per dispatch of the program, so that long programs get fewer. */
const MAX_SLOTS = 256;
const MAX_BIND_GROUPS = 4_096;
/** Piece of a file on its way to the device. */
const UPLOAD_BYTES = 4 * 2 ** 20;
/** Compiler warnings of a kernel that are told: the first few say what is wrong. */
const MAX_WARNINGS = 10;
/** Uploads queue on the host until a submit: so much at most. */
const UPLOAD_WINDOW_BYTES = 64 * 2 ** 20;

export const usesTask = (dispatch: Dispatch): boolean => dispatch.bind.some(([, name]) => name === '$task');

/** Compiles the kernels and allocates the buffers. @throws Fault */
export async function compile(
  device: GPUDevice,
  plan: Plan,
  { inputFolder, seal, onWarning }: ProgramParts,
): Promise<Program> {
  const pipelines = await compileKernels(device, plan, onWarning);
  const dispatches = plan.code.filter((one): one is Dispatch => one.op === 'dispatch');
  const slots = Math.max(
    1,
    Math.min(MAX_SLOTS, Math.floor(MAX_BIND_GROUPS / Math.max(1, dispatches.filter(usesTask).length))),
  );
  device.pushErrorScope('out-of-memory');
  device.pushErrorScope('validation');
  const buffers = new Map(plan.buffers.map((one) => [one.name, allocate(device, one)]));
  const pristine = new Map(plan.buffers.filter((one) => one.pristine).map((one) => [one.name, allocate(device, one)]));
  const ring = device.createBuffer({
    size: slots * SLOT_BYTES,
    usage: Usage.UNIFORM | Usage.COPY_DST,
  });
  submitted();
  const [invalid, exhausted] = await Promise.all([device.popErrorScope(), device.popErrorScope()]);
  if (invalid !== null) throw new Fault('BUFFER_LIMIT', `The device refuses a buffer: ${invalid.message}`);
  if (exhausted !== null) {
    throw new Fault('BUFFER_LIMIT', `The device has no room for ${plan.deviceBytes} bytes: ${exhausted.message}`, {
      hint: 'Use smaller buffers, or ask for a device with more memory.',
    });
  }
  const program: Program = { device, plan, pipelines, buffers, pristine, ring, slots, inputFolder, seal };
  await rehearse(program, dispatches);
  return program;
}

function allocate(device: GPUDevice, { kind, sizeBytes }: PlannedBuffer): GPUBuffer {
  const usage = kind === 'uniform' ? Usage.UNIFORM : Usage.STORAGE;
  return device.createBuffer({ size: sizeBytes, usage: usage | Usage.COPY_SRC | Usage.COPY_DST });
}

async function compileKernels(
  device: GPUDevice,
  { kernels }: Plan,
  onWarning: (text: string) => void,
): Promise<Map<string, GPUComputePipeline>> {
  // Kernels are often entry points of one text.
  const modules = new Map<string, GPUShaderModule>();
  for (const [name, { source }] of Object.entries(kernels)) {
    if (!modules.has(source)) modules.set(source, await compileModule(device, name, source, onWarning));
  }
  submitted();
  const pipelines = await Promise.all(
    Object.entries(kernels).map(async ([name, { source, entryPoint, constants }]) => {
      const module = modules.get(source);
      if (module === undefined) throw new Fault('GPU_ERROR', `Kernel "${name}" was not compiled.`);
      try {
        const compute = { module, entryPoint, constants };
        return [name, await device.createComputePipelineAsync({ layout: 'auto', compute })] as const;
      } catch (error) {
        const message = `Kernel "${name}" (entry point "${entryPoint}") does not compile: ${messageOf(error)}`;
        throw new Fault('SHADER_INVALID', message, { details: { kernel: name, entryPoint } });
      }
    }),
  );
  return new Map(pipelines);
}

async function compileModule(
  device: GPUDevice,
  kernel: string,
  source: string,
  onWarning: (text: string) => void,
): Promise<GPUShaderModule> {
  device.pushErrorScope('validation');
  const module = device.createShaderModule({ code: source });
  submitted();
  const [error, info] = await Promise.all([device.popErrorScope(), module.getCompilationInfo()]);
  for (const { lineNum, linePos, message } of info.messages
    .filter((one) => one.type === 'warning')
    .slice(0, MAX_WARNINGS))
    onWarning(`Kernel "${kernel}", line ${lineNum}, column ${linePos}: ${message}`);
  const problems = info.messages
    .filter((one) => one.type === 'error')
    .slice(0, 10)
    .map(({ lineNum, linePos, message }) => ({ line: lineNum, column: linePos, message: message.slice(0, 300) }));
  const [first] = problems;
  if (first !== undefined) {
    const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : '';
    throw new Fault(
      'SHADER_INVALID',
      `Kernel "${kernel}", line ${first.line}, column ${first.column}: ${first.message}${more}`,
      { details: { kernel, problems } },
    );
  }
  if (error !== null)
    throw new Fault('SHADER_INVALID', `Kernel "${kernel}": ${error.message}`, { details: { kernel } });
  return module;
}

/** Encodes each step once without submitting it, so that what does not fit is said before anything runs. */
async function rehearse(program: Program, dispatches: readonly Dispatch[]): Promise<void> {
  const { device, plan } = program;
  const checks: Promise<Fault | null>[] = [];
  const check = (what: string, encode: (encoder: GPUCommandEncoder) => void) => {
    device.pushErrorScope('validation');
    const encoder = device.createCommandEncoder();
    let thrown: unknown;
    try {
      encode(encoder);
      encoder.finish();
    } catch (error) {
      thrown = error;
    }
    checks.push(
      device.popErrorScope().then((error) => {
        const message = thrown === undefined ? error?.message : messageOf(thrown);
        return message === undefined ? null : new Fault('SHADER_INVALID', `${what}: ${message}`);
      }),
    );
  };
  const seen = new Set<string>();
  for (const dispatch of dispatches) {
    const key = JSON.stringify(dispatch);
    if (seen.has(key)) continue;
    seen.add(key);
    check(`Dispatch of kernel "${dispatch.kernel}" with ${bindText(dispatch)}`, (encoder) => {
      const pass = encoder.beginComputePass();
      pass.setPipeline(pipelineOf(program, dispatch.kernel));
      pass.setBindGroup(0, bindGroup(program, dispatch, 0));
      pass.dispatchWorkgroups(...dispatch.workgroups);
      pass.end();
    });
  }
  for (const step of plan.code) {
    if (step.op !== 'copy') continue;
    check(`Copy from "${step.from}" to "${step.to}"`, (encoder) => {
      const { from, to, fromOffset, toOffset, bytes } = step;
      encoder.copyBufferToBuffer(bufferOf(program, from), fromOffset, bufferOf(program, to), toOffset, bytes);
    });
  }
  submitted();
  for (const fault of await Promise.all(checks)) if (fault !== null) throw fault;
}

const bindText = ({ bind }: Dispatch): string =>
  bind.length === 0 ? 'no bindings' : bind.map(([binding, name]) => `${binding}: "${name}"`).join(', ');

export function pipelineOf({ pipelines }: Program, kernel: string): GPUComputePipeline {
  const pipeline = pipelines.get(kernel);
  if (pipeline === undefined) throw new Fault('GPU_ERROR', `No kernel is named "${kernel}".`);
  return pipeline;
}

export function bufferOf({ buffers }: Program, name: string): GPUBuffer {
  const buffer = buffers.get(name);
  if (buffer === undefined) throw new Fault('GPU_ERROR', `No buffer is named "${name}".`);
  return buffer;
}

export function bindGroup(program: Program, { kernel, bind }: Dispatch, slot: number): GPUBindGroup {
  return program.device.createBindGroup({
    layout: pipelineOf(program, kernel).getBindGroupLayout(0),
    entries: bind.map(([binding, name]) => ({
      binding,
      resource:
        name === '$task'
          ? { buffer: program.ring, offset: slot * SLOT_BYTES, size: TASK_BYTES }
          : { buffer: bufferOf(program, name) },
    })),
  });
}

/** Fills every buffer that does not start as zero, and its pristine copy. */
export async function upload(program: Program): Promise<void> {
  for (const planned of program.plan.buffers) {
    await fill(program, planned, program.buffers.get(planned.name));
    await fill(program, planned, program.pristine.get(planned.name));
  }
}

/** Sets one buffer to its initial content. */
export async function fill(program: Program, planned: PlannedBuffer, target: GPUBuffer | undefined): Promise<void> {
  if (target === undefined) return;
  const { queue } = program.device;
  if (planned.values !== undefined) queue.writeBuffer(target, 0, typed(planned.values));
  if (planned.input === undefined) return;
  const piece = new Uint8Array(Math.min(UPLOAD_BYTES, Math.ceil(planned.input.sizeBytes / 4) * 4));
  const name = planned.input.file;
  const input = openInput(`${program.inputFolder}/${name}`, program.seal?.opener(name));
  try {
    let waiting = 0;
    for (let at = 0; at < planned.input.sizeBytes; ) {
      const bytes = Math.min(piece.byteLength, planned.input.sizeBytes - at);
      input.read(piece, bytes);
      // A length that is no multiple of 4 occurs at the end alone: what follows stays zero.
      const padded = Math.ceil(bytes / 4) * 4;
      piece.fill(0, bytes, padded);
      queue.writeBuffer(target, at, piece, 0, padded);
      at += bytes;
      waiting += bytes;
      if (waiting >= UPLOAD_WINDOW_BYTES) {
        queue.submit([]);
        submitted();
        await queue.onSubmittedWorkDone();
        waiting = 0;
      }
    }
  } finally {
    input.close();
    piece.fill(0);
  }
}

function typed(
  values: NonNullable<PlannedBuffer['values']>,
): Uint32Array<ArrayBuffer> | Int32Array<ArrayBuffer> | Float32Array<ArrayBuffer> {
  if ('u32' in values) return Uint32Array.from(values.u32);
  if ('i32' in values) return Int32Array.from(values.i32);
  return Float32Array.from(values.f32);
}
