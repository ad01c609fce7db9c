import { stat } from 'node:fs/promises';
import { LodeError } from '@lode/protocol';
import type { Engine, JobWork } from './engine.ts';
import type { Attempt, TaskOutput } from './model.ts';

/** A fetch gets this long beside what its size takes: a dial through a relay, and one resumed break. */
const FETCH_BASE_MS = 30_000;

/** One transfer an attempt, shared by everybody who waits for it. */
const fetching = new WeakMap<Attempt, Promise<readonly TaskOutput[]>>();

/**
 * Brings an attempt's outputs here, whole and checked: the store takes only bytes that have the hash, and the hashes
 * are those the receipt's `outputsRoot` was made from.
 *
 * @throws LodeError `OUTPUTS_MISSING`, `OUTPUTS_MISMATCH`
 */
export function fetchOutputs(engine: Engine, work: JobWork, attempt: Attempt): Promise<readonly TaskOutput[]> {
  const known = fetching.get(attempt);
  if (known !== undefined) return known;
  const started = work.fetches.run(() => fetchAll(engine, work, attempt));
  fetching.set(attempt, started);
  started.catch(() => fetching.delete(attempt));
  return started;
}

/** Where nothing is compared there is nothing to wait for: outputs come while the next task runs. */
export function prefetch(engine: Engine, work: JobWork, attempt: Attempt): void {
  const { job } = work.run;
  const comparesOutputs = typeof job.determinism === 'object' && job.verify.replicas > 1;
  if (job.verify.replicas > 1 && !comparesOutputs) return;
  engine.track(
    'Fetching outputs',
    fetchOutputs(engine, work, attempt).catch(() => undefined),
  );
}

async function fetchAll(engine: Engine, work: JobWork, attempt: Attempt): Promise<readonly TaskOutput[]> {
  const { receipt, lease } = attempt;
  if (receipt === undefined) throw new LodeError('OUTPUTS_MISSING', 'There is no receipt to fetch outputs by.');
  const { job } = work.run;
  const outputs: TaskOutput[] = [];
  for (const [i, output] of receipt.value.outputs.entries()) {
    const declared = job.webgpu.outputs[i];
    const path = await fetchOne(engine, work, lease.signed.lease.providerPeer, { ...output, lease: lease.id });
    outputs.push({ ...output, file: fileOf(declared?.file ?? output.name, attempt.task, job.tasks.count), path });
  }
  return outputs;
}

async function fetchOne(
  engine: Engine,
  work: JobWork,
  peer: string,
  blob: { name: string; hash: `0x${string}`; sizeBytes: number; lease: `0x${string}` },
): Promise<string> {
  const { blobs, transfer, clock } = engine.options;
  const timeout = new AbortController();
  const limitMs = FETCH_BASE_MS + (blob.sizeBytes * 1_000) / engine.tuning.minBytesPerSecond;
  const timer = clock
    .sleep(limitMs, timeout.signal)
    .then(() => timeout.abort(new LodeError('PEER_TIMEOUT', 'The transfer took too long.')))
    .catch(() => undefined);
  try {
    if (!(await blobs.has(blob.hash))) {
      const signal = AbortSignal.any([timeout.signal, engine.stopping, work.abort.signal]);
      await transfer.fetch(peer, { hash: blob.hash, sizeBytes: blob.sizeBytes, lease: blob.lease }, { signal });
    }
    const path = await blobs.pathOf(blob.hash);
    const size = await sizeOf(engine, path);
    if (size !== blob.sizeBytes)
      throw new LodeError(
        'OUTPUTS_MISMATCH',
        `Output "${blob.name}" has ${size} bytes; the receipt says ${blob.sizeBytes}.`,
      );
    return path;
  } catch (cause) {
    if (cause instanceof LodeError && cause.code === 'OUTPUTS_MISMATCH') throw cause;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new LodeError('OUTPUTS_MISSING', `Output "${blob.name}" could not be had from its provider: ${why}`, {
      cause,
    });
  } finally {
    timeout.abort();
    await timer;
  }
}

export const sizeOf = async ({ options }: Engine, path: string): Promise<number> =>
  options.fileSize === undefined ? (await stat(path)).size : options.fileSize(path);

/** `NAME-TASK.ext` where there are many tasks; the task number is padded so that files sort in order. */
export function fileOf(file: string, task: number, count: number): string {
  if (count === 1) return file;
  const number = String(task).padStart(String(count - 1).length, '0');
  const dot = file.lastIndexOf('.');
  return dot <= 0 ? `${file}-${number}` : `${file.slice(0, dot)}-${number}${file.slice(dot)}`;
}
