// The rows of a task's band as brightness, with HALO more rows above and below for the kernels that follow.
// Brightness has 8 more bits than the pixels, so that rounding does not pile up.

struct Task { index: u32, count: u32, seed: u32, iteration: u32 }

@group(0) @binding(0) var<uniform> task: Task;
@group(0) @binding(1) var<storage, read> picture: array<u32>;
@group(0) @binding(2) var<storage, read_write> brightness: array<u32>;

override WIDTH: u32 = 320;
override HEIGHT: u32 = 240;
override BAND: u32 = 60;
const HALO: u32 = 3u;

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= WIDTH || id.y >= BAND + 2u * HALO) { return; }
  // Beyond the picture, its first and last rows go on.
  let row = clamp(i32(task.index * BAND + id.y) - i32(HALO), 0, i32(HEIGHT) - 1);
  let pixel = picture[u32(row) * WIDTH + id.x];
  let red = pixel & 0xffu;
  let green = (pixel >> 8u) & 0xffu;
  let blue = (pixel >> 16u) & 0xffu;
  // Rec. 601 weights out of 256.
  brightness[id.y * WIDTH + id.x] = 77u * red + 150u * green + 29u * blue;
}
