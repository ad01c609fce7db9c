import { copyFile, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import path from 'node:path';
import { type JobSpec, resolveJob, type TaskOutcome } from '@lode/protocol';
import { createBackend, type ProviderBackend } from '@lode/provider';
import { readSpec, taskFolder } from '../shared/outputs.ts';

/** Kept between test files and runs, so that the software adapter is unpacked and measured once. */
const home = path.join(tmpdir(), `lode-examples-test-${userInfo().username}`);

/** A real backend: on a machine without a GPU, over SwiftShader. */
export async function testBackend(): Promise<ProviderBackend> {
  await mkdir(home, { recursive: true });
  return createBackend({ dataDir: home });
}

/** Folders of this file's runs, removed when it ends. */
const outDirs: string[] = [];

export async function stopBackend(backend: ProviderBackend | undefined): Promise<void> {
  await backend?.stop();
  await Promise.all(outDirs.splice(0).map((outDir) => rm(outDir, { recursive: true })));
}

export interface ExampleRun {
  readonly spec: JobSpec;
  /** Laid out as by `lode run --out`. */
  readonly outDir: string;
  readonly outcomes: readonly TaskOutcome[];
}

/**
 * Runs an example's job on one backend as a provider would, task by task.
 *
 * @param change makes the job small enough for a test; what is computed stays the same
 */
export async function runExample(
  backend: ProviderBackend,
  folder: string,
  change: (spec: JobSpec) => JobSpec = (spec) => spec,
): Promise<ExampleRun> {
  const spec = change(await readSpec(path.join(folder, 'job.yaml')));
  const read = (file: string) => readFile(path.join(folder, file));
  const { job } = await resolveJob(spec, { read }, `0x${'01'.repeat(32)}`);
  await mkdir(home, { recursive: true });
  const outDir = await mkdtemp(path.join(home, 'out-'));
  outDirs.push(outDir);
  const outputFolder = path.join(outDir, 'session');
  await mkdir(outputFolder);
  const inputPaths = new Map<string, string>();
  for (const [name, input] of Object.entries(spec.inputs))
    if ('file' in input) inputPaths.set(name, path.join(folder, input.file));
  const { signal } = new AbortController();
  const device = backend.devices()[0]?.id ?? '';
  const session = await backend.open({ id: 'example', device, job, inputPaths, outputFolder }, signal);
  const outcomes: TaskOutcome[] = [];
  try {
    for (let index = 0; index < job.tasks.count; index++) {
      const outcome = await session.runTask(index, { signal, onEvent: () => {} });
      await mkdir(taskFolder(outDir, index));
      for (const output of outcome.outputs) {
        const file = job.webgpu.outputs.find((one) => one.name === output.name)?.file ?? output.name;
        await copyFile(output.path, path.join(taskFolder(outDir, index), file));
      }
      outcomes.push(outcome);
    }
  } finally {
    await session.close();
  }
  return { spec, outDir, outcomes };
}

/** The spec with constants of its kernels changed. */
export function withConstants(spec: JobSpec, constants: Readonly<Record<string, number>>): JobSpec {
  const kernels = Object.entries(spec.webgpu.kernels).map(([name, kernel]) => {
    const own = Object.keys(kernel.constants).filter((key) => key in constants);
    const changed = Object.fromEntries(own.map((key) => [key, constants[key] ?? 0]));
    return [name, { ...kernel, constants: { ...kernel.constants, ...changed } }];
  });
  return { ...spec, webgpu: { ...spec.webgpu, kernels: Object.fromEntries(kernels) } };
}
