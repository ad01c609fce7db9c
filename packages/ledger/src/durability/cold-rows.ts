import { CHANGE_BYTES, type ColdRows } from '../seams.ts';
import { type Checkpoint, openCheckpoint } from './checkpoint.ts';
import { createRowCodec, joinRow, rowHash } from './row-key.ts';

export interface ColdReader extends ColdRows {
  close(): Promise<void>;
}

/**
 * Rows of the last checkpoint, for the thread that calls. Each read is of the newest commit, and pins no page once it
 * has returned. `openDurability` was called before. Why that is right for a row that left the memory: docs/adr/0202-ledger-durability.md.
 */
export function openColdRows(dir: string): ColdReader {
  const checkpoint = openCheckpoint(dir);
  return { ...coldRowsOf(checkpoint), close: () => checkpoint.close() };
}

export function coldRowsOf(checkpoint: Pick<Checkpoint, 'row' | 'code'>): ColdRows {
  const codec = createRowCodec();
  const asked = new Uint8Array(CHANGE_BYTES);
  const words = new Uint32Array(asked.buffer);
  return {
    get(kind, address, key) {
      asked[0] = kind;
      asked.set(address, 4);
      if (key) asked.set(key, 24);
      const stored = codec.key(words, 0, rowHash(words, 0));
      const value = checkpoint.row(stored);
      if (!value) return undefined;
      const row = new Uint8Array(CHANGE_BYTES);
      joinRow(stored, value, row, 0);
      return row;
    },
    code: (hash) => checkpoint.code(Uint8Array.fromHex(hash)),
  };
}
