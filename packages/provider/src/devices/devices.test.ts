import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HEALTHY, runProgram, testBackend, testFolder, until } from '../../testkit/index.ts';
import { createBackend, swiftShaderEnvironment } from '../index.ts';
import { taskEnergy } from '../webgpu/energy.ts';
import { parseAdapterList } from '../worker/dawn.ts';
import { listNvidiaCards, meterPower, parseNvidiaCards } from './nvidia-smi.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lode-devices-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const onLinuxX64 = it.runIf(process.platform === 'linux' && process.arch === 'x64');

describe('swiftShaderEnvironment', () => {
  onLinuxX64('is unpacked whole by several at once, and then not again', async () => {
    const cache = join(folder, 'cache');
    const environments = await Promise.all(Array.from({ length: 4 }, () => swiftShaderEnvironment(cache)));
    expect(new Set(environments.map((one) => one.VK_ICD_FILENAMES)).size).toBe(1);
    const [unpacked = '', ...others] = await readdir(cache);
    expect(others).toEqual([]);
    expect((await readdir(join(cache, unpacked))).sort()).toEqual([
      'libvk_swiftshader.so',
      'libvulkan.so.1',
      'vk_swiftshader_icd.json',
    ]);
    const marker = join(cache, unpacked, 'marker');
    await writeFile(marker, '');
    await swiftShaderEnvironment(cache);
    expect(await readFile(marker, 'utf8')).toBe('');
  });
});

describe("Dawn's list of adapters", () => {
  it('is read from its complaint, without the doubles of OpenGL', () => {
    const complaint = [
      'no suitable backends found',
      'Available adapters:',
      " * backend: 'vulkan', name: 'NVIDIA GeForce RTX 4090'",
      " * backend: 'vulkan', name: 'AMD Bob's Card (RADV)'",
      " * backend: 'opengles', name: 'NVIDIA GeForce RTX 4090/PCIe/SSE2'",
      " * backend: 'null', name: 'Null backend'",
    ].join('\n');
    expect(parseAdapterList(complaint)).toEqual([
      { backend: 'vulkan', name: 'NVIDIA GeForce RTX 4090' },
      { backend: 'vulkan', name: "AMD Bob's Card (RADV)" },
    ]);
    expect(parseAdapterList('')).toEqual([]);
  });
});

/** A program that answers like `nvidia-smi`. */
async function fakeSmi(name: string, body: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, `#!/bin/sh\n${body}\n`);
  await chmod(path, 0o755);
  return path;
}

describe('nvidia-smi', () => {
  it('gives cards, and what it does not know as unknown', () => {
    const csv =
      'GPU-1, NVIDIA H200, 550.54.14, 143771, 700.00\nGPU-2, Tesla P4, 470.1, 7611, [N/A]\nNo devices were found\n';
    expect(parseNvidiaCards(csv)).toEqual([
      { uuid: 'GPU-1', name: 'NVIDIA H200', driver: '550.54.14', vramBytes: 143_771 * 2 ** 20, maxWatts: 700 },
      { uuid: 'GPU-2', name: 'Tesla P4', driver: '470.1', vramBytes: 7_611 * 2 ** 20, maxWatts: null },
    ]);
  });

  it('may be absent or fail', async () => {
    expect(await listNvidiaCards(join(folder, 'absent'))).toEqual([]);
    expect(await listNvidiaCards(await fakeSmi('failing', 'echo broken; exit 9'))).toEqual([]);
  });

  it('measures the power that a task drew', async () => {
    const meter = meterPower(await fakeSmi('power', 'echo 100.00; echo 300.00; sleep 60'), 'GPU-1', () => 1_000);
    const watts = await until(async () => meter.meanWatts(0, 2_000) ?? undefined);
    meter.stop();
    expect(watts).toBe(200);
    expect(meter.meanWatts(1_500, 2_000)).toBe(300);
    expect(meter.meanWatts(0, 999)).toBeNull();
    const energy = taskEnergy(
      { meter, declaredWatts: 50, gramsCo2ePerKwh: 400 },
      { startMs: 0, endMs: 2_000, gpuMs: 1_800 },
    );
    // 200 W for 1.8 s are 360 J, or 0.1 Wh: 40 mg at 400 g a kWh.
    expect(energy).toEqual({ millijoules: 360_000, basis: 'measured', microgramsCo2e: 40_000 });
  });

  it('is told of when WebGPU does not see its card', async () => {
    const nvidiaSmi = await fakeSmi('lonely', 'echo "GPU-1, NVIDIA Imaginary 1, 1.0, 1024, 100"');
    const backend = await testBackend({ nvidiaSmi, spareWorkers: 0 });
    expect(backend.notices).toContainEqual(expect.stringMatching(/NVIDIA Imaginary 1, but WebGPU does not see it/));
    await backend.stop();
  });
});

describe('createBackend', () => {
  it('describes each device, says when it is the CPU, and offers what holds', async () => {
    const backend = await testBackend({ nvidiaSmi: null, spareWorkers: 0 });
    const devices = backend.devices();
    expect(devices.length).toBeGreaterThan(0);
    for (const device of devices) {
      expect(device.scores.u32Gops).toBeGreaterThan(0);
      expect(device.scores.f32Gflops).toBeGreaterThan(0);
      expect(device.scores.memoryGBps).toBeGreaterThan(0);
      expect(device.vramBytes).toBeGreaterThan(0);
      expect(device.adapterClass).toMatch(/dawn-/);
    }
    const onCpu = devices.some((device) => device.adapterType === 'cpu');
    expect(backend.notices.some((notice) => notice.includes('on the CPU'))).toBe(onCpu);
    const capabilities = backend.capabilities();
    expect(capabilities.devices).toEqual(devices);
    expect(capabilities.energy).toEqual({ source: 'unknown', watts: null, basis: 'unknown', gramsCo2ePerKwh: null });
    expect(capabilities.limits.maxBufferBytes).toBeGreaterThan(0);
    await backend.stop();
  });

  it('keeps what it measured until it is asked to measure again', async () => {
    const dataDir = join(folder, 'data');
    const swiftShaderDir = await testFolder();
    const start = async (rebenchmark: boolean) => {
      const backend = await createBackend({ dataDir, swiftShaderDir, nvidiaSmi: null, spareWorkers: 0, rebenchmark });
      await backend.stop();
      return backend.devices()[0]?.scores;
    };
    const file = join(dataDir, 'device-scores.json');
    await start(false);
    const planted = (await readFile(file, 'utf8')).replaceAll(/"u32Gops": [\d.]+/g, '"u32Gops": 987654.25');
    await writeFile(file, planted);
    expect((await start(false))?.u32Gops).toBe(987_654.25);
    expect((await start(true))?.u32Gops).not.toBe(987_654.25);
    await writeFile(file, '{ damaged');
    expect((await start(false))?.u32Gops).toBeGreaterThan(0);
    expect(await readdir(join(dataDir, 'workers'))).toEqual([]);
  });

  it('serves the devices that it is told to, and knows when one is not there', async () => {
    const all = await testBackend({ spareWorkers: 0 });
    const id = all.devices()[0]?.id ?? '';
    await all.stop();
    const one = await testBackend({ devices: [id] });
    expect(one.devices().map((device) => device.id)).toEqual([id]);
    expect((await runProgram(one, HEALTHY)).outcome.outputs).toHaveLength(1);
    await one.stop();
    await expect(testBackend({ devices: ['nope'] })).rejects.toMatchObject({ code: 'DEVICE_UNKNOWN' });
  });

  it('can be cancelled', async () => {
    await expect(testBackend({ signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'CANCELLED' });
  });
});
