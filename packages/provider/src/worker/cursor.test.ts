import { describe, expect, it } from 'vitest';
import type { Instruction } from '../webgpu/plan.ts';
import { Cursor } from './cursor.ts';
import { packRounds } from './outputs.ts';

const op = (kernel: string): Instruction => ({ op: 'dispatch', kernel, workgroups: [1, 1, 1], bind: [] });
const loop = (count: number, ...body: Instruction[]): Instruction[] => [{ op: 'loop', count }, ...body, { op: 'end' }];

function walk(code: readonly Instruction[]): string[] {
  const seen: string[] = [];
  for (const cursor = new Cursor(code); cursor.current !== undefined; cursor.advance())
    if (cursor.current.op === 'dispatch') seen.push(`${cursor.current.kernel}${cursor.iteration}`);
  return seen;
}

describe('Cursor', () => {
  it('counts the innermost loop', () => {
    const code = [op('a'), ...loop(2, op('b'), ...loop(3, op('c')), op('d')), op('e')];
    expect(walk(code).join(' ')).toBe('a0 b0 c0 c1 c2 d0 b1 c0 c1 c2 d1 e0');
  });

  it('walks loops that start or end together', () => {
    expect(walk(loop(2, ...loop(2, op('a')))).join(' ')).toBe('a0 a1 a0 a1');
    expect(walk(loop(1, ...loop(1, op('a')), ...loop(2, op('b')))).join(' ')).toBe('a0 b0 b1');
  });
});

describe('packRounds', () => {
  it('covers every byte of every output once, within the staging buffer', () => {
    const sizes = [10, 4, 25, 8];
    const rounds = packRounds(sizes, 12);
    const offsets = sizes.map(() => 0);
    for (const round of rounds) {
      let used = 0;
      for (const piece of round) {
        expect(piece.stagingOffset).toBe(used);
        expect(piece.offset).toBe(offsets[piece.output]);
        used += piece.bytes;
        offsets[piece.output] = (offsets[piece.output] ?? 0) + piece.bytes;
      }
      expect(used).toBeLessThanOrEqual(12);
    }
    expect(offsets).toEqual(sizes);
  });
});
