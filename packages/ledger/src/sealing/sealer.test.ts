import type { Log } from '@lode/evm';
import { afterEach, describe, expect, it } from 'vitest';
import { writeLogs } from '../../testkit/logRecords.ts';
import { MESSAGE_TOPIC, OUTBOX_ADDRESS } from '../blocks/outbox.ts';
import { pack } from '../blocks/packed.ts';
import type { ContentsInput } from '../blocks/seal.ts';
import { sealContents } from '../blocks/seal.ts';
import { isShared } from '../sharedBytes.ts';
import { createSealer, type Sealer } from './sealer.ts';

const wordOf = (value: number): Uint8Array => new Uint8Array(32).fill(value & 0xff).fill(value >> 8, 0, 16);

/** A token's log, and every eleventh time a message of the outbox, whose numbers run through the whole block. */
function logsOf(i: number): Log[] {
  const token = { address: new Uint8Array(20).fill(7), topics: [wordOf(1), wordOf(i), wordOf(i * 3)], data: wordOf(i) };
  if (i % 11 !== 0) return [token];
  const data = new Uint8Array(96).fill(i, 64).fill(32, 31, 32).fill(20, 63, 64);
  return [token, { address: OUTBOX_ADDRESS, topics: [MESSAGE_TOPIC, wordOf(i)], data }];
}

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
      logs: pack(Array.from(status, (each, i) => writeLogs(each === 1 ? logsOf(i) : []))),
    },
  };
}

describe('createSealer', () => {
  let sealer: Sealer | undefined;
  afterEach(() => sealer?.close());

  it.each([
    [0, 2],
    [255, 2],
    [256, 1],
    [511, 2],
    [700, 2],
    [3000, 3],
    [3000, 1],
  ])('gives what the calling thread works out, of %i transactions on %i threads', async (count, threads) => {
    sealer = createSealer({ threads });
    const input = blockOf(count);
    const whole = sealContents(input);
    expect(await sealer.contents(input)).toEqual(whole);
    expect(whole.fields.extraData.some((byte) => byte !== 0)).toBe(count > 0);
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
