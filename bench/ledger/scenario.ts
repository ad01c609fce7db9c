import type { Measured } from './meter.ts';
import type { WorkloadName } from './worlds.ts';

export type Kind = 'limit' | 'direct' | 'execute' | 'recover' | 'durable' | 'rpc' | 'stages' | 'ethereumjs' | 'anvil';

/** One cell of the table, run in a process of its own: neither memory nor compiled code of another one counts. */
export interface Scenario {
  kind: Kind;
  workload: WorkloadName;
  accounts: number;
  workers: number;
  blockSize: number;
  /** Measured for so long, after warming up. */
  seconds: number;
  /** Durable only: what of the state may be in memory. */
  memoryBudgetBytes?: number;
  /** Where chains are kept while they are measured. */
  dir: string;
}

/** How a durable run went on, in tenths of its time. */
export interface Course {
  perSecond: number[];
  /** Blocks that the indexes and the checkpoint were behind, at the end of each tenth. */
  indexLag: number[];
  checkpointLag: number[];
  rssBytes: number[];
  stateBytes: number[];
  /** Rows read from disk, in each tenth. */
  coldReads: number[];
}

export interface Outcome {
  measured: Measured;
  /** The workload's name in words. */
  name: string;
  /** Further rates of the same run, by name, a second. */
  rates: Record<string, number>;
  course?: Course;
}

/** Warming up: V8 and the compiler need some thousand transactions, and then some time beside them. */
export const WARM_BLOCKS = 4;
export const warmMs = ({ seconds }: Scenario): number => Math.min(1_500, 1_000 * seconds);
