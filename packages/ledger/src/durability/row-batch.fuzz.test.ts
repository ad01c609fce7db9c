import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CHANGE_BYTES } from '../seams.ts';
import { createRowBatch } from './row-batch.ts';

/** Kind, address and key from few values, so that rows repeat; the value tells when a row was added. */
const row = fc.tuple(fc.constantFrom(1, 2), fc.nat(3), fc.nat(12));

test('each row is given once, as it was added last, in the order of its hash', () => {
  fc.assert(
    fc.property(fc.array(row, { maxLength: 200 }), fc.nat(50), (rows, spare) => {
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
      batch.drain((at, { high, low }) => {
        const [kind, , , , address] = batch.rows.subarray(at, at + 5);
        const key = `${kind} ${address} ${kind === 2 ? batch.rows[at + 30] : ''}`;
        expect(given.has(key)).toBe(false);
        given.set(key, new DataView(batch.rows.buffer).getUint32(at + 60, true));
        expect(high * 256 + low).toBeGreaterThanOrEqual(previous);
        previous = high * 256 + low;
      });
      expect(given).toEqual(expected);
    }),
  );
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
