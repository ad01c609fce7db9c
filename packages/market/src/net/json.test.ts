import { encode, jobSchema } from '@lode/protocol';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { testJob } from '../../testkit/net/objects.ts';
import { isWithin, MESSAGE_PARTS, parseWire } from './json.ts';

const bytes = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
const job = encode(jobSchema, testJob());

test('a job parses; one with more parts than any job has is refused before the schema sees it', () => {
  expect(parseWire(jobSchema, bytes(job))).toHaveProperty('value');
  const many = (count: number, value: unknown) =>
    Object.fromEntries(Array.from({ length: count }, (_, i) => [`b${i}`, value]));
  const webgpu = (changes: object) => ({ ...job, webgpu: { ...job.webgpu, ...changes } });
  for (const spoiled of [
    webgpu({ buffers: many(60_000, { sizeBytes: -1, x: 1 }) }),
    { ...job, ...many(150_000, 1) },
    webgpu({ steps: Array.from({ length: 300_000 }, () => ({})) }),
    webgpu({ steps: JSON.parse(`${'['.repeat(70)}${']'.repeat(70)}`) }),
  ])
    expect(parseWire(jobSchema, bytes(spoiled))).toEqual({ fault: 'it has too many parts' });
});

test('the largest arrays of numbers that the format has are within the limits', () => {
  const buffers = Object.fromEntries(
    Array.from({ length: 64 }, (_, i) => [`b${i}`, { values: { u32: new Array(16_384).fill(1) } }]),
  );
  const large = { ...job, webgpu: { ...job.webgpu, buffers: { ...job.webgpu.buffers, ...buffers } } };
  expect(isWithin(large, MESSAGE_PARTS)).toBe(true);
});

test('parts are counted alike however they are nested', () => {
  const count = (value: unknown): number => {
    if (typeof value === 'number') return 0;
    if (typeof value !== 'object' || value === null) return 1;
    const children = Object.values(value);
    return 1 + (Array.isArray(value) ? 0 : children.length) + children.reduce((sum, one) => sum + count(one), 0);
  };
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const parts = count(value);
      const limits = { maxKeys: 1_000, maxDepth: 1_000 };
      expect(isWithin(value, { ...limits, maxParts: parts })).toBe(true);
      if (parts > 0) expect(isWithin(value, { ...limits, maxParts: parts - 1 })).toBe(false);
    }),
  );
});

test('what is not JSON, not UTF-8 or of another shape says so in few words', () => {
  const wire = z.strictObject({ a: z.int() });
  expect(parseWire(wire, new TextEncoder().encode('{'))).toEqual({ fault: 'it is not JSON' });
  expect(parseWire(wire, new Uint8Array([0x22, 0xff, 0x22]))).toEqual({ fault: 'it is not JSON' });
  expect(parseWire(wire, bytes({ a: 'x' }))).toMatchObject({ fault: expect.stringContaining('a: ') });
  expect(parseWire(wire, bytes({ a: 1 }))).toEqual({ value: { a: 1 } });
});
