import { openDevice } from './dawn.ts';
import { Usage } from './flags.ts';
import type { AdapterChoice, Scores } from './messages.ts';
import { submitted } from './pace.ts';

/**
 * What a device does in a second, measured with kernels whose results are used, so that no compiler can leave them out.
 * Four independent chains a thread hide latency; the chain's length comes from a uniform, so that nothing folds.
 */
const ARITHMETIC = `
@group(0) @binding(0) var<uniform> count: vec4u;
@group(0) @binding(1) var<storage, read_write> result: array<u32>;

@compute @workgroup_size(64) fn integers(@builtin(global_invocation_id) id: vec3u) {
  var x = vec4u(id.x, id.x + 1u, id.x + 2u, id.x + 3u);
  for (var i = 0u; i < count.x; i++) {
    x = x * 1664525u + 1013904223u;
    x = x * 22695477u + 1u;
    x = x * 1103515245u + 12345u;
    x = x * 134775813u + 1u;
  }
  result[id.x] = x.x ^ x.y ^ x.z ^ x.w;
}

@compute @workgroup_size(64) fn floats(@builtin(global_invocation_id) id: vec3u) {
  var x = vec4f(f32(id.x), 1.0, 2.0, 3.0);
  let a = vec4f(0.999 + f32(count.y));
  let b = vec4f(0.001);
  for (var i = 0u; i < count.x; i++) {
    x = fma(x, a, b);
    x = fma(x, a, b);
    x = fma(x, a, b);
    x = fma(x, a, b);
  }
  result[id.x] = bitcast<u32>(x.x + x.y + x.z + x.w);
}`;
/** Four vectors of four lanes, a multiplication and an addition each. */
const OPERATIONS_PER_ITERATION = 32;

const MEMORY = `
@group(0) @binding(0) var<storage, read> source: array<vec4u>;
@group(0) @binding(1) var<storage, read_write> result: array<vec4u>;
@compute @workgroup_size(256) fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let stride = groups.x * 256u;
  for (var i = id.x; i < arrayLength(&source); i += stride) { result[i] = source[i] + vec4u(1u); }
}`;

/** A run this long is measured to about 1 %, as seeing its end takes at most half a millisecond. */
const LONG_ENOUGH_MS = 60;
const REPEATS = 3;
/** Three measurements share this: the benchmark must not delay a first start by more than a second or two. */
const BUDGET_MS = 400;
/** Beyond the caches of CPUs and of today's GPUs (an H200's is 50 MiB); a CPU adapter gets less, as it is slow. */
const MEMORY_BYTES = { gpu: 256 * 2 ** 20, cpu: 32 * 2 ** 20 };
const THREADS = { gpu: 2 ** 20, cpu: 2 ** 13 };

export async function benchmark(choice: AdapterChoice): Promise<Scores> {
  const device = await openDevice(choice);
  const kind = device.adapterInfo.isFallbackAdapter ? 'cpu' : 'gpu';
  const threads = THREADS[kind];
  const result = device.createBuffer({ size: threads * 4, usage: Usage.STORAGE });
  const count = device.createBuffer({ size: 16, usage: Usage.UNIFORM | Usage.COPY_DST });
  const module = device.createShaderModule({ code: ARITHMETIC });
  const arithmetic = async (entryPoint: string): Promise<number> => {
    const pipeline = await compiled(device, module, entryPoint);
    const group = bind(device, pipeline, [count, result]);
    const run = (iterations: number) => {
      device.queue.writeBuffer(count, 0, new Uint32Array([iterations, 0, 0, 0]));
      return timed(device, pipeline, group, threads / 64, 1);
    };
    return (await fastest(run)) * threads * OPERATIONS_PER_ITERATION;
  };
  const u32Gops = await arithmetic('integers');
  const f32Gflops = await arithmetic('floats');
  return {
    u32Gops: rounded(u32Gops),
    f32Gflops: rounded(f32Gflops),
    memoryGBps: rounded(await bandwidth(device, MEMORY_BYTES[kind])),
  };
}

async function bandwidth(device: GPUDevice, wantedBytes: number): Promise<number> {
  const size = Math.min(wantedBytes, device.limits.maxStorageBufferBindingSize, device.limits.maxBufferSize);
  const buffers = [0, 1].map(() => device.createBuffer({ size, usage: Usage.STORAGE }));
  const pipeline = await compiled(device, device.createShaderModule({ code: MEMORY }), 'main');
  const group = bind(device, pipeline, buffers);
  // A vector of 16 bytes for each of 256 threads; what is over the limit of a dispatch is looped over.
  const workgroups = Math.min(32_768, Math.ceil(size / 4_096));
  const passes = await fastest((times) => timed(device, pipeline, group, workgroups, times));
  for (const buffer of buffers) buffer.destroy();
  return passes * size * 2;
}

const rounded = (perSecond: number): number => Math.round(perSecond / 1e7) / 100;

function compiled(device: GPUDevice, module: GPUShaderModule, entryPoint: string): Promise<GPUComputePipeline> {
  submitted();
  return device.createComputePipelineAsync({ layout: 'auto', compute: { module, entryPoint } });
}

function bind(device: GPUDevice, pipeline: GPUComputePipeline, buffers: readonly GPUBuffer[]): GPUBindGroup {
  const entries = buffers.map((buffer, binding) => ({ binding, resource: { buffer } }));
  return device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries });
}

async function timed(
  device: GPUDevice,
  pipeline: GPUComputePipeline,
  group: GPUBindGroup,
  workgroups: number,
  times: number,
): Promise<number> {
  const encoder = device.createCommandEncoder();
  const pass = encoder.beginComputePass();
  pass.setPipeline(pipeline);
  pass.setBindGroup(0, group);
  for (let i = 0; i < times; i += 1) pass.dispatchWorkgroups(workgroups);
  pass.end();
  const startMs = performance.now();
  device.queue.submit([encoder.finish()]);
  submitted();
  await device.queue.onSubmittedWorkDone();
  return performance.now() - startMs;
}

/** Lengthens the run until it is long enough, then takes the best of a few: amounts a second. */
async function fastest(run: (amount: number) => Promise<number>): Promise<number> {
  const startMs = performance.now();
  let amount = 1;
  let elapsedMs = await run(amount);
  while (elapsedMs < LONG_ENOUGH_MS && performance.now() - startMs < BUDGET_MS) {
    amount = Math.ceil(amount * Math.min(8, Math.max(1.5, (LONG_ENOUGH_MS * 1.2) / Math.max(elapsedMs, 0.1))));
    elapsedMs = await run(amount);
  }
  for (let i = 1; i < REPEATS && performance.now() - startMs < BUDGET_MS; i += 1)
    elapsedMs = Math.min(elapsedMs, await run(amount));
  return (amount / elapsedMs) * 1_000;
}
