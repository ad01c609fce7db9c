import type { PaidReceipt } from '@lode/contracts';
import {
  type ChannelClaim,
  type ChannelConfig,
  createVoucherVerifier,
  type Hex,
  type Lease,
  LodeError,
  type SignedVoucher,
  type VoucherCrypto,
} from '@lode/protocol';
import { requireChannels } from '../chain/channels.ts';
import { largest } from '../match/amounts.ts';
import type { ChannelRow, Journal, ReceiptRow } from '../provider/journal.ts';
import type { ProviderParts } from '../provider/parts.ts';
import type { Guards } from './guard.ts';
import { mostStreamed } from './meter.ts';

/**
 * The provider's end of payment channels: which channels it takes, that they hold enough, the vouchers it was given,
 * and bringing those to the chain in time.
 */
export interface Receiver {
  /** Everything about a channel that can be checked before a lease is signed. @throws LodeError with the reason of refusal */
  admit(lease: Lease, config: ChannelConfig | undefined): Promise<void>;
  /** Whether the channel holds what this lease may stream, beside what other leases and vouchers have a right to. */
  isFunded(id: Hex, lease: Lease): Promise<boolean>;
  /** Takes a voucher down. @throws LodeError `BAD_VOUCHER` */
  take(id: Hex, voucher: SignedVoucher): Promise<void>;
  paid(id: Hex): bigint;
  /** Resolves with the next voucher for the lease, when the time is up, or when the signal fires. */
  waitForPay(id: Hex, timeoutMs: number, signal: AbortSignal): Promise<void>;
  /** The payer asks for what it does not need. @throws LodeError `CHANNEL_UNKNOWN`, `CHANNEL_BUSY` */
  askRefund(channel: Hex): void;
  /** One pass: claims what is due, many channels in a transaction, and gives back what was asked for. */
  pass(): Promise<void>;
}

export interface ReceiverOptions {
  /** Told of every claim that would be lost if we were offline during a withdrawal. */
  readonly guards?: Guards;
  readonly account: Hex;
  /** Pause after the last voucher of an idle channel until it is claimed: one transaction for many jobs. */
  readonly claimIdleMs: number;
  /** How often channels with unclaimed vouchers are looked at on chain: well within the shortest delay. */
  readonly watchEveryMs: number;
  /** Default: JavaScript. Each metering interval of each lease has a voucher to check. */
  readonly voucherCrypto?: VoucherCrypto;
}

/** A withdrawal must leave time to notice it and to claim: the shortest delay that x402 knows is 15 minutes. */
export const MIN_WITHDRAW_DELAY_SEC = 900;
/** Claims in one transaction: about 20,000 gas each with calldata, a tenth of a block. */
const CLAIMS_PER_TX = 100;
/** Published with one claim; the rest goes with the next. About 2,500 gas each. */
const RECEIPTS_PER_CLAIM = 256;

export function createReceiver(parts: ProviderParts, options: ReceiverOptions): Receiver {
  const { chain, clock, journal } = parts;
  const verifier = createVoucherVerifier(chain.network.chainId, options.voucherCrypto);
  const waiting = new Map<Hex, Set<() => void>>();
  const refunds = new Set<Hex>();
  let watchedAtMs = Number.NEGATIVE_INFINITY;

  async function take(id: Hex, voucher: SignedVoucher): Promise<void> {
    const stream = journal.stream(id);
    const row = stream === undefined ? undefined : journal.channel(stream.channel);
    if (stream === undefined || row === undefined) throw bad('the lease has no channel');
    if (voucher.value.channelId !== row.id) throw bad('it is for another channel');
    if (!verifier.verify(row.config, voucher)) throw bad("it is not signed by the channel's payer");
    const amount = voucher.value.maxClaimableAmount;
    if (amount > highest(row)) {
      const { balanceMicroUsd } = await (await requireChannels(chain.channels)).state(row.id);
      if (amount > balanceMicroUsd) throw bad(`it promises ${amount}, the channel holds ${balanceMicroUsd}`);
    }
    // Read again: another voucher may have come while the chain was asked.
    const before = highest(journal.channel(row.id) ?? row);
    // An older one says nothing new: the answer to it was lost.
    if (amount <= before) return;
    journal.addVoucher(id, row.id, voucher, amount - before, clock.nowMs());
    options.guards?.protect({ config: row.config, voucher, totalClaimed: amount });
    for (const wake of waiting.get(id) ?? []) wake();
  }

  return {
    admit: (lease, config) => admit(parts, options.account, lease, config),
    isFunded: (id, lease) => isFunded(parts, id, lease),
    take,
    paid: (id) => journal.stream(id)?.paidMicroUsd ?? 0n,
    waitForPay: (id, timeoutMs, signal) => waitIn(waiting, id, timeoutMs, signal),
    askRefund(channel) {
      if (journal.channel(channel) === undefined)
        throw new LodeError('CHANNEL_UNKNOWN', `There is no channel ${channel} to this provider.`);
      if (journal.openStreams(channel).length > 0)
        throw new LodeError('CHANNEL_BUSY', 'Leases under way are paid by this channel.', {
          hint: 'Ask again when they have ended.',
        });
      refunds.add(channel);
    },
    async pass() {
      const rows = journal.channels();
      const unclaimed = rows.filter((row) => highest(row) > row.claimedMicroUsd);
      const idle = unclaimed.filter(
        (row) => refunds.has(row.id) || isIdle(journal, row, clock.nowMs() - options.claimIdleMs),
      );
      const due = new Set(idle);
      if (clock.nowMs() - watchedAtMs >= options.watchEveryMs) {
        for (const row of unclaimed) if (await isLeaving(parts, row)) due.add(row);
        watchedAtMs = clock.nowMs();
      }
      await claim(parts, [...due]);
      for (const channel of refunds) {
        await refund(parts, channel);
        refunds.delete(channel);
      }
    },
  };
}

const bad = (why: string) => new LodeError('BAD_VOUCHER', `The voucher is not taken: ${why}.`);

const highest = (row: ChannelRow): bigint => row.voucher?.value.maxClaimableAmount ?? 0n;

const isIdle = (journal: Journal, row: ChannelRow, sinceMs: number): boolean =>
  row.paidAtMs <= sinceMs && journal.openStreams(row.id).length === 0;

async function admit(
  { chain }: ProviderParts,
  account: Hex,
  lease: Lease,
  config: ChannelConfig | undefined,
): Promise<void> {
  if (mostStreamed(lease) === 0n) return;
  const { token } = await requireChannels(chain.channels);
  const no = (message: string) => new LodeError('CHANNEL_REFUSED', message);
  if (config === undefined) throw no('A lease that is paid while it runs must name its payment channel.');
  if (config.payer !== lease.buyer) throw no("The channel is not the buyer's.");
  if (config.receiver !== account || config.receiverAuthorizer !== account)
    throw no('The channel does not pay this provider, or somebody else may claim for it.');
  if (config.token !== token) throw no('The channel holds another token.');
  if (config.withdrawDelay < MIN_WITHDRAW_DELAY_SEC)
    throw no(`The payer must not be able to withdraw within ${MIN_WITHDRAW_DELAY_SEC} s.`);
}

async function isFunded({ chain, journal }: ProviderParts, id: Hex, lease: Lease): Promise<boolean> {
  const stream = journal.stream(id);
  const row = stream === undefined ? undefined : journal.channel(stream.channel);
  if (row === undefined || chain.channels === undefined) return false;
  const state = await chain.channels.state(row.id);
  if (state.withdrawal !== undefined) return false;
  let promised = largest([highest(row), state.claimedMicroUsd]);
  for (const other of journal.openStreams(row.id)) {
    const terms = other === id ? undefined : journal.lease(other)?.lease.lease;
    if (terms !== undefined) promised += mostStreamed(terms) - (journal.stream(other)?.paidMicroUsd ?? 0n);
  }
  return state.balanceMicroUsd - promised >= mostStreamed(lease);
}

/** The payer has begun to withdraw: what is not claimed before its delay is over would be gone. */
async function isLeaving({ chain }: ProviderParts, row: ChannelRow): Promise<boolean> {
  return (await chain.channels?.state(row.id))?.withdrawal !== undefined;
}

async function claim({ chain, journal }: ProviderParts, rows: readonly ChannelRow[]): Promise<void> {
  const { channels } = chain;
  if (channels === undefined) return;
  for (let i = 0; i < rows.length; i += CLAIMS_PER_TX) {
    const claims: (ChannelClaim & { receipts: PaidReceipt[] })[] = [];
    const published: ReceiptRow[] = [];
    for (const { id, config, voucher } of rows.slice(i, i + CLAIMS_PER_TX)) {
      if (voucher === undefined) continue;
      const totalClaimed = voucher.value.maxClaimableAmount;
      // A claim whose success we did not live to write down, or a watchtower's.
      if ((await channels.state(id)).claimedMicroUsd >= totalClaimed) {
        journal.setClaimed(id, totalClaimed);
        continue;
      }
      const receipts = journal.unanchored(id, RECEIPTS_PER_CLAIM);
      published.push(...receipts);
      claims.push({ config, voucher, totalClaimed, receipts: receipts.map(paidReceipt) });
    }
    if (claims.length === 0) continue;
    await channels.claim(claims);
    for (const one of claims) journal.setClaimed(one.voucher.value.channelId, one.totalClaimed);
    journal.setAnchored(published);
  }
}

const paidReceipt = ({ id, receipt: { value } }: ReceiptRow): PaidReceipt => ({
  receipt: id,
  gpuMs: BigInt(value.gpuMs),
  paid: value.priceMicroUsd - value.holdbackMicroUsd,
});

async function refund({ chain, journal }: ProviderParts, channel: Hex): Promise<void> {
  const row = journal.channel(channel);
  const state = await chain.channels?.state(channel);
  if (row === undefined || state === undefined || journal.openStreams(channel).length > 0) return;
  const rest = state.balanceMicroUsd - state.claimedMicroUsd;
  if (rest > 0n && highest(row) <= state.claimedMicroUsd) await chain.channels?.refund(row.config, rest);
}

function waitIn(waiting: Map<Hex, Set<() => void>>, id: Hex, timeoutMs: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const listeners = waiting.get(id) ?? new Set();
    const wake = () => {
      clearTimeout(timer);
      listeners.delete(wake);
      if (listeners.size === 0) waiting.delete(id);
      signal.removeEventListener('abort', wake);
      resolve();
    };
    const timer = setTimeout(wake, timeoutMs);
    waiting.set(id, listeners.add(wake));
    signal.addEventListener('abort', wake, { once: true });
  });
}
