import { create, globals } from 'webgpu';
import { SPIN_BYTES, SPIN_WGSL, SPIN_WORKGROUPS } from './kernels.ts';

/**
 * The peer of the comparison: the same kernel called directly with Dawn, as a program without Lode does it. A process
 * of its own, because the software adapter is found through the environment.
 *
 *     node bench/job/direct.ts calibrate MILLISECONDS   prints the loop count that takes about so long
 *     node bench/job/direct.ts time LOOPS ROUNDS        prints submit-to-mapped times in milliseconds, as a JSON list
 */
Object.assign(globalThis, globals);
const gpu = create([]);
const adapter = await gpu.requestAdapter();
if (adapter === null) throw new Error('Dawn finds no adapter.');
const device = await adapter.requestDevice();
const result = device.createBuffer({ size: SPIN_BYTES, usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC });
const staging = device.createBuffer({ size: SPIN_BYTES, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST });
const module = device.createShaderModule({ code: SPIN_WGSL });

function pipelineFor(loops: number): GPUComputePipeline {
  return device.createComputePipeline({
    layout: 'auto',
    compute: { module, entryPoint: 'main', constants: { LOOPS: loops } },
  });
}

async function timeOnce(pipeline: GPUComputePipeline): Promise<number> {
  const group = device.createBindGroup({
    layout: pipeline.getBindGroupLayout(0),
    entries: [{ binding: 0, resource: { buffer: result } }],
  });
  const startMs = performance.now();
  const encoder = device.createCommandEncoder();
  const pass = encoder.beginComputePass();
  pass.setPipeline(pipeline);
  pass.setBindGroup(0, group);
  pass.dispatchWorkgroups(...SPIN_WORKGROUPS);
  pass.end();
  encoder.copyBufferToBuffer(result, 0, staging, 0, SPIN_BYTES);
  device.queue.submit([encoder.finish()]);
  await staging.mapAsync(GPUMapMode.READ);
  const elapsedMs = performance.now() - startMs;
  staging.unmap();
  return elapsedMs;
}

async function samples(loops: number, rounds: number): Promise<number[]> {
  const pipeline = pipelineFor(loops);
  await timeOnce(pipeline);
  const times: number[] = [];
  for (let i = 0; i < rounds; i++) times.push(await timeOnce(pipeline));
  return times;
}

/** Doubles the loops until the kernel takes long enough to scale from: short ones are mostly overhead. */
async function calibrate(targetMs: number): Promise<number> {
  for (let loops = 1_024; ; loops *= 4) {
    const fastestMs = Math.min(...(await samples(loops, 2)));
    if (fastestMs >= Math.min(targetMs, 50) || loops > 2 ** 30)
      return Math.max(1, Math.round((loops * targetMs) / fastestMs));
  }
}

const [mode, first, second] = process.argv.slice(2);
const answer = mode === 'calibrate' ? await calibrate(Number(first)) : await samples(Number(first), Number(second));
console.log(JSON.stringify(answer));
device.destroy();
// Referenced to the end: Dawn crashes when the object that made it is collected.
if (gpu === undefined) throw new Error('unreachable');
process.exit(0);
