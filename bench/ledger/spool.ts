import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { type Batch, batchOf, type Workload } from './workload.ts';

/** Blocks of transactions made ahead of time, on disk: a minute of them takes gigabytes. */
export interface Spool {
  blocks: number;
  /** Block `n`, in any order. */
  read(n: number): Promise<Batch>;
  close(): Promise<void>;
}

interface Place {
  at: number;
  bytes: number;
}

export async function makeSpool(
  dir: string,
  workload: Workload,
  { from, blocks, blockSize }: { from: number; blocks: number; blockSize: number },
): Promise<Spool> {
  const file = await open(join(dir, `spool-${from}`), 'w+');
  const places: Place[] = [];
  let end = 0;
  for (let n = 0; n < blocks; n++) {
    const { raw, senders } = batchOf(workload, from + n * blockSize, blockSize);
    const offsets = new Uint8Array(raw.offsets.buffer, raw.offsets.byteOffset, raw.offsets.byteLength);
    const all = Buffer.concat([offsets, senders, raw.bytes]);
    await file.write(all, 0, all.length, end);
    places.push({ at: end, bytes: all.length });
    end += all.length;
    if (n % 50 === 49) console.error(`  ${(n + 1) * blockSize} of ${blocks * blockSize} transactions made`);
  }
  return {
    blocks,
    async read(n) {
      const place = places[n];
      if (place === undefined) throw new RangeError(`there is no block ${n}`);
      // As a node's own blocks are: the threads that seal and keep them need no copy.
      const bytes = new Uint8Array(new SharedArrayBuffer(place.bytes));
      await file.read(bytes, 0, place.bytes, place.at);
      const offsets = new Uint32Array(bytes.buffer, 0, blockSize + 1);
      const sendersAt = 4 * (blockSize + 1);
      const rawAt = sendersAt + 20 * blockSize;
      return { raw: { bytes: bytes.subarray(rawAt), offsets }, senders: bytes.subarray(sendersAt, rawAt) };
    },
    close: () => file.close(),
  };
}
