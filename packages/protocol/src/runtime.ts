import type { Job } from './job/job.ts';
import type { Device, Offer } from './offer.ts';
import type { Receipt } from './receipt.ts';
import type { Hex } from './scalars.ts';

/**
 * The seam between the market (who pays whom for what) and a provider's runtimes (what runs on the device).
 * `provider` implements it, `market` uses it; neither knows the other.
 */

export type TaskPhase = 'starting' | 'compiling' | 'uploading' | 'running' | 'reading';

/** What a task says while it runs. */
export type TaskEvent =
  | { readonly type: 'phase'; readonly phase: TaskPhase }
  | { readonly type: 'progress'; readonly done: number; readonly total: number }
  | { readonly type: 'metering'; readonly gpuMs: number }
  | { readonly type: 'log'; readonly level: 'info' | 'warn' | 'error'; readonly text: string };

/** An output file of a task, already hashed; the runtime's owner may move or delete it. */
export interface TaskOutput {
  readonly name: string;
  readonly hash: Hex;
  readonly sizeBytes: number;
  readonly path: string;
}

/** What a finished task yields: the facts that its receipt is made from. */
export interface TaskOutcome
  extends Pick<
    Receipt,
    'traceRoot' | 'gpuMs' | 'energy' | 'peakVramBytes' | 'adapterClass' | 'startedAtMs' | 'endedAtMs'
  > {
  readonly outputs: readonly TaskOutput[];
  /**
   * Wall milliseconds from the first submit to the device until all outputs could be read: what the same work takes
   * when called directly. For benchmarks and logs; receipts hold `gpuMs` alone.
   */
  readonly queueMs: number;
}

/** Longest texts of a task that reach the buyer whole. */
export const TASK_TEXT_LIMITS = { logChars: 4_096, errorChars: 1_900 } as const;

export interface SessionRequest {
  /** Names the session in logs and temporary folders. */
  readonly id: string;
  readonly device: string;
  readonly job: Job;
  /** Path of each job input, by input name; the content was checked against its hash. */
  readonly inputPaths: ReadonlyMap<string, string>;
  /**
   * Of a sealed job: inputs open with it, outputs are sealed with it before they are written, and so is every text that
   * the session tells (log lines, messages of its errors), each no longer than {@link TASK_TEXT_LIMITS}.
   */
  readonly contentKey?: Uint8Array;
  /** Folder for outputs: exists, empty, owned by the session until it closes. */
  readonly outputFolder: string;
}

/** One lease's hold of a device, in a process of its own that is never used for another lease. */
export interface Session {
  /**
   * Runs one task; tasks of a session run one after another.
   *
   * @throws LodeError `BAD_TASK`, `INPUT_MISSING`, `SHADER_INVALID`, `BUFFER_LIMIT`, which leave the session open; `COMPILE_TIMEOUT`,
   * `TASK_TIMEOUT`, `MEMORY_LIMIT`, `GPU_ERROR`, `WORKER_DIED`, `CANCELLED`, after which it is closed.
   */
  runTask(index: number, options: { signal: AbortSignal; onEvent(event: TaskEvent): void }): Promise<TaskOutcome>;
  /** Ends the process, if it still runs, and waits until it is gone. Safe to call twice. */
  close(): Promise<void>;
}

/** Where work is run: a machine's devices behind its runtimes. */
export interface Backend {
  devices(): readonly Device[];
  /** The parts of an offer that the machine itself knows. */
  capabilities(): Pick<Offer, 'devices' | 'runtimes' | 'energy' | 'warm'> & {
    limits: Pick<Offer['limits'], 'maxTaskMs' | 'maxCompileMs' | 'maxBufferBytes' | 'maxInputBytes'>;
  };
  /** @throws LodeError `DEVICE_UNKNOWN`, `DEVICE_BUSY`, `GPU_ERROR` */
  open(request: SessionRequest, signal: AbortSignal): Promise<Session>;
  stop(): Promise<void>;
}
