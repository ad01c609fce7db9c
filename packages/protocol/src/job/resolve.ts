import { contentHash } from '../content.ts';
import { decode } from '../decode.ts';
import { LodeError } from '../errors.ts';
import type { Hex } from '../scalars.ts';
import { sealBytes } from '../seal/file.ts';
import { type JobSecret, newContentKey, subkeyOf } from '../seal/secret.ts';
import { type Job, type JobWire, jobSchema } from './job.ts';
import type { JobSpec, SpecStep } from './spec.ts';
import { WEBGPU_LIMITS } from './webgpu.ts';

/** How a spec's files are read: given by the caller, so that this package does no I/O. Paths are as written in the spec. */
export interface SpecFiles {
  read(path: string): Promise<Uint8Array>;
}

/** A job and the bytes of those inputs that came from files, by content hash; sealed where the job is. */
export interface ResolvedJob {
  readonly job: Job;
  readonly blobs: ReadonlyMap<Hex, Uint8Array>;
  /** What opens a sealed job: keep it, and never send it. */
  readonly contentKey?: Uint8Array;
}

/**
 * Reads a spec's files, hashes them, fills in what the spec left out, and checks the whole.
 *
 * @param nonce 32 random bytes: makes two submissions of the same spec different jobs.
 * @throws LodeError `FILE_UNREADABLE`, `KERNEL_TOO_LARGE`, `KERNEL_NOT_TEXT`, `SEALED_BY_HASH`, `BAD_JOB`
 */
export async function resolveJob(spec: JobSpec, files: SpecFiles, nonce: Hex): Promise<ResolvedJob> {
  const secret = spec.sealed ? { contentKey: newContentKey(), nonce } : undefined;
  const { inputs, blobs } = await resolveInputs(spec, files, secret);
  const wire: JobWire = {
    apiVersion: 'lode/v1',
    kind: 'Job',
    name: spec.name,
    nonce,
    webgpu: {
      kernels: await resolveKernels(spec, files),
      buffers: resolveBuffers(spec),
      steps: spec.webgpu.steps.map(resolveStep),
      outputs: spec.webgpu.outputs.map(({ file, ...output }) => ({
        ...output,
        ...(file === undefined ? {} : { file }),
      })),
    },
    tasks: spec.tasks,
    resources: {
      vramBytes: spec.resources.vram,
      minScoreClass: spec.resources.minScoreClass,
      adapterTypes: spec.resources.adapters,
    },
    inputs,
    ...(spec.sealed ? { sealed: true } : {}),
    price: {
      maxMicroUsdPerGpuSecond: pricePerSecond(spec).toString(),
      maxTotalMicroUsd: spec.price.max.toString(),
      streamedBps: spec.price.streamedBps,
    },
    verify: { replicas: spec.verify.replicas, quorum: spec.verify.quorum ?? Math.floor(spec.verify.replicas / 2) + 1 },
    determinism: spec.determinism,
    placement: placementOf(spec),
    timeouts: {
      taskMs: spec.timeouts.task,
      compileMs: spec.timeouts.compile,
      totalMs: spec.timeouts.total,
      acceptanceMs: spec.timeouts.acceptance,
    },
    retries: spec.retries,
  };
  const job = decode(jobSchema, wire, 'job');
  return { job, blobs, ...(secret === undefined ? {} : { contentKey: secret.contentKey }) };
}

async function resolveInputs(
  spec: JobSpec,
  files: SpecFiles,
  secret: JobSecret | undefined,
): Promise<{ inputs: JobWire['inputs']; blobs: Map<Hex, Uint8Array> }> {
  const blobs = new Map<Hex, Uint8Array>();
  const inputs: JobWire['inputs'] = [];
  for (const [name, input] of Object.entries(spec.inputs)) {
    if ('hash' in input) {
      if (secret !== undefined) throw sealedByHash(name);
      const { hash, size: sizeBytes, url } = input;
      inputs.push({ name, hash, sizeBytes, ...(url === undefined ? {} : { url }) });
    } else {
      const plain = await readFile(files, input.file, `inputs.${name}.file`);
      const bytes = secret === undefined ? plain : sealBytes(subkeyOf(secret, { input: name }), plain);
      const hash = contentHash(bytes);
      blobs.set(hash, bytes);
      inputs.push({ name, hash, sizeBytes: bytes.byteLength });
    }
  }
  return { inputs, blobs };
}

const sealedByHash = (name: string): LodeError =>
  new LodeError('SEALED_BY_HASH', `inputs.${name}: an input of a sealed job is given by "file", not by hash.`, {
    hint: 'Its bytes are sealed to a key of this job alone, so they have to be here.',
  });

/** An empty list means the same as none, and only none has the hash that jobs had before there were lists. */
function placementOf({ placement: { providers, ...rest } }: JobSpec): JobWire['placement'] {
  return { ...rest, ...(providers.length === 0 ? {} : { providers }) };
}

/** Rounded down: the buyer never pays more than was written. */
const pricePerSecond = ({ price }: JobSpec): bigint => price.maxPerGpuSecond ?? (price.maxPerGpuHour ?? 0n) / 3_600n;

async function resolveKernels(spec: JobSpec, files: SpecFiles): Promise<JobWire['webgpu']['kernels']> {
  const kernels: JobWire['webgpu']['kernels'] = {};
  for (const [name, kernel] of Object.entries(spec.webgpu.kernels)) {
    const source = kernel.source ?? (await readKernel(files, kernel.file ?? '', `webgpu.kernels.${name}.file`));
    kernels[name] = { source, entryPoint: kernel.entryPoint, constants: kernel.constants };
  }
  return kernels;
}

async function readKernel(files: SpecFiles, path: string, where: string): Promise<string> {
  const bytes = await readFile(files, path, where);
  if (bytes.byteLength > WEBGPU_LIMITS.maxSourceBytes) {
    throw new LodeError(
      'KERNEL_TOO_LARGE',
      `${where}: ${path} has ${bytes.byteLength} bytes; a kernel may have ${WEBGPU_LIMITS.maxSourceBytes}.`,
    );
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new LodeError('KERNEL_NOT_TEXT', `${where}: ${path} is not UTF-8 text, so it is not WGSL.`, { cause });
  }
}

async function readFile(files: SpecFiles, path: string, where: string): Promise<Uint8Array> {
  try {
    return await files.read(path);
  } catch (cause) {
    throw new LodeError(
      'FILE_UNREADABLE',
      `${where}: cannot read "${path}": ${cause instanceof Error ? cause.message : String(cause)}`,
      {
        hint: 'Paths are relative to the spec file.',
        cause,
      },
    );
  }
}

function resolveBuffers(spec: JobSpec): JobWire['webgpu']['buffers'] {
  const buffers: JobWire['webgpu']['buffers'] = {};
  for (const [name, { size, kind, input, u32, i32, f32 }] of Object.entries(spec.webgpu.buffers)) {
    const given = [u32 && { u32 }, i32 && { i32 }, f32 && { f32 }].filter((one) => one !== undefined);
    buffers[name] = {
      kind,
      ...(size === undefined ? {} : { sizeBytes: size }),
      ...(input === undefined ? {} : { input }),
      ...(given[0] === undefined ? {} : { values: given[0] }),
    };
  }
  return buffers;
}

type StepWire = JobWire['webgpu']['steps'][number];

function resolveStep(step: SpecStep): StepWire {
  if ('dispatch' in step) return { dispatch: step.dispatch };
  if ('loop' in step) return { loop: { count: step.loop.count, steps: step.loop.steps.map(resolveStep) } };
  const { from, to, fromOffset, toOffset, size } = step.copy;
  return {
    copy: {
      from,
      to,
      fromOffsetBytes: fromOffset,
      toOffsetBytes: toOffset,
      ...(size === undefined ? {} : { sizeBytes: size }),
    },
  };
}
