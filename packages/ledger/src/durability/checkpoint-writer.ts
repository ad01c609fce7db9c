import { Worker } from 'node:worker_threads';
import type { Checkpoint } from './checkpoint.ts';
import type { CheckpointOrder, CheckpointReport, CheckpointSetup } from './checkpoint-worker.ts';
import { DurabilityFault } from './errors.ts';
import type { Follower } from './follower.ts';

/** Writes the checkpoint behind the log: on a thread of its own, or in place where a test owns the disk. */
export interface CheckpointWriter {
  /** Brings the checkpoint up to `last`, telling each step. One call at a time. @throws DurabilityFault CHECKPOINT_FAILED */
  advance(last: bigint, progress: (block: bigint) => void): Promise<void>;
  /** Ends after the step that is being written. */
  close(): Promise<void>;
}

export function createInlineWriter(checkpoint: Checkpoint, follower: Follower, start: bigint): CheckpointWriter {
  let block = start;
  let closed = false;
  return {
    async advance(last, progress) {
      while (block < last && !closed) {
        await new Promise(setImmediate);
        if (closed) return;
        block = follower.step(last);
        progress(block);
      }
    },
    async close() {
      closed = true;
      follower.close();
      await checkpoint.close();
    },
  };
}

export function createThreadWriter(setup: CheckpointSetup): CheckpointWriter {
  const worker = new Worker(new URL('./checkpoint-worker.ts', import.meta.url), { workerData: setup });
  let failure: Error | undefined;
  let closed = false;
  let call: { last: bigint; progress(block: bigint): void; settle(error?: Error): void } | undefined;
  const fail = (error: Error): void => {
    failure ??= error;
    call?.settle(failure);
  };
  const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  worker.on('message', (report: CheckpointReport) => {
    if ('error' in report) return fail(new DurabilityFault('CHECKPOINT_FAILED', report.error));
    call?.progress(report.block);
    if (call && report.block >= call.last) call.settle();
  });
  worker.on('error', (cause) => fail(stopped(cause)));
  worker.on('exit', () => (closed ? call?.settle() : fail(stopped())));
  const order = (message: CheckpointOrder): void => worker.postMessage(message);

  return {
    advance(last, progress) {
      if (failure) return Promise.reject(failure);
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const settle = (error?: Error): void => {
        call = undefined;
        if (error) reject(error);
        else resolve();
      };
      call = { last, progress, settle };
      order({ advance: last });
      return promise;
    },
    async close() {
      closed = true;
      order('close');
      await exited;
    },
  };
}

const stopped = (cause?: unknown): Error =>
  new DurabilityFault(
    'CHECKPOINT_FAILED',
    'The thread that writes the checkpoint ended. Nothing is lost, the log has every block: start again.',
    { cause },
  );
