// One step of the heat equation u_t = u_xx + u_yy, explicit in time; the edges stay at zero.

@group(0) @binding(0) var<storage, read> before: array<f32>;
@group(0) @binding(1) var<storage, read_write> after: array<f32>;

override N: u32 = 129;
// Time step over the square of the grid spacing; at most 0.25, or the scheme is unstable.
override RATIO: f32 = 0.2;

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x == 0u || id.y == 0u || id.x >= N - 1u || id.y >= N - 1u) { return; }
  let at = id.y * N + id.x;
  let here = before[at];
  let around = before[at - 1u] + before[at + 1u] + before[at - N] + before[at + N];
  after[at] = here + RATIO * (around - 4.0 * here);
}
