import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CHANGE_BYTES } from '../seams.ts';
import { createRowBatch } from './row-batch.ts';

/** Kind, address and key from few values, so that rows repeat; the value tells when a row was added. */
const row = fc.tuple(fc.constantFrom(1, 2), fc.nat(3), fc.nat(12));

test('each row is given once, as it was added last, in the order of its hash', () => {
  fc.assert(
    fc.property(
      fc.array(row, { maxLength: 200 }),
      fc.nat(50),
      fc.integer({ min: 1, max: 300 }),
      (rows, spare, most) => {
        const batch = createRowBatch(rows.length + spare + 1);
        const expected = new Map<string, number>();
        rows.forEach(([kind, address, key], index) => {
          const bytes = new Uint8Array(CHANGE_BYTES);
          bytes.set([kind, 1, 0, 0, address]);
          if (kind === 2) bytes[30] = key;
          new DataView(bytes.buffer).setUint32(60, index, true);
          expect(batch.add(bytes, 0)).toBe(CHANGE_BYTES);
          expected.set(`${kind} ${address} ${kind === 2 ? key : ''}`, index);
        });
        const given = new Map<string, number>();
        let previous = -1;
        const each = (at: number, { high, low }: { high: number; low: number }): void => {
          const bytes = new Uint8Array(batch.words.buffer, at * 4, CHANGE_BYTES);
          const [kind, , , , address] = bytes;
          const key = `${kind} ${address} ${kind === 2 ? bytes[30] : ''}`;
          expect(given.has(key)).toBe(false);
          given.set(key, batch.words[at + 15] ?? -1);
          expect(high * 256 + low).toBeGreaterThanOrEqual(previous);
          previous = high * 256 + low;
        };
        while (batch.drain(each, most));
        expect(given).toEqual(expected);
      },
    ),
  );
});

/** Slots of one address, whose keys are made so that all have one hash of 32 bits. */
function colliding(count: number): Uint8Array {
  const rows = new Uint8Array(count * CHANGE_BYTES);
  const words = new Uint32Array(rows.buffer);
  const rotated = (word: number, bits: number): number => (word << bits) | (word >>> (32 - bits));
  const inverse = 0xdee13bb1; // of the factor 0xcc9e2d51
  // One round is h = rotated(h ^ word * factor, 13) * 5 + c: any first word is undone by the second.
  const round = (h: number, product: number): number => (Math.imul(rotated(h ^ product, 13), 5) + 0xe6546b64) | 0;
  let start = 0x9e3779b9 | 0;
  for (let index = 0; index < 5; index += 1) start = round(start, 0);
  const wanted = round(start, 0);
  for (let index = 0; index < count; index += 1) {
    const at = (index * CHANGE_BYTES) / 4;
    const product = Math.imul(index, 0xcc9e2d51);
    words[at] = 0x0102;
    words[at + 6] = index;
    words[at + 7] = Math.imul(round(start, product) ^ wanted, inverse);
    words[at + 14] = index + 1;
  }
  return rows;
}

test('rows whose hashes were made to collide are given once each too, however often they come', () => {
  const rows = colliding(300);
  const batch = createRowBatch(5000);
  for (let time = 1; time <= 4; time += 1) {
    new Uint32Array(rows.buffer).forEach((_, index, words) => {
      if (index % 24 === 15) words[index] = time;
    });
    expect(batch.add(rows, 0)).toBe(rows.length);
  }
  // Those that found a cell were written over, the others are here four times.
  expect(batch.count).toBeGreaterThan(900);
  const given: number[] = [];
  const hashes = new Set<number>();
  batch.drain((at, { high }) => {
    expect(batch.words[at + 15]).toBe(4);
    hashes.add(high);
    given.push(batch.words[at + 6] ?? -1);
  });
  expect(hashes.size).toBe(1);
  expect(given.sort((a, b) => a - b)).toEqual(Array.from({ length: 300 }, (_, index) => index));
});

test('a full batch takes no more, and is empty after it was drained', () => {
  const batch = createRowBatch(2);
  const rows = new Uint8Array(3 * CHANGE_BYTES);
  for (let index = 0; index < 3; index += 1) rows.set([1, 1, 0, 0, index], index * CHANGE_BYTES);
  const count = (): number => {
    let given = 0;
    batch.drain(() => {
      given += 1;
    });
    return given;
  };
  expect(batch.add(rows, 0)).toBe(2 * CHANGE_BYTES);
  expect(batch.add(rows, 2 * CHANGE_BYTES)).toBe(2 * CHANGE_BYTES);
  expect(count()).toBe(2);
  expect(batch.add(rows, 2 * CHANGE_BYTES)).toBe(3 * CHANGE_BYTES);
  expect(count()).toBe(1);
});
