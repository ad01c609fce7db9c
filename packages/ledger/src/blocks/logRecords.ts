import type { Packed } from '../seams.ts';
import { packedItem, packedLength } from './packed.ts';

/** evm's log records: address 24 bytes, topics u32, data length u32, topics of 32 bytes, the data, padded to 8. */
const HEAD = 32;
const MAX_TOPICS = 4;

/** Records in `bytes`; undefined where they are not whole records. */
export function countLogs(bytes: Uint8Array): number | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let count = 0;
  let at = 0;
  for (; at + HEAD <= bytes.length; count++) {
    const topics = view.getUint32(at + 24, true);
    if (topics > MAX_TOPICS) return undefined;
    at += HEAD + topics * 32 + Math.ceil(view.getUint32(at + 28, true) / 8) * 8;
  }
  return at === bytes.length ? count : undefined;
}

export function areLogs(logs: Packed): boolean {
  for (let i = 0; i < packedLength(logs); i++) if (countLogs(packedItem(logs, i)) === undefined) return false;
  return true;
}
