import { type Job, LodeError, type SignedReceipt } from '@lode/protocol';
import type { Buyer, OfferView } from '../api.ts';
import { matchJob } from '../match/match.ts';
import { placeable } from '../match/placement.ts';
import type { Engine } from './engine.ts';
import { estimateOf } from './estimate.ts';
import type { JobRun } from './model.ts';
import { matchContext } from './schedule.ts';

/** What a buyer tells without changing anything. */

export async function explain(engine: Engine, job: Job): ReturnType<Buyer['explain']> {
  const offers = engine.options.board.list().map((one) => ({ hash: one.hash, offer: one.offer.value }));
  await engine.bonds.ensure(offers.map((one) => one.offer.provider));
  const { candidates, exclusions } = matchJob(job, offers, {
    ...matchContext(engine),
    unavailable: engine.unavailable,
  });
  const able = new Set(placeable(job, candidates));
  const alone = candidates
    .filter((one) => !able.has(one))
    .map(({ offer, provider, device }) => ({
      offer,
      provider,
      device: device.id,
      code: 'TOO_FEW_ALIKE',
      reason: `it fits, but a task needs ${job.verify.replicas} distinct providers that can be compared`,
    }));
  const estimate = await estimateOf(engine, job, [...able]);
  return {
    candidates: [...able].map(({ from, ...candidate }) => candidate),
    exclusions: [...exclusions, ...alone],
    maxMicroUsd: estimate.maxMicroUsd,
    estimate,
  };
}

export async function offers(engine: Engine): Promise<OfferView[]> {
  const { board, chain } = engine.options;
  const known = board.list();
  await engine.bonds.ensure(known.map((one) => one.offer.value.provider));
  const bonds = engine.bonds.known();
  return known.map(({ hash, offer, seenAtMs }) => ({
    hash,
    offer: offer.value,
    bondMicroUsd: bonds.get(offer.value.provider) ?? 0n,
    seenAtMs,
    own: offer.value.provider === chain.account,
  }));
}

export function outputPath(run: JobRun, task: number, name: string): string {
  const found = run.tasks[task];
  const output = found?.outputs?.find((one) => one.name === name || one.file === name);
  if (found?.state !== 'accepted' || output?.path === undefined) {
    throw new LodeError('OUTPUT_UNKNOWN', `Task ${task} of job ${run.id} has no accepted output "${name}".`, {
      hint: `Outputs: ${run.job.webgpu.outputs.map((one) => one.name).join(', ')}; each is there once its task is accepted.`,
    });
  }
  return output.path;
}

export const receiptsOf = (run: JobRun): readonly SignedReceipt[] =>
  [...run.leases.values()].flatMap((lease) =>
    [...lease.attempts.values()].flatMap((attempt) => (attempt.receipt === undefined ? [] : [attempt.receipt])),
  );
