import {
  billMicroUsd,
  canonicalJson,
  type Device,
  holdbackOf,
  type Job,
  jobHash,
  type Lease,
  LodeError,
  MAX_MICRO_USD,
  type Offer,
  programHash,
} from '@lode/protocol';

/** What a provider asks of a lease beyond what its offer says. */
export interface LeaseRules {
  /** Most of the provider's bond that one lease may name. */
  readonly maxBondReservedMicroUsd: bigint;
  /** Smallest bond of an objection: below it, objecting to good work costs the buyer nothing. */
  readonly minObjectionBondMicroUsd: bigint;
  readonly maxObjectionWindowMs: number;
  /** How far in the future a lease may start; until then its device waits. */
  readonly maxStartMs: number;
}

export const DEFAULT_RULES: LeaseRules = {
  maxBondReservedMicroUsd: MAX_MICRO_USD,
  minObjectionBondMicroUsd: 0n,
  maxObjectionWindowMs: 7 * 86_400_000,
  maxStartMs: 30 * 60_000,
};

/** How old a proposal may be when it arrives, and how far ahead the buyer's clock. */
const MAX_AGE_MS = 5 * 60_000;
const MAX_AHEAD_MS = 30_000;
/** Shorter than two round trips through a relay, or longer than a minute's work on trust. */
const MIN_INTERVAL_MS = 1_000;
const MAX_INTERVAL_MS = 60_000;
/** Between the start and the end of a lease there must be time to claim: some blocks of a slow chain. */
const MIN_CLAIM_TIME_MS = 10_000;

export interface Proposal {
  readonly lease: Lease;
  readonly job: Job;
  readonly offer: Offer;
  readonly rules: LeaseRules;
  readonly nowMs: number;
}

/**
 * Why a proposal is not taken, or undefined. Signatures, the offer's hash and the device's state are looked at by the caller;
 * this is everything that follows from the objects alone.
 */
export function refusalOf(proposal: Proposal): LodeError | undefined {
  for (const check of CHECKS) {
    const refused = check(proposal);
    if (refused !== undefined) return refused;
  }
  return undefined;
}

type Check = (proposal: Proposal) => LodeError | undefined;

const no = (code: string, message: string, hint?: string): LodeError =>
  new LodeError(code, message, hint === undefined ? {} : { hint });

const sameJob: Check = ({ lease, job }) => {
  if (jobHash(job) !== lease.job) return no('JOB_MISMATCH', 'The job is not the one the lease names.');
  if (programHash(job) !== lease.programHash) return no('JOB_MISMATCH', 'The lease names another program.');
  if (canonicalJson([lease.verify, lease.determinism]) !== canonicalJson([job.verify, job.determinism]))
    return no('JOB_MISMATCH', 'The lease is checked in another way than the job says.');
  return undefined;
};

const tasks: Check = ({ lease, job, offer }) => {
  if (lease.taskCount > offer.limits.maxTasksPerLease)
    return no('TOO_MANY_TASKS', `At most ${offer.limits.maxTasksPerLease} tasks are taken in one lease.`);
  if (lease.firstTask + lease.taskCount > job.tasks.count)
    return no('TASKS_OUT_OF_RANGE', `The job has ${job.tasks.count} tasks.`);
  return undefined;
};

const price: Check = ({ lease, job, offer }) => {
  const { quote, holdbackBps, holdbackMicroUsdPerTask } = lease;
  if (quote.microUsdPerGpuSecond < offer.microUsdPerGpuSecond)
    return no(
      'PRICE_TOO_LOW',
      `A GPU-second costs ${offer.microUsdPerGpuSecond} micro-dollars.`,
      'Ask for the offer again.',
    );
  if (job.timeouts.taskMs > quote.maxGpuMsPerTask)
    return no('QUOTE_TOO_SHORT', 'A task may run longer than the quote pays for.');
  if (quote.maxMicroUsdPerTask < billMicroUsd(quote.maxGpuMsPerTask, quote.microUsdPerGpuSecond, MAX_MICRO_USD))
    return no('QUOTE_TOO_LOW', 'The quote is capped below the price of the time that it grants.');
  if (
    lease.streamedBps > 0 &&
    (lease.meteringIntervalMs < MIN_INTERVAL_MS || lease.meteringIntervalMs > MAX_INTERVAL_MS)
  )
    return no(
      'INTERVAL_UNFIT',
      `The metering interval must be ${MIN_INTERVAL_MS} to ${MAX_INTERVAL_MS} ms: it is what we work for without pay.`,
    );
  if (holdbackBps > offer.limits.maxHoldbackBps)
    return no('HOLDBACK_TOO_HIGH', `At most ${offer.limits.maxHoldbackBps} basis points may be held back.`);
  if (holdbackMicroUsdPerTask < holdbackOf(quote.maxMicroUsdPerTask, holdbackBps))
    return no('HOLDBACK_TOO_LOW', 'Less is held in escrow than the quote may cost.');
  return undefined;
};

const terms: Check = ({ lease, offer, rules }) => {
  if (lease.bondReservedMicroUsd > rules.maxBondReservedMicroUsd)
    return no(
      'BOND_TOO_HIGH',
      `At most ${rules.maxBondReservedMicroUsd} micro-dollars of bond are put behind a lease.`,
    );
  if (lease.objectionBondMicroUsd < rules.minObjectionBondMicroUsd)
    return no(
      'OBJECTION_BOND_TOO_LOW',
      `An objection must be backed by ${rules.minObjectionBondMicroUsd} micro-dollars.`,
    );
  if (lease.acceptanceWindowMs > offer.limits.maxAcceptanceMs)
    return no('ACCEPTANCE_TOO_LONG', `The acceptance window may last ${offer.limits.maxAcceptanceMs} ms.`);
  if (lease.objectionWindowMs > rules.maxObjectionWindowMs)
    return no('OBJECTION_TOO_LONG', `The objection window may last ${rules.maxObjectionWindowMs} ms.`);
  return undefined;
};

const deadlines: Check = ({ lease, offer, rules, nowMs }) => {
  if (nowMs >= offer.expiresAtMs) return no('OFFER_EXPIRED', 'The offer has ended.', 'Ask for the offer again.');
  if (lease.issuedAtMs > nowMs + MAX_AHEAD_MS || lease.issuedAtMs < nowMs - MAX_AGE_MS)
    return no('LEASE_STALE', `The lease was made at ${lease.issuedAtMs}; here it is ${nowMs}.`, 'Check both clocks.');
  if (lease.startByMs <= nowMs) return no('LEASE_STALE', 'The lease had to start before now.', 'Check both clocks.');
  if (lease.startByMs > nowMs + rules.maxStartMs)
    return no('START_TOO_LATE', `A device waits ${rules.maxStartMs} ms for a lease to start, no longer.`);
  if (lease.expiresAtMs < lease.startByMs + MIN_CLAIM_TIME_MS)
    return no('LEASE_TOO_SHORT', 'The lease ends before its work could be claimed.');
  return undefined;
};

const limits: Check = ({ job, offer }) => {
  if (job.timeouts.taskMs > offer.limits.maxTaskMs)
    return no('TASK_TOO_LONG', `A task may run ${offer.limits.maxTaskMs} ms.`);
  if (job.timeouts.compileMs > offer.limits.maxCompileMs)
    return no('COMPILE_TOO_LONG', `Compiling may take ${offer.limits.maxCompileMs} ms.`);
  const inputBytes = job.inputs.reduce((sum, input) => sum + input.sizeBytes, 0);
  if (inputBytes > offer.limits.maxInputBytes)
    return no('INPUT_TOO_LARGE', `Inputs may have ${offer.limits.maxInputBytes} bytes in all.`);
  const tooLarge = Object.entries(job.webgpu.buffers).find(
    ([, buffer]) => (buffer.sizeBytes ?? 0) > offer.limits.maxBufferBytes,
  );
  if (tooLarge !== undefined)
    return no('BUFFER_LIMIT', `The buffer "${tooLarge[0]}" is over ${offer.limits.maxBufferBytes} bytes.`);
  if (!offer.runtimes.some((runtime) => runtime.name === 'webgpu'))
    return no('RUNTIME_MISSING', 'The webgpu runtime is not offered.');
  return undefined;
};

const device: Check = ({ lease, job, offer }) => {
  const found = offer.devices.find((one) => one.id === lease.device);
  if (found === undefined) return no('DEVICE_UNKNOWN', `The offer has no device "${lease.device}".`);
  return exclusiveness(lease, found) ?? resources(job, found);
};

const exclusiveness = (lease: Lease, { shared }: Device) =>
  lease.exclusive || shared ? undefined : no('DEVICE_NOT_SHARED', 'The device is leased exclusively only.');

function resources({ resources: wanted }: Job, found: Device): LodeError | undefined {
  if (wanted.vramBytes > found.vramBytes)
    return no('DEVICE_UNFIT', `The device has ${found.vramBytes} bytes of memory.`);
  if (wanted.minScoreClass > found.scoreClass)
    return no('DEVICE_UNFIT', `The device has score class ${found.scoreClass}.`);
  if (wanted.adapterTypes.length > 0 && !wanted.adapterTypes.includes(found.adapterType))
    return no('DEVICE_UNFIT', `The device's adapter is of type "${found.adapterType}".`);
  return undefined;
}

const CHECKS: readonly Check[] = [sameJob, tasks, price, terms, deadlines, limits, device];
