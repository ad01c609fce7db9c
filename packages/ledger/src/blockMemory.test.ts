import { describe, expect, it } from 'vitest';
import { createBlockMemory } from './blockMemory.ts';
import { isShared } from './sharedBytes.ts';

const LARGE = 1024 * 1024;

describe('createBlockMemory', () => {
  it('gives again what was given back, to whoever needs as much or a little less', () => {
    const memory = createBlockMemory();
    const first = memory.take(LARGE);
    expect(first).toHaveLength(LARGE);
    expect(isShared(first)).toBe(true);
    const second = memory.take(LARGE);
    expect(second.buffer).not.toBe(first.buffer);
    memory.give(first.subarray(0, LARGE - 100));
    const third = memory.take(LARGE + 100);
    expect(third.buffer).toBe(first.buffer);
    expect(third).toHaveLength(LARGE + 100);
    expect(memory.take(LARGE).buffer).not.toBe(first.buffer);
  });

  it('never gives the same memory to two, however often it was given back', () => {
    const memory = createBlockMemory();
    const bytes = memory.take(LARGE);
    memory.give(bytes);
    memory.give(bytes);
    expect(memory.take(LARGE).buffer).toBe(bytes.buffer);
    expect(memory.take(LARGE).buffer).not.toBe(bytes.buffer);
  });

  it('keeps little, and nothing that is much too large, small or not its own kind', () => {
    const memory = createBlockMemory(3 * LARGE);
    const [a, b, c] = [memory.take(LARGE), memory.take(LARGE), memory.take(LARGE)];
    for (const bytes of [a, b, c]) memory.give(bytes);
    expect([b.buffer, c.buffer]).toContain(memory.take(LARGE).buffer);
    expect([b.buffer, c.buffer]).toContain(memory.take(LARGE).buffer);
    expect([a.buffer, b.buffer, c.buffer]).not.toContain(memory.take(LARGE).buffer);
    memory.give(a);
    expect(memory.take(LARGE / 4).buffer).not.toBe(a.buffer);
    memory.give(new Uint8Array(2 * LARGE));
    memory.give(memory.take(100));
    expect(memory.take(LARGE).buffer).toBe(a.buffer);
    expect(memory.take(2 * LARGE)).toHaveLength(2 * LARGE);
  });
});
