// One tile of the Mandelbrot set, in fixed-point integers from coordinates to colour: the same bits on every device.
// Numbers are Q25: 25 bits of fraction, so a signed one reaches ±64.

struct Task { index: u32, count: u32, seed: u32, iteration: u32 }

@group(0) @binding(0) var<uniform> task: Task;
@group(0) @binding(1) var<storage, read_write> pixels: array<u32>;

override WIDTH: u32 = 1024;
override HEIGHT: u32 = 768;
override TILE: u32 = 256;
// The middle of the picture and the distance between two pixels, in units of 2^-25.
override CENTRE_X: i32 = 0;
override CENTRE_Y: i32 = 0;
override PIXEL: i32 = 0;
override MAX_ITERATIONS: u32 = 300;
// A pixel is the mean of SAMPLES x SAMPLES points.
override SAMPLES: u32 = 1;

const FRACTION_BITS: u32 = 25u;
// |z|² at which a point has escaped. From |z| < 7 the next |z| is below 7² + 2 = 51, which Q25 still holds.
const ESCAPE: u32 = 49u << FRACTION_BITS;

// The square of a number below 2^31, in Q25; the caller sees to it that it fits 32 bits.
fn square(a: u32) -> u32 {
  let low = a & 0xffffu;
  let high = a >> 16u;
  let middle = low * high;
  let bottom = low * low;
  let sum = bottom + (middle << 17u);
  let carry = select(0u, 1u, sum < bottom);
  let top = high * high + (middle >> 15u) + carry;
  return (top << (32u - FRACTION_BITS)) | (sum >> FRACTION_BITS);
}

// log2 of an integer above 0, with 16 bits of fraction: the mantissa is squared once for each bit.
fn log2_q16(value: u32) -> u32 {
  let exponent = firstLeadingBit(value);
  var mantissa = select(value >> (exponent - 15u), value << (15u - exponent), exponent < 15u);
  var result = exponent << 16u;
  for (var bit = 15; bit >= 4; bit--) {
    mantissa = (mantissa * mantissa) >> 15u;
    if (mantissa >= 65536u) {
      mantissa >>= 1u;
      result |= 1u << u32(bit);
    }
  }
  return result;
}

// Iterations until z escapes, with 12 bits of fraction so that bands blend; 0 for points that never do.
fn escape_time(cx: i32, cy: i32) -> u32 {
  var x = 0;
  var y = 0;
  var xx = 0u;
  var yy = 0u;
  for (var n = 0u; n < MAX_ITERATIONS; n++) {
    // 2xy = (x + y)² - x² - y²: three squares cost less than two squares and a product.
    let sum = square(u32(abs(x + y)));
    y = i32(sum - xx - yy) + cy;
    x = i32(xx) - i32(yy) + cx;
    let ax = u32(abs(x));
    let ay = u32(abs(y));
    // Beyond 7 the squares would not fit, and the point has escaped anyway.
    if (max(ax, ay) < (7u << FRACTION_BITS)) {
      xx = square(ax);
      yy = square(ay);
      if (xx + yy < ESCAPE) { continue; }
    }
    // |z|² / 256, with z shifted so that the squares fit.
    let norm = square(ax >> 4u) + square(ay >> 4u);
    // log2|z|² = log2(norm) - 25 + 8, between log2(49) = 5.6 and log2(51² · 2).
    let log_norm = log2_q16(norm) - (17u << 16u);
    // n + 1 - log2(log2|z|² / log2(49)), in Q12; the constant is log2(5.6147) in Q16.
    let ratio = log2_q16(log_norm) - (16u << 16u) - 163140u;
    return ((n + 1u) << 12u) - u32(clamp(i32(ratio) >> 4u, 0, 4096));
  }
  return 0u;
}

const STOPS = array<vec3u, 8>(
  vec3u(52, 138, 214), vec3u(226, 240, 244), vec3u(252, 206, 108), vec3u(236, 120, 24),
  vec3u(140, 28, 30), vec3u(44, 8, 52), vec3u(4, 10, 44), vec3u(12, 48, 128),
);

// A cyclic gradient over the logarithm of the escape time, which spreads near and far bands alike.
fn colour(time: u32) -> vec3u {
  if (time == 0u) { return vec3u(0); }
  let place = (log2_q16(time) - (12u << 16u)) * 3u / 2u;
  let stop = (place >> 16u) % 8u;
  let t = (place & 0xffffu) >> 4u;
  // 3t² - 2t³ in Q12: no edges where two stretches meet.
  let smoothed = (((t * t) >> 12u) * (3u * 4096u - 2u * t)) >> 12u;
  let a = STOPS[stop];
  let b = STOPS[(stop + 1u) % 8u];
  return (a * (4096u - smoothed) + b * smoothed) >> vec3u(12u);
}

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= TILE || id.y >= TILE) { return; }
  let columns = WIDTH / TILE;
  let px = (task.index % columns) * TILE + id.x;
  let py = (task.index / columns) * TILE + id.y;
  let step = PIXEL / i32(SAMPLES);
  let left = CENTRE_X + (i32(px) - i32(WIDTH / 2u)) * PIXEL;
  let top = CENTRE_Y - (i32(py) - i32(HEIGHT / 2u)) * PIXEL;
  var total = vec3u(0);
  for (var sample = 0u; sample < SAMPLES * SAMPLES; sample++) {
    total += colour(escape_time(left + i32(sample % SAMPLES) * step, top - i32(sample / SAMPLES) * step));
  }
  let mean = total / (SAMPLES * SAMPLES);
  pixels[id.y * TILE + id.x] = 0xff000000u | (mean.z << 16u) | (mean.y << 8u) | mean.x;
}
