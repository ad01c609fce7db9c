import { type FileHandle, open } from 'node:fs/promises';
import { type Hex, LodeError } from '@lode/protocol';
import type { BlobStore } from '../seams.ts';
import { ackWire, FRAME_BYTES, foundWire, getWire, WINDOW_BYTES, writeFrame } from './blob-wire.ts';
import type { PeerChannel } from './channel.ts';
import { peerProtocol } from './errors.ts';
import { REQUEST_TIMEOUT_MS, SMALL_MESSAGE_BYTES } from './limits.ts';
import { refusal } from './wire.ts';

/** Who may read what, under which lease. */
export interface Permissions {
  allow(peerId: string, lease: Hex, hashes: readonly Hex[]): void;
  revoke(lease: Hex): void;
  may(peerId: string, lease: Hex, hash: Hex): boolean;
}

/** Leases with permissions at once; past it the oldest is refused from then on. */
const MAX_LEASES = 65_536;

export function createPermissions(): Permissions {
  const leases = new Map<Hex, { readonly peerId: string; readonly hashes: Set<Hex> }>();
  return {
    allow(peerId, lease, hashes) {
      const known = leases.get(lease);
      // A lease has one counterpart; somebody else's claim to it would be a mistake of the caller.
      const entry = known?.peerId === peerId ? known : { peerId, hashes: new Set<Hex>() };
      for (const hash of hashes) entry.hashes.add(hash);
      leases.set(lease, entry);
      const [oldest] = leases.keys();
      if (leases.size > MAX_LEASES && oldest !== undefined) leases.delete(oldest);
    },
    revoke: (lease) => void leases.delete(lease),
    may(peerId, lease, hash) {
      const entry = leases.get(lease);
      return entry !== undefined && entry.peerId === peerId && entry.hashes.has(hash);
    },
  };
}

/** Answers one request for a blob. */
export async function serveBlob(channel: PeerChannel, store: BlobStore, permissions: Permissions): Promise<void> {
  const request = await channel.read(getWire, 'request for a blob', {
    timeoutMs: REQUEST_TIMEOUT_MS,
    maxBytes: SMALL_MESSAGE_BYTES,
  });
  let file: FileHandle | undefined;
  try {
    // Unknown and forbidden look alike to somebody without a permission.
    if (!permissions.may(channel.peerId, request.lease, request.hash))
      throw new LodeError('BLOB_REFUSED', `The content ${request.hash} is not shared with this peer under this lease.`);
    file = await open(await store.pathOf(request.hash), 'r');
    const { size } = await file.stat();
    if (size !== request.sizeBytes)
      throw new LodeError(
        'INPUT_MISMATCH',
        `The content has ${size} bytes, not ${request.sizeBytes} as was asked for.`,
      );
    if (request.offsetBytes > size) throw peerProtocol('it asks for an offset past the end');
    await channel.write(foundWire, { type: 'found', sizeBytes: size });
    await sendFrom(channel, file, request.offsetBytes, size);
  } catch (error) {
    if (!(error instanceof LodeError) || error.code.startsWith('PEER_')) throw error;
    await channel.write(foundWire, refusal(error));
  } finally {
    await file?.close();
  }
}

async function sendFrom(channel: PeerChannel, file: FileHandle, offsetBytes: number, size: number): Promise<void> {
  const buffer = new Uint8Array(FRAME_BYTES);
  let sent = offsetBytes;
  let acknowledged = offsetBytes;
  while (sent < size) {
    const { bytesRead } = await file.read(buffer, 0, Math.min(FRAME_BYTES, size - sent), sent);
    if (bytesRead === 0) throw new LodeError('PEER_LOST', 'The file became shorter while it was sent.');
    await writeFrame(channel, buffer.subarray(0, bytesRead));
    sent += bytesRead;
    while (sent - acknowledged > WINDOW_BYTES - FRAME_BYTES) {
      const { offsetBytes: next } = await channel.read(ackWire, 'acknowledgement', { maxBytes: SMALL_MESSAGE_BYTES });
      if (next <= acknowledged || next > sent) throw peerProtocol('an acknowledgement out of order');
      acknowledged = next;
    }
  }
  await writeFrame(channel, new Uint8Array());
  // The last acknowledgement tells us that everything arrived: closing earlier could cut what is still on its way.
  while (acknowledged < size) {
    const { offsetBytes: next } = await channel.read(ackWire, 'acknowledgement', { maxBytes: SMALL_MESSAGE_BYTES });
    if (next <= acknowledged || next > size) throw peerProtocol('an acknowledgement out of order');
    acknowledged = next;
  }
}
