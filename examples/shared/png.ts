import { writeFile } from 'node:fs/promises';
import { PNG } from 'pngjs';

/** A picture of packed pixels: red in the lowest byte, alpha in the highest. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint32Array;
}

export const blankPicture = (width: number, height: number): Picture => ({
  width,
  height,
  pixels: new Uint32Array(width * height),
});

/** Copies `part`, `partWidth` pixels wide, into the picture with its top left corner at (left, top). */
export function paste(picture: Picture, part: Uint32Array, partWidth: number, left: number, top: number): void {
  for (let row = 0; row * partWidth < part.length; row++) {
    const line = part.subarray(row * partWidth, (row + 1) * partWidth);
    picture.pixels.set(line, (top + row) * picture.width + left);
  }
}

export async function writePng(file: string, { width, height, pixels }: Picture): Promise<void> {
  const png = new PNG({ width, height });
  png.data = Buffer.from(pixels.buffer, pixels.byteOffset, pixels.byteLength);
  await writeFile(file, PNG.sync.write(png));
}
