import type {
  ErrorShape,
  Hex,
  Job,
  SignedAcceptance,
  SignedLease,
  SignedLeaseKey,
  SignedReceipt,
} from '@lode/protocol';
import type { AttemptStatus, Bill, Exclusion, JobState, TaskState, TaskStatus } from '../api.ts';

/** A job as the buyer works on it. Everything that must outlive the process is in the rows the store writes from these. */

export type AttemptState = AttemptStatus['state'];

/** One replica of a task on one provider: a task of a lease. */
export interface Attempt {
  readonly task: number;
  readonly lease: LeaseRun;
  state: AttemptState;
  phase?: AttemptStatus['phase'];
  progress?: AttemptStatus['progress'];
  gpuMs?: number;
  error?: ErrorShape;
  receipt?: SignedReceipt;
  receiptId?: Hex;
  /** The receipt failed its checks: never paid by us. */
  invalid?: boolean;
  progressToldAtMs: number;
  /** When we first heard that it runs. */
  runningSinceMs?: number;
}

/** What the escrow holds for a lease, as the chain's events tell it. */
export interface LeaseMoneyState {
  /** The reserve is known to be on chain. */
  booked: boolean;
  reservedMicroUsd: bigint;
  paidMicroUsd: bigint;
  readonly claims: Map<number, ClaimMoney>;
  readonly closed: Map<number, { outcome: string; paidMicroUsd: bigint }>;
}

export interface ClaimMoney {
  readonly receipt: Hex;
  readonly microUsd: bigint;
  bondMicroUsd: bigint;
  deadlineMs: number;
  objected: boolean;
}

export type LeaseState = 'reserving' | 'open' | 'ended' | 'void';

export interface LeaseRun {
  readonly id: Hex;
  readonly job: JobRun;
  readonly signed: SignedLease;
  readonly deviceKey: string;
  readonly adapterClass: string;
  readonly attempts: Map<number, Attempt>;
  readonly money: LeaseMoneyState;
  state: LeaseState;
  /** Its reserve was sent and not heard of again: the sweeper looks for it. */
  fateUnknown: boolean;
  lastSeq: number;
  reason?: ErrorShape;
  acceptances: SignedAcceptance[];
  answeredAtMs?: number;
  /** The buyer has tried to settle by itself. */
  selfSettled: boolean;
  /** Paid by voucher while it ran: gone, whatever comes of it. */
  streamedMicroUsd: bigint;
  logs: number;
  /** Of a sealed job: what its content key is sealed to, and whether the provider has had it. */
  readonly leaseKey?: SignedLeaseKey;
  keyDelivered: boolean;
}

export interface TaskOutput {
  readonly name: string;
  readonly file: string;
  readonly hash: Hex;
  readonly sizeBytes: number;
  path?: string;
}

export interface TaskRun {
  readonly index: number;
  state: TaskState;
  readonly attempts: Attempt[];
  /** Providers a lease for this task is being asked of. */
  readonly proposed: Set<Hex>;
  /** Results needed before the task is decided. */
  wanted: number;
  /** Fresh attempts because the work failed or replicas disagreed: bounded by the job's `retries`. */
  fresh: number;
  /** Attempts lost because a provider vanished or lied. */
  lost: number;
  /** Comparison group, for `deviceClass`. */
  group?: string;
  outputs?: readonly TaskOutput[];
  deciding: boolean;
  /** Rebuilt when something changed. */
  status: TaskStatus | undefined;
}

export type Outcome = 'completed' | 'failed' | 'cancelled';

export interface JobRun {
  readonly id: Hex;
  readonly job: Job;
  readonly jobKey: Hex;
  readonly programHash: Hex;
  readonly submittedAtMs: number;
  readonly tasks: readonly TaskRun[];
  readonly leases: Map<Hex, LeaseRun>;
  state: JobState;
  /** What the job ends as once it has settled. */
  outcome?: Outcome;
  reason?: ErrorShape;
  runningAtMs?: number;
  settlingAtMs?: number;
  endedAtMs?: number;
  /** Chain block before anything of this job was sent. */
  fromBlock: bigint;
  fundedMicroUsd: bigint;
  refundedMicroUsd: bigint;
  maxMicroUsd: bigint;
  exclusions: readonly Exclusion[];
  seq: number;
  /** Results still needed, over all tasks: kept up so that nothing has to be counted again. */
  needed: number;
  accepted: number;
  /** Asked of providers and not reserved yet: counts against the budget. */
  pendingMicroUsd: bigint;
  /** Made again when the journal was told of a change. */
  bill?: Bill | undefined;
}

export function newTask(index: number, job: Job): TaskRun {
  return {
    index,
    state: 'waiting',
    attempts: [],
    proposed: new Set(),
    wanted: job.verify.replicas,
    fresh: 0,
    lost: 0,
    deciding: false,
    status: undefined,
  };
}

export const isActive = (attempt: Attempt): boolean => attempt.state === 'assigned' || attempt.state === 'running';
export const isReturned = (attempt: Attempt): boolean => attempt.state === 'returned';
export const isEnded = (run: JobRun): boolean =>
  run.state === 'completed' || run.state === 'failed' || run.state === 'cancelled';

/** Results a task still has to be leased for. */
export function neededBy(task: TaskRun): number {
  if (task.state === 'accepted' || task.state === 'failed' || task.deciding) return 0;
  let have = task.proposed.size;
  for (const attempt of task.attempts) if (isActive(attempt) || isReturned(attempt)) have++;
  return Math.max(0, task.wanted - have);
}

/** Runs a change of a task and keeps the job's count of needed results true. */
export function changeTask(run: JobRun, task: TaskRun, change: () => void): void {
  const before = neededBy(task);
  change();
  run.needed += neededBy(task) - before;
  task.status = undefined;
}
