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

/** Slots of one address whose second word of the key undoes what the first did to a hash. */
function colliding(undo: (first: number) => number): Uint8Array {
  const rows = new Uint8Array(300 * CHANGE_BYTES);
  const words = new Uint32Array(rows.buffer);
  for (let index = 0; index < 300; index += 1) words.set([0x0102, 0, 0, 0, 0, 0, index, undo(index)], index * 24);
  return rows;
}

const inverse = (odd: number): number => {
  let found = odd;
  for (let step = 0; step < 5; step += 1) found = Math.imul(found, 2 - Math.imul(odd, found));
  return found;
};

function sameOrder(): (first: number) => number {
  const factor = 0xcc9e2d51;
  const rotated = (word: number): number => (word << 13) | (word >>> 19);
  const round = (hash: number, word: number): number =>
    (Math.imul(rotated(hash ^ Math.imul(word, factor)), 5) + 0xe6546b64) | 0;
  let start = 0x9e3779b9 | 0;
  for (let word = 0; word < 5; word += 1) start = round(start, 0);
  return (first) => Math.imul(round(start, first) ^ round(start, 0), inverse(factor));
}

function sameCell(): (first: number) => number {
  const factor = (index: number): number => Math.imul(2 * index + 1, 0x9e3779b1) | 1;
  return (first) => Math.imul(-Math.imul(first, factor(6)), inverse(factor(7)));
}

test.each([
  ['the order', sameOrder(), { rows: 300, hashes: 1 }],
  // 16 find a cell and are written over; the others are there four times.
  ['the table', sameCell(), { rows: 16 + 4 * 284, hashes: 300 }],
])('rows whose hashes in %s were made to collide are given once each, as they came last', (_, undo, expected) => {
  const rows = colliding(undo);
  const words = new Uint32Array(rows.buffer);
  const batch = createRowBatch(5000);
  for (let time = 1; time <= 4; time += 1) {
    for (let index = 0; index < 300; index += 1) words[index * 24 + 15] = time;
    expect(batch.add(rows, 0)).toBe(rows.length);
  }
  expect(batch.count).toBe(expected.rows);
  const given: number[] = [];
  const hashes = new Set<number>();
  batch.drain((at, { high }) => {
    expect(batch.words[at + 15]).toBe(4);
    hashes.add(high);
    given.push(batch.words[at + 6] ?? -1);
  });
  expect(hashes.size).toBe(expected.hashes);
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
