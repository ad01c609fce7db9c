import { z } from 'zod';
import { hashObject } from './canonical.ts';
import { adapterType } from './job/job.ts';
import {
  address,
  byteCount,
  deviceId,
  type Hex,
  hash,
  microUsd,
  peerId,
  region,
  shortText,
  signature,
  timeMs,
} from './scalars.ts';
import { signedKind } from './signed.ts';

/** One physical GPU. Mixed cards in a machine are normal; each is its own entry. */
export const deviceSchema = z.strictObject({
  /** Stable within the provider: what a lease names. */
  id: deviceId,
  /** As the driver reports it; never checked against a list. */
  model: shortText,
  vendor: shortText,
  driver: shortText,
  adapterType,
  /** Adapter, driver and runtime class: devices of one class give equal bits for `deviceClass` work. */
  adapterClass: shortText,
  vramBytes: byteCount,
  /** `floor(2 * log2(f32 GFLOPS))`, at least 0: half an octave a class, so that noise rarely changes it. */
  scoreClass: z.int().min(0).max(64),
  /** What the provider's own benchmark measured, in whole units. */
  scores: z.strictObject({ u32Gops: z.number().min(0), f32Gflops: z.number().min(0), memoryGBps: z.number().min(0) }),
  /** A device is leased exclusively unless this says otherwise. */
  shared: z.boolean(),
});
export type Device = z.output<typeof deviceSchema>;

export const energySchema = z.strictObject({
  source: z.enum(['unknown', 'grid', 'solar', 'wind', 'hydro', 'nuclear', 'mixed']),
  /** Watts under load, per device. */
  watts: z.number().min(0).nullable(),
  basis: z.enum(['measured', 'estimated', 'declared', 'unknown']),
  gramsCo2ePerKwh: z.number().min(0).nullable(),
});

export const offerSchema = z.strictObject({
  version: z.literal(1),
  provider: address,
  peerId,
  /** Where the provider can be dialled, as multiaddrs; relayed ones too. */
  addresses: z.array(z.string().max(512)).max(16),
  /** Hash of the NodeRecord that binds `provider` to `peerId`. */
  nodeRecord: hash,
  devices: z.array(deviceSchema).min(1).max(256),
  runtimes: z
    .array(z.strictObject({ name: z.enum(['webgpu', 'container', 'inference']), version: shortText }))
    .min(1)
    .max(16),
  microUsdPerGpuSecond: microUsd,
  region,
  energy: energySchema,
  limits: z.strictObject({
    maxTaskMs: timeMs,
    maxCompileMs: timeMs,
    maxBufferBytes: byteCount,
    maxInputBytes: byteCount,
    maxTasksPerLease: z.int().min(1),
    /** Smallest holdback-to-price split and acceptance window this provider takes. */
    maxHoldbackBps: z.int().min(0).max(10_000),
    maxAcceptanceMs: timeMs,
  }),
  warm: z.strictObject({ images: z.array(shortText).max(256), models: z.array(shortText).max(256) }),
  sequence: z.int().min(0),
  issuedAtMs: timeMs,
  expiresAtMs: timeMs,
});
export type Offer = z.output<typeof offerSchema>;

export const offerKind = signedKind({
  type: 'Offer',
  schema: offerSchema,
  fields: (offer) => ({ provider: offer.provider, expiresAtMs: BigInt(offer.expiresAtMs) }),
});

export const signedOfferSchema = z.strictObject({ value: offerSchema, signature });
export type SignedOffer = z.output<typeof signedOfferSchema>;

export const offerHash = (offer: Offer): Hex => hashObject(offerSchema, offer);

/** See `scoreClass` of a device. */
export const scoreClassOf = (f32Gflops: number): number =>
  Math.min(64, Math.max(0, Math.floor(2 * Math.log2(Math.max(f32Gflops, 1)))));
