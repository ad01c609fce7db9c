import type { BatchResult, Log } from '@lode/evm';
import type { Packed } from '../seams.ts';

const HEAD_BYTES = 32;

function logBytes(log: Log): number {
  return (HEAD_BYTES + log.topics.length * 32 + log.data.length + 7) & ~7;
}

/** A log record as evm's core writes it: address and topics as little-endian numbers, padded to 8 bytes. */
function writeLog(out: Uint8Array, at: number, log: Log): void {
  const view = new DataView(out.buffer);
  out.set(log.address.slice().reverse(), at);
  view.setUint32(at + 24, log.topics.length, true);
  view.setUint32(at + 28, log.data.length, true);
  let to = at + HEAD_BYTES;
  for (const topic of log.topics) {
    out.set(topic.slice().reverse(), to);
    to += 32;
  }
  out.set(log.data, to);
}

/** The logs of a batch's first `count` transactions as records. */
export function packLogs(batch: BatchResult, count: number): Packed {
  const logs = Array.from({ length: count }, (_, i) => batch.logs(i));
  const offsets = new Uint32Array(count + 1);
  logs.forEach((own, i) => {
    offsets[i + 1] = (offsets[i] ?? 0) + own.reduce((sum, log) => sum + logBytes(log), 0);
  });
  const bytes = new Uint8Array(offsets[count] ?? 0);
  logs.forEach((own, i) => {
    let at = offsets[i] ?? 0;
    for (const log of own) {
      writeLog(bytes, at, log);
      at += logBytes(log);
    }
  });
  return { bytes, offsets };
}
