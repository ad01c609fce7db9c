import { stat } from 'node:fs/promises';
import { LodeError } from '@lode/protocol';
import type { Engine, JobWork } from './engine.ts';
import type { Attempt, TaskOutput } from './model.ts';
import { withTimeout } from './timeout.ts';

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
    outputs.push({ ...output, file: declared?.file ?? output.name, path });
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
  const limitMs = FETCH_BASE_MS + (blob.sizeBytes * 1_000) / engine.tuning.minBytesPerSecond;
  const { hash, sizeBytes, lease } = blob;
  try {
    if (!(await blobs.has(hash)))
      await withTimeout(clock, limitMs, tooSlow, [engine.stopping, work.abort.signal], (signal) =>
        transfer.fetch(peer, { hash, sizeBytes, lease }, { signal }),
      );
    const path = await blobs.pathOf(hash);
    const size = await sizeOf(engine, path);
    if (size !== sizeBytes) throw mismatch(blob.name, size, sizeBytes);
    return path;
  } catch (cause) {
    if (cause instanceof LodeError && cause.code === 'OUTPUTS_MISMATCH') throw cause;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new LodeError('OUTPUTS_MISSING', `Output "${blob.name}" could not be had from its provider: ${why}`, {
      cause,
    });
  }
}

const tooSlow = (): LodeError => new LodeError('PEER_TIMEOUT', 'The transfer took too long.');
const mismatch = (name: string, size: number, said: number): LodeError =>
  new LodeError('OUTPUTS_MISMATCH', `Output "${name}" has ${size} bytes; the receipt says ${said}.`);

export const sizeOf = async ({ options }: Engine, path: string): Promise<number> =>
  options.fileSize === undefined ? (await stat(path)).size : options.fileSize(path);
