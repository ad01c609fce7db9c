import type { Hex, TaskPhase } from '@lode/protocol';
import type { FaultCode } from './fault.ts';

/** The language of a worker and its parent: one JSON object a line. Anything large goes through files. */

/** A line longer than this ends the worker. The largest honest one is an error with its compiler messages. */
export const MAX_LINE_BYTES = 65_536;
/** Longest text of an error that a worker passes on. */
export const MAX_TEXT = 4_096;

export type WorkerRole = 'detect' | 'bench' | 'serve';

/** Given to a worker on its command line. */
export interface WorkerConfig {
  readonly role: WorkerRole;
  /** Address of the `webgpu` module: resolved by the parent, as a worker may read nothing but that package. */
  readonly webgpuUrl: string;
  readonly adapter: AdapterChoice | null;
}

/** What Dawn can tell adapters apart by: it takes the first whose name contains `name`. */
export interface AdapterChoice {
  readonly backend: string;
  readonly name: string;
}

export interface AdapterReport {
  readonly backend: string;
  readonly name: string;
  readonly vendor: string;
  readonly architecture: string;
  readonly device: string;
  readonly description: string;
  readonly fallback: boolean;
  readonly timestamps: boolean;
  readonly limits: {
    readonly maxBufferSize: number;
    readonly maxStorageBufferBindingSize: number;
    readonly maxUniformBufferBindingSize: number;
    readonly maxComputeWorkgroupsPerDimension: number;
  };
}

export interface Scores {
  readonly u32Gops: number;
  readonly f32Gflops: number;
  readonly memoryGBps: number;
}

/** Of a sealed job. It comes by the channel alone: a command line, an environment or a file would outlive the process. */
export interface SealOrder {
  /** Address of `@lode/protocol/seal`, resolved by the parent. */
  readonly moduleUrl: string;
  /** Hex digits. */
  readonly contentKey: string;
  readonly nonce: Hex;
}

export type ToWorker =
  /** Answered with `ready`. */
  | { readonly type: 'ping' }
  | { readonly type: 'prepare'; readonly seal?: SealOrder }
  | { readonly type: 'task'; readonly index: number; readonly serial: number };

export interface OutputReport {
  readonly name: string;
  readonly file: string;
  readonly sha256: string;
  readonly sizeBytes: number;
}

export type FromWorker =
  | { readonly type: 'ready' }
  | { readonly type: 'adapters'; readonly adapters: readonly AdapterReport[]; readonly shadowed: readonly string[] }
  | { readonly type: 'scores'; readonly scores: Scores }
  | { readonly type: 'phase'; readonly phase: TaskPhase }
  | { readonly type: 'progress'; readonly done: number; readonly total: number; readonly gpuMs: number }
  | { readonly type: 'log'; readonly level: 'info' | 'warn'; readonly text: string }
  | { readonly type: 'prepared' }
  | {
      readonly type: 'done';
      readonly gpuMs: number;
      readonly queueMs: number;
      readonly outputs: readonly OutputReport[];
    }
  | {
      readonly type: 'fault';
      readonly code: FaultCode;
      readonly message: string;
      readonly hint?: string;
      readonly details?: Readonly<Record<string, unknown>>;
    };
