import { Worker } from 'node:worker_threads';
import type { Leaves, Range, Roots, RootsInput } from '../blocks/roots.ts';
import type { SealOrder } from './worker.ts';

/** A thread that seals. It answers in order; a rejection means that it is gone. */
export interface SealThread {
  leaves(input: RootsInput, range: Range): Promise<Leaves>;
  join(input: RootsInput, parts: readonly Leaves[]): Promise<Roots>;
  close(): Promise<void>;
}

export function startThread(url: URL, onEnd: () => void): SealThread {
  const worker = new Worker(url);
  const waiting: PromiseWithResolvers<unknown>[] = [];
  let cause: unknown = new Error('the thread that seals blocks ended');
  // It must not keep a process alive whose ledger was forgotten.
  worker.unref();
  worker.on('message', (answer: unknown) => waiting.shift()?.resolve(answer));
  worker.on('error', (error) => {
    cause = error;
  });
  worker.on('exit', () => {
    onEnd();
    for (const { reject } of waiting.splice(0)) reject(cause);
  });
  const order = (message: SealOrder): Promise<unknown> => {
    const answer = Promise.withResolvers<unknown>();
    waiting.push(answer);
    worker.postMessage(message);
    return answer.promise;
  };
  return {
    leaves: (input, range) => order({ input, range }) as Promise<Leaves>,
    join: (input, parts) => order({ input, parts }) as Promise<Roots>,
    async close() {
      await worker.terminate();
    },
  };
}
