import { type Device, formatUsd, type Hex, type Job, type JobInput, type Offer, openedSize } from '@lode/protocol';
import { quoteOf, totalQuote } from './quote.ts';

/** What matching knows beside the job and the offers. All of it is given, so that the same facts give the same answer. */
export interface MatchContext {
  readonly nowMs: number;
  /** Bonds as last read from the chain; a provider that is not in here has none that is known. */
  readonly bonds: ReadonlyMap<Hex, bigint>;
  /** What earlier work showed of a provider. */
  readonly reliability: ReadonlyMap<Hex, Reliability>;
  /** Devices that cannot be had right now, by {@link deviceKey}: leased by us, or refused by their provider. */
  readonly unavailable: ReadonlyMap<string, Unavailable>;
}

export interface Reliability {
  /** Failures that no success has made up for. */
  readonly failures: number;
  readonly backOffUntilMs: number;
  readonly reason: string;
}

export interface Unavailable {
  readonly code: 'DEVICE_BUSY' | 'DEVICE_REFUSED';
  readonly untilMs: number;
  readonly reason: string;
}

export const deviceKey = (provider: Hex, device: string): string => `${provider}/${device}`;

/** Why something does not fit; undefined where it fits. */
export interface Misfit {
  readonly code: string;
  readonly reason: string;
}
type OfferRule = (job: Job, offer: Offer, context: MatchContext) => Misfit | undefined;
type DeviceRule = (job: Job, device: Device, offer: Offer, context: MatchContext) => Misfit | undefined;

const misfit = (code: string, reason: string): Misfit => ({ code, reason });
const mib = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(bytes < 2 ** 20 ? 3 : 0)} MiB`;
const date = (atMs: number): string => new Date(atMs).toISOString();

/** Sizes of the job's buffers, as far as the job itself says them. */
export function bufferBytes(job: Job): number[] {
  const inputs = new Map(job.inputs.map((input) => [input.name, plainBytes(job, input)]));
  return Object.values(job.webgpu.buffers).map((buffer) => {
    if (buffer.sizeBytes !== undefined) return buffer.sizeBytes;
    if (buffer.input !== undefined) return inputs.get(buffer.input) ?? 0;
    const [values] = Object.values(buffer.values ?? {});
    return Array.isArray(values) ? values.length * 4 : 0;
  });
}

/** Of a sealed job, the size of what the input holds. */
const plainBytes = ({ sealed }: Job, { sizeBytes }: JobInput): number =>
  sealed === true ? (openedSize(sizeBytes) ?? sizeBytes) : sizeBytes;

const inputBytes = (job: Job): number => job.inputs.reduce((sum, input) => sum + input.sizeBytes, 0);

/** Rules about the whole offer, the plainest first: the first that fails is the reason given. */
const OFFER_RULES: readonly OfferRule[] = [
  (_job, offer, { nowMs }) =>
    nowMs >= offer.expiresAtMs ? misfit('OFFER_EXPIRED', `the offer ended at ${date(offer.expiresAtMs)}`) : undefined,
  (_job, offer) =>
    offer.runtimes.some((runtime) => runtime.name === 'webgpu')
      ? undefined
      : misfit(
          'RUNTIME_MISSING',
          `needs the webgpu runtime; it has ${offer.runtimes.map((one) => one.name).join(', ')}`,
        ),
  (job, offer) =>
    job.placement.providers === undefined || job.placement.providers.includes(offer.provider)
      ? undefined
      : misfit('NOT_NAMED', 'the job names the providers that may run it, and this is none of them'),
  (job, offer) =>
    job.placement.regions.length === 0 || job.placement.regions.includes(offer.region)
      ? undefined
      : misfit('REGION', `it is in ${offer.region}; the job allows ${job.placement.regions.join(', ')}`),
  (job, offer) => {
    const limit = job.placement.maxGramsCo2ePerKwh;
    const grams = offer.energy.gramsCo2ePerKwh;
    if (limit === null) return undefined;
    if (grams === null)
      return misfit('CARBON_UNKNOWN', `it does not state grams of CO2e a kWh; the job allows ${limit}`);
    return grams > limit ? misfit('CARBON_LIMIT', `${grams} g CO2e a kWh; the job allows ${limit}`) : undefined;
  },
  (job, offer) => {
    const cap = job.price.maxMicroUsdPerGpuSecond;
    const price = offer.microUsdPerGpuSecond;
    return price > cap
      ? misfit('PRICE_ABOVE_CAP', `${formatUsd(price)} a GPU-second; the job pays at most ${formatUsd(cap)}`)
      : undefined;
  },
  (job, offer) => {
    const quote = totalQuote(job, offer.microUsdPerGpuSecond);
    const max = job.price.maxTotalMicroUsd;
    return quote > max
      ? misfit(
          'QUOTE_ABOVE_MAX',
          `at its price the job can cost ${formatUsd(quote)}; the job allows ${formatUsd(max)} in all`,
        )
      : undefined;
  },
  (job, offer) => limit('TASK_TIME_LIMIT', 'ms a task', offer.limits.maxTaskMs, job.timeouts.taskMs),
  (job, offer) => limit('COMPILE_TIME_LIMIT', 'ms to compile', offer.limits.maxCompileMs, job.timeouts.compileMs),
  (job, offer) =>
    limit('BUFFER_LIMIT', 'bytes a buffer', offer.limits.maxBufferBytes, Math.max(0, ...bufferBytes(job))),
  (job, offer) => limit('INPUT_LIMIT', 'bytes of inputs', offer.limits.maxInputBytes, inputBytes(job)),
  (job, offer) =>
    limit('HOLDBACK_REFUSED', 'basis points held back', offer.limits.maxHoldbackBps, 10_000 - job.price.streamedBps),
  (job, offer) => limit('ACCEPTANCE_REFUSED', 'ms to accept', offer.limits.maxAcceptanceMs, job.timeouts.acceptanceMs),
  (job, offer, { bonds }) => {
    const bond = bonds.get(offer.provider) ?? 0n;
    // The least that a lease reserves: what one task could earn a cheat.
    const needed = quoteOf(job, offer.microUsdPerGpuSecond).holdbackMicroUsdPerTask;
    if (bond > 0n && bond >= needed) return undefined;
    return misfit('BOND_TOO_LOW', `its bond is ${formatUsd(bond)}; a task can cost ${formatUsd(needed)}`);
  },
  (_job, offer, { nowMs, reliability }) => {
    const past = reliability.get(offer.provider);
    return past !== undefined && past.backOffUntilMs > nowMs
      ? misfit(
          'BACK_OFF',
          `it failed ${past.failures} times (${past.reason}); left alone until ${date(past.backOffUntilMs)}`,
        )
      : undefined;
  },
];

const DEVICE_RULES: readonly DeviceRule[] = [
  (job, device) =>
    device.vramBytes < job.resources.vramBytes
      ? misfit('VRAM', `${mib(device.vramBytes)} of memory; the job needs ${mib(job.resources.vramBytes)}`)
      : undefined,
  (job, device) =>
    device.scoreClass < job.resources.minScoreClass
      ? misfit('SCORE_CLASS', `score class ${device.scoreClass}; the job needs ${job.resources.minScoreClass}`)
      : undefined,
  (job, device) => {
    const allowed = job.resources.adapterTypes;
    return allowed.length === 0 || allowed.includes(device.adapterType)
      ? undefined
      : misfit('ADAPTER_TYPE', `a ${device.adapterType} adapter; the job allows ${allowed.join(', ')}`);
  },
  (_job, device, offer, { nowMs, unavailable }) => {
    const now = unavailable.get(deviceKey(offer.provider, device.id));
    return now !== undefined && now.untilMs > nowMs ? misfit(now.code, now.reason) : undefined;
  },
];

function limit(code: string, unit: string, offered: number, needed: number): Misfit | undefined {
  return needed > offered ? misfit(code, `it takes at most ${offered} ${unit}; the job needs ${needed}`) : undefined;
}

export function offerMisfit(job: Job, offer: Offer, context: MatchContext): Misfit | undefined {
  for (const rule of OFFER_RULES) {
    const found = rule(job, offer, context);
    if (found !== undefined) return found;
  }
  return undefined;
}

export function deviceMisfit(job: Job, device: Device, offer: Offer, context: MatchContext): Misfit | undefined {
  for (const rule of DEVICE_RULES) {
    const found = rule(job, device, offer, context);
    if (found !== undefined) return found;
  }
  return undefined;
}
