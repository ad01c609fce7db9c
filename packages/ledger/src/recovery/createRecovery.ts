import { availableParallelism } from 'node:os';
import { LodeError } from '@lode/protocol';
import { packedLength } from '../blocks/packed.ts';
import type { Packed } from '../seams.ts';
import { closed, createLanes } from './lanes.ts';
import type { Recovered } from './recoverBatch.ts';

export interface RecoveryOptions {
  chainId: bigint;
  /** Also legacy transactions for no chain in particular. Default false. */
  allowUnprotected?: boolean;
  /** Threads. Default: one a core, at most 8: execution needs the others. */
  workers?: number;
  /** Transactions that may wait; beyond it `recover` refuses. Default 65,536: some seconds of a core's work. */
  maxWaiting?: number;
  /** Default: the worker of this folder. Tests give one that dies. */
  workerUrl?: URL;
}

/** Recovers senders on threads of its own, ahead of execution. */
export interface SenderRecovery {
  /** In the order given. Rejects with RECOVERY_BUSY where too many wait, RECOVERY_FAILED where the threads keep dying. */
  recover(raw: Packed, signal?: AbortSignal): Promise<Recovered>;
  /** Transactions that wait or are being worked on. */
  readonly waiting: number;
  stats(): { workers: number; native: boolean | undefined; deaths: number };
  close(): Promise<void>;
}

/** About 4 ms of work: small enough to spread a block over the threads, large enough to make messages cheap. */
const CHUNK = 64;
const MAX_WAITING = 65_536;
const MAX_WORKERS = 8;

const busy = (limit: number) =>
  new LodeError('RECOVERY_BUSY', `More than ${limit} transactions wait for their senders.`, {
    hint: 'Send them again a little later.',
    details: { limit },
  });

export function createRecovery(options: RecoveryOptions): SenderRecovery {
  const { chainId, allowUnprotected = false, maxWaiting: limit = MAX_WAITING } = options;
  const lanes = createLanes({
    rules: { chainId, allowUnprotected },
    size: options.workers ?? Math.max(1, Math.min(MAX_WORKERS, availableParallelism())),
    url: options.workerUrl ?? new URL('./worker.ts', import.meta.url),
  });
  let waiting = 0;

  return {
    get waiting() {
      return waiting;
    },
    async recover(raw, signal) {
      signal?.throwIfAborted();
      if (lanes.closed) throw closed();
      const count = packedLength(raw);
      // One call may be larger than the limit, else a large block could never be recovered.
      if (waiting > 0 && waiting + count > limit) throw busy(limit);
      waiting += count;
      const parts: ReturnType<typeof lanes.schedule>[] = [];
      for (let at = 0; at < count; at += CHUNK) {
        parts.push(lanes.schedule(slice(raw, at, Math.min(count, at + CHUNK))));
      }
      lanes.feed();
      const abort = () => {
        for (const part of parts) part.cancel();
      };
      signal?.addEventListener('abort', abort, { once: true });
      try {
        return join(await Promise.all(parts.map((part) => part.result)));
      } catch (error) {
        abort();
        signal?.throwIfAborted();
        throw error;
      } finally {
        signal?.removeEventListener('abort', abort);
        waiting -= count;
      }
    },
    stats: lanes.stats,
    close: lanes.close,
  };
}

/** Items `from` to `to` as a Packed of its own: a message copies the whole buffer that a view looks at. */
function slice({ bytes, offsets }: Packed, from: number, to: number): Packed {
  const start = offsets[from] ?? 0;
  return {
    bytes: Uint8Array.from(bytes.subarray(start, offsets[to])),
    offsets: Uint32Array.from(offsets.subarray(from, to + 1), (offset) => offset - start),
  };
}

/** Results of consecutive chunks as one. */
function join(parts: readonly Recovered[]): Recovered {
  const [only] = parts;
  if (parts.length === 1 && only !== undefined) return only;
  const concat = (pick: (part: Recovered) => Uint8Array): Uint8Array => {
    const out = new Uint8Array(parts.reduce((sum, part) => sum + pick(part).length, 0));
    let at = 0;
    for (const part of parts) {
      out.set(pick(part), at);
      at += pick(part).length;
    }
    return out;
  };
  const refusals = concat((part) => part.refusals);
  const offsets = new Uint32Array(refusals.length + 1);
  let item = 0;
  let base = 0;
  for (const { encoded } of parts) {
    for (let i = 1; i < encoded.offsets.length; i++) offsets[++item] = base + (encoded.offsets[i] ?? 0);
    base += encoded.bytes.length;
  }
  return {
    refusals,
    hashes: concat((part) => part.hashes),
    senders: concat((part) => part.senders),
    encoded: { bytes: concat((part) => part.encoded.bytes), offsets },
  };
}
