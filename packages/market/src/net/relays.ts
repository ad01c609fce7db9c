import type { PeerId, Transport } from '@libp2p/interface';
import { LodeError } from '@lode/protocol';
import type { Multiaddr } from '@multiformats/multiaddr';
import { multiaddr } from '@multiformats/multiaddr';
import type { Clock } from '../seams.ts';
import { type Keeper, startKeeper } from './keeper.ts';

/** What of libp2p's relay transport we use beyond its typed face: it does not reserve again by itself when a relay comes back. */
interface ReservationStore {
  hasReservation(relay: PeerId): boolean;
  addRelay(relay: PeerId, type: 'configured'): Promise<unknown>;
}

const HOP_PROTOCOL = '/libp2p/circuit/relay/0.2.0/hop';
/** A reservation that was lost shows as a closed connection, which nudges; this is only for what that misses. */
const CHECK_MS = 15_000;
/** A relay that restarts is back within seconds; one that is gone should not be asked often. */
const FIRST_RETRY_MS = 500;
const MAX_RETRY_MS = 15_000;

export interface RelayParts {
  readonly clock: Clock;
  readonly transport: Transport | undefined;
  listen(addresses: Multiaddr[]): Promise<void>;
  /** Connects and waits until the peer has said which protocols it speaks. */
  identify(address: string, signal: AbortSignal): Promise<{ peer: PeerId; protocols: readonly string[] }>;
  onFailure(error: unknown): void;
}

/** Holds a reservation on each relay, and takes it up again when the relay restarts. */
export function keepReservations(relays: readonly string[], parts: RelayParts): Keeper[] {
  return relays.map((relay) => {
    let listening = false;
    return startKeeper({
      clock: parts.clock,
      everyMs: CHECK_MS,
      firstRetryMs: FIRST_RETRY_MS,
      maxRetryMs: MAX_RETRY_MS,
      onFailure: parts.onFailure,
      async attempt(signal) {
        const { peer, protocols } = await parts.identify(relay, signal);
        // Asking a peer that does not speak the protocol would put it on libp2p's list of relays never to ask again.
        if (!protocols.includes(HOP_PROTOCOL))
          throw new LodeError('RELAY_REFUSED', `The peer ${peer} does not relay.`, { hint: 'Choose another relay.' });
        const store = storeOf(parts.transport);
        if (store.hasReservation(peer)) return;
        // The first reservation makes a listener, which announces the address; later ones must reuse it.
        if (listening) await store.addRelay(peer, 'configured');
        else await parts.listen([multiaddr(relay).encapsulate('/p2p-circuit')]);
        if (!store.hasReservation(peer))
          throw new LodeError('RELAY_REFUSED', `The relay ${peer} gave no reservation.`, { hint: 'It may be full.' });
        listening = true;
      },
    });
  });
}

function storeOf(transport: Transport | undefined): ReservationStore {
  const store = transport !== undefined && 'reservationStore' in transport ? transport.reservationStore : undefined;
  if (typeof store !== 'object' || store === null || !('addRelay' in store) || !('hasReservation' in store))
    throw new LodeError('RELAY_UNSUPPORTED', 'This libp2p has no relay reservations.');
  return store as ReservationStore;
}
