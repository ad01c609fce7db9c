import { randomBytes } from 'node:crypto';
import { type FileHandle, open, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { LodeError } from '@lode/protocol';
import type { BlobTransfer, Clock } from '../seams.ts';
import { createPermissions, serveBlob } from './blob-serve.ts';
import type { FileBlobStore } from './blob-store.ts';
import { ACK_EVERY_BYTES, ackWire, foundWire, getWire, readFrame } from './blob-wire.ts';
import { systemClock } from './clock.ts';
import { isCode, peerLost } from './errors.ts';
import type { PeerHost } from './host.ts';
import { REQUEST_TIMEOUT_MS, SMALL_MESSAGE_BYTES } from './limits.ts';
import { PROTOCOLS } from './protocols.ts';
import { fromErrorWire } from './wire.ts';

export interface BlobTransferOptions {
  readonly host: PeerHost;
  readonly store: FileBlobStore;
  readonly clock?: Clock;
}

export interface StartableBlobTransfer extends BlobTransfer {
  start(): Promise<void>;
  stop(): Promise<void>;
}

type Blob = Parameters<BlobTransfer['fetch']>[1];
type FetchOptions = Parameters<BlobTransfer['fetch']>[2];

/** A task array asks for many small outputs in a row; each is a stream. */
const LIMITS = { rate: { burst: 512, perSecond: 128 }, maxPerPeer: 32, maxTotal: 128 } as const;
/** Tries without a single new byte; any progress starts the count again. A relay that restarts is back within this. */
const MAX_BARREN_TRIES = 8;
const FIRST_RETRY_MS = 100;
const MAX_RETRY_MS = 5_000;

/** Moves blobs between peers: framed, hashed, bounded by the size that was announced, and taken up again where they broke off. */
export function createBlobTransfer(options: BlobTransferOptions): StartableBlobTransfer {
  const { host, store, clock = systemClock } = options;
  const permissions = createPermissions();
  const running = new Map<string, Promise<void>>();

  const fetchOnce = async (peerId: string, blob: Blob, { signal, onProgress }: FetchOptions) => {
    // A file of its own: what one peer sent wrong must not be taken up with another.
    const path = join(store.partialFolder, randomBytes(16).toString('hex'));
    try {
      let barren = 0;
      for (;;) {
        const before = await sizeOf(path);
        try {
          await receive(host, peerId, blob, path, signal, onProgress);
          break;
        } catch (error) {
          signal.throwIfAborted();
          // What the peer refuses, and bytes that are wrong, do not get better by asking again.
          if (!isCode(error, 'PEER_LOST', 'PEER_STALLED', 'PEER_UNREACHABLE')) throw error;
          barren = (await sizeOf(path)) > before ? 0 : barren + 1;
          if (barren >= MAX_BARREN_TRIES) throw peerLost(`the content ${blob.hash} had arrived`, error);
          await clock.sleep(Math.min(MAX_RETRY_MS, FIRST_RETRY_MS * 2 ** barren), signal);
        }
      }
      await store.adopt(path, blob.hash);
    } catch (error) {
      if (isCode(error, 'PEER_PROTOCOL', 'INPUT_MISMATCH')) host.guard.offend(peerId, 'BLOB_WRONG');
      throw error;
    } finally {
      await rm(path, { force: true });
    }
  };

  return {
    async fetch(peerId, blob, fetchOptions) {
      const key = `${peerId} ${blob.hash}`;
      for (;;) {
        fetchOptions.signal.throwIfAborted();
        if (await store.has(blob.hash)) return;
        // Once from each peer: several tasks of a job may want the same content at the same time.
        const other = running.get(key);
        if (other === undefined) break;
        await other.catch(() => undefined);
      }
      const mine = fetchOnce(peerId, blob, fetchOptions);
      running.set(key, mine);
      try {
        await mine;
      } finally {
        running.delete(key);
      }
    },
    allow: permissions.allow,
    revoke: permissions.revoke,
    start: () => host.serve(PROTOCOLS.blob, LIMITS, (channel) => serveBlob(channel, store, permissions)),
    stop: () => host.unserve(PROTOCOLS.blob),
  };
}

const sizeOf = async (path: string): Promise<number> => (await stat(path).catch(() => undefined))?.size ?? 0;

/** One stream: appends to the partial file until the end or the cut. */
async function receive(
  host: PeerHost,
  peerId: string,
  blob: Blob,
  path: string,
  signal: AbortSignal,
  onProgress: FetchOptions['onProgress'],
): Promise<void> {
  const offsetBytes = await sizeOf(path);
  if (offsetBytes > blob.sizeBytes) throw new LodeError('INPUT_MISMATCH', 'More bytes arrived than were announced.');
  const channel = await host.open(peerId, PROTOCOLS.blob, signal);
  const onAbort = () => channel.abort(new LodeError('CANCELLED', 'The transfer was cancelled.'));
  signal.addEventListener('abort', onAbort, { once: true });
  let file: FileHandle | undefined;
  try {
    await channel.write(getWire, {
      type: 'get',
      hash: blob.hash,
      lease: blob.lease,
      sizeBytes: blob.sizeBytes,
      offsetBytes,
    });
    const answer = await channel.read(foundWire, 'answer', {
      timeoutMs: REQUEST_TIMEOUT_MS,
      maxBytes: SMALL_MESSAGE_BYTES,
      signal,
    });
    if (answer.type === 'refused') throw fromErrorWire(answer.error);
    if (answer.sizeBytes !== blob.sizeBytes)
      throw new LodeError('INPUT_MISMATCH', `The peer's content has ${answer.sizeBytes} bytes, not ${blob.sizeBytes}.`);
    file = await open(path, 'a', 0o600);
    let received = offsetBytes;
    let acknowledged = offsetBytes;
    for (;;) {
      const content = await readFrame(channel, blob.sizeBytes - received, signal);
      if (content.byteLength === 0) break;
      await file.writeFile(content);
      received += content.byteLength;
      onProgress?.(received);
      if (received - acknowledged >= ACK_EVERY_BYTES || received === blob.sizeBytes) {
        await channel.write(ackWire, { type: 'ack', offsetBytes: received });
        acknowledged = received;
      }
    }
    if (received !== blob.sizeBytes) throw new LodeError('INPUT_MISMATCH', 'Fewer bytes arrived than were announced.');
    await channel.close();
  } catch (error) {
    channel.abort(error instanceof Error ? error : new Error(String(error)));
    throw error;
  } finally {
    signal.removeEventListener('abort', onAbort);
    await file?.close();
  }
}
