import { formatUsd, type Hex, type Lease, LodeError } from '@lode/protocol';
import { createMeter, intervalMicroUsd, type Meter } from './meter.ts';
import type { Receiver } from './receiver.ts';

/**
 * Keeps a provider from working on trust: at most one metering interval's worth of the streamed part may be unpaid.
 * Buyers pay well within an interval, so that its length is also the time a voucher may take.
 */
export interface PayGate {
  readonly meter: Meter;
  /** GPU time of the task under way; stops the lease where too much of it is unpaid. */
  metered(task: number, gpuMs: number): void;
  /** Waits until what came due is paid but for an interval's worth. @throws LodeError `LEASE_UNPAID` */
  beforeTask(signal: AbortSignal): Promise<void>;
}

export function createPayGate(options: {
  receiver: Pick<Receiver, 'paid' | 'waitForPay'>;
  id: Hex;
  lease: Lease;
  stop(reason: LodeError): void;
}): PayGate {
  const { receiver, id, lease } = options;
  const meter = createMeter(lease);
  const most = intervalMicroUsd(lease);
  // The journal is asked only when what it said last would not be enough.
  let paid = receiver.paid(id);
  const isBehind = (): boolean => {
    if (lease.streamedBps === 0) return false;
    if (meter.dueMicroUsd - paid > most) paid = receiver.paid(id);
    return meter.dueMicroUsd - paid > most;
  };
  const unpaid = () =>
    new LodeError(
      'LEASE_UNPAID',
      `${formatUsd(meter.dueMicroUsd - paid)} of streamed work is unpaid; at most ${formatUsd(most)} may be.`,
      { hint: 'The buyer must send a voucher every metering interval.' },
    );
  return {
    meter,
    metered(task, gpuMs) {
      meter.metered(task, gpuMs);
      if (isBehind()) options.stop(unpaid());
    },
    async beforeTask(signal) {
      if (!isBehind()) return;
      await receiver.waitForPay(id, lease.meteringIntervalMs, signal);
      signal.throwIfAborted();
      if (isBehind()) throw unpaid();
    },
  };
}
