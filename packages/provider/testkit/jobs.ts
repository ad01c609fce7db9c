import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type Backend,
  contentHash,
  decode,
  type Job,
  type JobWire,
  jobSchema,
  type Session,
  type TaskEvent,
  type TaskOutcome,
} from '@lode/protocol';
import { testFolder } from './machine.ts';

export type ProgramWire = JobWire['webgpu'];

export interface JobOptions {
  readonly tasks?: number;
  readonly seed?: number;
  readonly inputs?: Readonly<Record<string, Uint8Array>>;
  readonly vramBytes?: number;
  readonly taskMs?: number;
  readonly compileMs?: number;
  readonly sealed?: true;
}

/** A valid job around a program. */
export function makeJob(webgpu: ProgramWire, options: JobOptions = {}): Job {
  const wire: JobWire = {
    apiVersion: 'lode/v1',
    kind: 'Job',
    name: 'test',
    nonce: `0x${'11'.repeat(32)}`,
    webgpu,
    tasks: { count: options.tasks ?? 1, seed: options.seed ?? 0 },
    resources: { vramBytes: options.vramBytes ?? 0, minScoreClass: 0, adapterTypes: [] },
    inputs: Object.entries(options.inputs ?? {}).map(([name, bytes]) => ({
      name,
      hash: contentHash(bytes),
      sizeBytes: bytes.byteLength,
    })),
    ...(options.sealed ? { sealed: true } : {}),
    price: { maxMicroUsdPerGpuSecond: '1000', maxTotalMicroUsd: '1000000', streamedBps: 0 },
    verify: { replicas: 1, quorum: 1 },
    determinism: 'bitexact',
    placement: { regions: [], maxGramsCo2ePerKwh: null },
    // Far beyond what a test takes on a busy machine: a test that is about a limit sets its own.
    timeouts: {
      taskMs: options.taskMs ?? 60_000,
      compileMs: options.compileMs ?? 60_000,
      totalMs: 600_000,
      acceptanceMs: 60_000,
    },
    retries: 0,
  };
  return decode(jobSchema, wire, 'job');
}

/** Opens a session for a job, its inputs written to files; closing it removes them and the outputs. */
export async function openSession(
  backend: Backend,
  job: Job,
  inputs: Readonly<Record<string, Uint8Array>> = {},
  contentKey?: Uint8Array,
): Promise<Session> {
  const outputFolder = await mkdtemp(join(await testFolder(), 'outputs-'));
  const inputPaths = new Map<string, string>();
  for (const [name, bytes] of Object.entries(inputs)) {
    const path = join(outputFolder, `input-${name}`);
    await writeFile(path, bytes);
    inputPaths.set(name, path);
  }
  const device = backend.devices()[0]?.id ?? '';
  const clean = () => rm(outputFolder, { recursive: true, force: true });
  const sealed = contentKey === undefined ? {} : { contentKey };
  const request = { id: 'test', device, job, inputPaths, outputFolder, ...sealed };
  const session = await backend.open(request, new AbortController().signal).catch(async (error: unknown) => {
    await clean();
    throw error;
  });
  return {
    runTask: (index, options) => session.runTask(index, options),
    close: async () => {
      await session.close();
      await clean();
    },
  };
}

export interface TaskResult {
  readonly outcome: TaskOutcome;
  readonly events: readonly TaskEvent[];
  /** Bytes of each output, by name. */
  readonly bytes: ReadonlyMap<string, Uint8Array>;
}

export async function runTask(session: Session, index = 0, signal = new AbortController().signal): Promise<TaskResult> {
  const events: TaskEvent[] = [];
  const outcome = await session.runTask(index, { signal, onEvent: (event) => void events.push(event) });
  const bytes = new Map<string, Uint8Array>();
  for (const output of outcome.outputs) bytes.set(output.name, await readFile(output.path));
  return { outcome, events, bytes };
}

/** Runs one task of a program in a session of its own. */
export async function runProgram(backend: Backend, webgpu: ProgramWire, options: JobOptions = {}): Promise<TaskResult> {
  const session = await openSession(backend, makeJob(webgpu, options), options.inputs);
  try {
    return await runTask(session);
  } finally {
    await session.close();
  }
}

/** An output as 32-bit words. */
export function words({ bytes }: TaskResult, name = 'out'): number[] {
  const content = bytes.get(name);
  if (content === undefined) throw new Error(`no output "${name}"`);
  return [...new Uint32Array(content.buffer.slice(content.byteOffset, content.byteOffset + content.byteLength))];
}

export const wordBytes = (values: readonly number[]): Uint8Array => new Uint8Array(Uint32Array.from(values).buffer);

/** A program of one kernel over one buffer `out`. */
export const singleKernel = (source: string, sizeBytes = 16): ProgramWire => ({
  kernels: { main: { source } },
  buffers: { out: { sizeBytes } },
  steps: [{ dispatch: { kernel: 'main', workgroups: [1, 1, 1], bind: { 0: 'out' } } }],
  outputs: [{ name: 'out', buffer: 'out' }],
});

const OUT = '@group(0) @binding(0) var<storage, read_write> out: array<u32>;';

/** Writes 1, 2, 3, 4. */
export const HEALTHY = singleKernel(
  `${OUT} @compute @workgroup_size(4) fn main(@builtin(local_invocation_index) i: u32) { out[i] = i + 1u; }`,
);

/** Never ends: it waits for a value that nobody writes. */
export const HANGING = singleKernel(
  `${OUT} @compute @workgroup_size(1) fn main() { loop { if (out[0] == 7u) { break; } out[1] += 2u; } }`,
);

/** Under a kilobyte, but its calls double 22 times when they are inlined. */
export const COMPILE_BOMB = singleKernel(
  `${OUT} fn f0(x: u32) -> u32 { return out[x & 3u] * x + 1u; }
  ${Array.from({ length: 22 }, (_, i) => `fn f${i + 1}(x: u32) -> u32 { return f${i}(f${i}(x)); }`).join('\n')}
  @compute @workgroup_size(1) fn main() { out[0] = f22(out[0]); }`,
);
