import { CHANGE_BYTES, type Packed, type SealedBlock, type StateChanges } from '../seams.ts';
import { DurabilityFault } from './errors.ts';
import { decodeHeaderPart, encodeHeaderPart } from './header-codec.ts';
import {
  align,
  finishHead,
  HEAD_BYTES,
  MAX_RECORD_BYTES,
  type RecordHead,
  SECTION_COUNT,
  sectionIntact,
  viewOf,
  writeHead,
} from './record.ts';

/** Sections of a record, by their place in it. Typed arrays lie there as they are in memory (little-endian hosts). */
export const SECTION = {
  header: 0,
  transactionOffsets: 1,
  transactions: 2,
  hashes: 3,
  senders: 4,
  status: 5,
  gasUsed: 6,
  logOffsets: 7,
  logs: 8,
  rows: 9,
  undo: 10,
  codes: 11,
} as const;

/** A block's record: the block's own arrays, not copies. They must not change until it is written. */
export interface EncodedBlock {
  number: bigint;
  hash: Uint8Array;
  parentHash: Uint8Array;
  /** Of the record. */
  bytes: number;
  /** What is written, in order. Call when the record's place is known. */
  parts(syncedBytes: number, salt: number): Uint8Array[];
}

/** Costs the checksum (0.25 ns a byte) and nothing per transaction. @throws DurabilityFault BLOCK_MALFORMED, BLOCK_TOO_LARGE */
export function encodeBlock(block: SealedBlock): EncodedBlock {
  const count = block.transactions.offsets.length - 1;
  if (count < 0) throw malformed('transactions.offsets', 'at least one entry');
  expectBytes('hashes', block.hashes, 32 * count);
  expectBytes('senders', block.senders, 20 * count);
  expectBytes('status', block.status, count);
  if (block.gasUsed.length !== count) throw malformed('gasUsed', `${count} entries`);
  if (block.logs.offsets.length !== count + 1) throw malformed('logs.offsets', `${count + 1} entries`);
  for (const rows of [block.changes.rows, block.changes.undo])
    if (rows.length % CHANGE_BYTES !== 0) throw malformed('changes', `rows of ${CHANGE_BYTES} bytes`);
  const sections = [
    encodeHeaderPart(block),
    bytesOf(block.transactions.offsets),
    used(block.transactions),
    block.hashes,
    block.senders,
    block.status,
    bytesOf(block.gasUsed),
    bytesOf(block.logs.offsets),
    used(block.logs),
    block.changes.rows,
    block.changes.undo,
    encodeCodes(block.changes.codes),
  ];
  const head = new Uint8Array(HEAD_BYTES);
  const bytes = writeHead(head, block.header.number, sections);
  if (bytes > MAX_RECORD_BYTES)
    throw new DurabilityFault(
      'BLOCK_TOO_LARGE',
      `Block ${block.header.number} takes ${bytes} bytes in the log, where ${MAX_RECORD_BYTES} fit: lower the gas limit, or give the genesis fewer accounts.`,
      { details: { bytes } },
    );
  return {
    number: block.header.number,
    hash: block.hash,
    parentHash: block.header.parentHash,
    bytes,
    parts(syncedBytes, salt) {
      finishHead(head, syncedBytes, salt);
      return padded(head, sections, bytes);
    },
  };
}

/**
 * `record` holds the whole record at the start of its buffer's 8-byte grid; the block's arrays are views of it.
 * Undefined where a checksum or a length does not fit.
 */
export function decodeBlock(record: Uint8Array, head: RecordHead): SealedBlock | undefined {
  if (record.length < head.bytes || head.sections.length !== SECTION_COUNT) return undefined;
  const parts = head.sections.map((entry) => record.subarray(entry.offset, entry.offset + entry.bytes));
  if (!head.sections.every((entry, index) => sectionIntact(parts[index] ?? NOTHING, entry))) return undefined;
  const section = (name: keyof typeof SECTION): Uint8Array => parts[SECTION[name]] ?? NOTHING;
  const header = decodeHeaderPart(section('header'));
  const codes = decodeCodes(section('codes'));
  const transactions = packed(section('transactionOffsets'), section('transactions'));
  const logs = packed(section('logOffsets'), section('logs'));
  if (!header || !codes || !transactions || !logs || header.header.number !== head.number) return undefined;
  const gasUsed = section('gasUsed');
  const block: SealedBlock = {
    ...header,
    transactions,
    hashes: section('hashes'),
    senders: section('senders'),
    status: section('status'),
    gasUsed: new BigUint64Array(gasUsed.buffer, gasUsed.byteOffset, gasUsed.length >>> 3),
    logs,
    changes: { rows: section('rows'), undo: section('undo'), codes },
  };
  return fits(block) ? block : undefined;
}

export function decodeCodes(bytes: Uint8Array): Map<string, Uint8Array> | undefined {
  const codes = new Map<string, Uint8Array>();
  const view = viewOf(bytes);
  for (let at = 0; at < bytes.length; ) {
    if (at + 36 > bytes.length) return undefined;
    const end = at + 36 + view.getUint32(at + 32, true);
    if (end > bytes.length) return undefined;
    codes.set(bytes.subarray(at, at + 32).toHex(), bytes.subarray(at + 36, end));
    at = end;
  }
  return codes;
}

/** For each: hash of 32 bytes, length u32, code. */
function encodeCodes(codes: StateChanges['codes']): Uint8Array {
  if (codes.size === 0) return NOTHING;
  let total = 0;
  for (const code of codes.values()) total += 36 + code.length;
  const bytes = new Uint8Array(total);
  const view = viewOf(bytes);
  let at = 0;
  for (const [hash, code] of codes) {
    const key = Uint8Array.fromHex(hash);
    expectBytes('a code hash', key, 32);
    bytes.set(key, at);
    view.setUint32(at + 32, code.length, true);
    bytes.set(code, at + 36);
    at += 36 + code.length;
  }
  return bytes;
}

function padded(head: Uint8Array, sections: readonly Uint8Array[], total: number): Uint8Array[] {
  const parts = [head];
  let end = HEAD_BYTES;
  for (const section of sections) {
    parts.push(section, ZEROS.subarray(0, align(end + section.length, 8) - end - section.length));
    end = align(end + section.length, 8);
  }
  parts.push(ZEROS.subarray(0, total - end));
  return parts.filter((part) => part.length > 0);
}

function fits({ transactions, hashes, senders, status, gasUsed, logs, changes }: SealedBlock): boolean {
  const count = transactions.offsets.length - 1;
  return (
    hashes.length === 32 * count &&
    senders.length === 20 * count &&
    status.length === count &&
    gasUsed.length === count &&
    logs.offsets.length === count + 1 &&
    changes.rows.length % CHANGE_BYTES === 0 &&
    changes.undo.length % CHANGE_BYTES === 0
  );
}

function packed(offsets: Uint8Array, bytes: Uint8Array): Packed | undefined {
  if (offsets.length < 4 || offsets.length % 4 !== 0) return undefined;
  const entries = new Uint32Array(offsets.buffer, offsets.byteOffset, offsets.length / 4);
  return entries.at(-1) === bytes.length ? { bytes, offsets: entries } : undefined;
}

/** An arena may be larger than what is used of it. */
function used({ bytes, offsets }: Packed): Uint8Array {
  const end = offsets.at(-1) ?? 0;
  if (end > bytes.length) throw malformed('offsets', 'within the bytes');
  return bytes.subarray(0, end);
}

function expectBytes(field: string, bytes: Uint8Array, length: number): void {
  if (bytes.length !== length) throw malformed(field, `${length} bytes`);
}

const malformed = (field: string, expected: string) =>
  new DurabilityFault(
    'BLOCK_MALFORMED',
    `The block's ${field}: expected ${expected}. This is a defect of what sealed it: report it.`,
    { details: { field } },
  );

const bytesOf = (array: Uint32Array | BigUint64Array): Uint8Array =>
  new Uint8Array(array.buffer, array.byteOffset, array.byteLength);

const NOTHING = new Uint8Array(0);
const ZEROS = new Uint8Array(4096);
