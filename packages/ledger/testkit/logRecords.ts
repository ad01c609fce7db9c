import type { Log } from '@lode/evm';
import fc from 'fast-check';

/** Writes log records as evm's core does: the inverse of evm's `readLogs`. */
export function writeLogs(logs: readonly Log[]): Uint8Array {
  const sizes = logs.map((log) => (32 + log.topics.length * 32 + log.data.length + 7) & ~7);
  const out = new Uint8Array(sizes.reduce((sum, size) => sum + size, 0));
  const view = new DataView(out.buffer);
  let at = 0;
  logs.forEach((log, i) => {
    out.set(log.address.toReversed(), at);
    view.setUint32(at + 24, log.topics.length, true);
    view.setUint32(at + 28, log.data.length, true);
    log.topics.forEach((topic, t) => {
      out.set(topic.toReversed(), at + 32 + t * 32);
    });
    out.set(log.data, at + 32 + log.topics.length * 32);
    at += sizes[i] ?? 0;
  });
  return out;
}

/** Few different addresses and topics, so that they come again. */
const address = fc.nat(20).map((n) => new Uint8Array(20).fill(n + 1));
const topic = fc.oneof(
  fc.nat(20).map((n) => new Uint8Array(32).fill(n + 1, 12)),
  fc.uint8Array({ minLength: 32, maxLength: 32 }),
);
const data = fc.oneof(
  fc.uint8Array({ maxLength: 2 }),
  fc.constantFrom(32, 55, 56, 64, 96, 255, 256, 5_000).chain((n) => fc.uint8Array({ minLength: n, maxLength: n })),
);

export const log: fc.Arbitrary<Log> = fc.record({ address, topics: fc.array(topic, { maxLength: 4 }), data });
