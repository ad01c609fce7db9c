import { type ErrorShape, formatUsd, LodeError } from '@lode/protocol';
import type { Exclusion } from '../api.ts';
import { largest, smallest } from '../match/amounts.ts';
import { type Match, type MatchCandidate, matchJob } from '../match/match.ts';
import { placeable, whyNobody } from '../match/placement.ts';
import { quoteOf, totalQuote } from '../match/quote.ts';
import { deviceKey, type MatchContext } from '../match/rules.ts';
import { type Engine, type JobWork, nowOf } from './engine.ts';
import { taskFailed } from './lose.ts';
import { type JobRun, neededBy, type TaskRun } from './model.ts';
import { totalsOf, unheardMicroUsd } from './money.ts';
import { BUYER_LIMITS } from './options.ts';
import { finish, setState } from './outcome.ts';
import { DETERMINISTIC, nextRun, runCost, runLength } from './plan.ts';
import { propose } from './propose.ts';

/** Everything matching knows now. */
export const matchContext = (engine: Engine): MatchContext => ({
  nowMs: nowOf(engine),
  bonds: engine.bonds.known(),
  reliability: engine.book.all(),
  unavailable: NOTHING,
});
const NOTHING: MatchContext['unavailable'] = new Map();

export function matchNow(engine: Engine, run: Pick<JobRun, 'job'>): Match {
  const offers = engine.options.board.list().map((one) => ({ hash: one.hash, offer: one.offer.value }));
  return matchJob(run.job, offers, matchContext(engine));
}

/** Hands tasks that still need results to devices that are free. */
export function schedule(engine: Engine, work: JobWork): void {
  const { run } = work;
  if (run.needed <= 0) {
    delete work.strandedAtMs;
    return;
  }
  // In the background: what it finds counts at the next look.
  void engine.bonds.ensure(engine.options.board.list().map((one) => one.offer.value.provider));
  const match = matchNow(engine, run);
  run.exclusions = [...match.exclusions, ...refusals(engine, match)];
  const started = run.leases.size > 0 || work.proposals > 0 || work.ready.length > 0;
  const alike = placeable(run.job, match.candidates);
  // Once under way, what is there goes on; but a device class with too few is no place to begin a task.
  const able = started ? match.candidates : alike;
  const opening = new Set(run.job.determinism === 'deviceClass' ? alike : able);
  if (!started && able.length === 0) {
    sayNobody(engine, work, match);
    return;
  }
  if (!started) startWith(engine, run, able);
  // Who refuses now is not waited for: another may try again what it lost.
  const others = new Set(able.filter((one) => !isRefusing(engine, one)).map((one) => one.provider));
  const needed = run.needed;
  let blocked = false;
  let asked = 0;
  for (const candidate of able) {
    if (!isFree(engine, work, candidate)) continue;
    const found = nextRun(
      run,
      candidate,
      others,
      lengthFor(engine, work, candidate, able, needed),
      opening.has(candidate),
    );
    if (found === undefined) continue;
    const taskCount = Math.min(found.taskCount, affordable(run, candidate));
    if (taskCount < 1) blocked = true;
    else {
      propose(engine, work, { ...found, taskCount });
      asked++;
    }
  }
  if (asked === 0) checkStranded(engine, work, blocked);
  else delete work.strandedAtMs;
}

/** Devices that fit and cannot be had now, with their provider's reason. */
function refusals(engine: Engine, match: Match): Exclusion[] {
  const nowMs = nowOf(engine);
  return match.candidates.flatMap(({ offer, provider, device }) => {
    const now = engine.unavailable.get(deviceKey(provider, device.id));
    if (now === undefined || now.untilMs <= nowMs) return [];
    return [{ offer, provider, device: device.id, code: now.code, reason: now.reason }];
  });
}

function startWith(engine: Engine, run: JobRun, able: readonly MatchCandidate[]): void {
  // Every placeable candidate passed the rule that its quote fits the job's total.
  run.maxMicroUsd = largest(able.map((one) => totalQuote(run.job, one.microUsdPerGpuSecond)));
  engine.journal.job(run);
}

function isFree(engine: Engine, work: JobWork, candidate: MatchCandidate): boolean {
  if (work.proposals + work.ready.length + work.leaseAborts.size >= BUYER_LIMITS.openLeasesPerJob) return false;
  if (engine.busy.has(deviceKey(candidate.provider, candidate.device.id))) return false;
  return !isRefusing(engine, candidate);
}

function isRefusing(engine: Engine, { provider, device }: MatchCandidate): boolean {
  return (engine.unavailable.get(deviceKey(provider, device.id))?.untilMs ?? 0) > nowOf(engine);
}

function lengthFor(
  engine: Engine,
  work: JobWork,
  candidate: MatchCandidate,
  devices: readonly MatchCandidate[],
  needed: number,
): number {
  const { job } = work.run;
  return runLength({
    needed,
    candidate,
    devices,
    replicas: job.verify.replicas,
    bondMicroUsd: engine.bonds.known().get(candidate.provider) ?? 0n,
    holdbackMicroUsdPerTask: quoteOf(job, candidate.microUsdPerGpuSecond).holdbackMicroUsdPerTask,
    taskMs: work.taskMs,
    targetLeaseMs: engine.tuning.targetLeaseMs,
  });
}

/** Tasks that fit what is left of the job's total: what was paid, is locked or is being asked for counts in full. */
function affordable(run: JobRun, candidate: MatchCandidate): number {
  const totals = totalsOf(run);
  const committed =
    totals.paidMicroUsd +
    totals.streamableMicroUsd +
    totals.inLeasesMicroUsd +
    run.pendingMicroUsd +
    unheardMicroUsd(run);
  const perTask = runCost(run, candidate, 1);
  if (perTask === 0n) return Number.MAX_SAFE_INTEGER;
  const left = run.job.price.maxTotalMicroUsd - committed;
  return left <= 0n ? 0 : Number(left / perTask);
}

function sayNobody(engine: Engine, work: JobWork, match: Match): void {
  const { run } = work;
  const tooDear = match.exclusions.filter((one) => one.code === 'QUOTE_ABOVE_MAX');
  if (match.candidates.length === 0 && tooDear.length > 0) {
    finish(engine, work, 'failed', quoteAboveMax(engine, run, new Set(tooDear.map((one) => one.offer))));
    return;
  }
  const offers = engine.options.board.list().length;
  const code = offers === 0 ? 'NO_OFFERS' : 'NO_FIT';
  const reason = new LodeError(code, whyNobody(run.job, match.candidates, offers), {
    hint:
      code === 'NO_OFFERS'
        ? 'Start a provider, or check that this node is connected to others.'
        : 'The exclusions say for every offer what does not fit; loosen the job there, or wait for other offers.',
    details: { exclusions: match.exclusions.slice(0, 64) },
  });
  if (engine.tuning.failFast) finish(engine, work, 'failed', reason);
  else setState(engine, run, 'matching', reason.toJSON());
}

function quoteAboveMax(engine: Engine, { job }: JobRun, offers: ReadonlySet<string>): LodeError {
  const prices = engine.options.board
    .list()
    .filter((one) => offers.has(one.hash))
    .map((one) => one.offer.value.microUsdPerGpuSecond);
  const price = smallest(prices[0] ?? 0n, ...prices);
  const quote = totalQuote(job, price);
  const max = job.price.maxTotalMicroUsd;
  const runs = BigInt(job.tasks.count) * BigInt(job.verify.replicas);
  const fitsMs = price === 0n ? 0n : (max * 1_000n) / (runs * price);
  return new LodeError(
    'QUOTE_ABOVE_MAX',
    `The cheapest quote came to ${formatUsd(quote)} (${job.tasks.count} tasks on ${job.verify.replicas} providers each, up to ${job.timeouts.taskMs} ms a task at ${formatUsd(price)} a GPU-second); the job allows ${formatUsd(max)}.`,
    {
      hint: `Set price.max to ${formatUsd(quote)}, or timeouts.task to ${fitsMs} ms or less.`,
      details: { quoteMicroUsd: quote.toString(), maxTotalMicroUsd: max.toString(), fitsTaskMs: Number(fitsMs) },
    },
  );
}

/** Nobody can take what is left, and nothing is under way that could change it: the job waits a while, then ends. */
function checkStranded(engine: Engine, work: JobWork, blocked: boolean): void {
  const { run } = work;
  const idle = work.proposals === 0 && work.ready.length === 0 && work.leaseAborts.size === 0 && !work.reserving;
  const deciding = run.tasks.some((task) => task.deciding);
  if (!idle || deciding) {
    delete work.strandedAtMs;
    return;
  }
  const hopeless = run.tasks.find((task) => neededBy(task) > 0 && wrongByItself(task) !== undefined);
  const error = hopeless === undefined ? undefined : wrongByItself(hopeless);
  if (hopeless !== undefined && error !== undefined) {
    // Waiting for somebody else would only say the same later.
    finish(engine, work, 'failed', taskFailed(hopeless, error));
    return;
  }
  const nowMs = nowOf(engine);
  work.strandedAtMs ??= nowMs;
  const short = unheardMicroUsd(run) > 0n ? chainAway(run) : budgetExhausted(run);
  const reason = blocked ? short : nobodyLeft(run);
  if (nowMs - work.strandedAtMs >= engine.tuning.strandedMs) finish(engine, work, 'failed', reason);
  else setState(engine, run, run.leases.size > 0 ? 'running' : 'matching', reason.toJSON());
}

/** The error of an attempt that failed for what is in the job. */
const wrongByItself = (task: TaskRun): ErrorShape | undefined =>
  task.attempts.find((one) => one.state === 'failed' && DETERMINISTIC.has(one.error?.code ?? ''))?.error;

const nobodyLeft = (run: JobRun): LodeError =>
  new LodeError('NO_PROVIDER_LEFT', `${run.needed} results are still needed and no other provider can give them now.`, {
    hint: 'Providers that failed, were busy or already answered for these tasks do not count; more providers would help.',
    details: { needed: run.needed, exclusions: run.exclusions.slice(0, 64) },
  });

const chainAway = (run: JobRun): LodeError =>
  new LodeError(
    'CHAIN_UNREACHABLE',
    `${run.needed} results are still needed, and what is left of the job's price is in transactions the chain has not answered for.`,
    { hint: 'Look at the chain; once it answers, what was sent is found and taken back.' },
  );

const budgetExhausted = (run: JobRun): LodeError =>
  new LodeError(
    'BUDGET_EXHAUSTED',
    `${run.needed} results are still needed, and what is paid and locked already leaves too little of ${formatUsd(run.job.price.maxTotalMicroUsd)}.`,
    { hint: 'Leases of lost providers stay locked until they expire; a higher price.max leaves room for retries.' },
  );
