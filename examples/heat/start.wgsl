// The starting temperature: one sine mode of the square plate, another one for each task.

struct Task { index: u32, count: u32, seed: u32, iteration: u32 }

@group(0) @binding(0) var<uniform> task: Task;
@group(0) @binding(1) var<storage, read_write> plate: array<f32>;

// Points along one side, both edges included.
override N: u32 = 129;

// sin(π·k / (N - 1)) by its Taylor series up to x^11, after the angle was brought into the first quarter by whole
// numbers: good to 1e-7 on every GPU, where the built-in sine may be off by 5e-4.
fn sine(k: u32) -> f32 {
  let half_turn = N - 1u;
  let rest = k % half_turn;
  let x = 3.14159265 * f32(min(rest, half_turn - rest)) / f32(half_turn);
  let y = x * x;
  let value = x * (1.0 - y / 6.0 * (1.0 - y / 20.0 * (1.0 - y / 42.0 * (1.0 - y / 72.0 * (1.0 - y / 110.0)))));
  return select(value, -value, (k / half_turn) % 2u == 1u);
}

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= N || id.y >= N) { return; }
  // Task 0: one half-wave each way; 1: two across; 2: two down; 3: two each way; and so on.
  let across = task.index % 2u + 1u;
  let down = task.index / 2u + 1u;
  plate[id.y * N + id.x] = sine(across * id.x) * sine(down * id.y);
}
