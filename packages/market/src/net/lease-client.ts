import { LodeError, leaseKind, type NetworkId, verify } from '@lode/protocol';
import type { Clock, LeaseClient, LeaseEvent } from '../seams.ts';
import type { PeerChannel } from './channel.ts';
import { systemClock } from './clock.ts';
import { isCode, peerLost, peerProtocol, peerTimeout } from './errors.ts';
import type { PeerHost } from './host.ts';
import {
  ALIVE_TIMEOUT_MS,
  followWire,
  type LeaseAnswer,
  type LeaseRequest,
  leaseAnswerWire,
  leaseRequestWire,
  workWire,
} from './lease-wire.ts';
import { MAX_MESSAGE_BYTES, REQUEST_TIMEOUT_MS } from './limits.ts';
import { PROTOCOLS } from './protocols.ts';
import { fromErrorWire } from './wire.ts';

export interface LeaseClientOptions {
  readonly host: PeerHost;
  readonly network: NetworkId;
  readonly clock?: Clock;
}

const FIRST_RETRY_MS = 50;
const MAX_RETRY_MS = 2_000;
/** An answer or a cancellation that the provider cannot hear now is tried so often; the chain does not depend on it. */
const TELL_TRIES = 3;
const CANCEL_TIMEOUT_MS = 10_000;

type FollowOptions = Parameters<LeaseClient['follow']>[2];

/** The buyer's end of the lease and work protocols. */
export function createLeaseClient(options: LeaseClientOptions): LeaseClient {
  const { host, network, clock = systemClock } = options;

  const request = async (peerId: string, message: LeaseRequest, signal: AbortSignal): Promise<LeaseAnswer> => {
    const channel = await host.open(peerId, PROTOCOLS.lease, signal);
    try {
      await channel.write(leaseRequestWire, message);
      const answer = await channel.read(leaseAnswerWire, 'answer', { timeoutMs: REQUEST_TIMEOUT_MS, signal });
      await channel.close();
      return answer;
    } catch (error) {
      channel.abort(error instanceof Error ? error : new Error(String(error)));
      if (isCode(error, 'PEER_PROTOCOL')) host.guard.offend(peerId, 'PEER_PROTOCOL');
      throw isCode(error, 'PEER_STALLED') ? peerTimeout('answer') : error;
    }
  };
  const tell = async (peerId: string, message: LeaseRequest, signal: AbortSignal) => {
    for (let tried = 1; ; tried++) {
      try {
        const answer = await request(peerId, message, signal);
        if (answer.type === 'refused') throw fromErrorWire(answer.error);
        return;
      } catch (error) {
        signal.throwIfAborted();
        if (tried === TELL_TRIES || !isRetryable(error)) throw error;
        await clock.sleep(FIRST_RETRY_MS * 2 ** tried, signal);
      }
    }
  };

  return {
    async propose(peerId, { lease, job, channel }, signal) {
      const message: LeaseRequest = { type: 'propose', lease, job, ...(channel === undefined ? {} : { channel }) };
      const answer = await request(peerId, message, signal);
      if (answer.type === 'refused') throw fromErrorWire(answer.error);
      if (answer.type !== 'signed') throw peerProtocol('it answered a proposal without a signature');
      const { providerSignature, leaseKey } = answer;
      if (!(await verify(leaseKind, network, lease.value, providerSignature, lease.value.provider))) {
        host.guard.offend(peerId, 'LEASE_BAD_SIGNATURE');
        throw peerProtocol('its signature is not that of the provider');
      }
      return {
        lease: lease.value,
        buyerSignature: lease.signature,
        providerSignature,
        ...(leaseKey === undefined ? {} : { leaseKey }),
      };
    },
    follow: (peerId, lease, followOptions) => follow(host, clock, peerId, lease, followOptions),
    answer: (peerId, lease, answer, signal) =>
      tell(
        peerId,
        'acceptance' in answer
          ? { type: 'accept', lease, acceptance: answer.acceptance }
          : { type: 'object', lease, objection: answer.objection },
        signal,
      ),
    seal: (peerId, key, signal) => tell(peerId, { type: 'seal', key }, signal),
    pay: (peerId, lease, voucher, signal) => tell(peerId, { type: 'pay', lease, voucher }, signal),
    refundChannel: (peerId, channel, signal) => tell(peerId, { type: 'refund-channel', channel }, signal),
    cancel: (peerId, lease, reason) =>
      tell(peerId, { type: 'cancel', lease, reason: reason.slice(0, 256) }, AbortSignal.timeout(CANCEL_TIMEOUT_MS)),
  };
}

const isRetryable = (error: unknown): boolean =>
  isCode(error, 'PEER_LOST', 'PEER_TIMEOUT', 'PEER_UNREACHABLE', 'PEER_STALLED');

/** Yields events in order, opening the stream again after the last one seen, until `ended` or until it stays lost for too long. */
async function* follow(
  host: PeerHost,
  clock: Clock,
  peerId: string,
  lease: Parameters<LeaseClient['follow']>[1],
  { afterSeq = -1, lostAfterMs, signal }: FollowOptions,
): AsyncGenerator<LeaseEvent> {
  let lastSeq = afterSeq;
  let lostSinceMs: number | undefined;
  let failures = 0;
  for (;;) {
    signal.throwIfAborted();
    let channel: PeerChannel | undefined;
    try {
      channel = await host.open(peerId, PROTOCOLS.work, signal);
      await channel.write(followWire, { type: 'follow', lease, afterSeq: lastSeq });
      for (;;) {
        const message = await channel.read(workWire, 'event', {
          timeoutMs: ALIVE_TIMEOUT_MS,
          maxBytes: MAX_MESSAGE_BYTES,
          signal,
        });
        if (message.type === 'refused') throw fromErrorWire(message.error);
        lostSinceMs = undefined;
        failures = 0;
        if (message.type === 'alive') continue;
        const { event } = message;
        if (event.seq <= lastSeq) throw peerProtocol('its events are out of order');
        lastSeq = event.seq;
        yield event as LeaseEvent;
        if (event.type === 'ended') return;
      }
    } catch (error) {
      signal.throwIfAborted();
      if (!isRetryable(error)) {
        if (isCode(error, 'PEER_PROTOCOL')) host.guard.offend(peerId, 'PEER_PROTOCOL');
        throw error;
      }
      lostSinceMs ??= clock.nowMs();
      if (clock.nowMs() - lostSinceMs >= lostAfterMs) throw peerLost('the lease had ended', error);
      failures += 1;
      await clock.sleep(Math.min(MAX_RETRY_MS, FIRST_RETRY_MS * 2 ** failures), signal);
    } finally {
      channel?.abort(new LodeError('PEER_LOST', 'The follower is done.'));
    }
  }
}
