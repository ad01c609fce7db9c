import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Picture } from '../shared/png.ts';

/**
 * Draws the picture that the job works on: hills at sunset. Only sums, products and square roots, which are exact
 * to the bit in every JavaScript engine, so that the file's hash is the same wherever it is drawn.
 *
 *     node examples/image/draw.ts   writes picture.rgba, which the job reads
 */
export const WIDTH = 320;
export const HEIGHT = 240;

type Colour = readonly [number, number, number];

/** A number in [0, 1) that depends on nothing but its place. */
function noise(x: number, y: number): number {
  let h = (Math.imul(x, 0x27d4eb2d) ^ Math.imul(y, 0x165667b1)) >>> 0;
  h = Math.imul(h ^ (h >>> 15), 0x85ebca6b) >>> 0;
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35) >>> 0;
  return ((h ^ (h >>> 16)) >>> 0) / 2 ** 32;
}

const mix = (a: number, b: number, t: number): number => a + (b - a) * t;
const blend = (a: Colour, b: Colour, t: number): Colour => [mix(a[0], b[0], t), mix(a[1], b[1], t), mix(a[2], b[2], t)];

/** A ridge: noise at several widths, each half as high as the one before. */
function ridge(x: number, layer: number): number {
  let height = 0;
  for (let octave = 0, width = 96, size = 1; octave < 5; octave++, width /= 2, size /= 2) {
    const cell = Math.floor(x / width);
    const t = x / width - cell;
    height += size * mix(noise(cell, layer * 8 + octave), noise(cell + 1, layer * 8 + octave), t * t * (3 - 2 * t));
  }
  return height / 1.9375;
}

const HILLS: readonly { readonly top: number; readonly height: number; readonly colour: Colour }[] = [
  { top: 120, height: 70, colour: [122, 84, 130] },
  { top: 150, height: 60, colour: [78, 54, 98] },
  { top: 178, height: 50, colour: [40, 34, 66] },
];

function sky(x: number, y: number): Colour {
  const down = y / HEIGHT;
  const air = blend([38, 52, 120], [250, 168, 96], Math.min(1, down * 1.6));
  const distance = Math.sqrt((x - 222) ** 2 + (y - 92) ** 2);
  if (distance < 26) return [255, 240, 190];
  const glow = Math.max(0, 1 - (distance - 26) / 70);
  return blend(air, [255, 214, 140], glow * glow * 0.8);
}

function land(x: number, y: number): Colour {
  let colour = sky(x, y);
  HILLS.forEach((hill, layer) => {
    const top = hill.top - hill.height * (ridge(x, layer) - 0.5);
    if (y >= top) colour = blend(hill.colour, [20, 18, 36], Math.min(1, (y - top) / 130));
  });
  return colour;
}

/** A row of firs along the bottom. */
function firs(x: number, y: number): boolean {
  for (let trunk = -1; trunk <= 16; trunk++) {
    const middle = trunk * 21 + noise(trunk, 99) * 12;
    const height = 34 + noise(trunk, 98) * 34;
    const down = y - (HEIGHT - height);
    if (down < 0) continue;
    const tier = height / 4;
    const width = 2 + ((down % tier) / tier) * 5 + (down / height) * 5;
    if (Math.abs(x - middle) < width) return true;
  }
  return false;
}

export function drawPicture(): Picture {
  const pixels = new Uint32Array(WIDTH * HEIGHT);
  for (let y = 0; y < HEIGHT; y++) {
    for (let x = 0; x < WIDTH; x++) {
      const grain = (noise(x, y + 1_000) - 0.5) * 10;
      const [red, green, blue] = (firs(x, y) ? ([12, 14, 26] as const) : land(x, y)).map((part) =>
        Math.min(255, Math.max(0, Math.floor(part + grain))),
      ) as unknown as Colour;
      pixels[y * WIDTH + x] = (0xff000000 | (blue << 16) | (green << 8) | red) >>> 0;
    }
  }
  return { width: WIDTH, height: HEIGHT, pixels };
}

if (import.meta.main) {
  const picture = drawPicture();
  await writeFile(path.join(import.meta.dirname, 'picture.rgba'), new Uint8Array(picture.pixels.buffer));
  console.log(`wrote picture.rgba: ${WIDTH} x ${HEIGHT}`);
}
