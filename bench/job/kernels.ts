/** A kernel whose time is set by its loop count: one workgroup, so that nothing but the loop decides. */
export const SPIN_WGSL = `
override LOOPS: u32 = 1u;
@group(0) @binding(0) var<storage, read_write> result: array<u32>;
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  var x = id.x * 2654435761u + 1u;
  for (var i = 0u; i < LOOPS; i++) { x = x * 1664525u + 1013904223u; }
  result[id.x] = x;
}`;

/** Bytes the kernel writes: 64 workgroups of 64 words. */
export const SPIN_BYTES = 64 * 64 * 4;
export const SPIN_WORKGROUPS = [64, 1, 1] as const;
