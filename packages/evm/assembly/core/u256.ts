// 256-bit arithmetic on words in memory: four u64 limbs, least significant first. dst may be any operand.
import { SCRATCH } from './layout';

// @ts-expect-error: decorator
@inline
export function copy(d: usize, s: usize): void {
  const lo = v128.load(s);
  const hi = v128.load(s, 16);
  v128.store(d, lo);
  v128.store(d, hi, 16);
}

// @ts-expect-error: decorator
@inline
export function setSmall(d: usize, x: u64): void {
  // One store a half: a later load of 16 bytes would wait for two stores of 8.
  v128.store(d, i64x2.replace_lane(i64x2.splat(0), 0, x));
  v128.store(d, i64x2.splat(0), 16);
}

// @ts-expect-error: decorator
@inline
export function isZero(a: usize): bool {
  return (load<u64>(a) | load<u64>(a, 8) | load<u64>(a, 16) | load<u64>(a, 24)) == 0;
}

// @ts-expect-error: decorator
@inline
export function highBits(a: usize): u64 {
  return load<u64>(a, 8) | load<u64>(a, 16) | load<u64>(a, 24);
}

// @ts-expect-error: decorator
@inline
export function eq(a: usize, b: usize): bool {
  return (
    ((load<u64>(a) ^ load<u64>(b)) |
      (load<u64>(a, 8) ^ load<u64>(b, 8)) |
      (load<u64>(a, 16) ^ load<u64>(b, 16)) |
      (load<u64>(a, 24) ^ load<u64>(b, 24))) ==
    0
  );
}

// @ts-expect-error: decorator
@inline
export function reverse16(v: v128): v128 {
  return v128.shuffle<u8>(v, v, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
}

/** Big-endian bytes at s to a word at d, and the other way: the same reversal. */
// @ts-expect-error: decorator
@inline
export function flip(d: usize, s: usize): void {
  const lo = v128.load(s);
  const hi = v128.load(s, 16);
  v128.store(d, reverse16(hi));
  v128.store(d, reverse16(lo), 16);
}

/** d = a + b; returns the carry. */
export function add(d: usize, a: usize, b: usize): u64 {
  const a0 = load<u64>(a);
  const a1 = load<u64>(a, 8);
  const a2 = load<u64>(a, 16);
  const a3 = load<u64>(a, 24);
  const r0 = a0 + load<u64>(b);
  let c = u64(r0 < a0);
  let t = a1 + load<u64>(b, 8);
  const r1 = t + c;
  c = u64(t < a1) + u64(r1 < t);
  t = a2 + load<u64>(b, 16);
  const r2 = t + c;
  c = u64(t < a2) + u64(r2 < t);
  t = a3 + load<u64>(b, 24);
  const r3 = t + c;
  c = u64(t < a3) + u64(r3 < t);
  store<u64>(d, r0);
  store<u64>(d, r1, 8);
  store<u64>(d, r2, 16);
  store<u64>(d, r3, 24);
  return c;
}

/** d = a - b; returns the borrow. */
export function sub(d: usize, a: usize, b: usize): u64 {
  const a0 = load<u64>(a);
  const a1 = load<u64>(a, 8);
  const a2 = load<u64>(a, 16);
  const a3 = load<u64>(a, 24);
  const b0 = load<u64>(b);
  const b1 = load<u64>(b, 8);
  const b2 = load<u64>(b, 16);
  const b3 = load<u64>(b, 24);
  const r0 = a0 - b0;
  let c = u64(a0 < b0);
  let t = a1 - b1;
  const r1 = t - c;
  c = u64(a1 < b1) + u64(t < c);
  t = a2 - b2;
  const r2 = t - c;
  c = u64(a2 < b2) + u64(t < c);
  t = a3 - b3;
  const r3 = t - c;
  c = u64(a3 < b3) + u64(t < c);
  store<u64>(d, r0);
  store<u64>(d, r1, 8);
  store<u64>(d, r2, 16);
  store<u64>(d, r3, 24);
  return c;
}

export function lt(a: usize, b: usize): bool {
  const a3 = load<u64>(a, 24);
  const b3 = load<u64>(b, 24);
  if (a3 != b3) return a3 < b3;
  const a2 = load<u64>(a, 16);
  const b2 = load<u64>(b, 16);
  if (a2 != b2) return a2 < b2;
  const a1 = load<u64>(a, 8);
  const b1 = load<u64>(b, 8);
  if (a1 != b1) return a1 < b1;
  return load<u64>(a) < load<u64>(b);
}

export function slt(a: usize, b: usize): bool {
  const a3 = load<i64>(a, 24);
  const b3 = load<i64>(b, 24);
  if (a3 < 0 != b3 < 0) return a3 < 0;
  return lt(a, b);
}

/** High half of a 64 by 64 product. WebAssembly has no wide multiply. */
// @ts-expect-error: decorator
@inline
export function mulHigh(a: u64, b: u64): u64 {
  const al = a & 0xffffffff;
  const ah = a >> 32;
  const bl = b & 0xffffffff;
  const bh = b >> 32;
  const ll = al * bl;
  const m = ah * bl + (ll >> 32);
  const n = al * bh + (m & 0xffffffff);
  return ah * bh + (m >> 32) + (n >> 32);
}

/** d = a * b mod 2^256. */
export function mul(d: usize, a: usize, b: usize): void {
  const a0 = load<u64>(a);
  const b0 = load<u64>(b);
  const ah = highBits(a);
  const bh = highBits(b);
  if ((ah | bh) == 0) {
    store<u64>(d, a0 * b0);
    store<u64>(d, mulHigh(a0, b0), 8);
    v128.store(d, i64x2.splat(0), 16);
    return;
  }
  mulFull(d, a, b);
}

function mulFull(d: usize, a: usize, b: usize): void {
  const a0 = load<u64>(a);
  const a1 = load<u64>(a, 8);
  const a2 = load<u64>(a, 16);
  const a3 = load<u64>(a, 24);
  const b0 = load<u64>(b);
  const b1 = load<u64>(b, 8);
  const b2 = load<u64>(b, 16);
  const b3 = load<u64>(b, 24);
  const r0 = a0 * b0;
  // column 1
  let r1 = mulHigh(a0, b0);
  let p = a0 * b1;
  r1 += p;
  let r2 = u64(r1 < p);
  p = a1 * b0;
  r1 += p;
  r2 += u64(r1 < p);
  // column 2
  let r3: u64 = 0;
  p = mulHigh(a0, b1);
  r2 += p;
  r3 += u64(r2 < p);
  p = mulHigh(a1, b0);
  r2 += p;
  r3 += u64(r2 < p);
  p = a0 * b2;
  r2 += p;
  r3 += u64(r2 < p);
  p = a1 * b1;
  r2 += p;
  r3 += u64(r2 < p);
  p = a2 * b0;
  r2 += p;
  r3 += u64(r2 < p);
  // column 3, modulo 2^64
  r3 += mulHigh(a0, b2) + mulHigh(a1, b1) + mulHigh(a2, b0);
  r3 += a0 * b3 + a1 * b2 + a2 * b1 + a3 * b0;
  store<u64>(d, r0);
  store<u64>(d, r1, 8);
  store<u64>(d, r2, 16);
  store<u64>(d, r3, 24);
}

// Division works on 32-bit digits: the quotient of a 64-bit by a 32-bit number is one instruction.
const NUM: usize = SCRATCH + 1024; // up to 17 digits, normalised
const DEN: usize = SCRATCH + 1152; // up to 8 digits, normalised
const QUO: usize = SCRATCH + 1280; // up to 16 digits
const PRODUCT: usize = SCRATCH + 1408; // 64 bytes
const DM_Q: usize = SCRATCH + 1536;
const DM_A: usize = SCRATCH + 1600;
const DM_B: usize = SCRATCH + 1632;

function digits(p: usize, max: i32): i32 {
  let n = max;
  while (n > 0 && load<u32>(p + ((n - 1) << 2)) == 0) n--;
  return n;
}

/** Divides the m digits at p by the word at b (not zero). Remainder word to r; quotient digits at QUO (m of them). */
function divideDigits(p: usize, m: i32, b: usize, r: usize): void {
  const n = digits(b, 8);
  memory.fill(QUO, 0, usize(m) << 2);
  const used = digits(p, m);
  if (used < n) {
    const t0 = v128.load(p);
    const t1 = m > 4 ? v128.load(p, 16) : i64x2.splat(0);
    v128.store(r, t0);
    v128.store(r, t1, 16);
    return;
  }
  if (n == 1) {
    divideByDigit(p, used, load<u32>(b), r);
    return;
  }
  knuth(p, used, b, n, r);
}

function divideByDigit(p: usize, m: i32, d: u64, r: usize): void {
  let rem: u64 = 0;
  for (let i = m - 1; i >= 0; i--) {
    const cur = (rem << 32) | load<u32>(p + (i << 2));
    const q = cur / d;
    rem = cur - q * d;
    store<u32>(QUO + (i << 2), u32(q));
  }
  setSmall(r, rem);
}

/** Knuth's algorithm D (The Art of Computer Programming, volume 2, 4.3.1). */
function knuth(p: usize, m: i32, b: usize, n: i32, r: usize): void {
  const shift = clz<u32>(load<u32>(b + ((n - 1) << 2)));
  let carry: u64 = 0;
  for (let i = 0; i < n; i++) {
    const x = (u64(load<u32>(b + (i << 2))) << shift) | carry;
    store<u32>(DEN + (i << 2), u32(x));
    carry = x >> 32;
  }
  carry = 0;
  for (let i = 0; i < m; i++) {
    const x = (u64(load<u32>(p + (i << 2))) << shift) | carry;
    store<u32>(NUM + (i << 2), u32(x));
    carry = x >> 32;
  }
  store<u32>(NUM + (m << 2), u32(carry));
  const d1 = u64(load<u32>(DEN + ((n - 1) << 2)));
  const d2 = u64(load<u32>(DEN + ((n - 2) << 2)));
  for (let j = m - n; j >= 0; j--) {
    const at = NUM + (j << 2);
    const top = (u64(load<u32>(at + (n << 2))) << 32) | u64(load<u32>(at + ((n - 1) << 2)));
    let q = top / d1;
    let rest = top - q * d1;
    while (q >> 32 != 0 || q * d2 > ((rest << 32) | u64(load<u32>(at + ((n - 2) << 2))))) {
      q--;
      rest += d1;
      if (rest >> 32 != 0) break;
    }
    let borrow: i64 = 0;
    let c: u64 = 0;
    for (let i = 0; i < n; i++) {
      const x = q * u64(load<u32>(DEN + (i << 2))) + c;
      c = x >> 32;
      const t = i64(load<u32>(at + (i << 2))) - borrow - i64(x & 0xffffffff);
      store<u32>(at + (i << 2), u32(t));
      borrow = t < 0 ? 1 : 0;
    }
    const t = i64(load<u32>(at + (n << 2))) - borrow - i64(c);
    store<u32>(at + (n << 2), u32(t));
    if (t < 0) {
      q--;
      c = 0;
      for (let i = 0; i < n; i++) {
        const x = u64(load<u32>(at + (i << 2))) + u64(load<u32>(DEN + (i << 2))) + c;
        store<u32>(at + (i << 2), u32(x));
        c = x >> 32;
      }
      store<u32>(at + (n << 2), u32(u64(load<u32>(at + (n << 2))) + c));
    }
    store<u32>(QUO + (j << 2), u32(q));
  }
  setSmall(r, 0);
  for (let i = 0; i < n; i++) {
    const lo = u64(load<u32>(NUM + (i << 2)));
    const hi = u64(load<u32>(NUM + ((i + 1) << 2)));
    store<u32>(r + (i << 2), u32(((hi << 32) | lo) >> shift));
  }
}

/** d = a / b, 0 where b is 0. */
export function div(d: usize, a: usize, b: usize): void {
  if ((highBits(a) | highBits(b)) == 0) {
    const y = load<u64>(b);
    setSmall(d, y == 0 ? 0 : load<u64>(a) / y);
    return;
  }
  if (isZero(b)) {
    setSmall(d, 0);
    return;
  }
  divideDigits(a, 8, b, DM_Q);
  copy(d, QUO);
}

/** d = a mod b, 0 where b is 0. */
export function mod(d: usize, a: usize, b: usize): void {
  if ((highBits(a) | highBits(b)) == 0) {
    const y = load<u64>(b);
    setSmall(d, y == 0 ? 0 : load<u64>(a) % y);
    return;
  }
  if (isZero(b)) {
    setSmall(d, 0);
    return;
  }
  divideDigits(a, 8, b, DM_Q);
  copy(d, DM_Q);
}

export function negate(d: usize, a: usize): void {
  setSmall(DM_Q, 0);
  sub(d, DM_Q, a);
}

function absolute(d: usize, a: usize): bool {
  if (load<i64>(a, 24) >= 0) {
    copy(d, a);
    return false;
  }
  negate(d, a);
  return true;
}

export function sdiv(d: usize, a: usize, b: usize): void {
  const na = absolute(DM_A, a);
  const nb = absolute(DM_B, b);
  div(d, DM_A, DM_B);
  if (na != nb) negate(d, d);
}

export function smod(d: usize, a: usize, b: usize): void {
  const na = absolute(DM_A, a);
  absolute(DM_B, b);
  mod(d, DM_A, DM_B);
  if (na) negate(d, d);
}

/** d = (a + b) mod n, over 257 bits. */
export function addmod(d: usize, a: usize, b: usize, n: usize): void {
  if (isZero(n)) {
    setSmall(d, 0);
    return;
  }
  const c = add(PRODUCT, a, b);
  store<u64>(PRODUCT, c, 32);
  divideDigits(PRODUCT, c == 0 ? 8 : 10, n, DM_Q);
  copy(d, DM_Q);
}

/** d = (a * b) mod n, over 512 bits. */
export function mulmod(d: usize, a: usize, b: usize, n: usize): void {
  if (isZero(n)) {
    setSmall(d, 0);
    return;
  }
  mulWide(PRODUCT, a, b);
  divideDigits(PRODUCT, 16, n, DM_Q);
  copy(d, DM_Q);
}

function mulWide(d: usize, a: usize, b: usize): void {
  memory.fill(d, 0, 64);
  for (let i: usize = 0; i < 32; i += 8) {
    const x = load<u64>(a + i);
    if (x == 0) continue;
    let carry: u64 = 0;
    for (let j: usize = 0; j < 32; j += 8) {
      const y = load<u64>(b + j);
      const lo = x * y;
      let hi = mulHigh(x, y);
      const t = load<u64>(d + i + j);
      const s = t + lo;
      hi += u64(s < t);
      const u = s + carry;
      hi += u64(u < s);
      store<u64>(d + i + j, u);
      carry = hi;
    }
    store<u64>(d + i + 32, carry);
  }
}

export function bitLength(a: usize): i32 {
  for (let i = 3; i >= 0; i--) {
    const x = load<u64>(a + (i << 3));
    if (x != 0) return (i << 6) + 64 - i32(clz<u64>(x));
  }
  return 0;
}

const EXP_BASE: usize = SCRATCH + 1664;
const EXP_POWER: usize = SCRATCH + 1696;
const EXP_RESULT: usize = SCRATCH + 1728;

export function exp(d: usize, a: usize, e: usize): void {
  copy(EXP_BASE, a);
  copy(EXP_POWER, e);
  setSmall(EXP_RESULT, 1);
  const bits = bitLength(EXP_POWER);
  for (let i = 0; i < bits; i++) {
    if ((load<u64>(EXP_POWER + ((i >> 6) << 3)) >> (i & 63)) & 1) mul(EXP_RESULT, EXP_RESULT, EXP_BASE);
    if (i + 1 < bits) mul(EXP_BASE, EXP_BASE, EXP_BASE);
  }
  copy(d, EXP_RESULT);
}

/** d = a << n, n below 256. */
export function shlSmall(d: usize, a: usize, n: u32): void {
  const limbs = n >> 6;
  const bits = u64(n & 63);
  for (let i = 3; i >= 0; i--) {
    const s = i - i32(limbs);
    let x: u64 = 0;
    if (s >= 0) {
      x = load<u64>(a + (s << 3)) << bits;
      if (bits != 0 && s > 0) x |= load<u64>(a + ((s - 1) << 3)) >> (64 - bits);
    }
    store<u64>(d + (i << 3), x);
  }
}

/** d = a >> n, n below 256, filling with `fill` (0 or all ones). */
export function shrSmall(d: usize, a: usize, n: u32, fill: u64): void {
  const limbs = n >> 6;
  const bits = u64(n & 63);
  for (let i = 0; i < 4; i++) {
    const s = i + i32(limbs);
    let x = fill;
    if (s <= 3) {
      x = load<u64>(a + (s << 3)) >> bits;
      if (bits != 0) x |= (s < 3 ? load<u64>(a + ((s + 1) << 3)) : fill) << (64 - bits);
    }
    store<u64>(d + (i << 3), x);
  }
}

export function shl(d: usize, n: usize, a: usize): void {
  if (highBits(n) != 0 || load<u64>(n) > 255) setSmall(d, 0);
  else shlSmall(d, a, u32(load<u64>(n)));
}

export function shr(d: usize, n: usize, a: usize): void {
  if (highBits(n) != 0 || load<u64>(n) > 255) setSmall(d, 0);
  else shrSmall(d, a, u32(load<u64>(n)), 0);
}

export function sar(d: usize, n: usize, a: usize): void {
  const fill: u64 = load<i64>(a, 24) < 0 ? u64.MAX_VALUE : 0;
  if (highBits(n) != 0 || load<u64>(n) > 255) {
    store<u64>(d, fill);
    store<u64>(d, fill, 8);
    store<u64>(d, fill, 16);
    store<u64>(d, fill, 24);
  } else shrSmall(d, a, u32(load<u64>(n)), fill);
}

/** Extends the sign of the (k+1)-byte number x. */
export function signextend(d: usize, k: usize, x: usize): void {
  if (highBits(k) != 0 || load<u64>(k) > 30) {
    copy(d, x);
    return;
  }
  const bit = (u32(load<u64>(k)) << 3) + 7;
  const limb = i32(bit >> 6);
  const shift = u64(63 - (bit & 63));
  const extended = (load<i64>(x + (limb << 3)) << i64(shift)) >> i64(shift);
  const fill = u64(extended >> 63);
  for (let i = 0; i < 4; i++) {
    store<u64>(d + (i << 3), i < limb ? load<u64>(x + (i << 3)) : i == limb ? u64(extended) : fill);
  }
}

export function byteAt(d: usize, i: usize, x: usize): void {
  if (highBits(i) != 0 || load<u64>(i) > 31) setSmall(d, 0);
  else setSmall(d, load<u8>(x + 31 - usize(load<u64>(i))));
}
