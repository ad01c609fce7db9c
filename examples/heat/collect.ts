import path from 'node:path';
import type { JobSpec } from '@lode/protocol';
import { collectFromCommandLine, constantOf, readWords } from '../shared/outputs.ts';
import { blankPicture, paste, writePng } from '../shared/png.ts';

/** How one mode faded. */
export interface Mode {
  readonly across: number;
  readonly down: number;
  /** What is left of the starting height, on the plate and by the formula. */
  readonly left: number;
  readonly exact: number;
  /** Largest difference from the exact temperature anywhere on the plate. */
  readonly worst: number;
}

export interface Heat {
  readonly text: string;
  readonly file: string;
  readonly modes: readonly Mode[];
}

/** Of the starting height. The scheme's own error is about (π·mode / N)² / 12 of the decay: below 2e-4 for this job. */
const MAX_ERROR = 1e-3;

/**
 * Checks each plate against the exact solution, exp(-π²(m² + n²)·t) of the mode it began with, and draws `heat.png`.
 *
 * @throws Error where a plate is off by more than a thousandth of its starting height
 */
export async function collectHeat(outDir: string, spec: JobSpec): Promise<Heat> {
  const n = constantOf(spec, 'step', 'N');
  const steps = stepsOf(spec);
  const time = (steps * constantOf(spec, 'step', 'RATIO')) / (n - 1) ** 2;
  const plates = (await readWords(outDir, spec, 'plate.f32')).map((words) => new Float32Array(words.buffer));
  const modes = plates.map((plate, task) => modeOf(plate, n, time, (task % 2) + 1, Math.floor(task / 2) + 1));
  const picture = blankPicture(n * plates.length, n);
  plates.forEach((plate, task) => {
    paste(picture, Uint32Array.from(plate, colour), n, task * n, 0);
  });
  const file = path.join(outDir, 'heat.png');
  await writePng(file, picture);
  const lines = modes.map(
    ({ across, down, left, exact, worst }) =>
      `mode ${across} x ${down}: ${left.toFixed(6)} left of 1, exactly ${exact.toFixed(6)}; off by at most ${worst.toExponential(1)}`,
  );
  const text = [`${steps} steps on ${n} x ${n} points: ${file}`, ...lines].join('\n');
  if (!modes.every(({ worst }) => worst < MAX_ERROR))
    throw new Error(`The plate is not as hot as it should be.\n${text}`);
  return { text, file, modes };
}

function modeOf(plate: Float32Array, n: number, time: number, across: number, down: number): Mode {
  const exact = Math.exp(-(Math.PI ** 2) * (across ** 2 + down ** 2) * time);
  let [product, square, worst] = [0, 0, 0];
  plate.forEach((value, at) => {
    const shape =
      Math.sin((Math.PI * across * (at % n)) / (n - 1)) * Math.sin((Math.PI * down * Math.floor(at / n)) / (n - 1));
    product += value * shape;
    square += shape * shape;
    // NaN compares as false with everything, so it is made to count.
    const error = Math.abs(value - exact * shape);
    worst = error <= worst ? worst : Number.isNaN(error) ? Number.POSITIVE_INFINITY : error;
  });
  return { across, down, left: product / square, exact, worst };
}

/** Time steps of a job: dispatches of the kernel `step`, loops unrolled. */
function stepsOf(spec: JobSpec): number {
  const count = (steps: JobSpec['webgpu']['steps']): number =>
    steps.reduce((sum, step) => {
      if ('loop' in step) return sum + step.loop.count * count(step.loop.steps);
      return sum + ('dispatch' in step && step.dispatch.kernel === 'step' ? 1 : 0);
    }, 0);
  return count(spec.webgpu.steps);
}

/** Red where it is warm, blue where it is below zero. */
function colour(value: number): number {
  const strength = Math.round(255 * Math.min(1, Math.sqrt(Math.abs(value))));
  const pale = 255 - strength;
  const [red, blue] = value >= 0 ? [255, pale] : [pale, 255];
  return (0xff000000 | (blue << 16) | (pale << 8) | red) >>> 0;
}

await collectFromCommandLine(import.meta, collectHeat);
