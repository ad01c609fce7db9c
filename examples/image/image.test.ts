import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { ProviderBackend } from '@lode/provider';
import { PNG } from 'pngjs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runExample, stopBackend, testBackend } from '../testkit/run.ts';
import { collectImage } from './collect.ts';
import { drawPicture, HEIGHT, WIDTH } from './draw.ts';

let backend: ProviderBackend;
beforeAll(async () => {
  backend = await testBackend();
});
afterAll(() => stopBackend(backend));

it('the committed picture is the one that the script draws', async () => {
  const committed = await readFile(path.join(import.meta.dirname, 'picture.rgba'));
  expect(committed.equals(new Uint8Array(drawPicture().pixels.buffer))).toBe(true);
});

type Image = (x: number, y: number) => number;

/** Rows beyond the picture, where its first and last go on; more than the kernels reach. */
const BEYOND = 8;
const ROWS = HEIGHT + 2 * BEYOND;
const clamp = (value: number, max: number) => Math.min(max, Math.max(0, value));

function computed(image: Image): Image {
  const values = Array.from({ length: WIDTH * ROWS }, (_, i) => image(i % WIDTH, Math.floor(i / WIDTH) - BEYOND));
  return (x, y) => values[clamp(y + BEYOND, ROWS - 1) * WIDTH + clamp(x, WIDTH - 1)] ?? 0;
}

/** The pipeline over the whole picture at once, without bands or halos. */
function edgesOf(pixels: Uint32Array): Uint32Array {
  const luma = computed((x, y) => {
    const pixel = pixels[clamp(y, HEIGHT - 1) * WIDTH + x] ?? 0;
    return 77 * (pixel & 255) + 150 * ((pixel >>> 8) & 255) + 29 * ((pixel >>> 16) & 255);
  });
  const blur = (from: Image, dx: number, dy: number) =>
    computed((x, y) => {
      const tap = (i: number) => from(x + i * dx, y + i * dy);
      return Math.floor((tap(-2) + 4 * tap(-1) + 6 * tap(0) + 4 * tap(1) + tap(2) + 8) / 16);
    });
  const smooth = blur(blur(luma, 1, 0), 0, 1);
  return Uint32Array.from({ length: WIDTH * HEIGHT }, (_, i) => {
    const [x, y] = [i % WIDTH, Math.floor(i / WIDTH)];
    const column = (dx: number) => smooth(x + dx, y - 1) + 2 * smooth(x + dx, y) + smooth(x + dx, y + 1);
    const row = (dy: number) => smooth(x - 1, y + dy) + 2 * smooth(x, y + dy) + smooth(x + 1, y + dy);
    const across = Math.floor(Math.abs(column(1) - column(-1)) / 16);
    const down = Math.floor(Math.abs(row(1) - row(-1)) / 16);
    const strength = Math.min(255, Math.floor(Math.floor(Math.sqrt(across ** 2 + down ** 2)) / 8));
    const mix = (paper: number, ink: number) => Math.floor((paper * (255 - strength) + ink * strength + 127) / 255);
    return (0xff000000 | (mix(236, 60) << 16) | (mix(246, 26) << 8) | mix(250, 28)) >>> 0;
  });
}

it('finds the edges that the same arithmetic finds in one piece, bit by bit, and writes them as PNG', async () => {
  const { spec, outDir } = await runExample(backend, import.meta.dirname);
  const { picture, file } = await collectImage(outDir, spec);
  const expected = edgesOf(drawPicture().pixels);
  const different = picture.pixels.reduce((count, pixel, i) => count + (pixel === expected[i] ? 0 : 1), 0);
  expect(different).toBe(0);
  expect(new Set(picture.pixels).size).toBeGreaterThan(100);
  const png = PNG.sync.read(await readFile(file));
  expect([png.width, png.height]).toEqual([2 * WIDTH, HEIGHT]);
});
