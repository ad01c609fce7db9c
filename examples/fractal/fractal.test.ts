import { readFile } from 'node:fs/promises';
import type { JobSpec } from '@lode/protocol';
import type { ProviderBackend } from '@lode/provider';
import { PNG } from 'pngjs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { constantOf, readSpec } from '../shared/outputs.ts';
import { runExample, stopBackend, testBackend, withConstants } from '../testkit/run.ts';
import { collectFractal } from './collect.ts';
import { colour, escapeTime, escapeTimeByFormula, pointOf, type View } from './reference.ts';

/** The whole view in 64 x 48 pixels. */
function small(spec: JobSpec): JobSpec {
  const pixel = constantOf(spec, 'mandelbrot', 'PIXEL') * 16;
  const changed = withConstants(spec, { WIDTH: 64, HEIGHT: 48, TILE: 16, PIXEL: pixel });
  const pixels = { ...changed.webgpu.buffers.pixels, kind: 'storage' as const, size: 16 * 16 * 4 };
  return { ...changed, webgpu: { ...changed.webgpu, buffers: { pixels } } };
}

const viewOf = (spec: JobSpec): View => {
  const constant = (name: string) => constantOf(spec, 'mandelbrot', name);
  return {
    width: constant('WIDTH'),
    height: constant('HEIGHT'),
    centreX: constant('CENTRE_X'),
    centreY: constant('CENTRE_Y'),
    pixel: constant('PIXEL'),
    maxIterations: constant('MAX_ITERATIONS'),
  };
};

let backend: ProviderBackend;
beforeAll(async () => {
  backend = await testBackend();
});
afterAll(() => stopBackend(backend));

it('draws the picture that exact arithmetic draws, bit by bit, and writes it as PNG', async () => {
  const { spec, outDir } = await runExample(backend, import.meta.dirname, small);
  const { picture, file } = await collectFractal(outDir, spec);
  const view = viewOf(spec);
  const expected = Uint8Array.from(
    Array.from({ length: view.width * view.height }, (_, i) => {
      const [cx, cy] = pointOf(view, i % view.width, Math.floor(i / view.width));
      return [...colour(escapeTime(cx, cy, view.maxIterations)), 255];
    }).flat(),
  );
  expect(Buffer.from(picture.pixels.buffer).equals(expected)).toBe(true);
  const png = PNG.sync.read(await readFile(file));
  expect([png.width, png.height]).toEqual([64, 48]);
  expect(png.data.equals(expected)).toBe(true);
  // A picture, not one colour.
  expect(new Set(picture.pixels).size).toBeGreaterThan(500);
});

it('is the Mandelbrot set: escape times are those of the formula', () => {
  const view: View = {
    width: 64,
    height: 48,
    centreX: -26_125_000,
    centreY: 4_583_000,
    pixel: 6_000,
    maxIterations: 300,
  };
  let near = 0;
  for (let i = 0; i < view.width * view.height; i++) {
    const [cx, cy] = pointOf(view, i % view.width, Math.floor(i / view.width));
    const formula = escapeTimeByFormula(cx / 2 ** 25, cy / 2 ** 25, view.maxIterations);
    if (Math.abs(escapeTime(cx, cy, view.maxIterations) / 4_096 - formula) < 0.05) near += 1;
  }
  // Beside the set's edge, rounding is magnified at each iteration, so not every point can agree.
  expect(near / (view.width * view.height)).toBeGreaterThan(0.9);
});

it('shows the view that the README shows', async () => {
  const spec = await readSpec(`${import.meta.dirname}/job.yaml`);
  expect(viewOf(spec)).toMatchObject({ width: 1024, height: 768 });
  expect(spec.tasks.count).toBe((1024 / 256) * (768 / 256));
});
