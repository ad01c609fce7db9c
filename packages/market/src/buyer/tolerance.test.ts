import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { bytesAlike, filesAlike } from './tolerance.ts';

const bytes = (...values: number[]): Uint8Array => new Uint8Array(new Float32Array(values).buffer);
const within = { relative: 0.01, absolute: 0.5 };
const folder = mkdtempSync(join(tmpdir(), 'lode-tolerance-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('bytesAlike', () => {
  it.each<[string, number, number, boolean]>([
    ['equal', 1, 1, true],
    ['within the absolute part', 0, 0.5, true],
    ['within both parts', 100, 101.5, true],
    ['just past them', 100, 101.6, false],
    ['two zeros of different sign', 0, -0, true],
    ['two NaNs', Number.NaN, Number.NaN, true],
    ['a NaN and a number', Number.NaN, 1, false],
    ['equal infinities', Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, true],
    ['opposite infinities', Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, false],
    ['an infinity and a number', Number.POSITIVE_INFINITY, 1e38, false],
  ])('%s', (_name, a, b, alike) => {
    expect(bytesAlike(bytes(a), bytes(b), within)).toBe(alike);
    expect(bytesAlike(bytes(b), bytes(a), within)).toBe(alike);
  });

  it('holds lengths and odd bytes at the end to be exact', () => {
    expect(bytesAlike(bytes(1), bytes(1, 1), within)).toBe(false);
    expect(bytesAlike(new Uint8Array([0, 0, 0, 0, 1]), new Uint8Array([0, 0, 0, 0, 2]), within)).toBe(false);
  });
});

describe('filesAlike', () => {
  it('compares past the size of one read', async () => {
    const values = new Float32Array(400_000).fill(1);
    const paths = [join(folder, 'a'), join(folder, 'b'), join(folder, 'c')] as const;
    writeFileSync(paths[0], values);
    values[399_999] = 1.2;
    writeFileSync(paths[1], values);
    values[399_999] = 9;
    writeFileSync(paths[2], values);
    const { signal } = new AbortController();
    expect(await filesAlike(paths[0], paths[1], within, signal)).toBe(true);
    expect(await filesAlike(paths[0], paths[2], within, signal)).toBe(false);
  });
});
