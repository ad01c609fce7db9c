import { LodeError } from '@lode/protocol';
import { pack, packedItem } from '../blocks/packed.ts';
import { refusalOf } from '../blocks/refusals.ts';
import type { LedgerMetrics } from '../metrics/metrics.ts';
import type { Pool } from '../pool/createPool.ts';
import type { SenderRecovery } from '../recovery/createRecovery.ts';
import type { SubmitResult } from '../seams.ts';
import type { Guard } from './guard.ts';

export interface Intake {
  pool: Pool;
  recovery: SenderRecovery;
  metrics: LedgerMetrics;
  guard: Guard;
}

/** Recovers senders on other threads, then asks the pool, in the order given. */
export async function submit(
  raw: readonly Uint8Array[],
  { pool, recovery, metrics, guard }: Intake,
): Promise<SubmitResult[]> {
  const refuse = (refusal: Omit<Extract<SubmitResult, { ok: false }>, 'ok'>): SubmitResult => {
    metrics.refused(refusal.code);
    return { ok: false, ...refusal };
  };
  const packed = pack(raw);
  try {
    const { refusals, hashes, senders, encoded } = await recovery.recover(packed);
    guard.check();
    return raw.map((bytes, i) => {
      const early = refusalOf(refusals[i] ?? 0);
      if (early !== undefined) return refuse(early);
      const hash = hashes.slice(i * 32, i * 32 + 32);
      const sender = senders.subarray(i * 20, i * 20 + 20);
      const late = pool.add({ raw: bytes, hash, sender, encoded: packedItem(encoded, i) });
      return late === undefined ? { ok: true, hash } : refuse(late);
    });
  } catch (error) {
    if (!(error instanceof LodeError) || error.code !== 'RECOVERY_BUSY') throw error;
    return raw.map(() => refuse({ code: 'pool-full', message: `txpool is full: ${error.message}` }));
  }
}
