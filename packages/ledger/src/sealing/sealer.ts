import { Worker } from 'node:worker_threads';
import { packedLength } from '../blocks/packed.ts';
import { computeRoots, type Roots, type RootsInput } from '../blocks/roots.ts';
import { type Contents, type ContentsInput, headerFields, validOnly } from '../blocks/seal.ts';
import type { Packed } from '../seams.ts';
import { isShared, sharedBytes } from '../sharedBytes.ts';

/** Works out the tries and the bloom of a block, of large ones on a thread of its own. */
export interface Sealer {
  contents(input: ContentsInput): Promise<Contents>;
  close(): Promise<void>;
}

export interface SealerOptions {
  /** Default: the worker of this folder. Tests give one that dies. */
  workerUrl?: URL;
}

/** Below, a message to the thread and back, about 100 µs, costs more than it frees: 3 µs a transaction. */
const FEW = 256;

interface Thread {
  roots(input: RootsInput): Promise<Roots>;
  close(): Promise<void>;
}

export function createSealer({ workerUrl }: SealerOptions = {}): Sealer {
  const url = workerUrl ?? new URL('./worker.ts', import.meta.url);
  let thread: Thread | undefined;

  async function rootsOf(input: RootsInput): Promise<Roots> {
    if (packedLength(input.transactions) < FEW) return computeRoots(input);
    thread ??= startThread(url, () => {
      thread = undefined;
    });
    try {
      return await thread.roots(input);
    } catch {
      // The thread is gone, and the next block gets a new one.
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
      await thread?.close();
    },
  };
}

/** As it is, or a copy that other threads can read too. */
function shared({ bytes, offsets }: Packed): Packed {
  if (isShared(bytes)) return { bytes, offsets };
  const copy = sharedBytes(bytes.length);
  copy.set(bytes);
  return { bytes: copy, offsets };
}

function startThread(url: URL, onEnd: () => void): Thread {
  const worker = new Worker(url);
  const waiting: PromiseWithResolvers<Roots>[] = [];
  let cause: unknown = new Error('the thread that seals blocks ended');
  // It must not keep a process alive whose ledger was forgotten.
  worker.unref();
  worker.on('message', (roots: Roots) => waiting.shift()?.resolve(roots));
  worker.on('error', (error) => {
    cause = error;
  });
  worker.on('exit', () => {
    onEnd();
    for (const { reject } of waiting.splice(0)) reject(cause);
  });
  return {
    roots(input) {
      const answer = Promise.withResolvers<Roots>();
      waiting.push(answer);
      worker.postMessage(input);
      return answer.promise;
    },
    async close() {
      await worker.terminate();
    },
  };
}
