import { type Hex, LodeError } from '@lode/protocol';
import type { PeerChannel } from '../net/channel.ts';
import type { PeerHost } from '../net/host.ts';
import {
  ALIVE_EVERY_MS,
  followWire,
  type LeaseAnswer,
  type LeaseEventWire,
  type LeaseRequest,
  leaseAnswerWire,
  leaseRequestWire,
  workWire,
} from '../net/lease-wire.ts';
import { MAX_MESSAGE_BYTES, REQUEST_TIMEOUT_MS, SMALL_MESSAGE_BYTES } from '../net/limits.ts';
import { PROTOCOLS } from '../net/protocols.ts';
import { refusal } from '../net/wire.ts';
import { isOffence, type LeaseDesk } from './desk.ts';

/** A buyer proposes to each device, and answers every receipt; a signature check costs some milliseconds. */
const LEASE_LIMITS = { rate: { burst: 128, perSecond: 32 }, maxPerPeer: 16, maxTotal: 128 } as const;
/** One open stream a lease that is followed. */
const WORK_LIMITS = { rate: { burst: 64, perSecond: 8 }, maxPerPeer: 64, maxTotal: 512 } as const;

/** The provider's end of the lease and work protocols. */
export async function serveLeases(host: PeerHost, desk: LeaseDesk, onRefusal: (error: LodeError) => void) {
  await host.serve(PROTOCOLS.lease, LEASE_LIMITS, async (channel) => {
    const request = await channel.read(leaseRequestWire, 'lease request', {
      timeoutMs: REQUEST_TIMEOUT_MS,
      maxBytes: MAX_MESSAGE_BYTES,
    });
    await channel.write(
      leaseAnswerWire,
      await answer(desk, channel.peerId, request, (error) => {
        if (request.type === 'propose') onRefusal(error);
        if (isOffence(error)) host.guard.offend(channel.peerId, error.code);
      }),
    );
  });
  await host.serve(PROTOCOLS.work, WORK_LIMITS, async (channel) => {
    const { lease, afterSeq } = await channel.read(followWire, 'request to follow', {
      timeoutMs: REQUEST_TIMEOUT_MS,
      maxBytes: SMALL_MESSAGE_BYTES,
    });
    await stream(desk, channel, lease, afterSeq);
  });
  return async () => {
    await host.unserve(PROTOCOLS.lease);
    await host.unserve(PROTOCOLS.work);
  };
}

async function answer(
  desk: LeaseDesk,
  peerId: string,
  request: LeaseRequest,
  onRefusal: (error: LodeError) => void,
): Promise<LeaseAnswer> {
  try {
    switch (request.type) {
      case 'propose':
        return { type: 'signed', ...(await desk.propose(peerId, request.lease, request.job, request.channel)) };
      case 'seal':
        await desk.seal(peerId, request.key);
        return { type: 'noted' };
      case 'pay':
        await desk.pay(peerId, request.lease, request.voucher);
        return { type: 'noted' };
      case 'refund-channel':
        desk.refundChannel(peerId, request.channel);
        return { type: 'noted' };
      case 'accept':
        await desk.accept(peerId, request.lease, request.acceptance);
        return { type: 'noted' };
      case 'object':
        await desk.object(peerId, request.lease, request.objection);
        return { type: 'noted' };
      default:
        desk.cancel(peerId, request.lease, request.reason);
        return { type: 'noted' };
    }
  } catch (error) {
    const refused = error instanceof LodeError ? error : new LodeError('INTERNAL', String(error), { cause: error });
    onRefusal(refused);
    return refusal(refused);
  }
}

async function stream(desk: LeaseDesk, channel: PeerChannel, lease: Hex, afterSeq: number): Promise<void> {
  let log: ReturnType<LeaseDesk['eventsOf']>;
  try {
    log = desk.eventsOf(channel.peerId, lease);
  } catch (error) {
    await channel.write(workWire, refusal(error));
    return;
  }
  // At once, so that the buyer knows that it is heard even when there is nothing to tell yet.
  await channel.write(workWire, { type: 'alive' });
  for (let seq = afterSeq; !channel.ended.aborted; ) {
    const events = log.after(seq);
    for (const event of events) {
      await channel.write(workWire, { type: 'event', event: event as LeaseEventWire });
      seq = event.seq;
    }
    if (events.at(-1)?.type === 'ended' || (events.length === 0 && log.ended)) return;
    if (events.length > 0) continue;
    await log.wait(seq, ALIVE_EVERY_MS, channel.ended);
    if (!channel.ended.aborted && log.after(seq).length === 0) await channel.write(workWire, { type: 'alive' });
  }
}
