import { LodeError } from '@lode/protocol';
import { type WorkerOptions, WorkerProcess, waitFor } from './worker-process.ts';

/** A worker is ready in 0.2 s on an idle machine; a driver with a cold cache takes some seconds. */
const START_TIMEOUT_MS = 20_000;
/** An idle worker answers in less than a millisecond; on a machine that is swapping, in some seconds. */
const PING_TIMEOUT_MS = 10_000;

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
  readonly #all = new Set<WorkerProcess>();
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
      while (!this.#stopped && this.#spares.length < this.#size) this.#spares.push(this.#start());
    } catch {
      // The system has no process to give now: the next lease tries again, and tells if it still has none.
    }
  }

  /**
   * A worker that answers. A spare that died or hangs (its driver was updated, say) must not cost a lease, and its end
   * may not have been noticed yet: each is asked, and passed over if it does not answer.
   *
   * @throws LodeError `GPU_ERROR` when no worker becomes ready; `CANCELLED`
   */
  async take(signal: AbortSignal): Promise<WorkerProcess> {
    for (let spare = this.#spares.shift(); spare !== undefined; spare = this.#spares.shift()) {
      const worker = await this.#checked(spare, signal).catch((error: LodeError) => {
        if (error.code === 'CANCELLED') throw error;
      });
      if (worker !== undefined) return worker;
    }
    return this.#checked(this.#start(), signal);
  }

  async #checked({ worker, ready }: Spare, signal: AbortSignal): Promise<WorkerProcess> {
    const cancelled = Promise.withResolvers<never>();
    const cancel = () => cancelled.reject(new LodeError('CANCELLED', 'Cancelled while a GPU process was starting.'));
    signal.addEventListener('abort', cancel, { once: true });
    if (signal.aborted) cancel();
    try {
      await Promise.race([ready, cancelled.promise]);
      const answer = waitFor(worker, 'ready', PING_TIMEOUT_MS, signal);
      worker.send({ type: 'ping' });
      await answer;
      return worker;
    } catch (error) {
      await worker.kill();
      throw error;
    } finally {
      worker.listen(undefined);
      signal.removeEventListener('abort', cancel);
    }
  }

  #start(): Spare {
    if (this.#stopped) throw new LodeError('GPU_ERROR', 'The provider is stopping.');
    try {
      const spare = start(this.#options);
      this.#all.add(spare.worker);
      void spare.worker.exited.then(() => this.#all.delete(spare.worker));
      return spare;
    } catch (cause) {
      throw new LodeError('GPU_ERROR', 'A GPU process could not be started.', { cause });
    }
  }

  /** Ends every worker, taken ones too. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await Promise.all([...this.#all].map((worker) => worker.kill()));
  }
}

function start(options: WorkerOptions): Spare {
  const worker = new WorkerProcess(options);
  const ready = waitFor(worker, 'ready', START_TIMEOUT_MS).finally(() => worker.listen(undefined));
  // Asked for only when the worker is taken.
  ready.catch(() => {});
  return { worker, ready };
}
