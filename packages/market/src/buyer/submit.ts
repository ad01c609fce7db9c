import { formatUsd, type Job, LodeError, programHash } from '@lode/protocol';
import { concat, type Hex, keccak256 } from 'viem';
import { requireChannels } from '../chain/channels.ts';
import { largest } from '../match/amounts.ts';
import { placeable } from '../match/placement.ts';
import { totalQuote } from '../match/quote.ts';
import { type Engine, nowOf } from './engine.ts';
import { type JobRun, newTask } from './model.ts';
import { sizeOf } from './outputs.ts';
import { matchNow } from './schedule.ts';

/** Refuses what cannot work before anything is started. @throws LodeError `INPUT_MISSING`, `INPUT_MISMATCH`, `CHANNELS_UNAVAILABLE` */
export async function checkJob(engine: Engine, job: Job): Promise<void> {
  if (job.price.streamedBps !== 0) await requireChannels(engine.options.chain.channels);
  for (const input of job.inputs) {
    if (!(await engine.options.blobs.has(input.hash))) {
      throw new LodeError('INPUT_MISSING', `Input "${input.name}" (${input.hash}) is not in this node's store.`, {
        hint: 'Upload the input first, then submit the job.',
        details: { input: input.name, hash: input.hash },
      });
    }
    const size = await sizeOf(engine, await engine.options.blobs.pathOf(input.hash));
    if (size !== input.sizeBytes) {
      throw new LodeError(
        'INPUT_MISMATCH',
        `Input "${input.name}" has ${size} bytes; the job says ${input.sizeBytes}.`,
        {
          details: { input: input.name, hash: input.hash },
        },
      );
    }
  }
}

/** Refuses a job that the wallet cannot pay for, where there are offers to tell by. @throws LodeError `INSUFFICIENT_FUNDS` */
export async function checkFunds(engine: Engine, job: Job): Promise<void> {
  await engine.bonds.ensure(engine.options.board.list().map((one) => one.offer.value.provider));
  const needed = mostOf(engine, job);
  if (needed === 0n) return;
  const { microUsd } = await engine.options.chain.balance();
  if (microUsd >= needed) return;
  throw new LodeError(
    'INSUFFICIENT_FUNDS',
    `The job can cost ${formatUsd(needed)}; the wallet holds ${formatUsd(microUsd)}.`,
    {
      hint: 'Add funds to the wallet (on a devnet: the faucet), or lower timeouts.task, verify.replicas or the number of tasks.',
      details: { neededMicroUsd: needed.toString(), balanceMicroUsd: microUsd.toString() },
    },
  );
}

/** The dearest quote among the devices that could take the job; zero where none could. */
export function mostOf(engine: Engine, job: Job): bigint {
  const able = placeable(job, matchNow(engine, { job }).candidates);
  return largest(able.map((one) => totalQuote(job, one.microUsdPerGpuSecond)));
}

/** The pot's name on chain: nobody can guess it before, so nobody can fund or watch it ahead of the buyer. */
export const jobKeyOf = (buyer: Hex, job: Hex, salt: Hex): Hex => keccak256(concat([buyer, job, salt]));

export function newRun(engine: Engine, job: Job, id: Hex, fromBlock: bigint): JobRun {
  const run: JobRun = {
    id,
    job,
    jobKey: jobKeyOf(engine.options.chain.account, id, engine.options.randomHash()),
    programHash: programHash(job),
    submittedAtMs: nowOf(engine),
    tasks: Array.from({ length: job.tasks.count }, (_, index) => newTask(index, job)),
    leases: new Map(),
    state: 'queued',
    fromBlock,
    fundedMicroUsd: 0n,
    refundedMicroUsd: 0n,
    maxMicroUsd: 0n,
    exclusions: [],
    seq: 0,
    needed: job.tasks.count * job.verify.replicas,
    accepted: 0,
    pendingMicroUsd: 0n,
  };
  return run;
}
