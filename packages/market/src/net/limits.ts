/**
 * Bounds of the peer protocols. Each says what happens when it is reached; counters of {@link PeerGuard} show how often.
 * They were set from sizes of the objects and from what one peer may cost another, and no load test has moved them yet:
 * `host.guard.counts()` counts refusals by code, which is what would.
 */

const KIB = 1024;
const MIB = 1024 * KIB;
const GIB = 1024 * MIB;

/** Largest control message of any kind; a longer one ends the stream. A proposal, with its job, is the longest. */
export const MAX_MESSAGE_BYTES = 4 * MIB;
/** Requests that hold no object. */
export const SMALL_MESSAGE_BYTES = 16 * KIB;
/** An offer with its record: 256 devices of about 600 bytes each. Longer ones are refused and not passed on. */
export const MAX_OFFER_BYTES = 192 * KIB;

/** A peer that opens a stream must ask within this time, and answers must come within it. */
export const REQUEST_TIMEOUT_MS = 10_000;
/** Reaching a peer: dialling all its addresses, handshakes, protocol negotiation. */
export const DIAL_TIMEOUT_MS = 10_000;
/** One address that swallows packets must not use up the whole of it. */
export const ADDRESS_DIAL_TIMEOUT_MS = 3_000;
/** Nothing read and nothing written for this long: the other side stalls. */
export const STALL_TIMEOUT_MS = 15_000;

/** Unread bytes a stream may hold before we stop taking more; yamux then stops the sender. */
export const READ_HIGH_WATER_BYTES = MIB;
/**
 * Yamux grows a stream's window up to this: at 50 ms round trip it allows 80 MB/s.
 * It must stay below the stream's read buffer, or a paused reader is reset.
 */
export const MAX_STREAM_WINDOW_BYTES = 4 * MIB;
export const MAX_READ_BUFFER_BYTES = 8 * MIB;

/** Connections in all; libp2p closes the least useful ones above it. */
export const MAX_CONNECTIONS = 256;
/** New connections a second from one address. libp2p's own 5 is too few for several nodes behind one NAT or on one machine. */
export const INBOUND_CONNECTIONS_PER_SECOND = 32;

/**
 * What a relay carries. libp2p's defaults (128 KiB, 2 minutes) are meant for hole punching only; whole leases run through ours:
 * 4 GiB is sixty-four 64 MiB inputs, 6 hours is longer than most leases, and what is cut resumes on a new connection.
 * A relay gives this away: pricing it is later work.
 */
export const RELAY_DEFAULTS = {
  maxReservations: 128,
  dataBytes: BigInt(4 * GIB),
  durationMs: 6 * 3_600_000,
  reservationMs: 2 * 3_600_000,
  /** Connections through the relay at once. */
  maxRelayedStreams: 256,
} as const;

/** Offences within this time add up; so many of them block the peer for that long. */
export const OFFENCE_WINDOW_MS = 60_000;
export const OFFENCES_TO_BLOCK = 8;
export const BLOCK_MS = 10 * 60_000;
/** A burst over a limit is one offence, however long it is: only who goes on is blocked. */
export const FLOOD_EVERY_MS = 1_000;
/** Peers whose offences are remembered; past it the oldest is forgotten. */
export const MAX_TRACKED_PEERS = 4_096;
