/** Each task writes its index, the count, and index + 100, after `rounds` rounds of work. */
export const countingSpec = (options: {
  tasks: number;
  rounds: number;
  replicas?: number;
  acceptance?: string;
}): string => `
apiVersion: lode/v1
name: counting
webgpu:
  kernels:
    count:
      source: |
        struct Task { index: u32, count: u32, seed: u32, iteration: u32 }
        @group(0) @binding(0) var<uniform> task: Task;
        @group(0) @binding(1) var<storage, read_write> out: array<u32>;
        @compute @workgroup_size(64) fn main(@builtin(global_invocation_id) id: vec3u) {
          var x = id.x + task.iteration;
          for (var i = 0u; i < 2000u; i++) { x = x * 1664525u + 1013904223u; }
          if (id.x == 0u) { out[0] = task.index; out[1] = task.count; out[2] = task.index + 100u; out[3] = x; }
        }
  buffers: { out: { size: 16 } }
  steps:
    - loop:
        count: ${options.rounds}
        steps: [{ dispatch: { kernel: count, workgroups: 16, bind: { "0": $task, "1": out } } }]
  outputs: [{ name: result, buffer: out, file: result.bin }]
tasks: ${options.tasks}
price: { maxPerGpuHour: 1, max: 5 }
verify: { replicas: ${options.replicas ?? 1} }
timeouts: { task: 60s, total: 5m, acceptance: ${options.acceptance ?? '60s'} }
`;
