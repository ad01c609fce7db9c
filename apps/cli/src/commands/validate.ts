import { encode, formatUsd, jobHash, jobSchema } from '@lode/protocol';
import type { GlobalOptions } from '../connect.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { bytes, plural, safe } from '../format/text.ts';
import { createPrinter, type Io } from '../io.ts';
import { readSpec } from '../spec-file.ts';

/** Checks a spec and the files it names, without a node. */
export async function validateSpec(io: Io, path: string, options: GlobalOptions): Promise<ExitCode> {
  const { job } = await readSpec(io, path);
  const inputBytes = job.inputs.reduce((sum, input) => sum + input.sizeBytes, 0);
  const text = [
    `${path}: a valid job`,
    `  name     ${safe(job.name)}`,
    `  tasks    ${job.tasks.count}, each on ${plural(job.verify.replicas, 'provider')}`,
    `  inputs   ${job.inputs.length === 0 ? 'none' : `${job.inputs.length}, ${bytes(inputBytes)}`}`,
    ...(job.sealed === true ? ['  sealed   inputs, outputs and logs'] : []),
    `  outputs  ${job.webgpu.outputs.map((output) => output.name).join(', ')} of each task`,
    `  price    at most ${formatUsd(job.price.maxTotalMicroUsd)} in all, ${formatUsd(job.price.maxMicroUsdPerGpuSecond * 3_600n)} a GPU-hour`,
  ].join('\n');
  createPrinter(io, options.json === true).result({ hash: jobHash(job), job: encode(jobSchema, job) }, text);
  return EXIT.ok;
}
