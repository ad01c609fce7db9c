import { LodeError, type TaskPhase } from '@lode/protocol';
import type { FromWorker, ToWorker } from '../worker/messages.ts';
import { watchResident } from './rss-watch.ts';
import { exitText, type WorkerExit, type WorkerProcess } from './worker-process.ts';

/** How long each phase may take, by the parent's clock: the worker's own may be stuck in native code. */
export interface PhaseLimits {
  readonly compileMs: number;
  /** Wall time, so that a kernel cannot hide behind a clock it slows down. */
  readonly taskMs: number;
  /** Moving bytes to and from the device. */
  readonly transferMs: number;
}

export interface ExchangeOptions {
  readonly limits: PhaseLimits;
  readonly maxResidentBytes: number;
  readonly signal: AbortSignal;
  onPhase(phase: TaskPhase): void;
  onLog(line: { readonly level: 'info' | 'warn'; readonly text: string }): void;
  onProgress(progress: { readonly done: number; readonly total: number; readonly gpuMs: number }): void;
}

type Answer<T extends FromWorker['type']> = Extract<FromWorker, { type: T }>;

const FIRST_PHASE = { prepare: 'compiling', task: 'running' } as const;

/**
 * Sends a worker one command and waits for its answer, within the limits of each phase.
 *
 * @throws LodeError those of `Session.runTask`
 */
export async function exchange<T extends 'prepared' | 'done'>(
  worker: WorkerProcess,
  command: Exclude<ToWorker, { type: 'ping' }>,
  answerType: T,
  options: ExchangeOptions,
): Promise<Answer<T>> {
  const { signal, maxResidentBytes } = options;
  const answer = Promise.withResolvers<Answer<T>>();
  let phase: TaskPhase = FIRST_PHASE[command.type];
  let timer = setTimeout(() => {}, 0);
  const enter = (next: TaskPhase) => {
    phase = next;
    clearTimeout(timer);
    const { code, limitMs } = phaseLimit(next, options.limits);
    timer = setTimeout(() => answer.reject(timeout(code, next, limitMs)), limitMs);
  };
  const cancel = () => answer.reject(new LodeError('CANCELLED', `Cancelled while ${phase}.`));
  const unwatch = watchResident(worker.pid ?? 0, maxResidentBytes, (bytes) => {
    answer.reject(
      memoryError(`The worker had ${bytes} bytes in memory while ${phase}; the limit is ${maxResidentBytes}.`),
    );
  });
  signal.addEventListener('abort', cancel, { once: true });
  if (signal.aborted) cancel();
  worker.listen({
    onMessage: (message) => {
      if (message.type === answerType) answer.resolve(message as Answer<T>);
      else if (message.type === 'fault') answer.reject(LodeError.fromJSON(message));
      else if (message.type === 'log') options.onLog(message);
      else if (message.type === 'progress') options.onProgress(message);
      else if (message.type === 'phase') {
        enter(message.phase);
        options.onPhase(message.phase);
      }
    },
    onExit: (exit) => answer.reject(deathError(exit, phase)),
  });
  try {
    enter(phase);
    worker.send(command);
    return await answer.promise;
  } finally {
    clearTimeout(timer);
    unwatch();
    worker.listen(undefined);
    signal.removeEventListener('abort', cancel);
  }
}

/** Node's timers hold 31 bits; a longer limit is as good as this one. */
const MAX_TIMER_MS = 2 ** 31 - 1;

function phaseLimit(phase: TaskPhase, limits: PhaseLimits): { code: string; limitMs: number } {
  const [code, limitMs] =
    phase === 'compiling'
      ? ['COMPILE_TIMEOUT', limits.compileMs]
      : ['TASK_TIMEOUT', phase === 'running' ? limits.taskMs : limits.transferMs];
  return { code, limitMs: Math.min(MAX_TIMER_MS, limitMs) };
}

function timeout(code: string, phase: TaskPhase, limitMs: number): LodeError {
  const hint =
    code === 'COMPILE_TIMEOUT'
      ? 'Make the kernels simpler (deeply nested calls and unrolled loops compile slowly), or raise timeouts.compile.'
      : 'Split the work into more tasks, or raise timeouts.task.';
  return new LodeError(code, `The task was still ${phase} after ${limitMs} ms and was stopped.`, {
    hint,
    details: { phase, limitMs },
  });
}

const memoryError = (message: string): LodeError =>
  new LodeError('MEMORY_LIMIT', message, { hint: 'Make the kernels simpler, or the buffers smaller.' });

function deathError(exit: WorkerExit, phase: TaskPhase): LodeError {
  if (exit.stderr.includes('JavaScript heap out of memory'))
    return memoryError(`The worker ran out of memory while ${phase}.`);
  return new LodeError('WORKER_DIED', `The GPU process ended while ${phase}, ${exitText(exit)}`, {
    hint: 'The task can be tried again; if it happens again, the kernel crashes this driver.',
    details: { phase, code: exit.code, signal: exit.signal },
  });
}
