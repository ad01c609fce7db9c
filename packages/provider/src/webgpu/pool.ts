import { LodeError } from '@lode/protocol';
import { type WorkerOptions, WorkerProcess, waitFor } from './worker-process.ts';

/** A worker is ready in 0.2 s on an idle machine; a driver with a cold cache takes some seconds. */
const START_TIMEOUT_MS = 20_000;

interface Spare {
  readonly worker: WorkerProcess;
  readonly ready: Promise<unknown>;
}

/**
 * Workers of one device, started ahead of the leases that will use them. Each serves one lease. Used ones are replaced
 * when their lease ends, not when it starts: on a CPU adapter a starting process takes cores from the running kernel.
 */
export class WorkerPool {
  readonly #options: WorkerOptions;
  readonly #size: number;
  #spares: Spare[] = [];
  #stopped = false;

  constructor(options: WorkerOptions, size: number) {
    this.#options = options;
    this.#size = size;
  }

  /** Starts what is missing. A worker that cannot start is found out, and its reason told, when one is needed. */
  refill(): void {
    this.#spares = this.#spares.filter(({ worker }) => worker.alive);
    try {
      while (!this.#stopped && this.#spares.length < this.#size) this.#spares.push(start(this.#options));
    } catch {
      // The system has no process to give now: the next lease tries again, and tells if it still has none.
    }
  }

  /** @throws LodeError `GPU_ERROR` when no worker becomes ready; `CANCELLED` */
  async take(signal: AbortSignal): Promise<WorkerProcess> {
    if (this.#stopped) throw new LodeError('GPU_ERROR', 'The provider is stopping.');
    let spare = this.#spares.shift();
    // A spare that died while waiting (its driver was updated, say) must not cost a lease.
    while (spare !== undefined && !spare.worker.alive) spare = this.#spares.shift();
    const { worker, ready } = spare ?? this.#start();
    const cancelled = Promise.withResolvers<never>();
    const cancel = () => cancelled.reject(new LodeError('CANCELLED', 'Cancelled while a GPU process was starting.'));
    signal.addEventListener('abort', cancel, { once: true });
    if (signal.aborted) cancel();
    try {
      await Promise.race([ready, cancelled.promise]);
      return worker;
    } catch (error) {
      await worker.kill();
      throw error;
    } finally {
      signal.removeEventListener('abort', cancel);
    }
  }

  #start(): Spare {
    try {
      return start(this.#options);
    } catch (cause) {
      throw new LodeError('GPU_ERROR', 'A GPU process could not be started.', { cause });
    }
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await Promise.all(this.#spares.splice(0).map(({ worker }) => worker.kill()));
  }
}

function start(options: WorkerOptions): Spare {
  const worker = new WorkerProcess(options);
  const ready = waitFor(worker, 'ready', START_TIMEOUT_MS).finally(() => worker.listen(undefined));
  // Asked for only when the worker is taken.
  ready.catch(() => {});
  return { worker, ready };
}
