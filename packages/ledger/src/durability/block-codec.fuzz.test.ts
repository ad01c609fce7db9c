import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CHANGE_BYTES, type Packed, type SealedBlock } from '../seams.ts';
import { decodeBlock, encodeBlock, SECTION } from './block-codec.ts';
import { align, finishHead, HEAD_BYTES, RECORD_ALIGN, readHead, SECTION_COUNT } from './record.ts';

const SALT = 0xfeed_beef;
const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const u64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
const u256 = fc.bigInt({ min: 0n, max: 2n ** 256n - 1n });
const packed = (count: number): fc.Arbitrary<Packed> =>
  fc.array(fc.uint8Array({ maxLength: 40 }), { minLength: count, maxLength: count }).map((items) => {
    const offsets = new Uint32Array(count + 1);
    items.forEach((item, index) => {
      offsets[index + 1] = (offsets[index] ?? 0) + item.length;
    });
    return { bytes: new Uint8Array(Buffer.concat(items)), offsets };
  });
const header = fc.record({
  parentHash: bytes(32),
  ommersHash: bytes(32),
  beneficiary: bytes(20),
  stateRoot: bytes(32),
  transactionsRoot: bytes(32),
  receiptsRoot: bytes(32),
  logsBloom: bytes(256),
  difficulty: u256,
  number: u64,
  gasLimit: u64,
  gasUsed: u64,
  timestamp: u64,
  extraData: fc.uint8Array({ maxLength: 32 }),
  mixHash: bytes(32),
  nonce: bytes(8),
  baseFeePerGas: u256,
  withdrawalsRoot: bytes(32),
  blobGasUsed: u64,
  excessBlobGas: u64,
  parentBeaconBlockRoot: bytes(32),
  requestsHash: bytes(32),
});
const rows = fc.nat(3).chain((count) => bytes(count * CHANGE_BYTES));
const codes = fc
  .array(fc.tuple(bytes(32), fc.uint8Array({ maxLength: 50 })), { maxLength: 3 })
  .map((entries) => new Map(entries.map(([hash, code]) => [hash.toHex(), code])));
const block: fc.Arbitrary<SealedBlock> = fc.nat(5).chain((count) =>
  fc.record({
    header,
    hash: bytes(32),
    transactions: packed(count),
    hashes: bytes(32 * count),
    senders: bytes(20 * count),
    status: bytes(count),
    gasUsed: fc.bigUint64Array({ minLength: count, maxLength: count }),
    logs: packed(count),
    timeMs: fc.nat(2 ** 31),
    changes: fc.record({ rows, undo: rows, codes }),
  }),
);

function recordOf(sealed: SealedBlock): Uint8Array {
  const encoded = encodeBlock(sealed);
  const record = new Uint8Array(Buffer.concat(encoded.parts(8192, SALT)));
  expect(record.length).toBe(encoded.bytes);
  expect(record.length % RECORD_ALIGN).toBe(0);
  return record;
}

function decode(record: Uint8Array): SealedBlock | undefined {
  const result = readHead(record.subarray(0, HEAD_BYTES), SALT);
  return result.status === 'ok' ? decodeBlock(record, result.head) : undefined;
}

test('a block is read back as it was written', () => {
  fc.assert(
    fc.property(block, (sealed) => {
      expect(decode(recordOf(sealed))).toEqual(sealed);
    }),
    { numRuns: 300 },
  );
});

test('any flipped bit is found, or is in what no field uses; any cut is found', () => {
  fc.assert(
    fc.property(block, fc.nat(), fc.nat(7), fc.nat(), (sealed, at, bit, cut) => {
      const record = recordOf(sealed);
      const flipped = record.slice();
      const place = at % record.length;
      flipped[place] = (flipped[place] ?? 0) ^ (1 << bit);
      const found = decode(flipped);
      if (found) expect(found).toEqual(sealed);
      expect(decode(record.slice(0, cut % record.length))).toBeUndefined();
    }),
    { numRuns: 300 },
  );
});

test('any flipped bit of a long section is found, in the checksum of either version', () => {
  const [good] = fc.sample(block, { numRuns: 1, seed: 7 });
  if (!good) throw new Error('no sample');
  const long: SealedBlock = { ...good, changes: { ...good.changes, rows: new Uint8Array(480 * CHANGE_BYTES).fill(5) } };
  const record = recordOf(long);
  const head = readHead(record, SALT);
  const start = head.status === 'ok' ? (head.head.sections[SECTION.rows]?.offset ?? 0) : 0;
  for (const version of [2, 1]) {
    if (version === 1) asVersion1(record);
    expect(decode(record)).toEqual(long);
    fc.assert(
      fc.property(fc.nat(480 * CHANGE_BYTES - 1), fc.nat(7), (at, bit) => {
        const flipped = record.slice();
        flipped[start + at] = 5 ^ (1 << bit);
        expect(decode(flipped)).toBeUndefined();
      }),
    );
  }
});

/** What the version before wrote: CRC-32 of every section. */
function asVersion1(record: Uint8Array): void {
  const view = new DataView(record.buffer);
  let offset = HEAD_BYTES;
  for (let at = 32; at < 32 + 16 * SECTION_COUNT; at += 16) {
    const bytes = Number(view.getBigUint64(at, true));
    view.setBigUint64(at + 8, BigInt(crc32(record.subarray(offset, offset + bytes))), true);
    offset = align(offset + bytes, 8);
  }
  view.setUint16(4, 1, true);
  finishHead(record, 8192, SALT);
}

test('a record made without the directory’s salt is no record', () => {
  fc.assert(
    fc.property(block, fc.integer({ min: 1, max: 0xffff_ffff }), (sealed, otherSalt) => {
      fc.pre(otherSalt !== SALT);
      const forged = new Uint8Array(Buffer.concat(encodeBlock(sealed).parts(8192, otherSalt)));
      expect(decode(forged)).toBeUndefined();
    }),
  );
});

test('a block whose arrays do not fit each other is refused before it is written', () => {
  const good = fc.sample(block, { numRuns: 1, seed: 7 })[0];
  if (!good) throw new Error('no sample');
  const wrong: Partial<SealedBlock>[] = [
    { hashes: new Uint8Array(31) },
    { senders: new Uint8Array(1) },
    { gasUsed: new BigUint64Array(99) },
    { logs: { bytes: new Uint8Array(), offsets: new Uint32Array(0) } },
    { transactions: { bytes: new Uint8Array(1), offsets: Uint32Array.of(0, 2) } },
    { changes: { rows: new Uint8Array(95), undo: new Uint8Array(0), codes: new Map() } },
    { header: { ...good.header, gasUsed: -1n } },
    { header: { ...good.header, stateRoot: new Uint8Array(31) } },
    { header: { ...good.header, extraData: new Uint8Array(33) } },
  ];
  for (const part of wrong)
    expect(() => encodeBlock({ ...good, ...part })).toThrow(expect.objectContaining({ code: 'BLOCK_MALFORMED' }));
});
