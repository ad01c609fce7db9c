import type {
  Device,
  ErrorShape,
  Hex,
  Job,
  LeaseKeyView,
  Offer,
  SealedKey,
  SignedReceipt,
  TaskPhase,
} from '@lode/protocol';

/** What the gateway, the node and tests see of the buyer's side. Amounts are micro-dollars. */

export type JobState =
  | 'queued'
  | 'matching'
  | 'funding'
  | 'running'
  | 'settling'
  | 'completed'
  | 'failed'
  | 'cancelled';
export type TaskState = 'waiting' | 'leased' | 'running' | 'verifying' | 'accepted' | 'failed';

/** One replica of a task on one provider. */
export interface AttemptStatus {
  readonly lease: Hex;
  readonly provider: Hex;
  readonly device: string;
  readonly attempt: number;
  readonly state: 'assigned' | 'running' | 'returned' | 'accepted' | 'rejected' | 'lost' | 'failed' | 'cancelled';
  readonly phase?: TaskPhase;
  readonly progress?: { readonly done: number; readonly total: number };
  readonly gpuMs?: number;
  readonly outputsRoot?: Hex;
  readonly error?: ErrorShape;
}

export interface TaskStatus {
  readonly index: number;
  readonly state: TaskState;
  readonly attempts: readonly AttemptStatus[];
  /** Present once accepted. */
  readonly outputs?: readonly {
    readonly name: string;
    readonly file: string;
    readonly hash: Hex;
    readonly sizeBytes: number;
  }[];
}

/** Why an offer, or one of its devices, was left out: `code` for scripts, `reason` for people. */
export interface Exclusion {
  readonly offer: Hex;
  readonly provider: Hex;
  readonly device?: string;
  readonly code: string;
  readonly reason: string;
}

export interface Bill {
  /** The most the job could have cost; what was put into escrow; what left it to providers; what came back; what is still locked and until when. */
  readonly maxMicroUsd: bigint;
  readonly fundedMicroUsd: bigint;
  readonly paidMicroUsd: bigint;
  /** Paid by voucher from payment channels, beside the escrow. */
  readonly streamedMicroUsd: bigint;
  /** Streamed for tasks that are not accepted: what we would lose if nothing more came. */
  readonly exposureMicroUsd: bigint;
  readonly refundedMicroUsd: bigint;
  readonly lockedMicroUsd: bigint;
  readonly lockedUntilMs?: number;
  readonly lines: readonly BillLine[];
}

export interface BillLine {
  readonly task: number;
  readonly provider: Hex;
  readonly lease: Hex;
  readonly receipt: Hex;
  readonly gpuMs: number;
  readonly priceMicroUsd: bigint;
  /** From escrow. */
  readonly paidMicroUsd: bigint;
  /** By voucher, while it ran. */
  readonly streamedMicroUsd: bigint;
  /** `unfinished`: streamed for a task that brought no receipt. */
  readonly outcome: 'paid' | 'unpaid-minority' | 'unpaid-invalid' | 'unfinished' | 'pending';
  readonly millijoules?: number;
}

export interface JobStatus {
  readonly id: Hex;
  readonly name: string;
  readonly sealed?: true;
  readonly state: JobState;
  /** Why it failed, or why it waits (no offer fits, say). */
  readonly reason?: ErrorShape;
  readonly submittedAtMs: number;
  /** First moment at which a provider reported a task as running on its device. */
  readonly runningAtMs?: number;
  readonly endedAtMs?: number;
  readonly tasks: readonly TaskStatus[];
  readonly bill: Bill;
  readonly exclusions: readonly Exclusion[];
  /** What was checked, in plain words, such as "16 tasks on 2 providers each; 16 agreed; 1 provider disagreed 5 times". */
  readonly checked: string;
}

export type JobEvent =
  | {
      readonly seq: number;
      readonly atMs: number;
      readonly type: 'state';
      readonly state: JobState;
      readonly reason?: ErrorShape;
    }
  | {
      readonly seq: number;
      readonly atMs: number;
      readonly type: 'task';
      readonly task: number;
      readonly state: TaskState;
    }
  | {
      readonly seq: number;
      readonly atMs: number;
      readonly type: 'attempt';
      readonly task: number;
      readonly attempt: AttemptStatus;
    }
  | {
      readonly seq: number;
      readonly atMs: number;
      readonly type: 'log';
      readonly task: number;
      readonly provider: Hex;
      readonly level: 'info' | 'warn' | 'error';
      readonly text: string;
    }
  /** A provider waits for the key of a sealed job. */
  | { readonly seq: number; readonly atMs: number; readonly type: 'key'; readonly lease: Hex }
  | { readonly seq: number; readonly atMs: number; readonly type: 'bill'; readonly bill: Bill };

export interface OfferView {
  readonly hash: Hex;
  readonly offer: Offer;
  readonly bondMicroUsd: bigint;
  readonly seenAtMs: number;
  readonly own: boolean;
}

/** What a job can cost at most, before it is submitted. */
export interface Estimate {
  readonly maxMicroUsd: bigint;
  /** Of it paid by voucher while the work runs: gone if it is not finished, or found wrong. */
  readonly streamedMicroUsd: bigint;
  /** Of it held in escrow until the work is checked. */
  readonly holdbackMicroUsd: bigint;
  /** Of our own transactions, about. */
  readonly gas: bigint;
  readonly gasWei?: bigint;
}

/** One device that could take work, best first. */
export interface Candidate {
  readonly offer: Hex;
  readonly provider: Hex;
  readonly device: Device;
  readonly microUsdPerGpuSecond: bigint;
}

export interface Buyer {
  /**
   * Takes a job and the inputs it names that are not in the blob store yet; returns once it is durable.
   *
   * @throws LodeError `INPUT_MISSING`, `INPUT_MISMATCH`, `JOB_EXISTS`, `QUEUE_FULL`, `INSUFFICIENT_FUNDS`
   */
  submit(job: Job): Promise<JobStatus>;
  /** Throws what {@link Buyer.submit} would throw now, and changes nothing. */
  check(job: Job): Promise<void>;
  list(): readonly JobStatus[];
  /** @throws LodeError `JOB_UNKNOWN` */
  get(id: Hex): JobStatus;
  /** Events after `afterSeq`, then, unless `follow` is false, live ones until the job ends or the signal fires. */
  events(id: Hex, options: { afterSeq?: number; follow?: boolean; signal: AbortSignal }): AsyncIterable<JobEvent>;
  /** Ends the job; finished tasks stay paid, the rest is refunded. Safe to call twice. */
  cancel(id: Hex): Promise<JobStatus>;
  /** Who could take the job and why everybody else could not: a dry run of matching. */
  explain(job: Job): Promise<{
    candidates: readonly Candidate[];
    exclusions: readonly Exclusion[];
    maxMicroUsd: bigint;
    estimate: Estimate;
  }>;
  offers(): Promise<readonly OfferView[]>;
  /** Leases of a sealed job that wait for its content key. @throws LodeError `JOB_UNKNOWN` */
  waitingKeys(id: Hex): readonly LeaseKeyView[];
  /** Passes the content key, as the client sealed it, on to providers. @throws LodeError `JOB_UNKNOWN`, `LEASE_UNKNOWN`, `PEER_TIMEOUT` */
  deliverKeys(id: Hex, keys: readonly SealedKey[]): Promise<void>;
  /** Path of an accepted output. @throws LodeError `OUTPUT_UNKNOWN` */
  outputPath(id: Hex, task: number, name: string): string;
  receipts(id: Hex): readonly SignedReceipt[];
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** A lease as the provider's owner sees it. */
export interface ServedLease {
  readonly lease: Hex;
  readonly buyer: Hex;
  readonly device: string;
  readonly tasks: { readonly total: number; readonly done: number; readonly failed: number };
  readonly state: 'signed' | 'funded' | 'running' | 'done' | 'claimed' | 'paid' | 'lost';
  readonly earnedMicroUsd: bigint;
  readonly pendingMicroUsd: bigint;
  /** What the buyer could keep from us at worst: holdbacks not decided, and an interval of streamed work. */
  readonly exposureMicroUsd: bigint;
  readonly reason?: ErrorShape;
}

export interface ProviderStatus {
  readonly account: Hex;
  readonly peerId: string;
  readonly devices: readonly (Device & { readonly state: 'idle' | 'leased' })[];
  readonly offer?: Hex;
  readonly bondMicroUsd: bigint;
  readonly earnedMicroUsd: bigint;
  readonly pendingMicroUsd: bigint;
  readonly refusals: readonly { readonly atMs: number; readonly code: string; readonly reason: string }[];
  readonly leases: readonly ServedLease[];
}

export interface ProviderService {
  status(): Promise<ProviderStatus>;
  start(): Promise<void>;
  stop(): Promise<void>;
}
