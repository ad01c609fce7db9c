import { createCipheriv } from 'node:crypto';
import { crc32 } from 'node:zlib';

/**
 * One block in the log: a head, then sections, each beginning at a multiple of 8 so that it is read in place as a typed
 * array, then zeros up to a multiple of RECORD_ALIGN. Numbers are little-endian.
 *
 * Head (HEAD_BYTES): 0 magic u32, 4 version u16, 6 sections u16, 8 block number u64, 16 bytes of the record u64,
 * 24 bytes of this file that were durable when the record was written u64, 32 for each section its bytes u64 and its
 * checksum u64; last the CRC-32 u32 of all that is before it.
 *
 * A section's checksum is its CRC-32 up to 4,096 bytes, and half of its GMAC beyond, of a key of zeros: 25 GB/s here
 * against zlib's 3. In version 1 it was always the CRC-32; such records are still read. Both find accidents, not those
 * who can write to the disk. The head's starts from the directory's secret salt, so that bytes which a user put into a transaction cannot pass for
 * a record where recovery looks for the next one.
 */
export const RECORD_VERSION = 2;
const CRC_ONLY_VERSION = 1;
export const SECTION_COUNT = 12;
export const HEAD_BYTES = 256;
/** A disk may lose the whole sector it is writing, so no record shares one (4,096 bytes at most today) with another. */
export const RECORD_ALIGN = 4096;
/** Bound of a block's record. Ten million genesis accounts take 1.9 GB. */
export const MAX_RECORD_BYTES = 4 * 1024 ** 3 - RECORD_ALIGN;

const MAGIC = 0x4b4c_424c; // "LBLK"
const TABLE_OFFSET = 32;
const CRC_OFFSET = TABLE_OFFSET + 16 * SECTION_COUNT;

export interface SectionEntry {
  /** In the record. */
  offset: number;
  bytes: number;
  checksum: bigint;
  version: number;
}

export interface RecordHead {
  number: bigint;
  bytes: number;
  syncedBytes: number;
  sections: readonly SectionEntry[];
}

/** `bad`: not what was written; `version`: whole, but written by another version. */
export type HeadStatus =
  | { status: 'ok'; head: RecordHead }
  | { status: 'bad' }
  | { status: 'version'; version: number };

export function writeHead(into: Uint8Array, number: bigint, sections: readonly Uint8Array[]): number {
  const view = viewOf(into);
  let offset = HEAD_BYTES;
  sections.forEach((section, index) => {
    const at = TABLE_OFFSET + 16 * index;
    view.setBigUint64(at, BigInt(section.length), true);
    view.setBigUint64(at + 8, checksum(section, RECORD_VERSION), true);
    offset = align(offset + section.length, 8);
  });
  const bytes = align(offset, RECORD_ALIGN);
  view.setUint32(0, MAGIC, true);
  view.setUint16(4, RECORD_VERSION, true);
  view.setUint16(6, SECTION_COUNT, true);
  view.setBigUint64(8, number, true);
  view.setBigUint64(16, BigInt(bytes), true);
  return bytes;
}

/** The last step before the record is written: only then is it known how much of the file is durable. */
export function finishHead(head: Uint8Array, syncedBytes: number, salt: number): void {
  const view = viewOf(head);
  view.setBigUint64(24, BigInt(syncedBytes), true);
  view.setUint32(CRC_OFFSET, crc32(head.subarray(0, CRC_OFFSET), salt), true);
}

export function readHead(bytes: Uint8Array, salt: number): HeadStatus {
  if (bytes.length < HEAD_BYTES) return { status: 'bad' };
  const view = viewOf(bytes);
  if (view.getUint32(0, true) !== MAGIC) return { status: 'bad' };
  if (view.getUint32(CRC_OFFSET, true) !== crc32(bytes.subarray(0, CRC_OFFSET), salt)) return { status: 'bad' };
  const version = view.getUint16(4, true);
  const known = version === RECORD_VERSION || version === CRC_ONLY_VERSION;
  if (!known || view.getUint16(6, true) !== SECTION_COUNT) return { status: 'version', version };
  const sections: SectionEntry[] = [];
  let offset = HEAD_BYTES;
  for (let index = 0; index < SECTION_COUNT; index += 1) {
    const at = TABLE_OFFSET + 16 * index;
    const length = Number(view.getBigUint64(at, true));
    sections.push({ offset, bytes: length, checksum: view.getBigUint64(at + 8, true), version });
    offset = align(offset + length, 8);
  }
  const total = Number(view.getBigUint64(16, true));
  if (total !== align(offset, RECORD_ALIGN) || total > MAX_RECORD_BYTES) return { status: 'bad' };
  const number = view.getBigUint64(8, true);
  return { status: 'ok', head: { number, bytes: total, syncedBytes: Number(view.getBigUint64(24, true)), sections } };
}

/** Whether a section's bytes are those that were written. */
export const sectionIntact = (bytes: Uint8Array, entry: SectionEntry): boolean =>
  bytes.length === entry.bytes && checksum(bytes, entry.version) === entry.checksum;

const SHORT_BYTES = 4096;
/** OpenSSL takes at most 2^31 - 1 at once. */
const PIECE_BYTES = 2 ** 30;
const KEY = new Uint8Array(16);
const NONCE = new Uint8Array(12);

function checksum(bytes: Uint8Array, version: number): bigint {
  if (version === CRC_ONLY_VERSION || bytes.length <= SHORT_BYTES) return BigInt(crc32(bytes));
  const mac = createCipheriv('aes-128-gcm', KEY, NONCE);
  for (let at = 0; at < bytes.length; at += PIECE_BYTES) mac.setAAD(bytes.subarray(at, at + PIECE_BYTES));
  mac.final();
  return mac.getAuthTag().readBigUInt64LE();
}

export const align = (value: number, to: number): number => Math.ceil(value / to) * to;

export const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
