import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { JobSpec } from '@lode/protocol';
import type { ProviderBackend } from '@lode/provider';
import { PNG } from 'pngjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { taskFolder } from '../shared/outputs.ts';
import { type ExampleRun, runExample, stopBackend, testBackend, withConstants } from '../testkit/run.ts';
import { collectHeat } from './collect.ts';

const N = 65;

/** A quarter of the points, and so a quarter of the steps for the same time. */
function small(spec: JobSpec): JobSpec {
  const changed = withConstants(spec, { N });
  const size = N * N * 4;
  const [start, loop] = changed.webgpu.steps;
  if (start === undefined || loop === undefined || !('loop' in loop)) throw new Error('The job has another shape.');
  const buffers = { even: { kind: 'storage' as const, size }, odd: { kind: 'storage' as const, size } };
  return { ...changed, webgpu: { ...changed.webgpu, buffers, steps: [start, { loop: { ...loop.loop, count: 125 } }] } };
}

let backend: ProviderBackend;
let run: ExampleRun;
beforeAll(async () => {
  backend = await testBackend();
  run = await runExample(backend, import.meta.dirname, small);
});
afterAll(() => stopBackend(backend));

describe('the plate after 250 steps', () => {
  it('has faded, mode by mode, as the exact solution says', async () => {
    const { modes, text } = await collectHeat(run.outDir, run.spec);
    expect(modes.map(({ across, down }) => [across, down])).toEqual([
      [1, 1],
      [2, 1],
      [1, 2],
      [2, 2],
    ]);
    for (const { left, exact, worst } of modes) {
      // The grid's own error: π²(m² + n²)·t·(π·mode / N)² / 12, 1.1e-3 for the fastest mode on this coarse one.
      expect(Math.abs(left / exact - 1)).toBeLessThan(2e-3);
      expect(worst).toBeLessThan(1e-3);
      expect(exact).toBeLessThan(0.8);
    }
    expect(text).toContain('250 steps on 65 x 65 points');
  });

  it('has faded as the scheme itself says, to the precision of f32', async () => {
    const { modes } = await collectHeat(run.outDir, run.spec);
    const factor = (mode: number) => 4 * 0.2 * Math.sin((Math.PI * mode) / (2 * (N - 1))) ** 2;
    for (const { across, down, left } of modes) expect(left).toBeCloseTo((1 - factor(across) - factor(down)) ** 250, 5);
  });

  it('is drawn', async () => {
    const { file } = await collectHeat(run.outDir, run.spec);
    const png = PNG.sync.read(await readFile(file));
    expect([png.width, png.height]).toEqual([4 * N, N]);
  });

  it('is refused where one number is wrong', async () => {
    const file = path.join(taskFolder(run.outDir, 2), 'plate.f32');
    const bytes = await readFile(file);
    const bent = Buffer.from(bytes);
    bent.writeFloatLE(bent.readFloatLE(4 * 2_000) + 0.002, 4 * 2_000);
    await writeFile(file, bent);
    await expect(collectHeat(run.outDir, run.spec)).rejects.toThrow('not as hot as it should be');
    bent.writeFloatLE(Number.NaN, 4 * 2_000);
    await writeFile(file, bent);
    await expect(collectHeat(run.outDir, run.spec)).rejects.toThrow('not as hot as it should be');
    await writeFile(file, bytes);
  });
});
