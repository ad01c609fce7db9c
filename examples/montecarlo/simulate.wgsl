// Prices of a European call by simulation: each invocation walks PATHS paths and sums what they pay.
// Sums are integers, so the order in which they are added does not matter.

struct Task { index: u32, count: u32, seed: u32, iteration: u32 }
struct Market { spot: f32, strike: f32, rate: f32, volatility: f32, years: f32 }
// 64-bit sums as low and high words: of payoffs in units of 2^-16, and of their squares in units of 2^-8.
struct Sums { payoff_low: u32, payoff_high: u32, square_low: u32, square_high: u32 }

@group(0) @binding(0) var<uniform> task: Task;
@group(0) @binding(1) var<uniform> market: Market;
@group(0) @binding(2) var<storage, read_write> partial: array<Sums>;

// Paths of one invocation; a multiple of 4, as many as one block of random numbers makes.
override PATHS: u32 = 256;

fn multiply_wide(a: u32, b: u32) -> vec2u {
  let a0 = a & 0xffffu;
  let a1 = a >> 16u;
  let b0 = b & 0xffffu;
  let b1 = b >> 16u;
  let low = a0 * b0;
  let cross = a1 * b0 + (low >> 16u);
  let cross2 = a0 * b1 + (cross & 0xffffu);
  return vec2u(a * b, a1 * b1 + (cross >> 16u) + (cross2 >> 16u));
}

// Philox-4x32-10 (Salmon et al., 2011): random numbers by counter, so that no two paths share one.
fn philox(counter: vec4u, seed: vec2u) -> vec4u {
  var c = counter;
  var key = seed;
  for (var round = 0; round < 10; round++) {
    let p = multiply_wide(0xD2511F53u, c.x);
    let q = multiply_wide(0xCD9E8D57u, c.z);
    c = vec4u(q.y ^ c.y ^ key.x, q.x, p.y ^ c.w ^ key.y, p.x);
    key += vec2u(0x9E3779B9u, 0xBB67AE85u);
  }
  return c;
}

// In (0, 1), never 0: the logarithm is taken of it.
fn uniform_of(bits: u32) -> f32 { return (f32(bits >> 9u) + 0.5) / 8388608.0; }

// Two independent normal numbers (Box and Muller).
fn normals(a: u32, b: u32) -> vec2f {
  let radius = sqrt(-2.0 * log(uniform_of(a)));
  let angle = 6.2831853 * uniform_of(b);
  return radius * vec2f(cos(angle), sin(angle));
}

fn add(sums: ptr<function, Sums>, payoff: f32) {
  // Past 4000 the square would not fit; no path of a sane market gets there.
  let paid = min(payoff, 4000.0);
  let value = u32(paid * 65536.0 + 0.5);
  let square = u32(paid * paid * 256.0 + 0.5);
  (*sums).payoff_low += value;
  (*sums).payoff_high += select(0u, 1u, (*sums).payoff_low < value);
  (*sums).square_low += square;
  (*sums).square_high += select(0u, 1u, (*sums).square_low < square);
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let drift = (market.rate - 0.5 * market.volatility * market.volatility) * market.years;
  let spread = market.volatility * sqrt(market.years);
  var sums = Sums(0u, 0u, 0u, 0u);
  for (var block = 0u; block < PATHS / 4u; block++) {
    let bits = philox(vec4u(block, id.x, task.index, 0u), vec2u(task.seed, 0u));
    let z = vec4f(normals(bits.x, bits.y), normals(bits.z, bits.w));
    let end = market.spot * exp(drift + spread * z);
    let payoff = max(end - market.strike, vec4f(0.0));
    for (var i = 0; i < 4; i++) { add(&sums, payoff[i]); }
  }
  partial[id.x] = sums;
}
