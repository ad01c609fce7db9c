import { availableParallelism } from 'node:os';
import { packedLength } from '../blocks/packed.ts';
import { computeRoots, type Range, type Roots, type RootsInput } from '../blocks/roots.ts';
import { type Contents, type ContentsInput, headerFields, validOnly } from '../blocks/seal.ts';
import type { Packed } from '../seams.ts';
import { isShared, sharedBytes } from '../sharedBytes.ts';
import { type SealThread, startThread } from './thread.ts';

/** Works out the tries and the bloom of a block, of large ones on threads of its own. */
export interface Sealer {
  contents(input: ContentsInput): Promise<Contents>;
  close(): Promise<void>;
}

export interface SealerOptions {
  /** Threads at most. Default: 4, or the processor's cores. */
  threads?: number;
  /** Default: the worker of this folder. Tests give one that dies. */
  workerUrl?: URL;
}

/** A block's next one waits for it, so sealing divides while the cores have nothing better; beyond 4 the joining tells. */
const MOST_THREADS = Math.min(4, availableParallelism());
/** Transactions, below which a message to a thread and back, about 100 µs, costs more than it frees: 3 µs each. */
const FEW = 256;

export function createSealer({ threads: most = MOST_THREADS, workerUrl }: SealerOptions = {}): Sealer {
  const url = workerUrl ?? new URL('./worker.ts', import.meta.url);
  const threads = new Map<number, SealThread>();

  function thread(lane: number): SealThread {
    const running = threads.get(lane);
    if (running !== undefined) return running;
    const started = startThread(url, () => threads.delete(lane));
    threads.set(lane, started);
    return started;
  }

  async function rootsOf(input: RootsInput): Promise<Roots> {
    const count = packedLength(input.transactions);
    if (count < FEW) return computeRoots(input);
    const ranges = divide(count, Math.min(most, Math.floor(count / FEW)));
    try {
      const parts = await Promise.all(ranges.map((range, lane) => thread(lane).leaves(input, range)));
      return await thread(0).join(input, parts);
    } catch {
      // A thread is gone, and the next block gets a new one.
      return computeRoots(input);
    }
  }

  return {
    async contents(input) {
      const body = validOnly(input);
      body.transactions = shared(body.transactions);
      body.logs = shared(body.logs);
      const { chainId, number } = input.env;
      const { status, gasUsed, transactions, logs } = body;
      const roots = await rootsOf({ status, gasUsed, transactions, logs, chainId, number });
      return { body, fields: headerFields(roots) };
    },
    async close() {
      await Promise.all([...threads.values()].map((running) => running.close()));
    },
  };
}

function divide(count: number, parts: number): Range[] {
  const bound = (part: number): number => Math.floor((part * count) / parts);
  return Array.from({ length: parts }, (_, part) => ({ first: bound(part), end: bound(part + 1) }));
}

/** As it is, or a copy that other threads can read too. */
function shared({ bytes, offsets }: Packed): Packed {
  if (isShared(bytes)) return { bytes, offsets };
  const copy = sharedBytes(bytes.length);
  copy.set(bytes);
  return { bytes: copy, offsets };
}
