import {
  billMicroUsd,
  type Hex,
  holdbackOf,
  inputsRoot,
  type Job,
  type Lease,
  LodeError,
  outputsRoot,
  type SignedReceipt,
} from '@lode/protocol';
import { recoverAddress } from 'viem';
import { isChainSignature } from './signature.ts';

/** Clocks of strangers: what NTP leaves on a badly kept machine, with room. */
const CLOCK_SKEW_MS = 300_000;
/** Starts, ends and GPU time are rounded to milliseconds by different clocks of one machine. */
const ROUNDING_MS = 50;

/** What a receipt is held against: everything in it that the buyer can know by itself. */
export interface ReceiptContext {
  readonly job: Job;
  readonly lease: Lease;
  readonly leaseId: Hex;
  readonly programHash: Hex;
  readonly adapterClass: string;
  readonly nowMs: number;
}

/**
 * Checks a receipt against its lease and job, cheapest checks first, the signature last.
 * Returns what is wrong, or undefined; it does not look at output bytes.
 *
 * @param id The receipt's id, made from all of it (`receiptId`).
 */
export async function receiptProblem(
  context: ReceiptContext,
  signed: SignedReceipt,
  id: Hex,
): Promise<LodeError | undefined> {
  const wrong = fieldProblem(context, signed) ?? priceProblem(context, signed) ?? timeProblem(context, signed);
  if (wrong !== undefined) return bad(wrong);
  const { lease } = context;
  if (!isChainSignature(signed.signature)) return bad('its signature is not one that the chain takes');
  // By the digest, which is the receipt's id and so made once: hashing costs a fifth of checking.
  const signer = await recoverAddress({ hash: id, signature: signed.signature }).catch(() => undefined);
  return signer?.toLowerCase() === lease.provider ? undefined : bad('it is not signed by the provider of the lease');
}

const bad = (what: string): LodeError =>
  new LodeError('RECEIPT_INVALID', `The provider's receipt was refused: ${what}.`);

function fieldProblem(context: ReceiptContext, { value }: SignedReceipt): string | undefined {
  const { lease, job } = context;
  if (value.lease !== context.leaseId) return 'it names another lease';
  if (value.task < lease.firstTask || value.task >= lease.firstTask + lease.taskCount)
    return `task ${value.task} is not in the lease`;
  if (value.attempt !== lease.attempt) return `it names attempt ${value.attempt} of ${lease.attempt}`;
  if (value.device !== lease.device) return 'it names another device';
  if (value.programHash !== context.programHash) return 'it names another program';
  if (job.determinism === 'deviceClass' && value.adapterClass !== context.adapterClass)
    return 'it ran on another device class than was offered';
  const task = { index: value.task, count: job.tasks.count, seed: job.tasks.seed };
  if (value.inputsRoot !== inputsRoot(job.inputs, task)) return 'it names other inputs';
  const declared = job.webgpu.outputs.map((output) => output.name);
  if (declared.length !== value.outputs.length || declared.some((name, i) => value.outputs[i]?.name !== name))
    return `its outputs are not ${declared.join(', ')}`;
  return value.outputsRoot === outputsRoot(value.outputs) ? undefined : 'its outputs do not add up to its outputsRoot';
}

function priceProblem({ lease }: ReceiptContext, { value }: SignedReceipt): string | undefined {
  const { quote } = lease;
  const bill = billMicroUsd(value.gpuMs, quote.microUsdPerGpuSecond, quote.maxMicroUsdPerTask);
  if (value.priceMicroUsd > bill) return `it asks ${value.priceMicroUsd} micro-USD, metered and quoted are ${bill}`;
  if (value.holdbackMicroUsd > holdbackOf(value.priceMicroUsd, lease.holdbackBps)) return 'its holdback is too high';
  return value.holdbackMicroUsd > lease.holdbackMicroUsdPerTask ? 'its holdback is above the lease' : undefined;
}

function timeProblem({ lease, nowMs }: ReceiptContext, { value }: SignedReceipt): string | undefined {
  if (value.endedAtMs < value.startedAtMs) return 'it ended before it started';
  if (value.startedAtMs < lease.issuedAtMs - CLOCK_SKEW_MS) return 'it started before the lease';
  if (value.endedAtMs > nowMs + CLOCK_SKEW_MS) return 'it ended in the future';
  const wallMs = value.endedAtMs - value.startedAtMs;
  return value.gpuMs > wallMs + ROUNDING_MS ? `it meters ${value.gpuMs} ms of GPU in ${wallMs} ms` : undefined;
}
