import { afterEach, describe, expect, it } from 'vitest';
import type { ContentsInput } from '../blocks/seal.ts';
import { sealContents } from '../blocks/seal.ts';
import { isShared } from '../sharedBytes.ts';
import { createSealer, type Sealer } from './sealer.ts';

/** A block of `count` envelopes of some bytes each, as the executor hands it over; every seventh is invalid. */
function blockOf(count: number): ContentsInput {
  const offsets = Uint32Array.from({ length: count + 1 }, (_, i) => i * 40);
  const bytes = Uint8Array.from({ length: count * 40 }, (_, i) => (i * 31) & 0xff);
  const status = Uint8Array.from({ length: count }, (_, i) => (i % 7 === 6 ? 0 : 1 + (i % 2)));
  const gasUsed = BigUint64Array.from({ length: count }, (_, i) => (status[i] === 0 ? 0n : 21_000n + BigInt(i)));
  return {
    env: {
      number: 5n,
      chainId: 1280n,
      timestamp: 0n,
      coinbase: new Uint8Array(20),
      gasLimit: 10n ** 9n,
      baseFee: 0n,
      prevRandao: new Uint8Array(32),
      excessBlobGas: 0n,
    },
    candidates: { raw: { bytes, offsets }, hashes: new Uint8Array(count * 32), senders: new Uint8Array(count * 20) },
    output: {
      executed: count,
      status,
      reason: new Uint8Array(count),
      gasUsed,
      logs: { bytes: new Uint8Array(0), offsets: new Uint32Array(count + 1) },
    },
  };
}

describe('createSealer', () => {
  let sealer: Sealer | undefined;
  afterEach(() => sealer?.close());

  it.each([0, 1, 255, 256, 3000])('gives what the calling thread works out, of %i transactions', async (count) => {
    sealer = createSealer();
    const input = blockOf(count);
    expect(await sealer.contents(input)).toEqual(sealContents(input));
  });

  it('keeps the order of several at once, and hands over in shared memory', async () => {
    sealer = createSealer();
    const inputs = [2000, 300, 1000].map(blockOf);
    const found = await Promise.all(inputs.map((input) => sealer?.contents(input)));
    expect(found).toEqual(inputs.map(sealContents));
    expect(found.every((contents) => contents !== undefined && isShared(contents.body.transactions.bytes))).toBe(true);
  });

  it('goes on where its thread dies, again and again', async () => {
    const deadly = new URL(`data:text/javascript,${encodeURIComponent('process.exit(1)')}`);
    sealer = createSealer({ workerUrl: deadly });
    const input = blockOf(400);
    for (let i = 0; i < 3; i++) expect(await sealer.contents(input)).toEqual(sealContents(input));
  });
});
