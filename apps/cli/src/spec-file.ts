import { readFile, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import {
  address,
  decode,
  encode,
  type JobSpec,
  jobSchema,
  LodeError,
  MAX_SPEC_BYTES,
  type ResolvedJob,
} from '@lode/protocol';
import { jobFromSpec } from '@lode/sdk';
import type { Io } from './io.ts';

/** What the command line adds to a spec. */
export interface SpecOptions {
  readonly sealed?: boolean;
  readonly onlyProvider?: readonly string[];
}

/**
 * Reads a spec and the files it names; their paths are relative to the spec, not to where the command is run.
 *
 * @throws LodeError `FILE_UNREADABLE`, `SPEC_TOO_LARGE`, and what parsing and resolving throw
 */
export async function readSpec(io: Io, path: string, options: SpecOptions = {}): Promise<ResolvedJob> {
  const full = resolve(io.cwd, path);
  const files = { read: (file: string) => readFile(resolve(dirname(full), file)) };
  return jobFromSpec(await readText(full, path), files, (spec) => withOptions(spec, options));
}

function withOptions(spec: JobSpec, { sealed, onlyProvider }: SpecOptions): JobSpec {
  const providers = onlyProvider?.map((account) => decode(address, account.toLowerCase(), 'provider account'));
  return {
    ...spec,
    sealed: sealed ?? spec.sealed,
    placement: { ...spec.placement, providers: providers ?? spec.placement.providers },
  };
}

async function readText(full: string, shown: string): Promise<string> {
  try {
    const { size } = await stat(full);
    // Checked before reading: the mistake is to name the data instead of the spec, and data can be large.
    if (size > MAX_SPEC_BYTES)
      throw new LodeError('SPEC_TOO_LARGE', `${shown} has ${size} bytes; a spec may have ${MAX_SPEC_BYTES}.`);
    return await readFile(full, 'utf8');
  } catch (cause) {
    if (cause instanceof LodeError) throw cause;
    const missing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
    throw new LodeError(
      'FILE_UNREADABLE',
      missing ? `There is no file ${shown}.` : `${shown} cannot be read: ${String(cause)}`,
      {
        hint: 'Give the path of a job spec, such as examples/fractal/job.yaml.',
        cause,
      },
    );
  }
}

/**
 * The same job with each task on another number of providers, a majority of which must agree.
 *
 * @throws LodeError `USAGE`, `BAD_JOB`
 */
export function withReplicas(resolved: ResolvedJob, text: string | undefined): ResolvedJob {
  if (text === undefined) return resolved;
  const replicas = Number(text);
  if (!Number.isInteger(replicas))
    throw new LodeError('USAGE', `--replicas: "${text.slice(0, 40)}" is not a number of providers.`);
  const verify = { replicas, quorum: Math.floor(replicas / 2) + 1 };
  return { ...resolved, job: decode(jobSchema, { ...encode(jobSchema, resolved.job), verify }, 'job') };
}
