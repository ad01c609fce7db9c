import { errorShape } from '@lode/protocol';
import type { PayerChannel } from '../stream/payer.ts';
import { type Engine, nowOf } from './engine.ts';

/** What is left in payment channels comes home: by the provider's hand at once, or by withdrawal where it does nothing. */

/** A provider that was asked to give the rest back has this long before we begin to withdraw by ourselves. */
const REFUND_WITHIN_MS = 10 * 60_000;
/** Channels are looked at on chain this often while they may hold something of ours. */
const LOOK_EVERY_MS = 60_000;

export interface ChannelSweeper {
  /** Asks for what no lease under way may need any more. */
  askRefunds(): void;
  /** One look at channels that may hold something. Never throws. */
  look(): Promise<void>;
}

const inUse = ({ works }: Engine, { provider }: PayerChannel): boolean => {
  for (const { run, proposals, ready } of works.values()) {
    if (run.job.price.streamedBps === 0 || run.outcome !== undefined) continue;
    if (proposals > 0 || ready.length > 0) return true;
    for (const { state, signed } of run.leases.values())
      if (signed.lease.provider === provider && (state === 'reserving' || state === 'open')) return true;
  }
  return false;
};

export function createChannelSweeper(engine: Engine): ChannelSweeper {
  let lookedAtMs = Number.NEGATIVE_INFINITY;
  const { payer, options } = engine;

  async function askRefund(channel: PayerChannel): Promise<void> {
    await options.leases.refundChannel(channel.providerPeer, channel.id, engine.stopping);
  }

  async function sweep(channel: PayerChannel): Promise<void> {
    const { channels } = options.chain;
    if (channels === undefined || inUse(engine, channel)) return;
    const state = await channels.state(channel.id);
    if (state.balanceMicroUsd <= state.claimedMicroUsd) {
      channel.open = false;
      engine.journal.channel(channel);
      return;
    }
    if (state.withdrawal !== undefined) {
      const readyAtMs = (state.withdrawal.initiatedAtSec + channel.config.withdrawDelay + 1) * 1_000;
      if (nowOf(engine) >= readyAtMs) await channels.finalizeWithdraw(channel.config);
      return;
    }
    // Only what we did not sign away: the rest is the provider's to claim, whenever it comes back.
    const surplus = await payer.surplus(channel);
    if (surplus > 0n && nowOf(engine) - channel.usedAtMs >= REFUND_WITHIN_MS)
      await channels.initiateWithdraw(channel.config, surplus);
  }

  return {
    askRefunds() {
      for (const channel of payer.all())
        if (channel.open && !inUse(engine, channel))
          engine.track('Asking for the rest of a payment channel', askRefund(channel));
    },
    async look() {
      if (nowOf(engine) - lookedAtMs < LOOK_EVERY_MS) return;
      lookedAtMs = nowOf(engine);
      for (const channel of payer.all()) {
        if (!channel.open) continue;
        await sweep(channel).catch((error: unknown) =>
          options.log?.('warn', `The payment channel ${channel.id} was not looked at: ${errorShape(error).message}`),
        );
      }
    },
  };
}
