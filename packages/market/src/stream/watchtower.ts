import {
  channelId,
  claimBatchTypedData,
  createVoucherVerifier,
  type Hex,
  isSignedBy,
  LodeError,
  type VoucherCrypto,
  type VoucherVerifier,
} from '@lode/protocol';
import { hashTypedData } from 'viem';
import { requireChannels } from '../chain/channels.ts';
import { systemClock } from '../net/clock.ts';
import { textOf } from '../net/errors.ts';
import type { PeerHost } from '../net/host.ts';
import { type Keeper, startKeeper } from '../net/keeper.ts';
import { REQUEST_TIMEOUT_MS, SMALL_MESSAGE_BYTES } from '../net/limits.ts';
import { PROTOCOLS } from '../net/protocols.ts';
import { refusal } from '../net/wire.ts';
import type { Clock, MarketChain } from '../seams.ts';
import { openWatchStore, type WatchStore } from './watch-store.ts';
import { type GuardRequest, guardAnswerWire, guardWire } from './watch-wire.ts';

/**
 * A watchtower: keeps the newest claims of receivers that may be offline, and brings one to the chain when its payer
 * begins to withdraw. It holds no keys of theirs and no secrets: what it stores pays the receiver alone.
 */
export interface Watchtower {
  status(): { guarded: number; claimed: number; lastLookAtMs: number | undefined };
  start(): Promise<void>;
  stop(): Promise<void>;
}

export interface WatchtowerOptions {
  readonly host: PeerHost;
  /** The watchtower's own account: it pays the gas of claims. */
  readonly chain: MarketChain;
  readonly path: string;
  readonly clock?: Clock;
  /** How often the chain is looked at: a small part of the shortest delay of a withdrawal, 15 minutes. */
  readonly everyMs?: number;
  /** Default: JavaScript. Whoever reaches the tower can have it check vouchers, as fast as the rates allow. */
  readonly voucherCrypto?: VoucherCrypto;
  onNotice?(text: string): void;
}

const EVERY_MS = 30_000;
/** About 2 KB each. One more is refused, so that nobody's channel falls out of the guard. */
const MAX_GUARDED = 100_000;
const LIMITS = { rate: { burst: 64, perSecond: 4 }, maxPerPeer: 4, maxTotal: 64 } as const;
/** Channels read from the chain at a time. */
const READS_AT_ONCE = 32;

export function createWatchtower(options: WatchtowerOptions): Watchtower {
  const { host, chain, clock = systemClock } = options;
  const store = openWatchStore(options.path);
  const verifier = createVoucherVerifier(chain.network.chainId, options.voucherCrypto);
  let keeper: Keeper | undefined;
  let claimed = 0;
  let lastLookAtMs: number | undefined;

  async function look(): Promise<void> {
    const ids = store.channels();
    for (let i = 0; i < ids.length; i += READS_AT_ONCE) {
      const done = await Promise.all(ids.slice(i, i + READS_AT_ONCE).map((id) => guardOne(chain, store, id)));
      claimed += done.filter((one) => one === 'claimed').length;
      for (const [at, outcome] of done.entries())
        if (outcome === 'claimed') options.onNotice?.(`Claimed channel ${ids[i + at]} before its withdrawal.`);
    }
    lastLookAtMs = clock.nowMs();
  }

  return {
    status: () => ({ guarded: store.count(), claimed, lastLookAtMs }),
    async start() {
      await requireChannels(chain.channels);
      await host.serve(PROTOCOLS.watch, LIMITS, async (channel) => {
        const request = await channel.read(guardWire, 'claim to guard', {
          timeoutMs: REQUEST_TIMEOUT_MS,
          maxBytes: SMALL_MESSAGE_BYTES,
        });
        try {
          await take({ chain, store, verifier }, request);
          await channel.write(guardAnswerWire, { type: 'noted' });
        } catch (error) {
          await channel.write(guardAnswerWire, refusal(error));
        }
      });
      const everyMs = options.everyMs ?? EVERY_MS;
      keeper = startKeeper({
        clock,
        everyMs,
        firstRetryMs: everyMs,
        maxRetryMs: everyMs,
        attempt: look,
        onFailure: (error) => options.onNotice?.(`The chain could not be watched: ${textOf(error)}`),
      });
    },
    async stop() {
      await host.unserve(PROTOCOLS.watch);
      await keeper?.stop();
      store.close();
    },
  };
}

/** @throws LodeError `BAD_CLAIM`, `WATCHTOWER_FULL` */
async function take(
  { chain, store, verifier }: { chain: MarketChain; store: WatchStore; verifier: VoucherVerifier },
  request: GuardRequest,
): Promise<void> {
  const { chainId } = chain.network;
  const { claim, authorizerSignature } = request;
  const id = channelId(chainId, claim.config);
  const bad = (why: string) => new LodeError('BAD_CLAIM', `The claim is not guarded: ${why}.`);
  if (claim.totalClaimed > claim.voucher.value.maxClaimableAmount) throw bad('it claims more than its voucher');
  if (!verifier.verify(claim.config, claim.voucher)) throw bad("its voucher is not the payer's");
  const digest = hashTypedData(claimBatchTypedData(chainId, [claim]));
  if (!(await isSignedBy(digest, authorizerSignature, claim.config.receiverAuthorizer)))
    throw bad("it is not signed by the channel's receiver");
  const known = store.get(id);
  if (known !== undefined && known.claim.totalClaimed >= claim.totalClaimed) return;
  // A channel that is not on chain would cost whoever makes it up nothing.
  const { balanceMicroUsd, claimedMicroUsd } = await (await requireChannels(chain.channels)).state(id);
  if (balanceMicroUsd < claim.totalClaimed) throw bad('the channel does not hold so much');
  // Claimed meanwhile; or made up and of nothing, which any balance covers. There is nothing to guard.
  if (claim.totalClaimed <= claimedMicroUsd) return;
  if (known === undefined && store.count() >= MAX_GUARDED)
    throw new LodeError('WATCHTOWER_FULL', `This watchtower guards ${MAX_GUARDED} channels already.`, {
      hint: 'Use another one.',
    });
  store.put(id, request);
}

/** Claims where the payer is leaving; forgets what the receiver has claimed itself. */
async function guardOne(chain: MarketChain, store: WatchStore, id: Hex): Promise<'claimed' | 'quiet'> {
  const request = store.get(id);
  const { channels } = chain;
  if (request === undefined || channels === undefined) return 'quiet';
  const { claim, authorizerSignature } = request;
  const state = await channels.state(id);
  if (state.claimedMicroUsd >= claim.totalClaimed) {
    store.remove(id);
    return 'quiet';
  }
  if (state.withdrawal === undefined) return 'quiet';
  await channels.claimFor([claim], authorizerSignature);
  store.remove(id);
  return 'claimed';
}
