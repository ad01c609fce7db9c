// Edges by the Sobel operator: the length of the gradient, drawn dark on paper.

@group(0) @binding(0) var<storage, read> brightness: array<u32>;
@group(0) @binding(1) var<storage, read_write> pixels: array<u32>;

override WIDTH: u32 = 320;
override BAND: u32 = 60;
const HALO: u32 = 3u;

fn at(x: i32, y: i32) -> i32 {
  return i32(brightness[u32(y) * WIDTH + u32(clamp(x, 0, i32(WIDTH) - 1))]);
}

// The whole part of a square root, bit by bit; the built-in one is not exact on every GPU.
fn whole_root(value: u32) -> u32 {
  var root = 0u;
  for (var bit = 15u; bit < 16u; bit--) {
    let next = root | (1u << bit);
    if (next * next <= value) { root = next; }
  }
  return root;
}

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= WIDTH || id.y >= BAND) { return; }
  let x = i32(id.x);
  let y = i32(id.y + HALO);
  let right = at(x + 1, y - 1) + 2 * at(x + 1, y) + at(x + 1, y + 1);
  let left = at(x - 1, y - 1) + 2 * at(x - 1, y) + at(x - 1, y + 1);
  let below = at(x - 1, y + 1) + 2 * at(x, y + 1) + at(x + 1, y + 1);
  let above = at(x - 1, y - 1) + 2 * at(x, y - 1) + at(x + 1, y - 1);
  // At most 4 x 65,280 each way; sixteenths, so that the squares fit.
  let across = u32(abs(right - left)) >> 4u;
  let down = u32(abs(below - above)) >> 4u;
  let strength = min(whole_root(across * across + down * down) / 8u, 255u);
  let paper = vec3u(250u, 246u, 236u);
  let ink = vec3u(28u, 26u, 60u);
  let mixed = (paper * (255u - strength) + ink * strength + 127u) / 255u;
  pixels[id.y * WIDTH + id.x] = 0xff000000u | (mixed.z << 16u) | (mixed.y << 8u) | mixed.x;
}
