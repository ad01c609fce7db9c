import { z } from 'zod';
import type { NetworkId } from './eip712.ts';
import { byteCount, deviceId, type Hex, hash, microUsd, name, shortText, signature, timeMs, u32 } from './scalars.ts';
import { digestOf, signedKind } from './signed.ts';

/** One object binds what was asked, what came out, what it used and what it costs. Signed by the provider. */
export const receiptSchema = z.strictObject({
  version: z.literal(1),
  lease: hash,
  task: u32,
  attempt: u32,
  programHash: hash,
  inputsRoot: hash,
  outputsRoot: hash,
  /** Merkle root over state checkpoints; zero where there is none. */
  traceRoot: hash,
  outputs: z.array(z.strictObject({ name, hash, sizeBytes: byteCount })).max(64),
  gpuMs: timeMs,
  energy: z
    .strictObject({
      millijoules: z.int().min(0),
      basis: z.enum(['measured', 'estimated']),
      microgramsCo2e: z.int().min(0).nullable(),
    })
    .nullable(),
  peakVramBytes: byteCount,
  device: deviceId,
  adapterClass: shortText,
  startedAtMs: timeMs,
  endedAtMs: timeMs,
  /** `min(metered, quoted)`; of it the holdback is paid from escrow and the rest was streamed by voucher. */
  priceMicroUsd: microUsd,
  holdbackMicroUsd: microUsd,
});
export type Receipt = z.output<typeof receiptSchema>;

export const receiptKind = signedKind({
  type: 'Receipt',
  schema: receiptSchema,
  fields: (receipt) => ({
    lease: receipt.lease,
    task: receipt.task,
    attempt: receipt.attempt,
    programHash: receipt.programHash,
    inputsRoot: receipt.inputsRoot,
    outputsRoot: receipt.outputsRoot,
    traceRoot: receipt.traceRoot,
    gpuMs: BigInt(receipt.gpuMs),
    holdbackMicroUsd: receipt.holdbackMicroUsd,
  }),
});

export const signedReceiptSchema = z.strictObject({ value: receiptSchema, signature });
export type SignedReceipt = z.output<typeof signedReceiptSchema>;

export const receiptId = (network: NetworkId, receipt: Receipt): Hex => digestOf(receiptKind, network, receipt);
