import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { type JobSpec, parseJobSpec } from '@lode/protocol';

/** The folder in which `lode run --out DIR` leaves a task's files. */
export const taskFolder = (outDir: string, index: number): string =>
  path.join(outDir, `task-${String(index).padStart(5, '0')}`);

/** The 32-bit words of one output file, task by task. They are little-endian, as on every GPU. */
export async function readWords(outDir: string, spec: JobSpec, file: string): Promise<Uint32Array[]> {
  const tasks = Array.from({ length: spec.tasks.count }, (_, index) => path.join(taskFolder(outDir, index), file));
  return Promise.all(
    tasks.map(async (name) => {
      const bytes = await readFile(name);
      return new Uint32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
    }),
  );
}

/** A constant of a kernel, as the job sets it. */
export function constantOf(spec: JobSpec, kernel: string, name: string): number {
  const value = spec.webgpu.kernels[kernel]?.constants[name];
  if (value === undefined) throw new Error(`The job sets no constant ${name} for the kernel ${kernel}.`);
  return value;
}

export const readSpec = async (file: string): Promise<JobSpec> => parseJobSpec(await readFile(file, 'utf8'));

/** Runs `collect` when the file was started by hand: `node examples/NAME/collect.ts OUT_DIR`. */
export async function collectFromCommandLine(
  meta: ImportMeta,
  collect: (outDir: string, spec: JobSpec) => Promise<{ readonly text: string }>,
): Promise<void> {
  if (!meta.main) return;
  const outDir = process.argv[2];
  if (outDir === undefined) {
    console.error('Usage: node collect.ts OUT_DIR, the folder given to `lode run --out`.');
    process.exitCode = 2;
    return;
  }
  const { text } = await collect(outDir, await readSpec(path.join(meta.dirname, 'job.yaml')));
  console.log(text);
}
