import { type Hex, type Job, jobHash, type Offer } from '@lode/protocol';
import { concat, keccak256, stringToBytes, toHex } from 'viem';
import type { Candidate, Exclusion } from '../api.ts';
import { deviceMisfit, type MatchContext, offerMisfit } from './rules.ts';

export interface MatchOffer {
  readonly hash: Hex;
  readonly offer: Offer;
}

/** A candidate with the offer it comes from. */
export interface MatchCandidate extends Candidate {
  readonly from: Offer;
}

export interface Match {
  /** Best first. */
  readonly candidates: readonly MatchCandidate[];
  /** One line for every offer, or device of one, that cannot take the job; by offer, then device. */
  readonly exclusions: readonly Exclusion[];
}

/**
 * Who could take a job, best first, and why everybody else could not. Pure: buyer and provider, on any machine,
 * get the same answer from the same facts, in whatever order the offers come.
 *
 * Rank: price for the work done (price over measured speed), then fewer failures, then a hash of job and device,
 * which nobody chose, in place of luck.
 */
export function matchJob(job: Job, offers: readonly MatchOffer[], context: MatchContext): Match {
  const candidates: MatchCandidate[] = [];
  const exclusions: Exclusion[] = [];
  for (const { hash, offer } of offers) {
    const whole = offerMisfit(job, offer, context);
    if (whole !== undefined) {
      exclusions.push({ offer: hash, provider: offer.provider, ...whole });
      continue;
    }
    for (const device of offer.devices) {
      const one = deviceMisfit(job, device, offer, context);
      if (one !== undefined) exclusions.push({ offer: hash, provider: offer.provider, device: device.id, ...one });
      else
        candidates.push({
          offer: hash,
          provider: offer.provider,
          device,
          microUsdPerGpuSecond: offer.microUsdPerGpuSecond,
          from: offer,
        });
    }
  }
  return { candidates: ranked(job, candidates, context), exclusions: exclusions.sort(byOfferAndDevice) };
}

function ranked(job: Job, candidates: readonly MatchCandidate[], context: MatchContext): MatchCandidate[] {
  const id = hashOf(job);
  return candidates
    .map((candidate) => ({
      candidate,
      speed: speedOf(candidate.device.scoreClass),
      failures: context.reliability.get(candidate.provider)?.failures ?? 0,
      tie: keccak256(concat([id, candidate.offer, toHex(stringToBytes(candidate.device.id))])),
    }))
    .sort((a, b) => {
      // a.price / a.speed against b.price / b.speed, without dividing.
      const left = a.candidate.microUsdPerGpuSecond * b.speed;
      const right = b.candidate.microUsdPerGpuSecond * a.speed;
      if (left !== right) return left < right ? -1 : 1;
      if (a.failures !== b.failures) return a.failures - b.failures;
      return a.tie < b.tie ? -1 : a.tie > b.tie ? 1 : 0;
    })
    .map(({ candidate }) => candidate);
}

/** A job is matched many times while it runs, and its hash covers all its kernels. */
const hashes = new WeakMap<Job, Hex>();
function hashOf(job: Job): Hex {
  const known = hashes.get(job);
  if (known !== undefined) return known;
  const id = jobHash(job);
  hashes.set(job, id);
  return id;
}

/** Relative speed of a score class: 2^(class/2), in thousandths, by integers so that every machine agrees. */
export function speedOf(scoreClass: number): bigint {
  const square = 1_000_000n << BigInt(scoreClass);
  // Newton's integer square root; from above it falls until it is the floor.
  let root = square;
  for (let next = (root + 1n) / 2n; next < root; next = (root + square / root) / 2n) root = next;
  return root;
}

const byOfferAndDevice = (a: Exclusion, b: Exclusion): number => {
  const left = `${a.offer}/${a.device ?? ''}`;
  const right = `${b.offer}/${b.device ?? ''}`;
  return left < right ? -1 : left > right ? 1 : 0;
};
