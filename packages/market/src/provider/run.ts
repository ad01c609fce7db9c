import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type Hex,
  type Job,
  type JobInput,
  type Lease,
  LodeError,
  receiptId,
  receiptKind,
  type Session,
  type SignedLease,
  sign,
  type TaskEvent,
  type TaskOutcome,
} from '@lode/protocol';
import { isCode } from '../net/errors.ts';
import { toErrorWire } from '../net/wire.ts';
import { createPayGate, type PayGate } from '../stream/pay-gate.ts';
import type { Receiver } from '../stream/receiver.ts';
import type { EventLog } from './event-log.ts';
import type { KeyGate } from './key-gate.ts';
import type { ProviderParts } from './parts.ts';
import { receiptFor } from './receipts.ts';

/** One signed lease at work, from the signature to the last task. */
export interface LeaseRun {
  readonly id: Hex;
  readonly lease: SignedLease;
  readonly job: Job;
  readonly log: EventLog;
  /** Of a sealed job. */
  readonly keys: KeyGate | undefined;
  /** The buyer follows the lease: it says by it that the lease is reserved and that inputs are shared. */
  attach(): void;
  cancel(reason: LodeError): void;
  /** Never rejects: how it ended is in the log and the journal. */
  readonly done: Promise<void>;
}

export interface RunOptions {
  /** A lease that is not seen on chain within this time frees its device, whatever its own deadline. */
  readonly reserveWithinMs: number;
  onUnfunded(lease: Lease): void;
  /** Of a sealed job: where its content key comes from. */
  readonly keys?: KeyGate;
}

/** The chain is asked soon and then less often: a devnet mines at once, others take seconds. */
const FIRST_POLL_MS = 25;
const MAX_POLL_MS = 1_000;
/** The buyer shares inputs when it follows the lease, which may be a moment after we ask. */
const FIRST_INPUT_RETRY_MS = 50;
const MAX_INPUT_RETRY_MS = 1_000;
/** Slowest transfer of inputs that a device is kept waiting for: a weak home uplink. */
const MIN_INPUT_BYTES_PER_SECOND = 128 * 1024;
/** A session that died is opened again so often in a lease: a device that keeps failing is given up. */
const MAX_REOPENS = 2;
/** Node's timers hold 31 bits of milliseconds. */
const MAX_TIMER_MS = 2 ** 31 - 1;
/** Time kept at the end of a lease for claiming what was done. */
const CLAIM_RESERVE_MS = 5_000;

export function startRun(
  parts: ProviderParts,
  receiver: Receiver,
  lease: SignedLease,
  id: Hex,
  job: Job,
  log: EventLog,
  options: RunOptions,
): LeaseRun {
  const control = new AbortController();
  const attached = Promise.withResolvers<void>();
  const work = async () => {
    const { journal, clock } = parts;
    let error: LodeError | undefined;
    try {
      const gate = createPayGate({ receiver, id, lease: lease.lease, stop: (reason) => control.abort(reason) });
      const run = { parts, receiver, gate, lease: lease.lease, id, job, log, options, control };
      await runLease({ ...run, attached: attached.promise });
    } catch (cause) {
      error = cause instanceof LodeError ? cause : new LodeError('INTERNAL', String(cause), { cause });
    }
    options.keys?.forget();
    try {
      await rm(join(parts.sessionFolder, id), { recursive: true, force: true });
      const reason = error === undefined ? undefined : toErrorWire(error);
      journal.setStage(id, 'ended', { endedAtMs: clock.nowMs(), ...(reason === undefined ? {} : { reason }) });
      log.emit({ type: 'ended', ...(reason === undefined ? {} : { error: reason }) });
    } catch (cause) {
      parts.warn(`The end of lease ${id} could not be written down: ${String(cause)}`);
    }
  };
  return {
    id,
    lease,
    job,
    log,
    keys: options.keys,
    attach: attached.resolve,
    cancel: (reason) => control.abort(reason),
    done: work(),
  };
}

interface Run {
  readonly parts: ProviderParts;
  readonly receiver: Receiver;
  readonly gate: PayGate;
  readonly lease: Lease;
  readonly id: Hex;
  readonly job: Job;
  readonly log: EventLog;
  readonly options: RunOptions;
  readonly control: AbortController;
  readonly attached: Promise<void>;
}

async function runLease(run: Run): Promise<void> {
  const { parts, lease, id, job, control } = run;
  const { signal } = control;
  // Inputs and the process are made ready while the chain confirms; no task runs before it has.
  const ready = openSession(run, lease.startByMs + inputMs(job));
  ready.catch(() => undefined);
  let session: Session | undefined;
  try {
    await awaitReserved(run);
    parts.journal.setStage(id, 'funded');
    session = await ready;
    parts.journal.setStage(id, 'running');
    await runTasks(run, session, signal);
  } catch (error) {
    control.abort(error);
    throw error;
  } finally {
    await (session ?? (await ready.catch(() => undefined)))?.close().catch(() => undefined);
  }
}

async function awaitReserved({ parts, receiver, lease, id, options, control, attached }: Run): Promise<void> {
  const { clock, chain } = parts;
  const untilMs = Math.min(lease.startByMs, clock.nowMs() + options.reserveWithinMs);
  // A buyer that follows has reserved: the chain is asked at once, and often again.
  const nudge = new AbortController();
  let pollMs = FIRST_POLL_MS;
  void attached.then(() => {
    pollMs = FIRST_POLL_MS;
    nudge.abort();
  });
  for (;;) {
    control.signal.throwIfAborted();
    // A chain that cannot be asked now may answer before the time is up.
    const isPayable = async () =>
      (await chain.isReserved(lease)) && (lease.streamedBps === 0 || (await receiver.isFunded(id, lease)));
    if (await isPayable().catch(unlessChain)) return;
    if (clock.nowMs() + pollMs >= untilMs) {
      options.onUnfunded(lease);
      throw new LodeError(
        'LEASE_NOT_RESERVED',
        'The lease was not seen reserved on chain in time (or its payment channel not funded); the device is free again.',
        { hint: 'Reserve the lease right after it is signed.' },
      );
    }
    const signals = nudge.signal.aborted ? [control.signal] : [control.signal, nudge.signal];
    await clock.sleep(pollMs, AbortSignal.any(signals)).catch(() => undefined);
    pollMs = Math.min(MAX_POLL_MS, pollMs * 1.5);
  }
}

/** The chain's troubles pass; a mistake of ours does not. */
function unlessChain(error: unknown): false {
  if (error instanceof LodeError) return false;
  throw error;
}

const inputMs = (job: Job): number =>
  (job.inputs.reduce((sum, input) => sum + input.sizeBytes, 0) * 1_000) / MIN_INPUT_BYTES_PER_SECOND;

/** Waits for the key of a sealed job, fetches the inputs, then opens a session; all before `untilMs`. */
async function openSession(run: Run, untilMs: number): Promise<Session> {
  const { parts, lease, id, job, control } = run;
  const { clock, backend } = parts;
  const late = new AbortController();
  const timer = setTimeout(
    () => late.abort(new LodeError('LEASE_NOT_STARTED', 'The inputs were not here and ready by the time to start.')),
    Math.min(MAX_TIMER_MS, Math.max(0, untilMs - clock.nowMs())),
  );
  const signal = AbortSignal.any([control.signal, late.signal]);
  try {
    const contentKey = await run.options.keys?.contentKey(signal);
    const inputPaths = await fetchInputs(run, signal);
    const outputFolder = join(parts.sessionFolder, id);
    await rm(outputFolder, { recursive: true, force: true });
    await mkdir(outputFolder, { recursive: true });
    const request = { id, device: lease.device, job, inputPaths, outputFolder };
    return await backend.open(contentKey === undefined ? request : { ...request, contentKey }, signal);
  } catch (error) {
    throw signal.aborted ? signal.reason : error;
  } finally {
    clearTimeout(timer);
  }
}

async function fetchInputs(run: Run, signal: AbortSignal): Promise<Map<string, string>> {
  const { parts, job } = run;
  const paths = new Map<string, string>();
  for (const input of job.inputs) {
    if (!(await parts.store.has(input.hash))) {
      await Promise.race([run.attached, aborted(signal)]);
      await fetchInput(run, input, signal);
    }
    paths.set(input.name, await parts.store.pathOf(input.hash));
  }
  return paths;
}

async function fetchInput({ parts, lease, id }: Run, { hash, sizeBytes }: JobInput, signal: AbortSignal) {
  for (let retryMs = FIRST_INPUT_RETRY_MS; ; retryMs = Math.min(MAX_INPUT_RETRY_MS, retryMs * 2)) {
    try {
      return await parts.blobs.fetch(lease.buyerPeer, { hash, sizeBytes, lease: id }, { signal });
    } catch (error) {
      if (!isCode(error, 'BLOB_REFUSED')) throw error;
      await parts.clock.sleep(retryMs, signal);
    }
  }
}

const aborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    else signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });

async function runTasks(run: Run, first: Session, signal: AbortSignal): Promise<void> {
  const { parts, lease, log } = run;
  let session = first;
  let reopens = 0;
  try {
    for (let task = lease.firstTask; task < lease.firstTask + lease.taskCount; task++) {
      signal.throwIfAborted();
      await run.gate.beforeTask(signal);
      if (parts.clock.nowMs() > lease.expiresAtMs - CLAIM_RESERVE_MS)
        throw new LodeError('LEASE_EXPIRED', 'The lease ended before all of its tasks had run.');
      try {
        const outcome = await session.runTask(task, { signal, onEvent: eventSink(run, task) });
        await finishTask(run, task, outcome);
      } catch (error) {
        signal.throwIfAborted();
        const failure = error instanceof LodeError ? error : new LodeError('INTERNAL', String(error), { cause: error });
        log.emit({ type: 'task-failed', task, error: toErrorWire(failure) });
        // The other tasks run the same program and the same buffers: they would fail alike.
        if (isCode(failure, 'SHADER_INVALID', 'BUFFER_LIMIT')) throw failure;
        if (task + 1 === lease.firstTask + lease.taskCount) return;
        reopens += 1;
        if (reopens > MAX_REOPENS) throw failure;
        await session.close();
        session = await openSession(run, lease.expiresAtMs);
      }
    }
  } finally {
    if (session !== first) await session.close().catch(() => undefined);
  }
}

/** Outputs into the store, shared with this buyer only; the receipt signed and written down; then the buyer is told. */
async function finishTask(
  { parts, gate, lease, id, job, log }: Run,
  task: number,
  outcome: TaskOutcome,
): Promise<void> {
  const { store, blobs, journal, chain, signer } = parts;
  for (const output of outcome.outputs) await store.adopt(output.path, output.hash);
  const value = receiptFor(lease, id, job, task, outcome);
  const receipt = { value, signature: await sign(receiptKind, chain.network, value, signer) };
  journal.addReceipt(id, receiptId(chain.network, value), receipt);
  blobs.allow(
    lease.buyerPeer,
    id,
    outcome.outputs.map((output) => output.hash),
  );
  gate.meter.receipt(task, value.priceMicroUsd, value.holdbackMicroUsd);
  log.emit({ type: 'receipt', receipt });
}

/** A runtime may report faster than anybody reads: progress and metering are passed on at most this often. */
const REPORT_EVERY_MS = 100;
const MAX_LOG_LINES = 200;
const MAX_LOG_CHARS = 4_096;

function eventSink({ parts, gate, log }: Run, task: number): (event: TaskEvent) => void {
  const { clock } = parts;
  let lastProgressMs = Number.NEGATIVE_INFINITY;
  let lastMeteringMs = Number.NEGATIVE_INFINITY;
  let lines = 0;
  return (event) => {
    const nowMs = clock.nowMs();
    switch (event.type) {
      case 'phase':
        log.emit({ type: 'task-phase', task, phase: event.phase });
        break;
      case 'progress':
        if (event.done < event.total && nowMs - lastProgressMs < REPORT_EVERY_MS) return;
        lastProgressMs = nowMs;
        log.emit({ type: 'task-progress', task, done: event.done, total: event.total });
        break;
      case 'metering':
        gate.metered(task, event.gpuMs);
        if (nowMs - lastMeteringMs < REPORT_EVERY_MS) return;
        lastMeteringMs = nowMs;
        log.emit({ type: 'metering', task, gpuMs: event.gpuMs });
        break;
      default:
        lines += 1;
        if (lines > MAX_LOG_LINES + 1) return;
        log.emit(
          lines > MAX_LOG_LINES
            ? { type: 'log', task, level: 'warn', text: `More than ${MAX_LOG_LINES} lines: the rest is dropped.` }
            : { type: 'log', task, level: event.level, text: event.text.slice(0, MAX_LOG_CHARS) },
        );
    }
  };
}
