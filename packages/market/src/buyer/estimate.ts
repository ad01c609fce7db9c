import { holdbackOf, type Job } from '@lode/protocol';
import type { Estimate } from '../api.ts';
import { largest } from '../match/amounts.ts';
import type { MatchCandidate } from '../match/match.ts';
import { totalQuote } from '../match/quote.ts';
import type { Engine } from './engine.ts';

/** Measured on the contracts (their gas snapshots), rounded up: what our own transactions of a job use. */
const GAS = { reserveFirst: 180_000n, reserveMore: 130_000n, deposit: 140_000n, refund: 60_000n } as const;

/** What a job can cost, before it is submitted; zeros where nobody could take it. */
export async function estimateOf(engine: Engine, job: Job, able: readonly MatchCandidate[]): Promise<Estimate> {
  const dearest = largest(able.map((one) => one.microUsdPerGpuSecond));
  const maxMicroUsd = able.length === 0 ? 0n : totalQuote(job, dearest);
  const holdbackMicroUsd = holdbackOf(maxMicroUsd, 10_000 - job.price.streamedBps);
  const providers = new Set(able.map((one) => one.provider)).size;
  const leases = BigInt(Math.min(able.length, job.tasks.count * job.verify.replicas));
  const channels = job.price.streamedBps === 0 ? 0n : BigInt(Math.min(providers, Number(leases)));
  const gas =
    leases === 0n ? 0n : GAS.reserveFirst + (leases - 1n) * GAS.reserveMore + channels * GAS.deposit + GAS.refund;
  const gasPriceWei = await engine.options.chain.gasPrice?.().catch(() => undefined);
  return {
    maxMicroUsd,
    streamedMicroUsd: maxMicroUsd - holdbackMicroUsd,
    holdbackMicroUsd,
    gas,
    ...(gasPriceWei === undefined ? {} : { gasWei: gas * gasPriceWei }),
  };
}
