import { type ChannelClaim, claimBatchTypedData, type Hex, type Signer } from '@lode/protocol';
import { textOf } from '../net/errors.ts';
import type { PeerHost } from '../net/host.ts';
import { REQUEST_TIMEOUT_MS, SMALL_MESSAGE_BYTES } from '../net/limits.ts';
import { PROTOCOLS } from '../net/protocols.ts';
import { fromErrorWire } from '../net/wire.ts';
import type { Clock } from '../seams.ts';
import { guardAnswerWire, guardWire } from './watch-wire.ts';

/** Leaves a receiver's newest claims with watchtowers, for the time that it is offline. */
export interface Guards {
  /** A newer claim replaces an older one; told within seconds, in the background. */
  protect(claim: ChannelClaim): void;
  stop(): Promise<void>;
}

export interface GuardsOptions {
  readonly host: PeerHost;
  readonly clock: Clock;
  /** Multiaddrs of watchtowers. */
  readonly towers: readonly string[];
  readonly signer: ClaimSigner;
  readonly chainId: number;
  onWarning(text: string): void;
}

export interface ClaimSigner {
  signTypedData(args: ReturnType<typeof claimBatchTypedData>): ReturnType<Signer['signTypedData']>;
}

/** Vouchers come every second or so; a watchtower is needed minutes after the last one. */
const TELL_EVERY_MS = 10_000;
/** Channels waiting to be told; more than a provider has devices. The oldest is dropped: its next voucher brings it back. */
const MAX_WAITING = 4_096;

export function createGuards(options: GuardsOptions): Guards {
  const { host, clock, towers, chainId } = options;
  const waiting = new Map<Hex, ChannelClaim>();
  const stopping = new AbortController();
  let telling: Promise<void> | undefined;

  async function tellAll(): Promise<void> {
    const claims = [...waiting.values()];
    waiting.clear();
    for (const claim of claims) {
      const authorizerSignature = await options.signer.signTypedData(claimBatchTypedData(chainId, [claim]));
      for (const tower of towers) {
        await tell(host, tower, { claim, authorizerSignature }).catch((error: unknown) =>
          options.onWarning(`The watchtower ${tower} does not guard a channel: ${textOf(error)}`),
        );
      }
    }
  }

  async function loop(): Promise<void> {
    while (waiting.size > 0 && !stopping.signal.aborted) {
      await clock.sleep(TELL_EVERY_MS, stopping.signal).catch(() => undefined);
      await tellAll();
    }
    telling = undefined;
  }

  return {
    protect(claim) {
      if (towers.length === 0 || stopping.signal.aborted) return;
      const id = claim.voucher.value.channelId;
      waiting.delete(id);
      waiting.set(id, claim);
      const [oldest] = waiting.keys();
      if (waiting.size > MAX_WAITING && oldest !== undefined) waiting.delete(oldest);
      telling ??= loop();
    },
    async stop() {
      // What waits is told before we go: it is for the time after.
      stopping.abort();
      await telling;
    },
  };
}

async function tell(
  host: PeerHost,
  tower: string,
  request: { claim: ChannelClaim; authorizerSignature: Hex },
): Promise<void> {
  const signal = AbortSignal.timeout(REQUEST_TIMEOUT_MS);
  const peerId = await host.connect(tower, signal);
  const channel = await host.open(peerId, PROTOCOLS.watch, signal);
  try {
    await channel.write(guardWire, { type: 'guard', ...request });
    const answer = await channel.read(guardAnswerWire, 'answer', {
      timeoutMs: REQUEST_TIMEOUT_MS,
      maxBytes: SMALL_MESSAGE_BYTES,
      signal,
    });
    await channel.close();
    if (answer.type === 'refused') throw fromErrorWire(answer.error);
  } catch (error) {
    channel.abort(error instanceof Error ? error : new Error(String(error)));
    throw error;
  }
}
