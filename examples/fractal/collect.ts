import path from 'node:path';
import type { JobSpec } from '@lode/protocol';
import { collectFromCommandLine, constantOf, readWords } from '../shared/outputs.ts';
import { blankPicture, type Picture, paste, writePng } from '../shared/png.ts';

export interface Fractal {
  readonly text: string;
  readonly file: string;
  readonly picture: Picture;
}

/** Joins the tiles of a fractal job into `fractal.png` in the same folder. */
export async function collectFractal(outDir: string, spec: JobSpec): Promise<Fractal> {
  const constant = (name: string) => constantOf(spec, 'mandelbrot', name);
  const tile = constant('TILE');
  const picture = blankPicture(constant('WIDTH'), constant('HEIGHT'));
  const columns = picture.width / tile;
  const tiles = await readWords(outDir, spec, 'tile.rgba');
  tiles.forEach((pixels, index) => {
    paste(picture, pixels, tile, (index % columns) * tile, Math.floor(index / columns) * tile);
  });
  const file = path.join(outDir, 'fractal.png');
  await writePng(file, picture);
  return { text: `${picture.width} x ${picture.height} pixels from ${tiles.length} tiles: ${file}`, file, picture };
}

await collectFromCommandLine(import.meta, collectFractal);
