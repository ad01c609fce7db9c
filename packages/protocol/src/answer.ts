import { z } from 'zod';
import { hash, microUsd, shortText, signature, timeMs, u32 } from './scalars.ts';
import { signedKind } from './signed.ts';

/** The buyer's signed yes to receipts of one lease; one signature can answer many. It releases their holdback. */
export const acceptanceSchema = z.strictObject({
  version: z.literal(1),
  lease: hash,
  receipts: z
    .array(z.strictObject({ receipt: hash, task: u32, holdbackMicroUsd: microUsd }))
    .min(1)
    .max(256),
  acceptedAtMs: timeMs,
});
export type Acceptance = z.output<typeof acceptanceSchema>;

export const acceptanceKind = signedKind({
  type: 'Acceptance',
  schema: acceptanceSchema,
  fields: (acceptance) => ({ lease: acceptance.lease, receipts: acceptance.receipts }),
});

export const signedAcceptanceSchema = z.strictObject({ value: acceptanceSchema, signature });
export type SignedAcceptance = z.output<typeof signedAcceptanceSchema>;

/** The buyer's signed no to one receipt, with what it rests on. It freezes the holdback until the deadline. */
export const objectionSchema = z.strictObject({
  version: z.literal(1),
  lease: hash,
  task: u32,
  receipt: hash,
  reason: z.enum(['minority', 'outputs-missing', 'outputs-mismatch', 'over-metered', 'other']),
  text: shortText,
  /** Canonical hash of the evidence: for `minority`, the list of the majority's receipt ids. */
  evidence: hash,
  objectedAtMs: timeMs,
});
export type Objection = z.output<typeof objectionSchema>;

export const objectionKind = signedKind({
  type: 'Objection',
  schema: objectionSchema,
  fields: (objection) => ({
    lease: objection.lease,
    task: objection.task,
    receipt: objection.receipt,
    evidence: objection.evidence,
  }),
});

export const signedObjectionSchema = z.strictObject({ value: objectionSchema, signature });
export type SignedObjection = z.output<typeof signedObjectionSchema>;
