import { Worker } from 'node:worker_threads';
import { RootFault } from './errors.ts';
import type { KeeperOptions, Reply, Request } from './keeper.ts';
import type { Answer } from './rootWorker.ts';

/** Calls waiting for the worker. The ledger has two under way: one more than that means it does not wait for roots. */
const MOST_WAITING = 64;
type Settle = { resolve(reply: Reply): void; reject(error: unknown): void };

/** Calls to the thread of the tree, answered in order. */
export interface Link {
  /** Throws at once where the call is not taken. */
  call(request: Request): Promise<Reply>;
  /** After the calls made before it. */
  close(): Promise<void>;
  /** At once: calls under way fail. */
  end(): Promise<void>;
}

function ownBuffers(request: Request): ArrayBuffer[] {
  if (request.kind !== 'apply' && request.kind !== 'load') return [];
  const { buffer } = request.rows;
  return buffer instanceof ArrayBuffer ? [buffer] : [];
}

export function startWorker(options: KeeperOptions): Link {
  const worker = new Worker(new URL('./rootWorker.ts', import.meta.url), { workerData: options });
  const waiting = new Map<number, Settle>();
  let nextId = 0;
  let gone: RootFault | undefined;

  const died = (cause?: unknown) => {
    gone ??= new RootFault('worker-died', "the state tree's thread ended: open the tree again", {}, cause);
    for (const { reject } of waiting.values()) reject(gone);
    waiting.clear();
  };
  worker.on('error', died);
  worker.on('exit', () => died());
  worker.on('message', (answer: Answer) => {
    const settle = waiting.get(answer.id);
    waiting.delete(answer.id);
    if ('reply' in answer) settle?.resolve(answer.reply);
    else settle?.reject(new RootFault(answer.fault.code, answer.fault.message, answer.fault.details));
  });

  return {
    call(request) {
      if (gone !== undefined) throw gone;
      if (waiting.size >= MOST_WAITING) {
        const message = `${MOST_WAITING} calls wait for the state tree: await earlier ones before making more`;
        throw new RootFault('queue-full', message, { waiting: waiting.size });
      }
      const id = nextId++;
      return new Promise((resolve, reject) => {
        waiting.set(id, { resolve, reject });
        worker.postMessage({ id, request }, ownBuffers(request));
      });
    },
    async close() {
      gone ??= new RootFault('closed', 'the state tree is closed');
      while (waiting.size > 0) {
        const { promise, resolve } = Promise.withResolvers<unknown>();
        worker.once('message', resolve).once('exit', resolve);
        await promise;
      }
      await worker.terminate();
    },
    async end() {
      await worker.terminate();
    },
  };
}
