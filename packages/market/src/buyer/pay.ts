import { errorShape, LodeError } from '@lode/protocol';
import { createMeter, intervalMicroUsd, type Meter } from '../stream/meter.ts';
import type { PayerChannel } from '../stream/payer.ts';
import { type Engine, nowOf } from './engine.ts';
import type { LeaseRun } from './model.ts';
import { withTimeout } from './timeout.ts';

/** Pays the streamed part of a lease while it is followed, and never for more than was reported and could be true. */
export interface PayRun {
  /** GPU time reported for a task that we have seen running since `sinceMs`, on our own clock. */
  metered(task: number, gpuMs: number, sinceMs: number): void;
  receipt(task: number, priceMicroUsd: bigint, holdbackMicroUsd: bigint): void;
  /** The lease has ended: what is due and not told is paid, as far as the provider still listens. */
  end(): void;
}

/** A voucher is sent when so much of an interval's worth is due: three more may be lost before the provider stops. */
const PARTS_OF_INTERVAL = 4n;
/** Reports are late by the way they take, and GPU and wall clocks are not the same: this much is not taken for a lie. */
const METER_SLACK_MS = 1_000;
/** A provider that does not take a voucher within this is not paid on until it does. */
const PAY_TIMEOUT_MS = 5_000;

export function createPayRun(engine: Engine, lease: LeaseRun): PayRun {
  const terms = lease.signed.lease;
  const channel = terms.streamedBps === 0 ? undefined : engine.payer.known(terms.provider);
  if (channel === undefined) return { metered: () => undefined, receipt: () => undefined, end: () => undefined };
  const meter = createMeter(terms);
  const step = (intervalMicroUsd(terms) + PARTS_OF_INTERVAL - 1n) / PARTS_OF_INTERVAL;
  for (const { receipt } of lease.attempts.values())
    if (receipt !== undefined)
      meter.receipt(receipt.value.task, receipt.value.priceMicroUsd, receipt.value.holdbackMicroUsd);
  const payNow = () => engine.track('Paying a lease', pay(engine, lease, channel, meter));
  return {
    metered(task, gpuMs, sinceMs) {
      const possibleMs = nowOf(engine) - sinceMs + METER_SLACK_MS;
      meter.metered(task, Math.min(gpuMs, possibleMs));
      if (meter.dueMicroUsd - lease.streamedMicroUsd >= step) payNow();
    },
    receipt(task, priceMicroUsd, holdbackMicroUsd) {
      meter.receipt(task, priceMicroUsd, holdbackMicroUsd);
      if (meter.dueMicroUsd > lease.streamedMicroUsd) payNow();
    },
    end: () => {
      if (channel.toldMicroUsd < channel.signedMicroUsd) payNow();
    },
  };
}

/** One voucher after another on a channel: they are cumulative, and the provider credits what each adds to its lease. */
const tails = new WeakMap<PayerChannel, Promise<void>>();

function pay(engine: Engine, lease: LeaseRun, channel: PayerChannel, meter: Meter): Promise<void> {
  const next = (tails.get(channel) ?? Promise.resolve()).then(() => payOnce(engine, lease, channel, meter));
  tails.set(
    channel,
    next.catch(() => undefined),
  );
  return next;
}

async function payOnce(engine: Engine, lease: LeaseRun, channel: PayerChannel, meter: Meter): Promise<void> {
  const due = meter.dueMicroUsd - lease.streamedMicroUsd;
  // A payment that waited in line may have been covered by the one before it.
  if (due <= 0n && channel.toldMicroUsd === channel.signedMicroUsd) return;
  if (due > 0n) lease.streamedMicroUsd += due;
  const voucher = await engine.payer.add(channel, due > 0n ? due : 0n);
  engine.journal.lease(lease);
  // On disk before it is out: after a restart the same money is not promised twice, and none is forgotten.
  engine.journal.flush();
  const { providerPeer } = lease.signed.lease;
  try {
    await withTimeout(engine.options.clock, PAY_TIMEOUT_MS, notTaken, [engine.stopping], (signal) =>
      engine.options.leases.pay(providerPeer, lease.id, voucher, signal),
    );
    channel.toldMicroUsd = voucher.value.maxClaimableAmount;
  } catch (error) {
    // Vouchers are cumulative: the next one holds this one too.
    const why = errorShape(error).message;
    engine.options.log?.('info', `The provider of lease ${lease.id} did not take a voucher: ${why}`);
  }
}

const notTaken = (): LodeError => new LodeError('PEER_TIMEOUT', 'The provider did not take the voucher in time.');
