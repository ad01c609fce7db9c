import { createHash } from 'node:crypto';
import { CHANGE_ACCOUNT, CHANGE_BYTES, CHANGE_EXISTS, CHANGE_SLOT, type SealedBlock } from '../src/seams.ts';

/** Numbers in [0, 1). */
export type Random = () => number;

/** sfc32: small, fast and good enough for tests; the same numbers for the same seed. */
export function seededRandom(seed: number): Random {
  let [a, b, c, d] = [0x9e3779b9, 0x243f6a88, seed | 0, 1];
  const next = (): number => {
    const t = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + t;
    return (t >>> 0) / 2 ** 32;
  };
  for (let round = 0; round < 15; round += 1) next();
  return next;
}

export interface SyntheticOptions {
  /** Tells chains apart. */
  seed: number;
  transactions: number;
  rowsPerTransaction: number;
  /** Rows are chosen among so many: few means that they change often. */
  keys: number;
}

/** Block `number` of a chain that needs no state to be made: what was acknowledged can be made again and compared. */
export function syntheticBlock(number: bigint, options: SyntheticOptions): SealedBlock {
  const { seed, transactions: count, rowsPerTransaction, keys } = options;
  const random = seededRandom(seed ^ Math.imul(Number(number) + 1, 0x85ebca6b));
  const bytes = (length: number): Uint8Array => randomBytes(length, random);
  const offsets = (each: number) => Uint32Array.from({ length: count + 1 }, (_, index) => index * each);
  const rows = syntheticRows(Math.min(keys, count * rowsPerTransaction), keys, random);
  const code = bytes(Math.floor(random() * 100));
  return {
    header: {
      parentHash: number === 0n ? new Uint8Array(32) : hashOf(seed, number - 1n),
      ommersHash: bytes(32),
      beneficiary: bytes(20),
      stateRoot: bytes(32),
      transactionsRoot: bytes(32),
      receiptsRoot: bytes(32),
      logsBloom: bytes(256),
      difficulty: 0n,
      number,
      gasLimit: 30_000_000n,
      gasUsed: BigInt(21_000 * count),
      timestamp: 1_700_000_000n + number,
      extraData: bytes(Math.floor(random() * 33)),
      mixHash: bytes(32),
      nonce: bytes(8),
      baseFeePerGas: 7n,
      withdrawalsRoot: bytes(32),
      blobGasUsed: 0n,
      excessBlobGas: 0n,
      parentBeaconBlockRoot: bytes(32),
      requestsHash: bytes(32),
    },
    hash: hashOf(seed, number),
    transactions: { bytes: bytes(count * 110), offsets: offsets(110) },
    hashes: bytes(32 * count),
    senders: bytes(20 * count),
    status: new Uint8Array(count).fill(1),
    gasUsed: new BigUint64Array(count).fill(21_000n),
    logs: { bytes: bytes(count * 60), offsets: offsets(60) },
    timeMs: 1_700_000_000_123 + Number(number),
    changes: {
      rows,
      undo: new Uint8Array(rows.length),
      codes: random() < 0.3 ? new Map([[createHash('sha256').update(code).digest('hex'), code]]) : new Map(),
    },
  };
}

export function randomBytes(length: number, random: Random): Uint8Array {
  const words = new Uint32Array(Math.ceil(length / 4));
  for (let index = 0; index < words.length; index += 1) words[index] = random() * 2 ** 32;
  return new Uint8Array(words.buffer, 0, length);
}

const hashOf = (seed: number, number: bigint): Uint8Array =>
  new Uint8Array(createHash('sha256').update(`${seed} ${number}`).digest());

/** Each row once; one in five is absent. */
function syntheticRows(count: number, keys: number, random: Random): Uint8Array {
  const chosen = new Set<number>();
  while (chosen.size < count) chosen.add(Math.floor(random() * keys));
  const rows = new Uint8Array(count * CHANGE_BYTES);
  const view = new DataView(rows.buffer);
  [...chosen].forEach((key, index) => {
    const at = index * CHANGE_BYTES;
    const slot = key % 3 !== 0;
    const present = random() >= 0.2;
    rows[at] = slot ? CHANGE_SLOT : CHANGE_ACCOUNT;
    if (slot || present) rows[at + 1] = CHANGE_EXISTS;
    view.setUint32(at + 4, (slot ? key % 7 : key) + 1, true);
    if (slot) view.setUint32(at + 24, key, true);
    if (!present) return;
    view.setUint32(at + (slot ? 56 : 32), 1 + Math.floor(random() * 1e9), true);
    if (!slot) view.setUint32(at + 24, Math.floor(random() * 1e6), true);
  });
  return rows;
}

/** State as rows say it: present ones by kind, address and key. */
export type RowModel = Map<string, string>;

export function applyRows(model: RowModel, rows: Uint8Array): void {
  for (let at = 0; at < rows.length; at += CHANGE_BYTES) {
    const row = rows.subarray(at, at + CHANGE_BYTES);
    const slot = row[0] === CHANGE_SLOT;
    const name = `${row[0]} ${row.subarray(4, slot ? 56 : 24).toHex()}`;
    const present = slot ? row.subarray(56).some((byte) => byte !== 0) : ((row[1] ?? 0) & CHANGE_EXISTS) !== 0;
    if (present) model.set(name, row.toHex());
    else model.delete(name);
  }
}
