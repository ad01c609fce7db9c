import { decodeHeader, encodeHeader } from '../blocks/header.ts';
import type { SealedBlock } from '../seams.ts';
import { DurabilityFault } from './errors.ts';
import { viewOf } from './record.ts';

export type HeaderPart = Pick<SealedBlock, 'header' | 'hash' | 'timeMs'>;

const HASH_BYTES = 32;
const RLP_AT = HASH_BYTES + 8;

/** Hash, time in milliseconds f64, the header as RLP. @throws DurabilityFault BLOCK_MALFORMED */
export function encodeHeaderPart({ header, hash, timeMs }: HeaderPart): Uint8Array {
  try {
    const rlp = encodeHeader(header);
    // Whatever is acknowledged must be readable again.
    decodeHeader(rlp);
    const bytes = new Uint8Array(RLP_AT + rlp.length);
    if (hash.length !== HASH_BYTES) throw new RangeError(`the hash has ${hash.length} bytes`);
    bytes.set(hash);
    viewOf(bytes).setFloat64(HASH_BYTES, timeMs, true);
    bytes.set(rlp, RLP_AT);
    return bytes;
  } catch (cause) {
    throw new DurabilityFault(
      'BLOCK_MALFORMED',
      `Block ${header.number} has a header that cannot be encoded. This is a defect of what sealed it (cause): report it.`,
      { cause },
    );
  }
}

/** Undefined where the bytes are no header. */
export function decodeHeaderPart(bytes: Uint8Array): HeaderPart | undefined {
  if (bytes.length < RLP_AT) return undefined;
  try {
    const header = decodeHeader(bytes.subarray(RLP_AT));
    return { header, hash: bytes.subarray(0, HASH_BYTES), timeMs: viewOf(bytes).getFloat64(HASH_BYTES, true) };
  } catch {
    return undefined;
  }
}
