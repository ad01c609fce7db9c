import type { SealedBlock, TransactionPlace } from '../seams.ts';
import { createHashTable, type HashTable } from './hashTable.ts';

/** Blocks in memory, readable at once. */
export interface Recent {
  get(number: bigint): SealedBlock | undefined;
  byHash(hash: Uint8Array): SealedBlock | undefined;
  transaction(hash: Uint8Array): TransactionPlace | undefined;
  /** One that is there is replaced; a known one that follows none is left out; a new one is always kept. */
  add(block: SealedBlock, isNew: boolean): void;
  /** Drops the oldest ones up to this number. */
  drop(number: bigint): void;
  /** The oldest number. */
  oldest(): bigint | undefined;
  readonly count: number;
  readonly bytes: number;
}

interface Kept {
  block: SealedBlock;
  bytes: number;
  table: HashTable | undefined;
}

/** What a block's header and objects take beside its arrays. */
const FIXED_BYTES = 4096;

export function blockBytes({ transactions, hashes, senders, status, gasUsed, logs, changes }: SealedBlock): number {
  const packed = [transactions, logs].reduce((sum, { bytes, offsets }) => sum + bytes.length + offsets.byteLength, 0);
  const arrays = hashes.length + senders.length + status.length + gasUsed.byteLength;
  return FIXED_BYTES + packed + arrays + changes.rows.length + changes.undo.length;
}

export function createRecent(): Recent {
  // Maps keep the order of insertion, which is that of numbers.
  const blocks = new Map<bigint, Kept>();
  const numbers = new Map<string, bigint>();
  let bytes = 0;
  function clear(): void {
    blocks.clear();
    numbers.clear();
    bytes = 0;
  }
  return {
    get: (number) => blocks.get(number)?.block,
    byHash(hash) {
      const number = numbers.get(hash.toHex());
      return number === undefined ? undefined : blocks.get(number)?.block;
    },
    transaction(hash) {
      for (const [block, kept] of blocks) {
        kept.table ??= createHashTable(kept.block.hashes);
        const index = kept.table.find(hash);
        if (index !== undefined) return { block, index };
      }
      return undefined;
    },
    add(block, isNew) {
      const { number } = block.header;
      const old = blocks.get(number);
      const follows = blocks.size === 0 || blocks.has(number - 1n);
      if (old === undefined && !follows) {
        if (!isNew) return;
        clear(); // so that the numbers have no gap: what was there is on disk
      }
      const size = blockBytes(block);
      blocks.set(number, { block, bytes: size, table: undefined });
      numbers.set(block.hash.toHex(), number);
      bytes += size - (old?.bytes ?? 0);
    },
    drop(number) {
      for (const [known, kept] of blocks) {
        if (known > number) return;
        blocks.delete(known);
        numbers.delete(kept.block.hash.toHex());
        bytes -= kept.bytes;
      }
    },
    oldest: () => blocks.keys().next().value,
    get count() {
      return blocks.size;
    },
    get bytes() {
      return bytes;
    },
  };
}

export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
