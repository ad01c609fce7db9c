import { LodeError } from '@lode/protocol';

/** Errors of the peer layer. What a caller may do about each is in its hint. */

export const peerUnreachable = (peerId: string, cause?: unknown) =>
  new LodeError('PEER_UNREACHABLE', `The peer ${peerId} cannot be reached: ${textOf(cause)}.`, {
    hint: 'It may be offline, or behind a NAT without a relay.',
    cause,
  });

export const peerTimeout = (what: string) =>
  new LodeError('PEER_TIMEOUT', `The peer did not ${what} in time.`, { hint: 'Try again, or choose another peer.' });

export const peerLost = (what: string, cause?: unknown) =>
  new LodeError('PEER_LOST', `The stream ended before ${what}.`, {
    hint: 'The peer or a relay cut it; it can be taken up again.',
    cause,
  });

/** The other side broke the protocol: counted against it. */
export const peerProtocol = (what: string, cause?: unknown) =>
  new LodeError('PEER_PROTOCOL', `The peer broke the protocol: ${what}.`, { cause });

/** The other side does not move: counted against it where we wait for what it owes us. */
export const peerStalled = (what: string) =>
  new LodeError('PEER_STALLED', `The peer stopped while ${what}.`, { hint: 'Try again later.' });

export const isCode = (error: unknown, ...codes: readonly string[]): boolean =>
  error instanceof LodeError && codes.includes(error.code);

export const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error ?? 'unknown'));
