import { Worker } from 'node:worker_threads';
import type { SealedBlock } from '../seams.ts';
import { HistoryFault } from './errors.ts';
import type { FromIndexer, ToIndexer } from './historyWorker.ts';
import type { IndexerOptions } from './indexer.ts';
import { recordOf } from './record.ts';
import { createRecordSpace } from './recordSpace.ts';

/** Hands blocks to the thread that writes them. */
export interface Writer {
  send(block: SealedBlock): void;
  /** Resolves once there is room. */
  room(): Promise<void>;
  close(): Promise<void>;
}

interface WriterOptions extends IndexerOptions {
  backlogBlocks: number;
  backlogBytes: number;
  onIndexed(block: number): void;
}

export function startWriter({ dir, window, backlogBlocks, backlogBytes, onIndexed }: WriterOptions): Writer {
  const worker = new Worker(new URL('./historyWorker.ts', import.meta.url), { workerData: { dir, window } });
  const space = createRecordSpace();
  const waiting: { number: number; bytes: number; inSpace: boolean }[] = [];
  let bytes = 0;
  let fault: HistoryFault | undefined;
  let closing = false;
  let waiters: (() => void)[] = [];

  function wake(): void {
    const woken = waiters;
    waiters = [];
    for (const resolve of woken) resolve();
  }
  function fail(reason: string, cause?: unknown): void {
    const message = `the history could not be written (${reason}): mend it, then open the history again`;
    fault ??= new HistoryFault('failed', message, {}, cause);
    wake();
  }
  const exited = new Promise<void>((resolve) => {
    worker.once('exit', () => {
      fail('its thread ended');
      resolve();
    });
  });
  worker.on('error', (error) => fail('its thread failed', error));
  worker.on('message', (message: FromIndexer) => {
    if (message.kind === 'failed') return fail(message.message);
    while (waiting[0] !== undefined && waiting[0].number <= message.block) {
      bytes -= waiting[0].bytes;
      if (waiting[0].inSpace) space.release();
      waiting.shift();
    }
    onIndexed(message.block);
    wake();
  });
  const post = (message: ToIndexer) => worker.postMessage(message);

  return {
    send(block) {
      if (closing) throw new HistoryFault('closed', 'the history is closed');
      if (fault !== undefined) throw fault;
      const sent = recordOf(block, space);
      waiting.push({ number: sent.number, bytes: sent.record.length, inSpace: sent.aligned });
      bytes += sent.record.length;
      post({ kind: 'block', block: sent });
    },
    async room() {
      while (fault === undefined && (waiting.length > backlogBlocks || bytes > backlogBytes)) {
        const { promise, resolve } = Promise.withResolvers<void>();
        waiters.push(resolve);
        await promise;
      }
      if (fault !== undefined) throw fault;
    },
    async close() {
      closing = true;
      post({ kind: 'close' });
      await exited;
    },
  };
}
