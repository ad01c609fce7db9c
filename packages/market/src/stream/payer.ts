import {
  type ChannelConfig,
  channelId,
  type Hex,
  type Lease,
  LodeError,
  type SignedVoucher,
  voucherTypedData,
} from '@lode/protocol';
import { type ChannelChain, requireChannels } from '../chain/channels.ts';
import { largest } from '../match/amounts.ts';
import { mostStreamed } from './meter.ts';
import { MIN_WITHDRAW_DELAY_SEC } from './receiver.ts';

/** A payment channel of ours to one provider, used by all leases with it. What is signed cannot be taken back. */
export interface PayerChannel {
  readonly id: Hex;
  readonly provider: Hex;
  readonly providerPeer: string;
  readonly config: ChannelConfig;
  /** The highest voucher signed, cumulative. On disk before it is sent. */
  signedMicroUsd: bigint;
  /** The highest voucher that its provider is known to have. */
  toldMicroUsd: bigint;
  /** It may hold more than we signed away. */
  open: boolean;
  usedAtMs: number;
}

/** Signs vouchers: the wallet, or a session key that the channel names. */
export interface VoucherSigner {
  readonly address: Hex;
  signTypedData(args: ReturnType<typeof voucherTypedData>): Promise<Hex>;
}

export interface PayerOptions {
  readonly chainId: number;
  readonly account: Hex;
  readonly channels: ChannelChain | undefined;
  readonly signer: VoucherSigner;
  randomHash(): Hex;
  nowMs(): number;
  /** Keeps a channel; what was given before is on disk when {@link flush} returns. */
  keep(channel: PayerChannel): void;
}

/** Leases of a channel that may still stream: what each may, less what it has. */
export type Promised = (provider: Hex) => Iterable<{ readonly lease: Lease; readonly streamedMicroUsd: bigint }>;

/** The buyer's end of payment channels. */
export interface Payer {
  /** The channel to a provider, made up on first use; nothing is on chain before {@link fund}. @throws LodeError `CHANNELS_UNAVAILABLE` */
  channelTo(provider: Hex, providerPeer: string): Promise<PayerChannel>;
  known(provider: Hex): PayerChannel | undefined;
  all(): Iterable<PayerChannel>;
  /** Deposits what the channels to these providers lack for all that is promised. */
  fund(providers: ReadonlySet<Hex>, promised: Promised): Promise<void>;
  /** Signs for so much more. The caller writes it down, with what it was for, before it sends it. */
  add(channel: PayerChannel, microUsd: bigint): Promise<SignedVoucher>;
  /** What the channel holds beyond what we signed away, as the chain says now. */
  surplus(channel: PayerChannel): Promise<bigint>;
}

export function createPayer(options: PayerOptions, stored: readonly PayerChannel[]): Payer {
  const { chainId, account, signer } = options;
  const byProvider = new Map(stored.map((one) => [one.provider, one]));

  const open = async (provider: Hex, providerPeer: string): Promise<PayerChannel> => {
    const { token } = await requireChannels(options.channels);
    const known = byProvider.get(provider);
    if (known !== undefined) return known;
    const config: ChannelConfig = {
      payer: account,
      payerAuthorizer: signer.address.toLowerCase() as Hex,
      receiver: provider,
      receiverAuthorizer: provider,
      token,
      withdrawDelay: MIN_WITHDRAW_DELAY_SEC,
      salt: options.randomHash(),
    };
    const channel: PayerChannel = {
      id: channelId(chainId, config),
      provider,
      providerPeer,
      config,
      signedMicroUsd: 0n,
      toldMicroUsd: 0n,
      open: false,
      usedAtMs: options.nowMs(),
    };
    byProvider.set(provider, channel);
    options.keep(channel);
    return channel;
  };

  return {
    channelTo: open,
    known: (provider) => byProvider.get(provider),
    all: () => byProvider.values(),
    async fund(providers, promised) {
      for (const provider of providers) {
        let sum = 0n;
        for (const { lease, streamedMicroUsd } of promised(provider)) sum += mostStreamed(lease) - streamedMicroUsd;
        const channel = byProvider.get(provider);
        if (channel === undefined || sum === 0n) continue;
        const channels = await requireChannels(options.channels);
        const { balanceMicroUsd, claimedMicroUsd, withdrawal } = await channels.state(channel.id);
        if (withdrawal !== undefined)
          throw new LodeError('CHANNEL_CLOSING', 'The payment channel to this provider is being emptied.', {
            hint: 'Try again after the withdrawal, or set price.streamedBps to 0.',
          });
        const short = largest([channel.signedMicroUsd, claimedMicroUsd]) + sum - balanceMicroUsd;
        channel.open = true;
        channel.usedAtMs = options.nowMs();
        options.keep(channel);
        if (short > 0n) await channels.deposit(channel.config, short);
      }
    },
    async add(channel, microUsd) {
      channel.signedMicroUsd += microUsd;
      channel.usedAtMs = options.nowMs();
      options.keep(channel);
      const value = { channelId: channel.id, maxClaimableAmount: channel.signedMicroUsd };
      return { value, signature: await signer.signTypedData(voucherTypedData(chainId, value)) };
    },
    async surplus(channel) {
      const state = await (await requireChannels(options.channels)).state(channel.id);
      return state.balanceMicroUsd - largest([state.claimedMicroUsd, channel.signedMicroUsd]);
    },
  };
}
