import { Worker } from 'node:worker_threads';
import type { Job, JobFailure, WorkerMessage, WorkerSetup } from './job.ts';

export type LaneOutcome = { kind: 'done' } | { kind: 'failed'; failure: JobFailure } | { kind: 'lost'; cause: unknown };

/** A worker thread that runs one job at a time. */
export interface Lane {
  /** Resolves when it can take jobs, also where it was lost before. */
  ready: Promise<void>;
  readonly lost: boolean;
  /** Why it was lost. */
  readonly cause: unknown;
  run(job: Job): Promise<LaneOutcome>;
  /** Ends the thread, whatever it does; what it runs is lost. */
  stop(): Promise<void>;
}

/** Of JavaScript alone: state and EVM memory lie outside. Compiled contracts and precompiles need some ten megabytes. */
const HEAP_MB = 512;

export function startLane(setup: WorkerSetup): Lane {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), {
    workerData: setup,
    transferList: setup.compiler === undefined ? [] : [setup.compiler],
    resourceLimits: { maxOldGenerationSizeMb: setup.faults?.heapMb ?? HEAP_MB },
  });
  const started = Promise.withResolvers<void>();
  let isLost = false;
  let cause: unknown;
  let stopping: Promise<number> | undefined;
  let running: { id: number; end: (outcome: LaneOutcome) => void } | undefined;

  function lose(): void {
    isLost = true;
    started.resolve();
    running?.end({ kind: 'lost', cause });
    running = undefined;
  }

  worker.on('message', (message: WorkerMessage) => {
    if (message.kind === 'ready') return started.resolve();
    if (message.id !== running?.id) return;
    const { end } = running;
    running = undefined;
    end(message.failure === undefined ? { kind: 'done' } : { kind: 'failed', failure: message.failure });
  });
  worker.on('error', (error) => {
    cause = error;
  });
  worker.on('exit', (code) => {
    cause ??= new Error(`the thread left with code ${code}`);
    lose();
  });

  return {
    ready: started.promise,
    get lost() {
      return isLost;
    },
    get cause() {
      return cause;
    },
    run(job) {
      if (isLost) return Promise.resolve({ kind: 'lost', cause });
      return new Promise((end) => {
        running = { id: job.id, end };
        worker.postMessage(job);
      });
    },
    async stop() {
      cause ??= new Error('the thread was stopped');
      stopping ??= worker.terminate();
      await stopping;
      lose();
    },
  };
}
