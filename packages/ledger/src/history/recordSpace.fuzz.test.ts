import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRecordSpace } from './recordSpace.ts';

const SIZE = 4 * 65_536;

test('pieces that are taken do not overlap, and an empty space has room for all of its size', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -1, max: 20 }), { maxLength: 200 }), (steps) => {
      const space = createRecordSpace(SIZE);
      const taken: Uint8Array[] = [];
      for (const step of steps) {
        if (step < 1) {
          space.release();
          taken.shift();
          continue;
        }
        const piece = space.take(step * 4096);
        if (piece === undefined) {
          expect(taken).not.toEqual([]);
          continue;
        }
        expect([piece.length, piece.byteOffset % 4096]).toEqual([step * 4096, 0]);
        expect(piece.byteOffset + piece.length).toBeLessThanOrEqual(SIZE);
        for (const { byteOffset, length } of taken) {
          expect(byteOffset + length <= piece.byteOffset || piece.byteOffset + piece.length <= byteOffset).toBe(true);
        }
        taken.push(piece);
      }
      while (taken.shift() !== undefined) space.release();
      expect(space.take(SIZE)).toHaveLength(SIZE);
    }),
  );
});

test('what is larger than the space is not given', () => {
  expect(createRecordSpace(SIZE).take(SIZE + 4096)).toBeUndefined();
});
