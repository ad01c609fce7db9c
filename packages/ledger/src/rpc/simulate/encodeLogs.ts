import type { Log } from '@lode/evm';

/** Bytes before a record's topics: the address, padded, and how many topics and bytes of data there are. */
const HEAD = 32;
const WORD = 32;

function recordBytes({ topics, data }: Log): number {
  return (HEAD + topics.length * WORD + data.length + 7) & ~7;
}

/** Writes log records as the EVM's core does: the inverse of evm's `readLogs`. Words are little-endian. */
export function encodeLogs(logs: readonly Log[]): Uint8Array {
  const out = new Uint8Array(logs.reduce((sum, log) => sum + recordBytes(log), 0));
  const view = new DataView(out.buffer);
  let at = 0;
  for (const log of logs) {
    out.set(log.address.toReversed(), at);
    view.setUint32(at + 24, log.topics.length, true);
    view.setUint32(at + 28, log.data.length, true);
    for (const [i, topic] of log.topics.entries()) out.set(topic.toReversed(), at + HEAD + i * WORD);
    out.set(log.data, at + HEAD + log.topics.length * WORD);
    at += recordBytes(log);
  }
  return out;
}
