import path from 'node:path';
import type { JobSpec } from '@lode/protocol';
import { collectFromCommandLine, constantOf, readWords } from '../shared/outputs.ts';
import { blankPicture, type Picture, paste, writePng } from '../shared/png.ts';
import { drawPicture } from './draw.ts';

export interface Edges {
  readonly text: string;
  readonly file: string;
  /** The edges alone. */
  readonly picture: Picture;
}

/** Joins the bands and writes `image.png`: the picture, and beside it its edges. */
export async function collectImage(outDir: string, spec: JobSpec): Promise<Edges> {
  const [width, height, band] = ['WIDTH', 'HEIGHT', 'BAND'].map((name) => constantOf(spec, 'luma', name)) as [
    number,
    number,
    number,
  ];
  const picture = blankPicture(width, height);
  const bands = await readWords(outDir, spec, 'band.rgba');
  bands.forEach((pixels, index) => {
    paste(picture, pixels, width, 0, index * band);
  });
  const both = blankPicture(width * 2, height);
  paste(both, drawPicture().pixels, width, 0, 0);
  paste(both, picture.pixels, width, width, 0);
  const file = path.join(outDir, 'image.png');
  await writePng(file, both);
  return { text: `${width} x ${height} pixels in ${bands.length} bands, beside the picture: ${file}`, file, picture };
}

await collectFromCommandLine(import.meta, collectImage);
