// A blur along one direction with the binomial weights 1 4 6 4 1; dispatched twice, across and down.

@group(0) @binding(0) var<storage, read> before: array<u32>;
@group(0) @binding(1) var<storage, read_write> after: array<u32>;

override WIDTH: u32 = 320;
override BAND: u32 = 60;
// One of them is 1, the other 0.
override ACROSS: i32 = 1;
override DOWN: i32 = 0;
const HALO: u32 = 3u;

fn at(x: i32, y: i32) -> u32 {
  let rows = i32(BAND + 2u * HALO);
  return before[u32(clamp(y, 0, rows - 1)) * WIDTH + u32(clamp(x, 0, i32(WIDTH) - 1))];
}

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= WIDTH || id.y >= BAND + 2u * HALO) { return; }
  let x = i32(id.x);
  let y = i32(id.y);
  let near = at(x - ACROSS, y - DOWN) + at(x + ACROSS, y + DOWN);
  let far = at(x - 2 * ACROSS, y - 2 * DOWN) + at(x + 2 * ACROSS, y + 2 * DOWN);
  after[id.y * WIDTH + id.x] = (far + 4u * near + 6u * at(x, y) + 8u) >> 4u;
}
