import type { Hex, SignedLease, SignedLeaseKey } from '@lode/protocol';
import type { ReliabilityBook } from '../match/reliability.ts';
import type { Unavailable } from '../match/rules.ts';
import type { Payer } from '../stream/payer.ts';
import type { BondBook } from './bonds.ts';
import type { Journal } from './journal.ts';
import type { JobRun, LeaseRun, TaskRun } from './model.ts';
import type { BuyerOptions, BuyerTuning } from './options.ts';
import type { Run } from './plan.ts';
import type { Semaphore } from './semaphore.ts';

/** What the parts of the buyer share. */
export interface Engine {
  readonly options: BuyerOptions;
  readonly tuning: BuyerTuning;
  readonly journal: Journal;
  readonly book: ReliabilityBook;
  readonly bonds: BondBook;
  readonly payer: Payer;
  /** Devices leased or asked for, over all jobs. */
  readonly busy: Set<string>;
  /** Devices whose provider refused, until when. */
  readonly unavailable: Map<string, Unavailable>;
  readonly works: Map<Hex, JobWork>;
  readonly stopping: AbortSignal;
  /** Runs something in the background: errors are logged, and `stop` waits for it. */
  track(what: string, work: Promise<unknown>): void;
  /** Looks at the chain soon. */
  watchSoon(): void;
  /** Asks providers for what is left in payment channels that nothing under way needs. */
  askRefunds(): void;
}

/** A job under way: its run and what only this process knows of it. */
export interface JobWork {
  readonly run: JobRun;
  /** Ends when the job's work ends, whatever the reason. */
  readonly abort: AbortController;
  /** Tasks something happened to. */
  readonly dirty: Set<TaskRun>;
  readonly fetches: Semaphore;
  readonly leaseAborts: Map<Hex, AbortController>;
  /** Signed by both, waiting for the next transaction. */
  ready: ReadyLease[];
  readyAtMs: number;
  proposals: number;
  reserving: boolean;
  strandedAtMs?: number;
  /** Average wall time of a task, for the size of leases. */
  taskMs: number;
  billToldAtMs: number;
  wake(): void;
}

export interface ReadyLease {
  readonly id: Hex;
  readonly signed: SignedLease;
  /** Of a sealed job. */
  readonly leaseKey?: SignedLeaseKey;
  readonly run: Run;
}

export const nowOf = (engine: Engine): number => engine.options.clock.nowMs();

export function leaseController(work: JobWork, lease: LeaseRun): AbortController {
  const known = work.leaseAborts.get(lease.id);
  if (known !== undefined) return known;
  const made = new AbortController();
  work.leaseAborts.set(lease.id, made);
  return made;
}
