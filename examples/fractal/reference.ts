/** The arithmetic of `mandelbrot.wgsl` with big integers instead of 16-bit limbs, to check it by. */

export interface View {
  readonly width: number;
  readonly height: number;
  readonly centreX: number;
  readonly centreY: number;
  readonly pixel: number;
  readonly maxIterations: number;
}

const ONE = 2 ** 25;
const square = (a: number): number => Number((BigInt(a) * BigInt(a)) >> 25n);

function log2Q16(value: number): number {
  const exponent = Math.floor(Math.log2(value));
  let mantissa = exponent >= 15 ? Math.floor(value / 2 ** (exponent - 15)) : value * 2 ** (15 - exponent);
  let result = exponent * 65_536;
  for (let bit = 15; bit >= 4; bit--) {
    mantissa = Math.floor((mantissa * mantissa) / 32_768);
    if (mantissa < 65_536) continue;
    mantissa = Math.floor(mantissa / 2);
    result += 2 ** bit;
  }
  return result;
}

/** Iterations until the point escapes, in units of 2^-12; 0 for never. */
export function escapeTime(cx: number, cy: number, maxIterations: number): number {
  let [x, y, xx, yy] = [0, 0, 0, 0];
  for (let n = 0; n < maxIterations; n++) {
    const sum = square(Math.abs(x + y));
    y = sum - xx - yy + cy;
    x = xx - yy + cx;
    const [ax, ay] = [Math.abs(x), Math.abs(y)];
    if (Math.max(ax, ay) < 7 * ONE) {
      xx = square(ax);
      yy = square(ay);
      if (xx + yy < 49 * ONE) continue;
    }
    const norm = square(Math.floor(ax / 16)) + square(Math.floor(ay / 16));
    const ratio = log2Q16(log2Q16(norm) - 17 * 65_536) - 16 * 65_536 - 163_140;
    return (n + 1) * 4_096 - Math.min(4_096, Math.max(0, Math.floor(ratio / 16)));
  }
  return 0;
}

/** The same by the formula, in floating point. */
export function escapeTimeByFormula(cx: number, cy: number, maxIterations: number): number {
  let [x, y] = [0, 0];
  for (let n = 0; n < maxIterations; n++) {
    [x, y] = [x * x - y * y + cx, 2 * x * y + cy];
    const norm = x * x + y * y;
    if (norm >= 49) return n + 1 - Math.log2(Math.log2(norm) / Math.log2(49));
  }
  return 0;
}

const STOPS = [
  [52, 138, 214],
  [226, 240, 244],
  [252, 206, 108],
  [236, 120, 24],
  [140, 28, 30],
  [44, 8, 52],
  [4, 10, 44],
  [12, 48, 128],
] as const;

export function colour(time: number): readonly [number, number, number] {
  if (time === 0) return [0, 0, 0];
  const place = Math.floor(((log2Q16(time) - 12 * 65_536) * 3) / 2);
  const stop = Math.floor(place / 65_536) % 8;
  const t = Math.floor((place % 65_536) / 16);
  const smoothed = Math.floor((Math.floor((t * t) / 4_096) * (3 * 4_096 - 2 * t)) / 4_096);
  const a = STOPS[stop] ?? STOPS[0];
  const b = STOPS[(stop + 1) % 8] ?? STOPS[0];
  const mix = (i: 0 | 1 | 2) => Math.floor((a[i] * (4_096 - smoothed) + b[i] * smoothed) / 4_096);
  return [mix(0), mix(1), mix(2)];
}

/** The point of a pixel, in units of 2^-25. */
export const pointOf = (view: View, px: number, py: number): readonly [number, number] => [
  view.centreX + (px - view.width / 2) * view.pixel,
  view.centreY - (py - view.height / 2) * view.pixel,
];
