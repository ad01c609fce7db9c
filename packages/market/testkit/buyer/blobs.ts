import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { contentHash, type Hex, LodeError } from '@lode/protocol';
import type { BlobStore, BlobTransfer } from '../../src/seams.ts';

/** Blobs in memory; paths are made up, and their sizes are asked of `sizeOf`. With a folder, they are files there too. */
export interface MemoryBlobs extends BlobStore {
  sizeOf(path: string): Promise<number>;
  bytesOf(hash: Hex): Uint8Array | undefined;
}

/** `0x` and 32 bytes. */
const HASH_CHARS = 66;

export function createMemoryBlobs(folder?: string): MemoryBlobs {
  const blobs = new Map<Hex, Uint8Array>();
  const put = (bytes: Uint8Array, expected?: Hex): Hex => {
    const hash = contentHash(bytes);
    if (expected !== undefined && expected !== hash) throw new LodeError('INPUT_MISMATCH', 'other bytes');
    blobs.set(hash, bytes);
    if (folder !== undefined) writeFileSync(join(folder, hash), bytes);
    return hash;
  };
  return {
    has: async (hash) => blobs.has(hash),
    pathOf: async (hash) => {
      if (!blobs.has(hash)) throw new LodeError('BLOB_UNKNOWN', 'no such blob');
      return folder === undefined ? `mem:${hash}` : join(folder, hash);
    },
    putBytes: async (bytes) => put(bytes),
    putFile: async () => {
      throw new LodeError('INTERNAL', 'there are no files here');
    },
    putStream: async (chunks, { expected }) => {
      const parts: Uint8Array[] = [];
      for await (const chunk of chunks) parts.push(chunk);
      const bytes = new Uint8Array(Buffer.concat(parts));
      return { hash: put(bytes, expected), sizeBytes: bytes.byteLength };
    },
    remove: async (hash) => {
      blobs.delete(hash);
    },
    sizeOf: async (path) => blobs.get(path.slice(-HASH_CHARS) as Hex)?.byteLength ?? 0,
    bytesOf: (hash) => blobs.get(hash),
  };
}

/** Fetches from whatever `source` gives for a peer; undefined is a refusal. */
export function createMemoryTransfer(
  into: MemoryBlobs,
  source: (peerId: string, hash: Hex, signal: AbortSignal) => Promise<Uint8Array | undefined>,
): BlobTransfer {
  return {
    fetch: async (peerId, blob, { signal }) => {
      const bytes = await source(peerId, blob.hash, signal);
      if (bytes === undefined) throw new LodeError('BLOB_UNKNOWN', 'the peer does not have it');
      if (contentHash(bytes) !== blob.hash) throw new LodeError('INPUT_MISMATCH', 'the bytes are others');
      await into.putBytes(bytes);
    },
    allow: () => undefined,
    revoke: () => undefined,
  };
}
