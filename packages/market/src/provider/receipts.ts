import {
  billMicroUsd,
  type Hex,
  holdbackOf,
  inputsRoot,
  type Job,
  type Lease,
  outputsRoot,
  type Receipt,
  type TaskOutcome,
} from '@lode/protocol';

/** The receipt of a finished task: the bill is min(metered, quoted), and of it the held-back part is claimed from escrow. */
export function receiptFor(lease: Lease, leaseId: Hex, job: Job, task: number, outcome: TaskOutcome): Receipt {
  const { quote } = lease;
  const priceMicroUsd = billMicroUsd(outcome.gpuMs, quote.microUsdPerGpuSecond, quote.maxMicroUsdPerTask);
  const holdback = holdbackOf(priceMicroUsd, lease.holdbackBps);
  const isReserved = holdback <= lease.holdbackMicroUsdPerTask;
  const outputs = outcome.outputs.map(({ name, hash, sizeBytes }) => ({ name, hash, sizeBytes }));
  return {
    version: 1,
    lease: leaseId,
    task,
    attempt: lease.attempt,
    programHash: lease.programHash,
    inputsRoot: inputsRoot(job.inputs, { index: task, count: job.tasks.count, seed: job.tasks.seed }),
    outputsRoot: outputsRoot(outputs),
    traceRoot: outcome.traceRoot,
    outputs,
    gpuMs: outcome.gpuMs,
    energy: outcome.energy,
    peakVramBytes: outcome.peakVramBytes,
    device: lease.device,
    adapterClass: outcome.adapterClass,
    startedAtMs: outcome.startedAtMs,
    endedAtMs: outcome.endedAtMs,
    priceMicroUsd,
    holdbackMicroUsd: isReserved ? holdback : lease.holdbackMicroUsdPerTask,
  };
}
