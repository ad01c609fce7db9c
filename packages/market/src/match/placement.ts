import type { Hex, Job } from '@lode/protocol';
import type { MatchCandidate } from './match.ts';

/**
 * Candidates that replicas of one task can be spread over. With `deviceClass`, results are only alike within a class,
 * so classes with fewer providers than replicas are of no use.
 */
export function placeable(job: Job, candidates: readonly MatchCandidate[]): readonly MatchCandidate[] {
  const { replicas } = job.verify;
  const groups = new Map<string, Set<Hex>>();
  for (const candidate of candidates) {
    const key = groupOf(job, candidate.device.adapterClass);
    const providers = groups.get(key) ?? new Set<Hex>();
    groups.set(key, providers.add(candidate.provider));
  }
  return candidates.filter(
    (candidate) => (groups.get(groupOf(job, candidate.device.adapterClass))?.size ?? 0) >= replicas,
  );
}

/** Replicas are compared within a group: the adapter class for `deviceClass` jobs, everybody otherwise. */
export const groupOf = (job: Job, adapterClass: string): string =>
  job.determinism === 'deviceClass' ? adapterClass : '';

/** Why nobody can take the job, in one sentence. */
export function whyNobody(job: Job, candidates: readonly MatchCandidate[], offers: number): string {
  if (offers === 0) return 'No provider has offered anything yet.';
  const providers = new Set(candidates.map((one) => one.provider)).size;
  if (providers === 0) return `None of the ${offers} offers fits this job.`;
  const { replicas } = job.verify;
  const where = job.determinism === 'deviceClass' ? ' of one device class' : '';
  return `Each task runs on ${replicas} distinct providers${where}; only ${providers} of ${offers} offers fit${providers === 1 ? 's' : ''}.`;
}
