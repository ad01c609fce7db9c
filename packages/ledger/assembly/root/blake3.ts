// Four BLAKE3 hashes at a time, keyed mode, inputs of one or two blocks (github.com/BLAKE3-team/BLAKE3-specs).
// The rounds are in compress.ts, which scripts/build-root.ts writes out.
import { compress } from './compress';
import { MSG, OUT } from './layout';

export const CHUNK_START: i32 = 1;
export const CHUNK_END: i32 = 2;
export const FINAL: i32 = 8;
export const KEYED: i32 = 16;
export const ONE_BLOCK: i32 = CHUNK_START | CHUNK_END | FINAL | KEYED;

// @ts-ignore: decorator
@inline
function transpose(p: usize, a: v128, b: v128, c: v128, d: v128): void {
  const ab0 = v128.shuffle<u32>(a, b, 0, 4, 1, 5);
  const ab1 = v128.shuffle<u32>(a, b, 2, 6, 3, 7);
  const cd0 = v128.shuffle<u32>(c, d, 0, 4, 1, 5);
  const cd1 = v128.shuffle<u32>(c, d, 2, 6, 3, 7);
  v128.store(p, v128.shuffle<u64>(ab0, cd0, 0, 2), 0);
  v128.store(p, v128.shuffle<u64>(ab0, cd0, 1, 3), 16);
  v128.store(p, v128.shuffle<u64>(ab1, cd1, 0, 2), 32);
  v128.store(p, v128.shuffle<u64>(ab1, cd1, 1, 3), 48);
}

/** Takes a block of 64 bytes for each lane. */
export function gather(p: usize, q: usize, r: usize, s: usize): void {
  transpose(MSG, v128.load(p, 0), v128.load(q, 0), v128.load(r, 0), v128.load(s, 0));
  transpose(MSG + 64, v128.load(p, 16), v128.load(q, 16), v128.load(r, 16), v128.load(s, 16));
  transpose(MSG + 128, v128.load(p, 32), v128.load(q, 32), v128.load(r, 32), v128.load(s, 32));
  transpose(MSG + 192, v128.load(p, 48), v128.load(q, 48), v128.load(r, 48), v128.load(s, 48));
}

// @ts-ignore: decorator
@inline
function scatterHalf(from: usize, p: usize, q: usize, r: usize, s: usize): void {
  const a = v128.load(from, 0);
  const b = v128.load(from, 16);
  const c = v128.load(from, 32);
  const d = v128.load(from, 48);
  const ab0 = v128.shuffle<u32>(a, b, 0, 4, 1, 5);
  const ab1 = v128.shuffle<u32>(a, b, 2, 6, 3, 7);
  const cd0 = v128.shuffle<u32>(c, d, 0, 4, 1, 5);
  const cd1 = v128.shuffle<u32>(c, d, 2, 6, 3, 7);
  v128.store(p, v128.shuffle<u64>(ab0, cd0, 0, 2));
  v128.store(q, v128.shuffle<u64>(ab0, cd0, 1, 3));
  v128.store(r, v128.shuffle<u64>(ab1, cd1, 0, 2));
  v128.store(s, v128.shuffle<u64>(ab1, cd1, 1, 3));
}

/** Writes each lane's 32 bytes. */
export function scatter(p: usize, q: usize, r: usize, s: usize): void {
  scatterHalf(OUT, p, q, r, s);
  scatterHalf(OUT + 64, p + 16, q + 16, r + 16, s + 16);
}

/** Hashes what was gathered, in one block of 64 bytes, under a key. */
export function hash64(cv: usize): void {
  compress(cv, i32x4.splat(64), i32x4.splat(ONE_BLOCK));
}

export { compress };
